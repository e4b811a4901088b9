"""Whose system this is: names, addresses, colours and rules of one training centre, read once from its profile (docs/centre-profile.md).

A constant of the process, like the time zone: every layer may read it, the rules too.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

from chalicelib.settings import centre_profile

STANDARD = Path(__file__).parent / "centres/taipei.toml"
# The second characters that tell one kind of ID number from another.
ID_KINDS = {"citizen": "12", "resident": "89", "resident_old": "ABCD"}
_MOST = 3660
_COLOUR = re.compile(r"#[0-9a-f]{6}")
# What a centre may do without: the key is in the file, its value empty.
_MAY_BE_EMPTY = {"address", "telephone", "links.privacy", "look.logo"}
Section = TypeVar("Section")


class WrongProfile(RuntimeError):
    """The profile lacks a field, has one that nobody knows, or a value that does not fit; the message names file and field."""


@dataclass(frozen=True)
class Elearning:
    """The city's learning site. `address` is shown as an example of a course's link."""

    name: str
    address: str


@dataclass(frozen=True)
class MemberPass:
    """The city's app for its people. `audience` is the claim `aud` of its member codes."""

    name: str
    audience: str


@dataclass(frozen=True)
class Links:
    """`fan_page` and `video` are examples beside their fields; `privacy`, where there is one, stands below every page."""

    fan_page: str
    video: str
    privacy: str


@dataclass(frozen=True)
class Look:
    """Colours as #0b4f63; white on `brand` must be readable. `logo` is an SVG, or empty for the standard one."""

    brand: str
    brand_dark: str
    brand_pale: str
    logo: str

    @property
    def brand_rgb(self) -> tuple[int, int, int]:
        """For papers: each from 0 to 255."""
        red, green, blue = bytes.fromhex(self.brand[1:])
        return red, green, blue


@dataclass(frozen=True)
class Keep:
    """How long what is kept where no law says it; what falls under which is in docs/data-protection.md."""

    superseded_days: int
    marks_days: int
    details_days: int
    records_years: int
    audit_years: int


@dataclass(frozen=True)
class Centre:
    """The profile. Each field is the key of the same name."""

    government: str
    unit: str
    name_in_english: str
    short_name: str
    we: str
    inside: str
    domain: str
    place: str
    clock: str
    address: str
    telephone: str
    accepted_ids: tuple[str, ...]
    funding: tuple[str, ...]
    elearning: Elearning
    member_pass: MemberPass
    links: Links
    keep: Keep
    look: Look

    @property
    def name(self) -> str:
        """In full, as it signs."""
        return self.government + self.unit

    @property
    def agencies(self) -> str:
        """Whose staff it trains."""
        return f"{self.government}各機關學校"

    @property
    def local_time(self) -> str:
        """What stands behind a time on a paper."""
        return f"{self.clock}時間"

    @property
    def contact(self) -> str:
        """The name, with address and telephone where there are any."""
        return "・".join(each for each in (self.name, self.address, self.telephone) if each)

    @property
    def id_second_characters(self) -> str:
        """Which second characters an accepted ID number may have, as 1289ABCD."""
        return "".join(characters for kind, characters in ID_KINDS.items() if kind in self.accepted_ids)


@lru_cache(maxsize=1)
def centre() -> Centre:
    """The profile that CENTRE_PROFILE names, or the standard one. Raises WrongProfile."""
    return read(Path(centre_profile() or STANDARD))


def read(file: Path) -> Centre:
    """Raises WrongProfile."""
    try:
        found = _section(Centre, tomllib.loads(file.read_text("utf-8")), "")
    except (OSError, ValueError) as error:
        raise WrongProfile(f"centre profile {file}: {error}") from error
    return found


def _section(kind: type[Section], table: Mapping[str, Any], path: str) -> Section:
    """Raises ValueError, naming the field."""
    hints = get_type_hints(kind)
    if strange := sorted(table.keys() - hints.keys()):
        raise ValueError(f"{path}{strange[0]} is no field")
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: _value(hints[name], table.get(name), f"{path}{name}") for name in names})


def _value(kind: Any, value: Any, name: str) -> Any:
    """Raises ValueError."""
    if value is None:
        raise ValueError(f"{name} is missing")
    if is_dataclass(kind):
        if not isinstance(value, dict):
            raise ValueError(f"{name} must be a section")
        return _section(kind, value, f"{name}.")  # type: ignore[arg-type]
    if get_origin(kind) is tuple:
        return _texts(value, name)
    if kind is int:
        if type(value) is not int or not 1 <= value <= _MOST:
            raise ValueError(f"{name} must be a whole number from 1 to {_MOST}")
        return value
    if not isinstance(value, str) or not (value.strip() or name in _MAY_BE_EMPTY):
        raise ValueError(f"{name} must be a text")
    if name.startswith("look.brand") and not _COLOUR.fullmatch(value):
        raise ValueError(f"{name} must be a colour as #0b4f63")
    return value


def _texts(value: Any, name: str) -> tuple[str, ...]:
    """Raises ValueError."""
    if not isinstance(value, list) or not value or not all(isinstance(each, str) and each for each in value):
        raise ValueError(f"{name} must be a list of texts")
    if name == "accepted_ids" and (strange := sorted(set(value) - ID_KINDS.keys())):
        raise ValueError(f"{name}: {strange[0]} is none of {', '.join(ID_KINDS)}")
    return tuple(value)
