"""Makes what a test needs, with values that make sense; say only what matters to the test."""

import html
import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import boto3
import requests

from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.people import directory
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.identity import Principal, Role
from infra.local.cloud import name_of
from tests.support.browser_client import Browser

_UPLOAD_URL = re.compile(r'action="([^"]+)" enctype="multipart/form-data"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def class_form(**changed: str) -> dict[str, str]:
    """What is typed for class B00492: Monday 2 to Wednesday 4 March 2026, with half-day sessions."""
    form = {"year": "115", "code": "B00492", "run": "1", "name": "行政中立研習班", "starts_on": "2026-03-02", "ends_on": "2026-03-04"}
    place = {"mode": "room", "room": "301 教室", "seats": "40", "organizers": "", "check_out_required": "1", "pattern": "halves"}
    return {**form, **place, **changed}


def make_class(who: Principal, now: datetime, **changed: str) -> Class:
    """The class of `class_form`, created by `who`."""
    return class_changes.create_class(who, class_form(**changed), now)


def upload(page: str, data: bytes, file_name: str = "file.xlsx") -> str:
    """Sends the file as the form on the page would; answers the path that the browser is brought back to."""
    url = _UPLOAD_URL.search(page)
    assert url, "the page has no upload form"
    fields = {name: html.unescape(value) for name, value in _HIDDEN.findall(page[url.start() :].partition("</form>")[0])}
    answer = requests.post(html.unescape(url[1]), data=fields, files={"file": (file_name, data)}, allow_redirects=False, timeout=10)
    assert answer.status_code == 303, answer.text
    return urlsplit(fields["success_action_redirect"]).path


def lose_uploads() -> None:
    """The bucket forgets what was uploaded, before or after a worker has looked at it."""
    s3, bucket = boto3.client("s3"), name_of("UploadsBucket")
    for each in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        s3.delete_object(Bucket=bucket, Key=each["Key"])


def import_file(browser: Browser, drain: Callable[[], int], class_id: str, data: bytes, kind: str = "roster") -> str:
    """Uploads and lets the workers read it; answers the path of the preview, which the browser has open."""
    path = upload(browser.get(f"/classes/{class_id}/imports?kind={kind}").text, data)
    drain()
    browser.get(path)
    return path


def confirm_import(browser: Browser, drain: Callable[[], int], path: str, seats_by: str = "order") -> None:
    """Confirms what the preview shows, lets the workers apply it, and opens the result."""
    compared_with = re.search(r'name="compared_with" value="([^"]*)"', browser.get(path).text)
    assert compared_with, "the preview cannot be confirmed"
    browser.post(path, {"seats_by": seats_by, "compared_with": compared_with[1]})
    drain()
    browser.get(path)


def make_account(username: str, now: datetime, *roles: Role) -> Principal:
    """An account in the pool, organizer unless told otherwise, and the session it would have."""
    administrator = Principal("root", "管理員", frozenset({Role.ADMINISTRATOR}))
    account = people_accounts.Account(username, "陳先生", f"{username}@gov.taipei", frozenset(roles or {Role.ORGANIZER}))
    directory.create_account(administrator, account, now)
    return Principal(username, account.name, account.roles)
