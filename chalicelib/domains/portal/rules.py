"""What the one page links to and says, and where somebody who entered may be led. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from chalicelib.errors import InvalidInput
from chalicelib.web.field_rules import has_unseen, read_lines

LONGEST_ADDRESS = 500
LONGEST_NOTES = 4000
LINKS = ("fan_page", "courses", "video")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9](?::\d{1,5})?", re.IGNORECASE)
_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+(?:\?[A-Za-z0-9._~%&=+*-]*)?")


@dataclass(frozen=True)
class Texts:
    """Addresses of the fan page, the on-line courses and the briefing video, and the notes; "" where nothing is set."""

    fan_page: str = ""
    courses: str = ""
    video: str = ""
    notes: str = ""
    version: int = 0


NAMES = tuple(field.name for field in fields(Texts) if field.name != "version")


def read_texts(form: Mapping[str, str]) -> Texts:
    """Raises InvalidInput (fan_page, courses, video, notes)."""
    notes = read_lines(form.get("notes", ""))
    wrong = {name: problem for name in LINKS if (problem := _address_problem(form.get(name, "").strip()))}
    if len(notes) > LONGEST_NOTES:
        wrong["notes"] = f"注意事項最多 {LONGEST_NOTES:,} 字，請縮短。"
    elif has_unseen(notes, lines=True):
        wrong["notes"] = "注意事項裡有看不見的字元，請改用純文字貼上。"
    if wrong:
        raise InvalidInput(fields=wrong)
    fan_page, courses, video = (form.get(name, "").strip() for name in LINKS)
    return Texts(fan_page, courses, video, notes)


def in_force(own: Texts, standard: Texts) -> Texts:
    """The class's own where it has one, else the centre's."""
    return Texts(**{name: getattr(own, name) or getattr(standard, name) for name in NAMES})


def next_page(class_id: str, asked: str) -> str:
    """Where to go after the door: the page asked for if it is one of this class's, else the one page."""
    home = f"/c/{class_id}"
    inside = asked.startswith(f"{home}/") and len(asked) <= LONGEST_ADDRESS and _PATH.fullmatch(asked)
    return asked if inside and asked.partition("?")[0] != f"{home}/enter" else home


def _address_problem(typed: str) -> str:
    if not typed:
        return ""
    try:
        parts = urlsplit(typed)
    except ValueError:
        return "網址不正確，請貼上完整的網址。"
    if parts.scheme.lower() != "https":
        return "網址請以 https:// 開頭。"
    plain = _HOST.fullmatch(parts.netloc) and not re.search(r"[\s\x00-\x1f\\<>\"'`]", typed) and not has_unseen(typed)
    return "" if plain and len(typed) <= LONGEST_ADDRESS else "網址不正確，請貼上完整的網址。"
