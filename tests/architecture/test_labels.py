"""Every state, kind and choice that a page shows has words for each of its values."""

from enum import Enum
from importlib import import_module
from pkgutil import walk_packages

import pytest

import chalicelib

LABELLED = sorted(
    {
        value
        for module in walk_packages(chalicelib.__path__, "chalicelib.")
        for value in vars(import_module(module.name)).values()
        if isinstance(value, type) and issubclass(value, Enum) and isinstance(getattr(value, "label", None), property)
    },
    key=lambda kind: f"{kind.__module__}.{kind.__qualname__}",
)


@pytest.mark.parametrize("kind", LABELLED, ids=lambda kind: f"{kind.__module__}.{kind.__qualname__}".removeprefix("chalicelib."))
def test_each_value_has_words(kind: type[Enum]) -> None:
    """None of them is missing from the enum's own table, or empty."""
    assert all(value.label for value in kind)
