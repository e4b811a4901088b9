"""Who would complete a class as things stand now: attendance, leave and roster brought together under the class's rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from chalicelib.domains.attendance import service_presence as attendance
from chalicelib.domains.classes import service as classes
from chalicelib.domains.completion import store_certificates as store
from chalicelib.domains.completion.certificate_rules import Line
from chalicelib.domains.completion.rules import AttendanceSummary, Outcome, Rule, Turn, evaluate, read_rule
from chalicelib.domains.leave import service as leave
from chalicelib.domains.surveys import service as surveys
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict
from chalicelib.identity import Principal


def rule_of(class_id: str) -> Rule:
    """The rule in force."""
    return store.rule(class_id)


def set_rule(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> None:
    """The next version of the rule; `version` in the form is the one on the page.

    Raises InvalidInput (basis, minimum), Conflict, NotFound, Forbidden.
    """
    classes.open_class(who, class_id)
    new = read_rule(form)
    standing = store.rule(class_id)
    if replace(new, version=standing.version) == standing:
        return
    try:
        if form.get("version") != str(standing.version):
            raise ConditionFailed
        store.put_rule(class_id, replace(new, version=standing.version + 1), who.username, now)
    except ConditionFailed as error:
        raise Conflict("結訓標準剛被其他人修改，請重新整理後再試。") from error


def ended(class_id: str, now: datetime) -> bool:
    """Whether every session that takes place is over, and there was one."""
    held = [session for session in classes.sessions(class_id) if not session.cancelled]
    return bool(held) and all(session.ends_at <= now for session in held)


def lines(class_: classes.Class, now: datetime) -> list[Line]:
    """Everybody on the roster in force, by seat, judged by what is recorded now. Without certificates."""
    rule, on_leave, roster = store.rule(class_.id), leave.of_class(class_.id), classes.roster(class_)
    held = [Held(facts.session_id, facts.session_name, found) for facts, found in attendance.presences(class_.id, now)]
    answered = surveys.answered(class_.id, [each.person for each in roster], now) if rule.survey else None
    found = []
    for each in roster:
        facts = _facts(class_, each.person, held, on_leave)
        facts = replace(facts, answered=answered[each.person]) if answered else facts
        found.append(_line(class_, each, evaluate(rule, facts)))
    return found


class Held(NamedTuple):
    """A session that took place."""

    session_id: str
    name: str
    presences: Mapping[str, attendance.Presence]


_ABSENT = attendance.Presence()


def _facts(class_: classes.Class, person: str, held: Sequence[Held], on_leave: leave.ClassLeave) -> AttendanceSummary:
    units = {part.session_id: part.units for part in on_leave.parts}
    applied, effect = on_leave.applied(person), on_leave.effect(person)
    turns, noted = [], 0
    for session_id, name, presences in held:
        found = presences.get(person, _ABSENT)
        found = found if found.active else _ABSENT
        excused = found.leave in on_leave.rules.free
        if found.leave and not excused and session_id not in applied:
            noted += units.get(session_id, 0)  # staff put it down without an application
        turns.append(
            Turn(
                name,
                units.get(session_id, 0),
                here=bool(found.in_at) and not found.leave,
                signed_out=bool(found.out_at) or not class_.check_out_required,
                excused=excused,
                away=on_leave.by_hour(person, session_id, free=False),
                excused_away=on_leave.by_hour(person, session_id, free=True),
            )
        )
    return AttendanceSummary(tuple(turns), effect.missed + noted, effect.limit)


def _line(class_: classes.Class, trainee: classes.Trainee, outcome: Outcome) -> Line:
    return Line(
        person=trainee.person,
        seat=trainee.seat,
        name=trainee.name,
        id_masked=trainee.id_masked,
        agency=trainee.agency,
        passes=outcome.passes,
        hours=outcome.hours,
        total=outcome.total,
        attended=outcome.attended,
        expected=outcome.expected,
        reasons=outcome.reasons,
        class_title=class_.title,
        starts_on=class_.starts_on,
        ends_on=class_.ends_on,
    )
