"""Rows of a form that its buttons move, as questions or clauses: remove.<n>, up.<n>, down.<n>, counted from 0. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

Row = TypeVar("Row")


def pressed(form: Mapping[str, str], buttons: re.Pattern[str]) -> tuple[str, str]:
    """(action, what) of the button that was pressed, as (up, 2) or (add, scale); two empty texts where none was."""
    action, _, what = next((name for name in form if buttons.fullmatch(name)), "").partition(".")
    return action, what


def moved(rows: Sequence[Row], action: str, what: str) -> list[Row]:
    """The rows in their new order; as they were where the action leads nowhere."""
    new = list(rows)
    at = int(what) if what.isdecimal() else 0
    if action == "remove" and at < len(new):
        new.pop(at)
    elif action == "up" and 0 < at < len(new):
        new[at - 1], new[at] = new[at], new[at - 1]
    elif action == "down" and at + 1 < len(new):
        new[at], new[at + 1] = new[at + 1], new[at]
    return new
