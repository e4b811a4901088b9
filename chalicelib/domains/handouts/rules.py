"""Rules of handouts (班期講義): what may be uploaded, what it is called, and from when it can be fetched. Pure."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import unquote

from chalicelib.errors import InvalidInput
from chalicelib.web.value_rules import read_moment

LARGEST = 500 * 1024 * 1024
LOOKED_AT = 65_536
MOST = 100
_LONGEST_TITLE = 80
_LONGEST_NAME = 100
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\\/:*?\"<>|]+")
# By what the file begins with: (offset, bytes, extension, MIME type).
_BEGINNINGS = (
    (0, b"%PDF-", "pdf", "application/pdf"),
    (0, b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (0, b"ID3", "mp3", "audio/mpeg"),
    (4, b"ftyp", "mp4", "video/mp4"),
)
_OFFICE = {
    b"ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    b"word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    b"xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    b"mimetypeapplication/vnd.oasis.opendocument.text": ("odt", "application/vnd.oasis.opendocument.text"),
    b"mimetypeapplication/vnd.oasis.opendocument.presentation": ("odp", "application/vnd.oasis.opendocument.presentation"),
    b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet": ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
}
_OLD_OFFICE = {"ppt": "application/vnd.ms-powerpoint", "doc": "application/msword", "xls": "application/vnd.ms-excel"}


class State(StrEnum):
    """How a handout stands at a moment."""

    NO_FILE = "no-file"
    LATER = "later"
    OPEN = "open"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return {"no-file": "尚無檔案", "later": "未到開放時間", "open": "開放下載", "withdrawn": "已收回"}[self.value]

    @property
    def kind(self) -> str:
        return {"no-file": "warn", "later": "info", "open": "ok", "withdrawn": "neutral"}[self.value]


@dataclass(frozen=True)
class File:
    """One upload that was looked at. `problem` says to the organizer why it was not taken; then there is no key."""

    key: str
    name: str
    size: int
    taken_at: datetime
    problem: str = ""


@dataclass(frozen=True)
class Handout:
    """`course` is a subject of the timetable, "" for all of the class. `files` with the latest first."""

    id: str
    title: str
    course: str
    release_at: datetime
    withdrawn: bool = False
    version: int = 1
    files: tuple[File, ...] = ()

    @property
    def file(self) -> File | None:
        """The one that trainees get."""
        return next((file for file in self.files if file.key), None)

    @property
    def problem(self) -> str:
        """What was wrong with the last upload."""
        return self.files[0].problem if self.files else ""

    def state(self, now: datetime) -> State:
        if self.withdrawn:
            return State.WITHDRAWN
        if self.file is None:
            return State.NO_FILE
        return State.OPEN if now >= self.release_at else State.LATER


@dataclass(frozen=True)
class Details:
    """What the organizer says of a handout."""

    title: str
    course: str
    release_at: datetime


def read_details(form: Mapping[str, str], courses: Collection[str], now: datetime) -> Details:
    """No release time means at once. Raises InvalidInput (title, course, release)."""
    title, course, typed = form.get("title", "").strip(), form.get("course", "").strip(), form.get("release", "").strip()
    wrong = {}
    if not 1 <= len(title) <= _LONGEST_TITLE or _NOT_IN_NAMES.sub("", title) != title:
        wrong["title"] = f'請填寫講義名稱（{_LONGEST_TITLE} 字以內，不含 / \\ : * ? " < > |）。'
    if course and course not in courses:
        wrong["course"] = "課表上沒有這門課，請重新選擇。"
    release_at = _moment(typed) if typed else now
    if release_at is None:
        wrong["release"] = "請選擇開放的日期與時間，或留白立即開放。"
    if wrong or release_at is None:
        raise InvalidInput(fields=wrong)
    return Details(title, course, release_at)


def type_of(beginning: bytes, browser_name: str) -> tuple[str, str] | None:
    """(extension, MIME type) by what the file begins with, whatever it is called; None for what is no handout."""
    if beginning.startswith(b"PK\x03\x04"):
        found = next((kind for mark, kind in _OFFICE.items() if mark in beginning), None)
        return found or ("zip", "application/zip")
    if beginning.startswith(b"\xd0\xcf\x11\xe0"):
        ending = browser_name.rpartition(".")[2].lower()
        return (ending, _OLD_OFFICE[ending]) if ending in _OLD_OFFICE else None
    return next((found[2:] for found in _BEGINNINGS if beginning[found[0] : found[0] + len(found[1])] == found[1]), None)


def file_name(sent: str, title: str, extension: str) -> str:
    """What the file is saved as: the browser's name where it was sent (percent-encoded), else the title, with the ending that is true."""
    plain = browser_name(sent)
    stem = plain.rpartition(".")[0] or plain or title
    return f"{stem[:_LONGEST_NAME].strip('. ') or '講義'}.{extension}"


def browser_name(sent: str) -> str:
    """The name as the person sees it: Macs send composed characters apart."""
    return _NOT_IN_NAMES.sub("", unicodedata.normalize("NFC", unquote(sent)).rpartition("/")[2]).strip("- ")


def size_words(size: int) -> str:
    """As 3.2 MB."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB" if size < 100 * 1024 * 1024 else f"{round(size / 1024 / 1024)} MB"


def _moment(typed: str) -> datetime | None:
    try:
        return read_moment(typed)
    except ValueError:
        return None
