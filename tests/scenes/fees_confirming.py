"""Cases on their way to the lecturer: sent, signed in to, given an account, confirmed."""

import re
from datetime import datetime, timedelta
from typing import Any

from chalicelib.cloud.signed_values import load_signed
from chalicelib.domains.fees import links
from chalicelib.domains.fees.confirming import captcha, confirming, sending
from chalicelib.domains.fees.model import Case
from chalicelib.domains.people import service_lecturers as lecturers
from chalicelib.records.hash_chain import Actor
from tests.scenes.fees import ORGANIZER, made_cases
from tests.scenes.licences import DRAWN
from tests.support.browser_client import Browser
from tests.support.worlds import built_once

PHONE = Actor("講座", "203.0.113.7", "Mobile Safari")
EMAIL = "lin@example.edu.tw"
ID_NUMBER, ACCOUNT, ADDRESS, MOBILE = "A123456789", "123456789012", "臺北市文山區木新路三段一號", "0912345678"
CLEAR = (ID_NUMBER, ACCOUNT, ADDRESS, "木新路", MOBILE)
_HIDDEN = re.compile(r'<input type="hidden" name="(text_sha256|request|challenge)" value="([^"]+)"')


def account_form(**changed: str) -> dict[str, str]:
    """What a lecturer types who gives everything."""
    bank = {"bank_code": "012", "bank_other": "", "branch": "木柵分行", "account": ACCOUNT, "account_again": ACCOUNT, "holder": "林書豪"}
    return {**bank, "id_number": ID_NUMBER, "address": ADDRESS, "phone": MOBILE, **changed}


@built_once
def drafts(now: datetime, **changed: Any) -> list[Case]:
    """The drafts of the class; Lin's address is known."""
    lecturers.remember_lecturer({"name": "林書豪", "email": EMAIL}, now)
    return made_cases(now, **changed)


@built_once
def sent_case(now: datetime, **changed: Any) -> Case:
    """Lin's case, sent."""
    return sending.send(ORGANIZER, drafts(now, **changed)[0].id, {}, now)


@built_once
def ready_case(now: datetime, **changed: Any) -> Case:
    """Lin's case, sent, with an account."""
    case = sent_case(now, **changed)
    return confirming.save_account(case.id, case.links, account_form(), PHONE, now)


def signed_form(case: Case, now: datetime, **changed: str) -> dict[str, str]:
    """What the page sends when a name is drawn."""
    shown = confirming.show(case.id, case.links, now)
    return {"signature": DRAWN, "text_sha256": shown.text_sha256, "request": "page-view-1", **changed}


@built_once
def confirmed_case(now: datetime, **changed: Any) -> Case:
    case = ready_case(now, **changed)
    return confirming.confirm(case.id, case.links, signed_form(case, now), PHONE, now)


def digits_of(token: str) -> str:
    """What the picture of a challenge shows: read from the secret that it was made with, as no stranger can."""
    return captcha._digits(load_signed(captcha.PURPOSE, token)[0])


def hidden(page: str) -> dict[str, str]:
    return dict(_HIDDEN.findall(page))


def door_form(browser: Browser, case: Case, **changed: str) -> dict[str, str]:
    """Everything right, as somebody types who has not failed yet: no captcha is asked."""
    browser.get("/fee")
    return {"serial": case.id, "password": links.password_of(case.id, case.links), **changed}


def read_form(browser: Browser, case: Case, **changed: str) -> dict[str, str]:
    """The same after a failure: with the digits of a challenge that this browser was just given."""
    token = browser.get("/fee/challenge").json()["token"]
    return {**door_form(browser, case), "challenge": token, "digits": digits_of(token), **changed}


def entered(browser: Browser, case: Case) -> Browser:
    """The browser with the case open, by its link."""
    token = links.token_of(case.id, case.links)
    browser.get(f"/fee/l/{token}").post(f"/fee/l/{token}", follow=True)
    assert browser.status == 200, browser.text
    return browser


def later(now: datetime, **span: float) -> datetime:
    return now + timedelta(**span)
