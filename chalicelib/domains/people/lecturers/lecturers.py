"""The directory of lecturers (講座): whom a letter or a fee case is sent to. By name, since that is what a timetable has.

Several people may bear one name; each has its own id. What was once typed is offered again; nothing is decided by it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domains.people.lecturers import store
from chalicelib.errors import InvalidInput
from chalicelib.web.name_rules import person_name, plain_name
from chalicelib.web.value_rules import is_email, plain

_SEVERAL = re.compile(r"[、,，/／;；]")


@dataclass(frozen=True)
class Lecturer:
    """`id` is made of name and e-mail, so that the same pair is one entry. `affiliation` is where the person works."""

    id: str
    name: str
    email: str
    affiliation: str = ""


def names_in(written: str) -> list[str]:
    """The lecturers that a line of the timetable names together, in its order: 張同一、張同二."""
    return [name for part in _SEVERAL.split(written) if (name := person_name(part))]


def lecturers_named(name: str) -> list[Lecturer]:
    """Those of this name, the last used first."""
    found = store.named(plain_name(name))
    return [Lecturer(each.sk, each.name, each.email, each.affiliation) for each in found]


def checked_email(typed: str) -> str:
    """Raises InvalidInput, field email."""
    email = plain(typed)
    if not is_email(email):
        raise InvalidInput(fields={"email": "請輸入完整的電子郵件地址，例如 teacher@example.edu.tw。"})
    return email


def remember_lecturer(form: Mapping[str, str], now: datetime) -> Lecturer:
    """Keeps name, email and affiliation for the next time; the same pair again only moves to the front. Raises InvalidInput."""
    name, email = person_name(form["name"]), checked_email(form["email"])
    key = hashlib.sha256(f"{plain_name(name)}|{email.casefold()}".encode()).hexdigest()[:24]
    lecturer = Lecturer(key, name, email, form.get("affiliation", "").strip())
    store.remember(plain_name(name), lecturer.id, vars(lecturer), now)
    return lecturer
