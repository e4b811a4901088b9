"""Mails to people with accounts."""

from datetime import datetime

from chalicelib.centre import centre
from chalicelib.cloud import mail
from chalicelib.domains.people import service
from chalicelib.settings import settings
from chalicelib.web.pages import templates


def send_welcome(username: str, now: datetime) -> None:
    """people.welcome: tells a new account's owner the username and the address to sign in at; the password comes from the administrator."""
    account = service.find_account(username)
    values = {"account": account, "sign_in": f"{settings().base_url}/sign-in"}
    text = templates().get_template("people/mail/welcome.txt").render(values)
    html = templates().get_template("people/mail/welcome.html").render(values)
    mail.send(mail.compose(mail.Mail(account.email, f"您的{centre().short_name}系統帳號已建立", text, html)))
