"""The administrator's pages of accounts, and the record of what was changed."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.cloud import accounts
from chalicelib.cloud.clients import client
from chalicelib.domains.people import directory
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.errors import NotFound, TooMany
from chalicelib.identity import Principal, Role
from tests.support.browser_client import Browser

FORM = {"username": "wang", "name": "王𠮷 & 子", "email": "wang@gov.example", "agency": "", "role_organizer": "1"}
PASSWORD = re.compile(r"[A-Za-z2-9]{4}(?:-[A-Za-z2-9]{4}){3}")


@pytest.fixture
def administrator(browser: Browser) -> Browser:
    """A browser in which the administrator `root` is signed in."""
    return browser.sign_in(Role.ADMINISTRATOR, username="root")


def temporary_password(browser: Browser) -> str:
    found = PASSWORD.search(browser.text)
    assert found
    return found.group()


def test_a_new_account_can_sign_in(administrator: Browser, new_browser: Callable[[], Browser]) -> None:
    """Its temporary password is shown once and leads to the choice of an own one."""
    administrator.post("/accounts", FORM)
    assert administrator.status == 200
    password = temporary_password(administrator)
    assert password not in administrator.get("/accounts/wang").text
    signing_in = new_browser().post("/sign-in", {"username": "wang", "password": password})
    assert (signing_in.status, "設定您的新密碼" in signing_in.text) == (200, True)
    assert people_accounts.find_account("wang").roles == {Role.ORGANIZER}


def test_the_welcome_mail_names_no_password(administrator: Browser, drain: Callable[[], int], sent_mail: Callable[[], list[Any]]) -> None:
    """The new account's owner is told the username and where to sign in, with every character of the name, and never the password."""
    administrator.post("/accounts", FORM)
    password = temporary_password(administrator)
    drain()
    (letter,) = sent_mail()
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert letter["To"] == "wang@gov.example"
    assert "王𠮷 & 子" in text
    assert "王𠮷 &amp; 子" in html
    assert all("http://localhost:8000/sign-in" in part and password not in part for part in (text, html))


def test_no_password_is_ever_kept(administrator: Browser, aws: Callable[[str], Any]) -> None:
    """Neither the record of changes nor the outbox holds the temporary password."""
    administrator.post("/accounts", FORM)
    password = temporary_password(administrator)
    tables = [aws("dynamodb").scan(TableName=f"local-{name}-table")["Items"] for name in ("people", "outbox")]
    assert all(items for items in tables)
    assert password not in str(tables)


def test_wrong_fields_are_named_and_nothing_is_made(administrator: Browser) -> None:
    """A form with mistakes comes back as typed, with a reason at each field."""
    administrator.post("/accounts", {**FORM, "username": "1x", "email": "wang", "role_organizer": ""})
    assert administrator.status == 400
    assert all(words in administrator.text for words in ("以字母開頭", "電子郵件不正確", "至少選擇一個角色", 'value="王𠮷 &amp; 子"'))
    with pytest.raises(NotFound):
        people_accounts.find_account("1x")


def test_an_agencys_account_needs_the_agency(administrator: Browser) -> None:
    """Agency HR without an agency could see nobody's people, so it is asked for."""
    administrator.post("/accounts", {**FORM, "role_agency_hr": "1"})
    assert (administrator.status, "請填寫機關名稱" in administrator.text) == (400, True)


def test_a_taken_username_is_a_conflict(administrator: Browser) -> None:
    """A second account of the same name changes nothing of the first."""
    administrator.post("/accounts", FORM)
    administrator.post("/accounts", {**FORM, "username": "WANG", "name": "別人"})
    assert (administrator.status, "已經有人使用" in administrator.text) == (409, True)
    assert people_accounts.find_account("wang").name == "王𠮷 & 子"


def test_an_edit_changes_roles_and_is_recorded(administrator: Browser) -> None:
    """The record says who, what it was and what it is."""
    administrator.post("/accounts", FORM)
    administrator.post("/accounts/wang", {**FORM, "role_organizer": "", "role_guard": "1", "email": "new@gov.example"})
    assert administrator.location == "/accounts/wang"
    assert people_accounts.find_account("wang").roles == {Role.GUARD}
    administrator.get("/accounts/wang")
    assert all(words in administrator.text for words in ("角色：辦班人員 → 警衛室", "wang@gov.example → new@gov.example", "root"))


def test_an_edit_with_mistakes_keeps_what_was_typed(administrator: Browser) -> None:
    """The account stays as it was, the form shows what was typed."""
    administrator.post("/accounts", FORM)
    administrator.post("/accounts/wang", {**FORM, "name": ""})
    assert (administrator.status, "請輸入姓名" in administrator.text) == (400, True)
    assert people_accounts.find_account("wang").name == "王𠮷 & 子"


def test_a_disabled_account_cannot_sign_in_until_enabled(administrator: Browser, new_browser: Callable[[], Browser]) -> None:
    """Disabling closes the door, enabling opens it again, both are recorded."""
    administrator.post("/accounts", FORM)
    password = temporary_password(administrator)
    administrator.post("/accounts/wang/state", {"enabled": "0"})
    assert new_browser().post("/sign-in", {"username": "wang", "password": password}).status == 401
    administrator.post("/accounts/wang/state", {"enabled": "1"})
    assert new_browser().post("/sign-in", {"username": "wang", "password": password}).status == 200
    administrator.get("/accounts/wang")
    assert "停用帳號" in administrator.text
    assert "啟用帳號" in administrator.text


