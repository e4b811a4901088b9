"""The dated tables of what regulations set: read by everybody of the staff, added to by accountants. A payment uses those of its date.

A value is never changed: a correction of the same first day is its next version, and a case names the versions that it was worked out with.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from chalicelib.clock import taipei
from chalicelib.domains.fees.parameters import store
from chalicelib.domains.fees.parameters.rules import KEYS, MEANINGS, Entry, Rules, in_force, names_of, read_value, rules_of
from chalicelib.domains.fees.parameters.standard_rules import STANDARD
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict
from chalicelib.identity import Principal, Role
from chalicelib.web.field_rules import Fields
from chalicelib.web.value_rules import day_between

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ACCOUNTANT})
READERS = EDITORS | {Role.ORGANIZER, Role.HEAD, Role.DIRECTOR}
_LONGEST_SOURCE = 200
_LATEST = date(2099, 12, 31)


@dataclass(frozen=True)
class Row:
    """One parameter on a day: `now` is in force, `later` begins after, `history` is every version, the latest first."""

    key: str
    now: Entry | None
    later: tuple[Entry, ...]
    history: tuple[Entry, ...]


def on(day: date) -> tuple[Rules, str]:
    """The values of a payment on the day, and which versions they are. Raises InvalidInput (pays_on) where one is missing."""
    held = in_force(_entries(), day)
    return rules_of(held, day), names_of(held)


def value_on(key: str, day: date) -> int | None:
    """One value of a payment on the day, in its own unit; None where there is none yet."""
    entry = in_force(_entries(), day).get(key)
    return entry.value if entry else None


def same_on(names: str, day: date) -> bool:
    """Whether a case that was worked out with these versions would be worked out with the same on the day."""
    return names_of(in_force(_entries(), day)) == names


def used(names: str, key: str) -> int:
    """The value of one parameter among the versions that a case names. Raises KeyError for a name that is not there."""
    wanted = set(names.split())
    return {entry.key: entry.value for entry in _entries() if entry.name in wanted}[key]


def table(who: Principal, day: date) -> list[Row]:
    """In the order of MEANINGS. Raises Forbidden."""
    who.require(READERS)
    entries = _entries()
    held = in_force(entries, day)
    return [
        Row(
            key,
            held.get(key),
            tuple(each for each in entries if each.key == key and each.starts_on > day),
            tuple(each for each in reversed(entries) if each.key == key),
        )
        for key in KEYS
    ]


def save(who: Principal, form: Mapping[str, str], now: datetime) -> Entry:
    """key, starts_on, value as typed, source: the next version for that day. The same once more is the same.

    Raises InvalidInput with its fields, Conflict where somebody else added that version meanwhile, Forbidden.
    """
    who.require(EDITORS)
    entry = _read(form)
    versions = [each for each in _entries() if (each.key, each.starts_on) == (entry.key, entry.starts_on)]
    if versions and (versions[-1].value, versions[-1].source) == (entry.value, entry.source):
        return versions[-1]
    added = replace(entry, version=versions[-1].version + 1 if versions else 1, by=who.username, at=now)
    try:
        store.add(added)
    except ConditionFailed as error:
        raise Conflict("這個參數剛被其他人修改，請重新整理後再試。") from error
    return added


def ensure_standard(now: datetime) -> None:
    """Writes the values that the centre begins with, unless they are there. Running twice is once."""
    known = {each.name for each in store.entries()}
    for entry in STANDARD:
        if entry.name not in known:
            with suppress(ConditionFailed):  # written in this very moment
                store.add(replace(entry, at=now))


def blank(now: datetime) -> dict[str, str]:
    """What the form shows before anything is typed: the first of the next year."""
    return {"key": "", "value": "", "source": "", "starts_on": f"{taipei(now).year + 1}-01-01"}


def _entries() -> list[Entry]:
    """In order of key, day and version; what is not written yet is as the standard has it."""
    written = store.entries()
    known = {each.name for each in written}
    missing = [each for each in STANDARD if each.name not in known]
    return sorted([*written, *missing], key=lambda each: (each.key, each.starts_on, each.version))


def _read(form: Mapping[str, str]) -> Entry:
    fields = Fields(form)
    key, value = form.get("key", ""), 0
    if key in MEANINGS:
        value = fields.take("value", partial(read_value, key), 0)
    else:
        fields.errors["key"] = "請選擇參數。"
    valid = day_between("請選擇生效日。", date(2018, 1, 1), _LATEST, "生效日應在 2018 年到 2099 年之間。")
    starts_on = fields.take("starts_on", valid, date.min)
    source = fields.line("source", _LONGEST_SOURCE, f"請填依據（法規、公告或函文字號），最多 {_LONGEST_SOURCE} 字。")
    fields.check()
    return Entry(key, starts_on, value, source)
