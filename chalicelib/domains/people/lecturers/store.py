"""Lecturers in the people table: pk LECTURER#<name without spaces>, sk <id of name and e-mail>."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.people.store import PeopleItem


class LecturerItem(PeopleItem):
    name = UnicodeAttribute()
    email = UnicodeAttribute()
    affiliation = UnicodeAttribute(default="")
    used_at = UTCDateTimeAttribute()


def named(plain: str) -> list[LecturerItem]:
    """The last used first."""
    return sorted(LecturerItem.search(f"LECTURER#{plain}"), key=lambda item: item.used_at, reverse=True)


def remember(plain: str, lecturer_id: str, values: Mapping[str, str], now: datetime) -> None:
    own: dict[str, Any] = {name: values[name] for name in ("name", "email", "affiliation")}
    LecturerItem(f"LECTURER#{plain}", lecturer_id, used_at=now, **own).put()
