"""When a survey can be answered: opened and closed by hand or by time. The times decide; nothing needs to run at the hour."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.domains.surveys import access, store_answers
from chalicelib.domains.surveys.building import building
from chalicelib.domains.surveys.model import Status, Survey
from chalicelib.domains.surveys.privacy_rules import may_be_shown
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal
from chalicelib.web.field_rules import moment_after

_WAITING = frozenset({Status.DRAFT, Status.PLANNED})


def settle(who: Principal, class_id: str, survey_id: str, form: Mapping[str, str], now: datetime) -> Survey:
    """`action`: open (now), plan (at `opens_at`), recall (back to a draft), close (now), extend (to another `closes_at`, or open again).

    Open, plan and extend read `closes_at`, empty for "until closed by hand". Raises InvalidInput (opens_at, closes_at), Conflict,
    NotFound, Forbidden.
    """
    class_, survey = access.open_survey(who, class_id, survey_id)
    steps = {"open": _open, "plan": _plan, "recall": _recall, "close": _close, "extend": _extend}
    if form.get("action") not in steps:
        raise InvalidInput("請選擇要做的事。")
    if class_.cancelled:
        raise Conflict("本班已取消，不能開放問卷。")
    changed = steps[form["action"]](survey, form, now)
    if changed == survey:
        return survey
    changed = replace(changed, version=survey.version + 1)
    building.put(changed, who, now)
    return changed


def _open(survey: Survey, form: Mapping[str, str], now: datetime) -> Survey:
    if survey.status(now) is Status.OPEN:
        return survey  # pressed twice
    _expect(survey, _WAITING, now)
    return replace(survey, opens_at=now, closes_at=moment_after(form, "closes_at", "截止", now, "開放時間"))


def _plan(survey: Survey, form: Mapping[str, str], now: datetime) -> Survey:
    _expect(survey, _WAITING, now)
    opens_at = moment_after(form, "opens_at", "開放", now, "現在")
    if opens_at is None:
        raise InvalidInput(fields={"opens_at": "請填開放時間。"})
    return replace(survey, opens_at=opens_at, closes_at=moment_after(form, "closes_at", "截止", opens_at, "開放時間"))


def _recall(survey: Survey, form: Mapping[str, str], now: datetime) -> Survey:
    _expect(survey, _WAITING, now)
    return replace(survey, opens_at=None, closes_at=None)


def _close(survey: Survey, form: Mapping[str, str], now: datetime) -> Survey:
    if survey.status(now) is Status.CLOSED:
        return survey
    _expect(survey, {Status.OPEN}, now)
    return replace(survey, closes_at=now)


def _extend(survey: Survey, form: Mapping[str, str], now: datetime) -> Survey:
    _expect(survey, {Status.OPEN, Status.CLOSED}, now)
    if survey.status(now) is Status.CLOSED and not may_reopen(survey):
        raise Conflict("結果已經公布。再開放的話，前後相減就看得出後來的人填了什麼，所以匿名問卷截止後不能再開放；可以複製成新的問卷。")
    return replace(survey, closes_at=moment_after(form, "closes_at", "截止", now, "開放時間"))


def may_reopen(survey: Survey) -> bool:
    """Whether opening a closed survey again gives nobody away: named, or too few answers for results."""
    return not survey.content.anonymous or not may_be_shown(len(store_answers.markers(survey.id)))


def _expect(survey: Survey, wanted: frozenset[Status] | set[Status], now: datetime) -> None:
    status = survey.status(now)
    if status not in wanted:
        raise Conflict(f"這份問卷{status.label}，不能這樣處理。")
