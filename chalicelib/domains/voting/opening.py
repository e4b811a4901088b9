"""When a poll is open: by hand or by time. The times decide; nothing needs to run at the hour."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domains.voting import access, store_ballots
from chalicelib.domains.voting.model import Lot, Poll, Status
from chalicelib.domains.voting.polls import making
from chalicelib.domains.voting.results.tally_rules import tally, undecided
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal
from chalicelib.web.field_rules import moment_after, read_reason

_WAITING = frozenset({Status.DRAFT, Status.PLANNED})
_OVER = frozenset({Status.COUNTING, Status.CLOSED})
# Two presses of one button arrive in either order, on machines whose clocks differ a little.
_DOUBLE = timedelta(seconds=2)


def settle(who: Principal, class_id: str, poll_id: str, form: Mapping[str, str], now: datetime) -> Poll:
    """`action`: open (now), plan (at `opens_at`), recall (back to a draft), close (now), extend (to another `closes_at`),
    lot (of equals in a run-off `out` goes, for `reason`; `lots` is how many were entered when the page was shown).

    Pressed twice it is done once. What has ended never opens again: its result is known. Open, plan and extend read `closes_at`, empty
    for "until closed by hand". Raises InvalidInput (opens_at, closes_at), Conflict, NotFound, Forbidden.
    """
    class_, poll = access.open_poll(who, class_id, poll_id)
    steps = {"open": _open, "plan": _plan, "recall": _recall, "close": _close, "extend": _extend, "lot": _lot}
    if form.get("action") not in steps:
        raise InvalidInput("請選擇要做的事。")
    if class_.cancelled and form["action"] not in {"close", "lot"}:
        raise Conflict("本班已取消，不能開放投票。")
    step = steps[form["action"]]
    changed = step(poll, form, now)
    if changed == poll:
        return poll
    changed = replace(changed, version=poll.version + 1, voters=poll.voters if changed.lots else class_.roster_count)
    try:
        making.put(changed, who, now)
    except Conflict:
        # Another press came between: where it did the same, this one has what it wanted.
        standing = access.load(class_id, poll_id)
        if step(standing, form, now) != standing:
            raise
        return standing
    return changed


def _open(poll: Poll, form: Mapping[str, str], now: datetime) -> Poll:
    if Status.OPEN in {poll.status(now), poll.status(now + _DOUBLE)}:
        return poll
    _expect(poll, _WAITING, now)
    return replace(poll, opens_at=now, closes_at=moment_after(form, "closes_at", "結束", now, "開始時間"))


def _plan(poll: Poll, form: Mapping[str, str], now: datetime) -> Poll:
    _expect(poll, _WAITING, now)
    opens_at = moment_after(form, "opens_at", "開始", now, "現在")
    if opens_at is None:
        raise InvalidInput(fields={"opens_at": "請填開始時間。"})
    return replace(poll, opens_at=opens_at, closes_at=moment_after(form, "closes_at", "結束", opens_at, "開始時間"))


def _recall(poll: Poll, form: Mapping[str, str], now: datetime) -> Poll:
    _expect(poll, _WAITING, now)
    return replace(poll, opens_at=None, closes_at=None)


def _close(poll: Poll, form: Mapping[str, str], now: datetime) -> Poll:
    if poll.status(now + _DOUBLE) in _OVER:
        return poll
    _expect(poll, {Status.OPEN}, now)
    return replace(poll, closes_at=now)


def _extend(poll: Poll, form: Mapping[str, str], now: datetime) -> Poll:
    _expect(poll, {Status.OPEN}, now)
    return replace(poll, closes_at=moment_after(form, "closes_at", "結束", now, "開始時間"))


def _lot(poll: Poll, form: Mapping[str, str], now: datetime) -> Poll:
    if form.get("lots") != str(len(poll.lots)):
        return poll  # pressed twice: the page shows what was entered
    _expect(poll, {Status.CLOSED}, now)
    counted = tally(poll.content, store_ballots.ballots(poll.id), poll.lots)
    if form.get("out") not in {each.id for each in undecided(counted)}:
        raise InvalidInput(fields={"out": "請選抽籤決定先淘汰的人。"})
    reason = read_reason(form, "請填寫怎麼決定的（2 字以上），例如 主席當場抽籤。", shortest=2)
    return replace(poll, lots=(*poll.lots, Lot(form["out"], reason)))


def _expect(poll: Poll, wanted: frozenset[Status] | set[Status], now: datetime) -> None:
    status = poll.status(now)
    if status not in wanted:
        raise Conflict(f"這個投票{status.label}，不能這樣處理。")
