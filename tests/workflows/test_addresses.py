"""Every form with an address field refuses, at the form, what SES would refuse five tries later, and what is two recipients."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from chalicelib.domains.classes.imports.rules import Identified, check_roster
from chalicelib.domains.classes.imports.sheet_rules import ROSTER_COLUMNS, read_sheet
from chalicelib.domains.fees.drafting.editing import wanted_of
from chalicelib.domains.fees.drafting.form_rules import form_of
from chalicelib.identity import Role
from tests.scenes import fees, licences
from tests.support.browser_client import Browser
from tests.support.builders import class_form, make_class

TEMPLATES = Path(__file__).parents[2] / "chalicelib/templates"
# Another script before or behind the @, a colon (a group to a mail header), two recipients, dots that stand wrong, a further header.
_SCRIPTS, _RECIPIENTS = ["王小明@gov.taipei", "x@例子.tw"], ["a:b@gov.tw", "a,b@gov.tw", "a@gov.tw,b@gov.tw"]
BAD = [*_SCRIPTS, *_RECIPIENTS, ".a@gov.tw", "a..b@gov.tw", "a@gov.tw\r\nBcc: b@gov.tw"]


@dataclass(frozen=True)
class Asked:
    """A form as a page sends it, the field of its address, and who sends it."""

    path: str
    values: Mapping[str, str]
    field: str
    role: Role
    username: str = "tester"


def account(now: datetime) -> Asked:
    return Asked("/accounts", {"username": "wang", "name": "王小明", "role_organizer": "1"}, "email", Role.ADMINISTRATOR)


def contact(now: datetime) -> Asked:
    return Asked("/classes", class_form(), "contact_email", Role.ORGANIZER)


def case(now: datetime) -> Asked:
    made = fees.made_cases(now)[0]
    values = {**form_of(wanted_of(made)), "version": str(made.events)}
    return Asked(f"/fees/{made.id}/edit", values, "email", Role.ORGANIZER, fees.ORGANIZER.username)


def kitchen(now: datetime) -> Asked:
    made = make_class(licences.ORGANIZER, now)
    values = {"version": "0", "before": "1", "hour": "12:00", f"day.{date(2026, 3, 3)}": "1"}
    return Asked(f"/classes/{made.id}/meals", values, "kitchen", Role.ORGANIZER)


def letters(now: datetime) -> Asked:
    made = licences.class_with_talks(now)
    values = licences.order(made, now)
    return Asked(f"/classes/{made.id}/licences", values, next(name for name in values if name.startswith("email.")), Role.ORGANIZER)


def letter_again(now: datetime) -> Asked:
    (letter,) = licences.send(licences.class_with_talks(now), now)
    return Asked(f"/licences/{letter.id}/send-again", {}, "email", Role.ORGANIZER)


FORMS: dict[str, Callable[[datetime], Asked]] = {
    "people/account_fields.html": account,
    "classes/parts.html": contact,
    "fees/edit.html": case,
    "meals/kitchen.html": kitchen,
    "licences/class.html": letters,
    "licences/letter_parts.html": letter_again,
}


def test_no_form_with_an_address_is_missing_here() -> None:
    """A template with such a field has its line in the table above."""
    found = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if 'type="email"' in path.read_text("utf-8")}
    assert found == set(FORMS)


@pytest.mark.parametrize("template", FORMS)
def test_what_no_mail_reaches_is_refused_at_the_form(template: str, browser: Browser, now: datetime) -> None:
    """With words at the field, which keeps what was typed; in full width the same address is understood."""
    asked = FORMS[template](now)
    browser.sign_in(asked.role, username=asked.username)
    taken = [typed for typed in BAD if browser.post(asked.path, {**asked.values, asked.field: typed}).status != 400]
    assert taken == []
    assert f'id="f-{asked.field}-error"' in browser.text
    assert browser.post(asked.path, {**asked.values, asked.field: "ｔｅａｃｈｅｒ＠ｇｏｖ．ｔｗ"}).status in {200, 303}


@pytest.mark.parametrize("typed", BAD)
def test_what_no_mail_reaches_is_refused_in_a_roster(typed: str) -> None:
    """The line and its column are named; full width is understood there, too."""
    lines = [["姓名", "身分證字號", "電子郵件"], ["王小明", "A123456789", typed], ["林美玲", "B220011227", "ｌｉｎ＠ｇｏｖ．ｔｗ"]]
    checked = check_roster(read_sheet(lines, ROSTER_COLUMNS), seats=0, identify=lambda number: Identified(number, "*"))
    assert {(problem.row, problem.column) for problem in checked.problems} == {(2, "電子郵件（C 欄）")}
    assert checked.trainees[1].email == "lin@gov.tw"
