"""What can happen to a document has one name in the chain and one for people."""

import re
from pathlib import Path

import pytest

from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.licences.events_rules import LetterEvent
from chalicelib.domains.payments.events_rules import ApplicationEvent, BatchEvent
from chalicelib.records.hash_chain import EventKind

ROOT = Path(__file__).parents[2]
KINDS = [LetterEvent, CaseEvent, ApplicationEvent, BatchEvent]
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("kinds", KINDS)
def test_every_kind_has_a_label_of_its_own(kinds: type[EventKind]) -> None:
    """In Chinese, and no two kinds of a document are called the same."""
    labels = [kind.label for kind in kinds]
    assert all(CHINESE.search(label) for label in labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("kinds", KINDS)
def test_what_is_stored_is_read_by_its_label(kinds: type[EventKind]) -> None:
    """The chain keeps the value; pages and documents say the label, and what is no kind any more as it is stored."""
    assert [kinds.label_of(kind.value) for kind in kinds] == [kind.label for kind in kinds]
    assert kinds.label_of("long ago") == "long ago"


def test_an_enum_for_each_document_with_a_chain() -> None:
    """No kind of event stands outside the lists above."""
    assert set(EventKind.__subclasses__()) >= set(KINDS)
    assert {each for each in EventKind.__subclasses__() if each.__module__.startswith("chalicelib.")} == set(KINDS)


@pytest.mark.parametrize("workflow", ["licences", "fees", "payments"])
def test_templates_keep_no_labels_of_their_own(workflow: str) -> None:
    """Pages are given `label_of`, so that a new kind cannot be without a name on one of them."""
    texts = [path.read_text("utf-8") for path in (ROOT / "chalicelib/templates" / workflow).rglob("*.html")]
    assert not any(re.search(r"set (EVENTS|STEPS)\b|\.get\(event\.kind, event\.kind\)", text) for text in texts)
    assert any("label_of(event.kind)" in text for text in texts)
