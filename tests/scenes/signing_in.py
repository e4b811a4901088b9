"""Steps of tests that sign in with a password."""

from chalicelib.cloud import accounts
from tests.support.browser_client import Browser

PASSWORD = "Correct-horse-7"
WRONG = "Wrong-password-1"
LOCKED = "15 分鐘後再試"


def person(username: str, *groups: str, temporary: bool = False) -> str:
    """An account in the pool, an organizer unless groups are given, with PASSWORD or the temporary password Temporary-77."""
    accounts.create(username, {"name": "林小美", "email": f"{username}@gov.example", "custom:agency": "人事處"}, "Temporary-77")
    if not temporary:
        accounts.set_password(username, PASSWORD, temporary=False)
    for group in groups or ("organizer",):
        accounts.add_to_group(username, group)
    return username


def sign_in(browser: Browser, username: str = "lin", password: str = PASSWORD, onward: str = "/") -> Browser:
    """Sends the form of a freshly opened page: the token is bound to who is signed in."""
    browser.csrf = ""
    return browser.post("/sign-in", {"username": username, "password": password, "next": onward})


def fail(browser: Browser, times: int = 5, username: str = "lin") -> None:
    """So many wrong passwords, each refused."""
    for _ in range(times):
        sign_in(browser, username, WRONG)
        assert browser.status == 401
