"""Every state, kind and choice that a page shows has words for each of its values."""

from enum import Enum, StrEnum
from importlib import import_module
from pkgutil import walk_packages

import pytest

import chalicelib
from chalicelib.records.hash_chain import EventKind


def name_of(kind: type[Enum]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("chalicelib.")


ENUMS = sorted(
    {
        value
        for module in walk_packages(chalicelib.__path__, "chalicelib.")
        for value in vars(import_module(module.name)).values()
        if isinstance(value, type) and issubclass(value, Enum) and value.__module__.startswith("chalicelib.")
    },
    key=name_of,
)
LABELLED = [kind for kind in ENUMS if isinstance(getattr(kind, "label", None), property)]
# Of these no page shows a value by itself.
WITHOUT_WORDS = {
    "records.retention_rules.Kept": "a term of the centre's profile; pages speak of a class's stages",
    "domains.attendance.model.Outcome": "each has its own page",
    "domains.completion.certificate_rules.Standing": "the public page has a tone, a title and a text for each",
    "domains.completion.certificate_rules.State": "the words depend on which version is in force",
    "domains.licences.verification.status_rules.Outcome": "the words depend on whether a code or a file was asked about",
    "domains.licences.verification.store.CheckState": "the page shows the outcome, not how far a worker is",
    "domains.people.guesses.rules.Door": "kept as a counter's name; staff read what each door itself says",
    "domains.people.guesses.rules.Why": "each door has words of its own for it",
    "domains.payments.bank.rules.Outcome": "counted, and shown as the heads of the counts",
    "domains.surveys.answering.answering.Receipt": "only says whether a notice goes with the page",
}


@pytest.mark.parametrize("kind", LABELLED, ids=name_of)
def test_each_value_has_words(kind: type[Enum]) -> None:
    """None of them is missing from the enum's own table, or empty."""
    assert all(value.label for value in kind)


def test_every_enum_of_the_workflows_has_words() -> None:
    """A StrEnum of a workflow or of the records has a label, an event gets its own with its value; the others say why not."""
    within = ("domains.", "records.")
    kinds = [kind for kind in ENUMS if issubclass(kind, StrEnum) and not issubclass(kind, EventKind) and name_of(kind).startswith(within)]
    assert {name_of(kind) for kind in kinds if kind not in LABELLED} == set(WITHOUT_WORDS)
