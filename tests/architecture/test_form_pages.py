"""Every form comes back the same way (chalicelib/web/form_page.py), walked with `ast`."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "chalicelib"
ROUTES = sorted(path for path in (PACKAGE / "domains").rglob("*.py") if path.stem == "routes" or path.stem.startswith("routes_"))


def calls_of(path: Path, *names: str) -> list[ast.Call]:
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names]


@pytest.mark.parametrize("path", ROUTES, ids=lambda path: str(path.relative_to(PACKAGE / "domains")))
def test_no_route_gives_a_page_its_status_by_hand(path: Path) -> None:
    """What a person sees of an error, and the status that goes with it, are said in one place."""
    by_hand = [call.lineno for call in calls_of(path, "Page") if len(call.args) > 2 or any(each.arg == "status" for each in call.keywords)]
    assert by_hand == []


@pytest.mark.parametrize("path", ROUTES, ids=lambda path: str(path.relative_to(PACKAGE / "domains")))
def test_every_page_has_its_template(path: Path) -> None:
    """A template that moved takes its routes along."""
    named = {call.args[0].value for call in calls_of(path, "Page", "form_page") if isinstance(call.args[0], ast.Constant)}
    assert {name for name in named if not (PACKAGE / "templates" / name).is_file()} == set()


OWN_RULE = re.compile(r"_(UNSEEN|EMAIL|USERNAME)\b = re\.compile|\.isprintable\(\)|fromisoformat\((form|query|typed)\b")
# The bank's file is ASCII; what it holds was read before.
_OF_THE_BANK = {"payments/bank/layout_rules.py"}


def test_no_workflow_has_its_own_rule_for_what_every_form_has() -> None:
    """Unseen characters, addresses, user names and days are read by web.field_rules and web.value_rules alone."""
    modules = {str(path.relative_to(PACKAGE / "domains")): path.read_text("utf-8") for path in (PACKAGE / "domains").rglob("*.py")}
    assert {name for name, text in modules.items() if OWN_RULE.search(text)} - _OF_THE_BANK == set()


def test_no_route_says_what_a_form_page_says() -> None:
    """`form`, `errors`, `message` and `locked` have one source, so that nothing typed or wrong is lost on the way."""
    said = [
        f"{path.relative_to(PACKAGE)}:{key.lineno}"
        for path in ROUTES
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Dict)
        for key in call.keys
        if isinstance(key, ast.Constant) and key.value in {"form", "errors", "message", "locked"}
    ]
    assert said == []
