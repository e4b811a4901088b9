"""Who would complete a class as things stand now: attendance, leave and roster brought together under the class's rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from chalicelib.domains.attendance import service_presence as attendance
from chalicelib.domains.classes import service as classes
from chalicelib.domains.completion import store_certificates as store
from chalicelib.domains.completion.certificate_rules import Line
from chalicelib.domains.completion.counting.rules import Away, Span, count, shortfalls
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
    held = _held(class_.id, now)
    answered = surveys.answered(class_.id, [each.person for each in roster], now) if rule.survey else None
    found = []
    for each in roster:
        facts = _facts(each.person, held, on_leave)
        facts = replace(facts, answered=answered[each.person]) if answered else facts
        found.append(_line(class_, each, evaluate(rule, facts)))
    return found


class Held(NamedTuple):
    """A session that took place."""

    session: classes.ClassSession
    periods: tuple[Span, ...]
    presences: Mapping[str, attendance.Presence]


_ABSENT = attendance.Presence()


def _held(class_id: str, now: datetime) -> list[Held]:
    present = {facts.session_id: found for facts, found in attendance.presences(class_id, now)}
    return [Held(session, periods, present.get(session.id, {})) for session, periods in classes.sessions_with_periods(class_id)]


def _facts(person: str, held: Sequence[Held], on_leave: leave.ClassLeave) -> AttendanceSummary:
    applied, effect = on_leave.applied(person), on_leave.effect(person)
    turns, noted = [], 0
    for session, periods, presences in held:
        found = presences.get(person, _ABSENT)
        found = found if found.active else _ABSENT
        excused = found.leave in on_leave.rules.free
        if found.leave and not excused and session.id not in applied:
            noted += len(periods)  # staff put it down without an application
        away = [Away(*each) for each in on_leave.away(person, session.id)] if session.id in applied else []
        turns.append(_turn(session, periods, found, away, excused=excused))
    return AttendanceSummary(tuple(turns), effect.missed + noted, effect.limit)


def _turn(
    session: classes.ClassSession, periods: Sequence[Span], found: attendance.Presence, away: Sequence[Away], *, excused: bool
) -> Turn:
    in_at = None if found.leave else found.in_at
    counted = count(periods, in_at, found.out_at, away, must_sign_out=session.check_out_required)
    short = shortfalls((session.id, session.name), counted, in_at, found.out_at) if counted.lost else ()
    return Turn(len(periods), counted, here=in_at is not None, excused=excused, short=tuple(short))


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
        short=outcome.short,
        class_title=class_.title,
        starts_on=class_.starts_on,
        ends_on=class_.ends_on,
    )
