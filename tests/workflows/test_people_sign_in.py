"""Signing in, the first password, the lock, and one's own account, through the HTTP edge."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import boto3
import pytest

from chalicelib.cloud import accounts
from chalicelib.domains.people import service
from chalicelib.settings import settings
from tests.browser_client import Browser

PASSWORD = "Correct-horse-7"
REFUSED = "帳號或密碼不正確"
LOCKED = "15 分鐘後再試"


def person(username: str = "lin", password: str = PASSWORD, groups: tuple[str, ...] = ("organizer",), *, temporary: bool = False) -> str:
    """An account in the pool."""
    accounts.create(username, {"name": "林小美", "email": f"{username}@gov.example", "custom:agency": "人事處"}, "Temporary-77")
    if not temporary:
        accounts.set_password(username, password, temporary=False)
    for group in groups:
        accounts.add_to_group(username, group)
    return username


def sign_in(browser: Browser, username: str = "lin", password: str = PASSWORD, onward: str = "/") -> Browser:
    return browser.post("/sign-in", {"username": username, "password": password, "next": onward})


def fail(browser: Browser, times: int = 5, username: str = "lin") -> None:
    for _ in range(times):
        sign_in(browser, username, "Wrong-password-1")


def test_the_right_password_signs_in(browser: Browser) -> None:
    """The right password leads on to the page that was asked for, with name, roles and agency from Cognito."""
    person(groups=("organizer", "guard"))
    sign_in(browser, onward="/account")
    assert (browser.status, browser.location) == (303, "/account")
    browser.get("/account")
    assert all(text in browser.text for text in ("林小美", "辦班人員、警衛室", "人事處"))
