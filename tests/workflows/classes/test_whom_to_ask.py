"""Every mail and page says whom to ask, and an answer to a mail reaches that person."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from chalicelib.documents.spreadsheets.export import to_csv
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import service
from chalicelib.errors import InvalidInput
from chalicelib.identity import Principal, Role
from infra.samples.make import HEADINGS, roster, table
from tests.support.browser_client import Browser
from tests.support.builders import class_form, confirm_import, import_file, make_account, make_class

ORGANIZER = Principal("organizer1", "林承辦", frozenset({Role.ORGANIZER}))
TYPED = {"contact_name": "林雅婷", "contact_telephone": "02-2932-0212", "contact_extension": "341", "contact_email": "lin@gov.example"}
WAYS = "承辦人 林雅婷，電話 02-2932-0212 分機 341，lin@gov.example"


def test_the_notice_says_whom_to_ask(browser: Browser, now: datetime, drain: Callable[[], int], sent_mail: Callable[[], list[Any]]) -> None:
    """Name, telephone with extension, mail; the link to the one page; and Reply-To leads to the organizer."""
    class_ = make_class(ORGANIZER, now, **TYPED)
    organizer = browser.sign_in(Role.ORGANIZER, username="organizer1")
    confirm_import(organizer, drain, import_file(organizer, drain, class_.id, to_csv(table(HEADINGS, roster(1, 1)))))
    organizer.post(f"/classes/{class_.id}/notices")
    drain()
    (letter,) = sent_mail()
    assert letter["Reply-To"] == "lin@gov.example"
    for kind in ("plain", "html"):
        text = letter.get_body((kind,)).get_content()
        for part in ("林雅婷", "02-2932-0212 分機 341", "lin@gov.example", f"/c/{class_.id}", "直接回覆就會寄給承辦人"):
            assert part in text
    assert 'name="viewport"' in letter.get_body(("html",)).get_content()


def test_a_new_class_begins_with_the_account(browser: Browser, now: datetime) -> None:
    """Name and address of whoever makes it stand in the form, and can be changed."""
    make_account("ben", now)
    page = browser.sign_in(Role.ORGANIZER, username="ben").get("/classes/new").text
    assert 'value="ben@gov.taipei"' in page


def test_the_page_of_the_class_shows_it_and_an_edit_keeps_it(browser: Browser, now: datetime) -> None:
    """What was typed stands on the page, and in the form of the next edit."""
    class_ = make_class(ORGANIZER, now, **TYPED)
    organizer = browser.sign_in(Role.ORGANIZER, username="organizer1")
    assert WAYS in organizer.get(f"/classes/{class_.id}").text
    class_changes.edit_class(ORGANIZER, class_.id, class_form(**TYPED, version="1", name="新名稱"), now)
    assert service.load_class(class_.id).asked.ways == WAYS
    assert 'value="341"' in organizer.get(f"/classes/{class_.id}/edit").text


def test_without_anything_typed_it_is_who_made_the_class(now: datetime) -> None:
    """By name; a class is never without somebody."""
    assert make_class(ORGANIZER, now).asked.name == "林承辦"


@pytest.mark.parametrize(("field", "typed"), [("contact_telephone", "請洽總機"), ("contact_extension", "三四一"), ("contact_email", "lin")])
def test_what_nobody_could_call_is_refused(now: datetime, field: str, typed: str) -> None:
    """At its field."""
    with pytest.raises(InvalidInput) as wrong:
        make_class(ORGANIZER, now, **{field: typed})
    assert set(wrong.value.fields) == {field}
