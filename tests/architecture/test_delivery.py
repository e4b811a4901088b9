"""A message is delivered by the commit of the change that it announces, in one place, so that nobody can forget it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted([ROOT / "app.py", *(ROOT / "chalicelib").rglob("*.py")])
THE_PLACE = {f"chalicelib/messaging/{name}.py" for name in ("unit_of_work", "outbox", "handling", "sweeping", "failures")}
DELIVERING = {"add", "deliver", "hand_over"}


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))


def named(call: ast.Call) -> str:
    """As outbox.add, or Transaction."""
    return ast.unparse(call.func)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_adds_or_delivers_messages_by_hand(path: Path) -> None:
    """Outside the unit of work no module calls the outbox's `add`, `deliver` or `hand_over`, nor imports them by name."""
    if str(path.relative_to(ROOT)) in THE_PLACE:
        return
    tree = ast.parse(path.read_text("utf-8"))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "chalicelib.messaging.outbox"
        for alias in node.names
    }
    assert imported & DELIVERING == set()
    assert [named(call) for call in calls(path) if named(call) in {f"outbox.{name}" for name in DELIVERING}] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_token_is_made_by_hand(path: Path) -> None:
    """A transaction makes its own random token; one that is given is an id by which the same press is known again."""
    given = [ast.unparse(each) for call in calls(path) if named(call) == "Transaction" for each in (*call.args, *call.keywords)]
    assert [each for each in given if "secrets" in each or "uuid" in each or "random" in each] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_payments_names_no_message_of_fees(path: Path) -> None:
    """A fee case is moved by what fees offers: payment writes neither its kinds of messages nor new values of its state."""
    if "chalicelib/domains/payments/" not in str(path):
        return
    tree = ast.parse(path.read_text("utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert [text for text in texts if text.startswith("fees.")] == []
    moved = [each for each in ast.walk(tree) if isinstance(each, ast.Dict) for value in each.values if "fees.State" in ast.unparse(value)]
    assert [ast.unparse(each) for each in moved] == []
