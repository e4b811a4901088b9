"""What the lecturer agrees to: the clauses as sent, less what was taken back. Pure; never more than was sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Part, Right
from chalicelib.errors import InvalidInput
from chalicelib.web.value_rules import read_day

Value = TypeVar("Value", Right, Audience, Channel)


def agreed(clauses: tuple[Clause, ...], form: Mapping[str, str]) -> tuple[Clause, ...]:
    """The clauses with the ticks that were left: keep.<clause>, rights.<clause>.<value>, audiences.…, channels.…, and ends.<clause>.

    A clause that was refused, or of which nothing is left, has no grant; where less is left than was sent, `offered` keeps what was.
    Raises InvalidInput for a day that is none or too late.
    """
    errors: dict[str, str] = {}
    narrowed = tuple(_clause(clause, form, errors) for clause in clauses)
    if errors:
        raise InvalidInput(fields=errors)
    return narrowed


def _clause(clause: Clause, form: Mapping[str, str], errors: dict[str, str]) -> Clause:
    grant = clause.grant
    if grant is None:
        return clause
    if clause.may_refuse and not form.get(f"keep.{clause.id}"):
        return replace(clause, grant=None, refused=True, offered=grant)
    left = Grant(
        rights=_ticked(clause, Part.RIGHTS, grant.rights, form),
        audiences=_ticked(clause, Part.AUDIENCES, grant.audiences, form),
        channels=_ticked(clause, Part.CHANNELS, grant.channels, form),
        starts=grant.starts,
        ends=_ends(clause, grant, form, errors),
        territory=grant.territory,
        sublicence=grant.sublicence,
    )
    if not (left.rights and left.audiences and left.channels):
        return replace(clause, grant=None, refused=True, offered=grant)
    return replace(clause, grant=left, offered=grant if left != grant else None)


def _ticked(clause: Clause, part: Part, sent: frozenset[Value], form: Mapping[str, str]) -> frozenset[Value]:
    if part not in clause.may_narrow:
        return sent
    return frozenset(value for value in sent if form.get(f"{part}.{clause.id}.{value}"))


def _ends(clause: Clause, grant: Grant, form: Mapping[str, str], errors: dict[str, str]) -> date | None:
    name = f"ends.{clause.id}"
    typed = form.get(name, "")
    if Part.TERM not in clause.may_narrow or not typed:
        return grant.ends
    try:
        day = read_day(typed)
    except ValueError:
        errors[name] = "請輸入日期，例如 2028-06-30。"
        return grant.ends
    if grant.ends and day > grant.ends:
        errors[name] = f"期限只能縮短，最晚到 {grant.ends}。"
    elif grant.starts and day < grant.starts:
        errors[name] = f"期限不可早於起日 {grant.starts}；若不同意授權，請取消勾選。"
    return day