def test_a_reset_password_replaces_the_old_one(administrator: Browser, new_browser: Callable[[], Browser]) -> None:
    """Only the new temporary password works, and must be changed."""
    administrator.post("/accounts", FORM)
    old = temporary_password(administrator)
    administrator.post("/accounts/wang/password")
    new = temporary_password(administrator)
    assert new_browser().post("/sign-in", {"username": "wang", "password": old}).status == 401
    assert "設定您的新密碼" in new_browser().post("/sign-in", {"username": "wang", "password": new}).text


def test_administrators_cannot_shut_themselves_out(administrator: Browser) -> None:
    """One's own administrator role cannot be taken away, nor one's own account disabled."""
    administrator.post("/accounts", {**FORM, "username": "root", "role_administrator": "1"})
    administrator.post("/accounts/root", {**FORM, "role_organizer": "1"})
    assert (administrator.status, "不能取消自己的系統管理員角色" in administrator.text) == (400, True)
    assert administrator.post("/accounts/root/state", {"enabled": "0"}).status == 409
    assert people_accounts.find_account("root").enabled


def test_a_change_that_cognito_refused_is_recorded_as_not_done(
    administrator: Browser, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """The record never claims what did not happen."""
    administrator.post("/accounts", FORM)
    set_clock(now + timedelta(minutes=1))
    administrator.post("/accounts", FORM)
    who = Principal("root", "管理員", frozenset({Role.ADMINISTRATOR}))
    _, changes = directory.open_account(who, "wang")
    newest_first = ["建立帳號未完成", "建立帳號", "建立帳號完成，寄出通知信", "建立帳號"]
    assert [change.what for change in changes] == newest_first


def test_the_list_is_paged_and_searchable(administrator: Browser) -> None:
    """Twenty a page, the rest behind 下一頁; a search shows those that begin so."""
    for number in range(23):
        accounts.create(f"user{number:02}", {"name": f"第{number}人", "email": "u@gov.example"}, "Temporary-77")
    first = set(re.findall(r"/accounts/(user\d+)", administrator.get("/accounts").text))
    onward = re.search(r'href="(/accounts\?q=&amp;page=[^"]+)"', administrator.text)
    assert onward
    second = set(re.findall(r"/accounts/(user\d+)", administrator.get(onward.group(1).replace("&amp;", "&")).text))
    assert (len(first), len(second), first & second) == (20, 3, set())
    assert set(re.findall(r"/accounts/(user\d+)", administrator.get("/accounts?q=user2").text)) == {"user20", "user21", "user22"}


def test_a_forged_page_token_is_refused(administrator: Browser) -> None:
    """Cognito is never handed a token that we did not sign."""
    assert administrator.get("/accounts?page=forged.token").status == 400


def test_accounts_of_a_role_and_agency_are_found() -> None:
    """Those who are to be told of something: enabled, of the role, of the agency where it is given."""
    for username, agency in (("hr1", "人事處"), ("hr2", "工務局"), ("hr3", "人事處")):
        accounts.create(username, {"name": username, "email": f"{username}@gov.example", "custom:agency": agency}, "Temporary-77")
        accounts.add_to_group(username, "agency_hr")
    accounts.set_enabled("hr3", False)
    assert [account.username for account in people_accounts.accounts_of(Role.AGENCY_HR, "人事處")] == ["hr1"]
    assert {account.username for account in people_accounts.accounts_of(Role.AGENCY_HR)} == {"hr1", "hr2"}


@pytest.mark.parametrize(
    ("code", "text", "error", "words"),
    [
        ("TooManyRequestsException", "Rate exceeded", TooMany, "系統忙碌中"),
        ("NotAuthorizedException", "Password attempts exceeded", TooMany, "15 分鐘"),
        ("NotAuthorizedException", "Incorrect username or password.", accounts.CredentialsRefused, "帳號或密碼不正確"),
        ("PasswordResetRequiredException", "Password reset required", accounts.CredentialsRefused, "帳號或密碼不正確"),
    ],
)
def test_cognitos_refusals_become_plain_words(monkeypatch: pytest.MonkeyPatch, code: str, text: str, error: type, words: str) -> None:
    """Each of Cognito's errors reaches the person as a next step in their own language."""

    def refuse(**_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": text}}, "AdminInitiateAuth")

    monkeypatch.setattr(client("cognito-idp"), "admin_initiate_auth", refuse)
    with pytest.raises(error, match=words):
        accounts.sign_in("lin", "Correct-horse-7")


def test_nobody_but_an_administrator_changes_accounts(now: datetime) -> None:
    """The service itself refuses, whatever the route let through."""
    who = Principal("lin", "林", frozenset(Role) - {Role.ADMINISTRATOR})
    account = people_accounts.Account("wang", "王", "w@gov.example", frozenset({Role.GUARD}))
    for act in (
        lambda: directory.create_account(who, account, now),
        lambda: directory.edit_account(who, account, now),
        lambda: directory.set_enabled(who, "wang", False, now),
        lambda: directory.reset_password(who, "wang", now),
        lambda: directory.list_accounts(who),
        lambda: directory.open_account(who, "wang"),
    ):
        with pytest.raises(Exception, match="沒有權限"):
            act()
