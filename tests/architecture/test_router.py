"""Every address reaches the route that is meant, through API Gateway's one greedy path."""

import re
from itertools import product
from pathlib import Path

import pytest

from app import app as application
from chalicelib.errors import MethodNotAllowed, NotFound
from chalicelib.site_map import MENU, ROOMS, MenuEntry
from chalicelib.web import router
from infra.local.gateway import Gateway
from tests.architecture.access_table import TABLE
from tests.support.browser_client import Browser

PACKAGE = Path(__file__).parents[2] / "chalicelib"
ROUTES = router.every_route()


def _meant(path: str) -> str:
    """The route of this address as if every room were loaded: a word before a {name}, from the left."""
    parts = path[1:].split("/")
    for pattern in sorted(ROUTES):
        names = pattern[1:].split("/")
        if len(names) == len(parts) and all(name.startswith("{") or name == part for name, part in zip(names, parts, strict=True)):
            return pattern
    return ""


def _addresses(pattern: str) -> list[str]:
    """Each {name} filled with an id, and with every word that stands in its place in another route."""
    parts = pattern[1:].split("/")
    words = [
        {"an-id"} | {other[1:].split("/")[n] for other in ROUTES if len(other[1:].split("/")) > n} if part.startswith("{") else {part}
        for n, part in enumerate(parts)
    ]
    return ["/" + "/".join(filled) for filled in product(*words) if not any(part.startswith("{") for part in filled)]


def test_the_gateway_knows_two_paths() -> None:
    """API Gateway takes 300 resources in all; ours does not grow with the site."""
    assert sorted(application.routes) == ["/", "/{proxy+}"]


def test_every_room_is_on_the_map() -> None:
    """A module of routes that no line of the map leads to could not be opened; a line to no module is a mistake."""
    files = [path for path in PACKAGE.rglob("*.py") if "Blueprint(__name__)" in path.read_text("utf-8")]
    modules = {".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in files}
    assert set(ROOMS.values()) == modules


def test_every_line_of_the_map_is_used() -> None:
    """A beginning that leads to no route can go."""
    assert {router.beginning_of(_filled(path)[1:].split("/")) for path in ROUTES} == set(ROOMS)


def _filled(pattern: str) -> str:
    return re.sub(r"\{\w+\}", "an-id", pattern)


@pytest.mark.parametrize("pattern", sorted(ROUTES))
def test_an_address_reaches_its_route(pattern: str) -> None:
    """Loading one room finds what all rooms together would; where an id is spelt as a word of another address, that or nothing."""
    methods = ROUTES[pattern]
    assert {method: router.find(method, _filled(pattern))[0] for method in methods} == methods
    for path in _addresses(pattern):
        for method, meant in ROUTES[_meant(path)].items():
            assert _found(method, path) in {meant.uri_pattern, ""}


def _found(method: str, path: str) -> str:
    try:
        return str(router.find(method, path)[0].uri_pattern)
    except (NotFound, MethodNotAllowed):
        return ""


@pytest.mark.parametrize(
    ("sent", "username"),
    [
        ("lin", "lin"),
        ("lin/", "lin"),
        ("a.b_c-d~e", "a.b_c-d~e"),
        ("a%2Eb%7ec", "a.b~c"),
        ("a@b+c", "a@b+c"),
        ("a%40b%2Bc", "a@b+c"),
        ("a%2fb", "a%2Fb"),
        ("..%2F..", "..%2F.."),
        ("a#b", "a%23b"),
        ("a%23b", "a%23b"),
        ("%E7%8E%8B", "%E7%8E%8B"),
        ("王", "%E7%8E%8B"),
        ("a b", "a%20b"),
        ("%zz", "%25zz"),
        ("%00", "%00"),
    ],
)
def test_an_id_has_one_spelling(sent: str, username: str) -> None:
    """Decoded by the gateway or not, a plain id is itself, and what is none stays in percent: it names nothing of ours."""
    assert router.find("GET", f"/accounts/{sent}")[1] == {"username": username}


@pytest.mark.parametrize(
    "path", ["/no-such-page", "/classes/x/no-such-page", "/sign-in/x/y", "/..%2Fetc", "//sign-in", "/c//enter", "/c", "/王"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_address_is_answered_by_a_page(method: str, path: str, browser: Browser) -> None:
    """In our own look, with our headers, and without a question about the form."""
    (browser.get if method == "GET" else browser.post)(path)
    assert (browser.status, "找不到這個頁面" in browser.text) == (404, True)
    assert browser.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in browser.headers["Content-Security-Policy"]


def test_a_script_is_told_in_json(browser: Browser) -> None:
    """That there is nothing at this address."""
    browser.get("/no-such-page", headers={"Accept": "application/json"})
    assert (browser.status, browser.json()["error"]) == (404, "NotFound")


def test_a_form_sent_to_a_page_is_refused(browser: Browser) -> None:
    """The address is known, the method is not."""
    browser.post("/classes/115-B00492-1/edit/")
    assert browser.status == 401
    browser.post("/today")
    assert (browser.status, "無法完成這個動作" in browser.text) == (405, True)
    with pytest.raises(MethodNotAllowed):
        router.find("GET", "/sign-out")


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH"])
def test_other_methods_reach_no_view(method: str) -> None:
    """Pages are fetched and forms are sent; nothing else is done here."""
    assert Gateway(application).handle_request(method, "/sign-in", {"Host": "localhost:8000"}, b"")["statusCode"] == 405


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "text/plain", "application/xml"])
def test_another_kind_of_body_is_refused(content_type: str) -> None:
    """Forms come as forms and scripts speak JSON."""
    sent = {"Host": "localhost:8000", "Content-Type": content_type}
    assert Gateway(application).handle_request("POST", "/sign-in", sent, b"x")["statusCode"] == 415


def test_the_stage_in_the_address_is_no_part_of_it() -> None:
    """Without a domain of our own the gateway's context says /api/sign-in; the greedy parameter says what was asked for."""
    gateway = Gateway(application)
    event = gateway.event_converter.create_lambda_event("GET", "/sign-in", {"Host": "x"}, b"")
    event["requestContext"]["path"] = "/api/sign-in"
    assert application(event, None)["statusCode"] == 200


@pytest.mark.parametrize("entry", MENU, ids=lambda entry: entry.href)
def test_the_menu_leads_where_one_may_go(entry: MenuEntry) -> None:
    """Whoever is shown an entry may open its page, and what counts what waits there."""
    for href in filter(None, (entry.href, entry.count)):
        assert entry.roles <= (TABLE["GET", href].permitted or frozenset())
