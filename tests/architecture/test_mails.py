"""Every mail goes one way: two bodies of one content, through messaging.mailing."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "chalicelib"
# What of cloud.mail others may name: a file that goes with a mail.
OPEN = {"Attachment"}
MAY = {"messaging/mailing.py", "cloud/mail_events.py"}


def uses_mail(path: Path) -> bool:
    """Whether the module imports cloud.mail, or more of it than OPEN."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import) and any(alias.name == "chalicelib.cloud.mail" for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if (node.module == "chalicelib.cloud" and "mail" in names) or (node.module == "chalicelib.cloud.mail" and names - OPEN):
                return True
    return False


def test_mails_are_sent_from_one_place() -> None:
    """Only mailing composes and sends; mail_events reads what SES tells of mail that came back."""
    assert {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if uses_mail(path)} == MAY


def test_every_mail_has_its_two_bodies() -> None:
    """Who reads without HTML is told the same: each text has its page beside it, each page its text."""
    found = {path.relative_to(PACKAGE) for path in (PACKAGE / "templates").glob("*/mail/*")}
    assert found
    assert {path.suffix for path in found} == {".txt", ".html"}
    assert {path.with_suffix(".txt") for path in found} == {path for path in found if path.suffix == ".txt"}
    assert {path.with_suffix(".html") for path in found} == {path for path in found if path.suffix == ".html"}


def test_whom_to_ask_stands_below_every_mail() -> None:
    """Every page of a mail has the one frame, and no text a foot of its own: `mailing` puts whom to ask below both."""
    for path in (PACKAGE / "templates").glob("*/mail/*"):
        text = path.read_text("utf-8")
        assert path.suffix == ".txt" or '{% extends "mail/frame.html" %}' in text, path
        assert "本信由系統自動寄出" not in text, path
