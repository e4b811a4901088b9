"""The sample centre under the invented profile.

tests/infra/test_another_centre.py runs this in a process of its own, since settings are read once.
"""

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from jinja2 import Environment, FileSystemLoader

from chalicelib.centre import centre
from chalicelib.domains.classes import service as classes
from chalicelib.identity import Role
from chalicelib.rendering import templates
from chalicelib.settings import settings
from chalicelib.web.pages import static_file
from chalicelib.web.router import every_route
from infra.local.sample import centre as sample
from infra.local.sample.accounts import PEOPLE
from infra.samples.people import here
from tests.another_centre.crawl import Walk
from tests.support.browser_client import Browser
from tests.support.names import THEIRS

# What is not the centre's: a bank's own name, and the country's zone for scripts.
_OTHERS = re.compile("台北富邦商業銀行|Asia/Taipei")
_FIXED = sorted(path for path, methods in every_route().items() if "{" not in path and "GET" in methods)
# What the walk does not come by; that they name nobody is held by tests/architecture/test_centre.py alone.
RARE = {
    # behind a code, a captcha, a one-time link, or a file that is uploaded
    "fees/account.html", "fees/confirm.html", "fees/standing.html", "fees/closed.html",
    "licences/code.html", "licences/done.html", "licences/closed.html",
    "licences/copy.html", "licences/preview.html", "licences/verify_answer.html", "licences/verify_paper.html",
    "licences/verify_wait.html", "licences/paper_wait.html",
    "people/new_password.html", "leave/check.html", "leave/one.html", "completion/hours_file.html", "completion/hours.html",
    "payments/result.html", "payments/batch.html", "payments/year.html", "fees/file.html", "licences/register_one.html",
    # after a class is over, or a choice that the sample does not make
    "attendance/again.html", "attendance/ask.html", "attendance/result.html", "classes/period_edit.html", "completion/certificate.html",
    "completion/certificate_check.html", "fees/paper_check.html", "voting/check.html", "voting/published.html", "voting/receipt.html",
    "people/messages_of_kind.html",
    # mails of the same
    "completion/mail/certificate.html", "completion/mail/certificate.txt", "fees/mail/failed.html", "fees/mail/failed.txt",
    "licences/mail/code.html", "licences/mail/code.txt", "licences/mail/copy.html", "licences/mail/copy.txt",
    "licences/mail/ended.html", "licences/mail/ended.txt", "licences/mail/question_answered.html", "licences/mail/question_answered.txt",
    "licences/mail/expiring.html", "licences/mail/expiring.txt", "licences/mail/organizer.html", "licences/mail/organizer.txt",
    "meals/mail/kitchen.html", "meals/mail/kitchen.txt", "payments/mail/lent.html", "payments/mail/lent.txt",
    "payments/mail/returned.html", "payments/mail/returned.txt",
}  # fmt: skip


@dataclass
class Seen:
    """All that came out: pages as (address, text), mails, papers as (key, text), and the templates that were used for them."""

    pages: list[tuple[str, str]]
    mails: list[EmailMessage]
    papers: list[tuple[str, str]]
    used: set[str]


class _Noted(FileSystemLoader):
    """Remembers which templates were asked for."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.used: set[str] = set()

    def get_source(self, environment: Environment, template: str) -> Any:
        self.used.add(template)
        return super().get_source(environment, template)


def _staff(browser: Browser, role: Role) -> Browser:
    """The sample's account of that role."""
    username, name, agency = next((username, name, agency) for username, name, own, agency in PEOPLE if own is role)
    return browser.sign_in(role, username=username, name=name, agency=here(agency))


def _trainees(said: list[str], new_browser: Callable[[], Browser]) -> Iterator[tuple[str, Browser]]:
    """One of each class that has a roster."""
    for class_id in sorted(set(re.findall(r"[0-9]{3}-[AB][0-9]+-[0-9]+", " ".join(said)))):
        for trainee in classes.roster(classes.load_class(class_id))[:1]:
            yield f"/c/{class_id}", new_browser().enter(class_id, trainee.person)


def _links(mails: list[EmailMessage]) -> list[str]:
    texts = [part.get_content() for mail in mails if (part := mail.get_body(("plain",)))]
    return sorted({urlsplit(each).path for text in texts for each in re.findall(r"http://localhost:8000/[^\s\"<>]+", text)})


def _text_of(data: bytes) -> str:
    """What a reader of the file sees: of a PDF its text, of ODS and XLSX every part."""
    if data.startswith(b"%PDF"):
        return subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=False).stdout.decode()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return data.decode("utf-8", "replace")


def _parts_of(mail: EmailMessage) -> Iterator[str]:
    yield from (str(mail["From"]), str(mail["Subject"]))
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            yield str(part.get_content())


def _said_wrongly(text: str) -> list[str]:
    return THEIRS.findall(_OTHERS.sub("", text))


@pytest.fixture
def seen(
    now: datetime,
    drain: Callable[[], int],
    sent_mail: Callable[[], list[Any]],
    aws: Callable[[str], Any],
    new_browser: Callable[[], Browser],
) -> Seen:
    """The sample, looked at; then every form sent as it stands, and what comes of it."""
    loader = _Noted(templates().loader.searchpath)  # type: ignore[union-attr]
    templates().loader = loader
    said: list[str] = []
    sample.load(now, said.append)
    drain()
    walk = Walk()
    for send in (False, True):
        for start, browser in _trainees(said, new_browser):
            walk.go(browser, start, send=send)
        walk.go(new_browser(), *_FIXED, *_links(sent_mail()), send=send, most=30)
        for role in Role:
            walk.go(_staff(new_browser(), role), *_FIXED, send=send)
        drain()
    bucket, s3 = settings().documents_bucket, aws("s3")
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    papers = [(key, _text_of(s3.get_object(Bucket=bucket, Key=key)["Body"].read())) for key in keys]
    return Seen(walk.pages, sent_mail(), papers, loader.used)


def test_nothing_says_a_word_of_another_city(seen: Seen) -> None:
    """Each page, mail and paper of the invented centre speaks of itself; and what is looked at is nearly everything."""
    assert {(address, word) for address, text in seen.pages for word in _said_wrongly(text)} == set()
    assert {(mail["Subject"], word) for mail in seen.mails for text in _parts_of(mail) for word in _said_wrongly(text)} == set()
    assert {(key, word) for key, text in seen.papers for word in _said_wrongly(text)} == set()
    assert sorted(set(templates().list_templates()) - seen.used - RARE) == []
    assert len(seen.pages) > 500
    assert len(seen.mails) > 20

    whole = [text for _, text in seen.pages if text.lstrip().startswith("<!doctype")]
    assert [text for text in whole if f"｜{centre().name}</title>" not in text] == []
    assert {str(mail["From"]).partition(" <")[0] for mail in seen.mails} == {centre().name}
    assert any(centre().name in text for key, text in seen.papers if key.endswith(".pdf"))
    assert any(f"（{centre().local_time}）" in text for key, text in seen.papers)
    style, logo = static_file("app.css")[0].decode(), static_file("icon.svg")[0].decode()
    assert f"--brand: {centre().look.brand};" in style
    assert logo == centre().look.logo
    assert any(centre().links.privacy in text for text in whole)
