"""The organizer's and the administrator's side of the one page."""

from collections.abc import Callable
from datetime import datetime

import pytest

from chalicelib.domains.classes.model import Class
from chalicelib.domains.handouts import handouts
from chalicelib.domains.portal import texts
from chalicelib.identity import Role
from tests.scenes.attendance import ORGANIZER, make_running_class
from tests.support.browser_client import Browser

NewBrowser = Callable[[], Browser]


@pytest.fixture
def class_(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    return make_running_class(browser, drain, now)


def test_the_qr_and_its_poster(class_: Class, browser: Browser) -> None:
    """The picture is an SVG of the class's address; the poster shows it with all ten functions."""
    browser.get(f"/classes/{class_.id}/portal/qr.svg")
    assert browser.headers["Content-Type"] == "image/svg+xml"
    assert browser.text.startswith("<?xml")
    poster = browser.get(f"/classes/{class_.id}/portal/poster").text
    assert f"http://localhost:8000/c/{class_.id}" in poster
    assert "學員研習注意事項" in poster


@pytest.mark.parametrize(
    ("bad"),
    [
        "http://elearning.taipei",
        "javascript:alert(1)",
        "https://",
        "https://a b.tw",
        "https://user:pw@evil.tw",
        'https://x.tw/"onclick',
        "elearning.taipei",
        "https://localhost",
        "https://" + "a" * 600 + ".tw",
    ],
)
def test_only_https(class_: Class, browser: Browser, bad: str) -> None:
    """Any other address is refused beside its field, and what was typed stays."""
    browser.post(f"/classes/{class_.id}/portal", {"version": "0", "fan_page": bad, "notes": "留著"})
    assert browser.status == 400
    assert 'href="#f-fan_page"' in browser.text
    assert "留著" in browser.text
    assert texts.of_class(class_.id).fan_page == ""


def test_two_editors(class_: Class, browser: Browser) -> None:
    """The page that was opened earlier is told, and overwrites nothing; the same once more is no change."""
    for _ in range(2):
        browser.post(f"/classes/{class_.id}/portal", {"version": "0", "notes": "先到"})
        assert browser.status == 303
    browser.post(f"/classes/{class_.id}/portal", {"version": "0", "notes": "後到"})
    assert browser.status == 409
    assert texts.of_class(class_.id).notes == "先到"
    assert "後到" in browser.text


def test_somebody_elses_class(class_: Class, new_browser: NewBrowser, now: datetime) -> None:
    """An organizer of another class gets 403 on every page and every form."""
    made = handouts.create(ORGANIZER, class_.id, {"title": "講義"}, now)
    other = new_browser().sign_in(Role.ORGANIZER, username="other")
    base = f"/classes/{class_.id}"
    for page in ("portal", "portal/qr.svg", "portal/poster", "meals", "handouts", f"handouts/{made.id}", f"handouts/{made.id}/download"):
        assert other.get(f"{base}/{page}").status == 403, page
    for form in ("portal", "meals", "meals/paper", "handouts", f"handouts/{made.id}", f"handouts/{made.id}/withdraw"):
        assert other.post(f"{base}/{form}", {"version": "0", "title": "x"}).status == 403, form


def test_only_administrators_keep_the_standard(new_browser: NewBrowser) -> None:
    """Others neither see it in their menu nor may open it."""
    assert new_browser().sign_in(Role.ORGANIZER).get("/portal/standard").status == 403
    administrator = new_browser().sign_in(Role.ADMINISTRATOR)
    assert 'href="/portal/standard"' in administrator.get("/portal/standard").text
