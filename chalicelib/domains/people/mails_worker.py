"""Mails to people with accounts; workers only."""

from datetime import datetime

from chalicelib.centre import centre
from chalicelib.domains.people import directory
from chalicelib.messaging import mailing
from chalicelib.messaging.returned import returned
from chalicelib.settings import settings


def send_welcome(username: str, now: datetime) -> None:
    """people.welcome: tells a new account's owner the username and the address to sign in at; the password comes from the administrator."""
    account = directory.find_account(username)
    values = {"account": account, "sign_in": f"{settings().base_url}/sign-in"}
    mailing.send(
        account.email,
        f"您的{centre().short_name}系統帳號已建立",
        "people/mail/welcome",
        values,
        contact=None,
        reference=f"people_{returned.plain(username)}",
    )
