"""Every route × every role: the tables in tests/architecture/access say the status, and know every route."""

import re
from collections.abc import Mapping

import pytest

from app import app as application
from chalicelib.centre import centre
from chalicelib.domains.licences.templates import standard_rules as licences_standard
from chalicelib.domains.surveys.templates import standard_rules as surveys_standard
from chalicelib.identity import Role
from chalicelib.web.router import every_route
from tests.architecture.access_table import TABLE, Row
from tests.support.browser_client import Browser

ROUTES = {(method, path) for path, methods in every_route().items() for method in methods}


def test_every_route_is_in_the_table() -> None:
    """A route that nobody wrote a row for fails."""
    assert sorted(ROUTES - TABLE.keys()) == []


def test_every_row_has_its_route() -> None:
    """A row whose route is gone fails."""
    assert sorted(TABLE.keys() - ROUTES) == []


@pytest.mark.parametrize("row", sorted(TABLE.keys() & ROUTES), ids=lambda row: f"{row[0]} {row[1]}")
def test_each_role_gets_what_the_table_says(row: Row) -> None:
    """Nobody and each role alone get the status of the row; what is refused tells no more than that."""
    method, path = row
    for role in (None, *Role):
        browser = Browser(application)
        if role:
            browser.sign_in(role)
        _call(browser, method, _filled(path, TABLE[row].ids))
        assert browser.status == TABLE[row].expected(method, role), f"{role or 'nobody'}: {browser.text[:200]}"
        if browser.status == 303 and role is None and TABLE[row].permitted is not None:
            assert browser.location.startswith("/sign-in?next=/")


@pytest.mark.parametrize("row", sorted(row for row in TABLE.keys() & ROUTES if row[0] == "POST"), ids=lambda row: row[1])
def test_no_post_works_without_its_token(row: Row) -> None:
    """A form that another site sends in a signed-in person's name is refused."""
    for role in Role:
        browser = Browser(application).sign_in(role)
        browser.post(_filled(row[1], TABLE[row].ids), {"csrf": "0" * 32})
        assert browser.status == 403


def _call(browser: Browser, method: str, path: str) -> None:
    if method == "GET":
        browser.get(path)
    else:
        assert method == "POST", "pages and forms know GET and POST only"
        browser.post(path)


def _filled(path: str, ids: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], f"no-such-{found[1].replace('_', '-')}"), path)


def test_no_fixed_path_hides_an_id() -> None:
    """No standard template has the name of a fixed path beside it (…/templates/new): it could not be opened."""
    licences = {f"/licences/templates/{each.id}" for each in licences_standard.standard(centre())}
    assert {*licences, f"/surveys/templates/{surveys_standard.STANDARD.id}"} & every_route().keys() == set()
