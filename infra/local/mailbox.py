"""A page of every mail that the system sent, and a stand-in for the city's TaipeiPASS issuer."""

import base64
import io
import json
import time
import uuid
from email.message import EmailMessage, Message
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import qrcode
from jinja2 import Environment, FileSystemLoader
from joserfc import jwt
from joserfc.jwk import ECKey

from chalicelib.centre import centre
from infra.local.cloud import name_of, sent_mail

PAGES = Environment(autoescape=True, loader=FileSystemLoader(Path(__file__).parent / "pages"))


@cache
def _key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": uuid.uuid4().hex, "use": "sig", "alg": "ES256"}, private=True)


def member_code(id_number: str, issuer: str) -> str:
    """A member QR's text as docs/taipeipass.md describes it."""
    now = int(time.time())
    claims = {"iss": issuer, "aud": centre().member_pass.audience, "iat": now, "exp": now + 60, "jti": uuid.uuid4().hex, "idno": id_number}
    return jwt.encode({"alg": "ES256", "kid": _key().kid}, claims, _key())


class Handler(BaseHTTPRequestHandler):
    """GET only shows; POST /mail/<number>/bounce plays a mail server that knows no such person."""

    def do_POST(self) -> None:
        parts = urlsplit(self.path).path.strip("/").split("/")
        if len(parts) != 3 or parts[0] != "mail" or parts[2] != "bounce":
            self.send_error(404)
            return
        bounce(sent_mail()[int(parts[1])])
        self.send_response(303)
        self.send_header("Location", f"/mail/{parts[1]}")
        self.end_headers()

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        try:
            body, kind = self._answer(address.path, parse_qs(address.query))
        except (IndexError, ValueError, KeyError):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, path: str, query: dict[str, list[str]]) -> tuple[bytes, str]:
        parts = path.strip("/").split("/")
        if path == "/":
            return _page("list", title="信箱", mails=list(enumerate(sent_mail()))[::-1])
        if path == "/taipeipass/jwks.json":
            return json.dumps({"keys": [_key().as_dict(private=False)]}).encode(), "application/json"
        if path == "/taipeipass":
            return self._member_page(query.get("idno", ["A123456789"])[0])
        if parts[0] == "mail":
            return _mail(parts[1:])
        raise KeyError(path)

    def _member_page(self, id_number: str) -> tuple[bytes, str]:
        token = member_code(id_number, f"http://{self.headers['Host']}")
        picture = io.BytesIO()
        qrcode.make(token).save(picture)
        source = "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()
        return _page("pass", title=f"{centre().member_pass.name}會員條碼（本機）", idno=id_number, token=token, picture=source)

    def log_message(self, *_: Any) -> None:
        """Silent: the terminal belongs to the system."""


def bounce(mail: EmailMessage) -> None:
    """What SES says of a mail that came back, into the queue where SES would say it."""
    tags = {"reference": [str(mail["X-SES-MESSAGE-TAGS"]).partition("=")[2]]} if mail["X-SES-MESSAGE-TAGS"] else {}
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": str(mail["To"])}]}
    event = {"eventType": "Bounce", "bounce": bounce, "mail": {"tags": tags}}
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=name_of("MailEventsQueue"))["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(event))


def _mail(parts: list[str]) -> tuple[bytes, str]:
    number = int(parts[0].removesuffix(".eml"))
    mail = sent_mail()[number]
    if parts[0].endswith(".eml"):
        return mail.as_bytes(), "message/rfc822"
    if len(parts) == 1:
        files = [part.get_filename() for part in mail.iter_attachments()]
        text = mail.get_body(("plain",))
        return _page("mail", title=mail["Subject"], mail=mail, number=number, files=files, text=text.get_content() if text else "")
    if parts[1] == "html":
        return _html(mail).encode(), "text/html; charset=utf-8"
    part = list(mail.iter_attachments())[int(parts[2])]
    return _bytes_of(part), part.get_content_type()


def _bytes_of(part: Message) -> bytes:
    """What the part carries, decoded; a part of parts carries nothing itself."""
    carried = part.get_payload(decode=True)
    return carried if isinstance(carried, bytes) else b""


def _html(mail: EmailMessage) -> str:
    """The letter's HTML with its inline pictures put in."""
    page = mail.get_body(("html",))
    html = page.get_content() if page else ""
    for part in mail.walk():
        if part["Content-ID"]:
            data = base64.b64encode(_bytes_of(part)).decode()
            html = html.replace(f"cid:{part['Content-ID'].strip('<>')}", f"data:{part.get_content_type()};base64,{data}")
    return html


def _page(template: str, **values: Any) -> tuple[bytes, str]:
    return PAGES.get_template(f"{template}.html").render(
        {**values, "member_pass": centre().member_pass.name}
    ).encode(), "text/html; charset=utf-8"
