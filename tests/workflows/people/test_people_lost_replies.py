"""Accounts and passwords while Cognito's replies are lost: what stands is told, and what was begun can be finished."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.identity import Role
from tests.scenes.signing_in import PASSWORD, person, sign_in
from tests.support.browser_client import Browser
from tests.support.faults import lost_replies

pytestmark = pytest.mark.counts_requests

FORM = {"username": "wang", "name": "王", "email": "wang@gov.example", "agency": "", "role_organizer": "1", "role_head": "1"}
OTHER = "Another-password-8"
SHOWN = re.compile(r"[A-Za-z2-9]{4}(?:-[A-Za-z2-9]{4}){3}")


def shown_password(browser: Browser) -> str:
    found = SHOWN.search(browser.text)
    assert found, browser.text
    return found.group()


@pytest.fixture
def administrator(browser: Browser) -> Browser:
    return browser.sign_in(Role.ADMINISTRATOR, username="root")


def test_an_account_whose_replies_are_lost_is_whole(administrator: Browser, new_browser: Callable[[], Browser]) -> None:
    """It has its roles, and the password that is shown is its own."""
    with lost_replies():
        administrator.post("/accounts", FORM)
    assert people_accounts.find_account("wang").roles == {Role.ORGANIZER, Role.HEAD}
    assert "設定您的新密碼" in sign_in(new_browser(), "wang", shown_password(administrator)).text


@pytest.mark.parametrize("written", [1, 2])
def test_a_second_press_finishes_an_account(
    written: int, administrator: Browser, new_browser: Callable[[], Browser], drain: Callable[[], int], sent_mail: Callable[[], list[Any]]
) -> None:
    """Nobody answers after the account, or its first role, was made: the outcome is told as unknown, and the same form makes the rest."""
    with lost_replies(lambda number: number == written, then_silence=True):
        administrator.post("/accounts", FORM)
    assert (administrator.status, "結果不明" in administrator.text) == (503, True)
    administrator.post("/accounts", FORM)
    assert administrator.status == 200
    assert people_accounts.find_account("wang").roles == {Role.ORGANIZER, Role.HEAD}
    assert "設定您的新密碼" in sign_in(new_browser(), "wang", shown_password(administrator)).text
    drain()
    assert [letter["To"] for letter in sent_mail()] == ["wang@gov.example"]


@pytest.mark.parametrize("change", [{"email": "other@gov.example"}, {"name": "王二"}, {"agency": "人事處"}])
def test_another_persons_account_is_not_taken_over(change: dict[str, str], administrator: Browser) -> None:
    """A name that is taken stays taken, also by an account that is not finished yet, if it is anybody else's."""
    with lost_replies(lambda number: number == 1, then_silence=True):
        administrator.post("/accounts", FORM)
    administrator.post("/accounts", {**FORM, **change})
    assert (administrator.status, "已經有人使用" in administrator.text) == (409, True)


def test_a_finished_account_is_not_made_again(administrator: Browser, new_browser: Callable[[], Browser]) -> None:
    """The same form once more is refused, and the password that was shown goes on."""
    administrator.post("/accounts", FORM)
    password = shown_password(administrator)
    administrator.post("/accounts", FORM)
    assert administrator.status == 409
    assert "設定您的新密碼" in sign_in(new_browser(), "wang", password).text


def test_an_own_password_whose_reply_is_lost_is_told_as_set(browser: Browser) -> None:
    """Neither the change nor its record is told as somebody else's."""
    person("lin")
    sign_in(browser)
    browser.get("/account")
    with lost_replies():
        browser.post("/account/password", {"current": PASSWORD, "new_password": OTHER, "again": OTHER})
    assert (browser.status, browser.location) == (303, "/account")


def test_a_first_password_whose_reply_is_lost_signs_in(browser: Browser) -> None:
    """The challenge is used up by then, and the new password is right."""
    person("lin", temporary=True)
    sign_in(browser, password="Temporary-77")
    fields = dict(re.findall(r'name="(challenge|next)" value="([^"]*)"', browser.text))
    with lost_replies() as lost:
        browser.post("/sign-in/new-password", {**fields, "new_password": OTHER, "again": OTHER})
    assert ("cognito-idp", "AdminRespondToAuthChallenge") in lost.met
    assert (browser.status, browser.location) == (303, "/")
