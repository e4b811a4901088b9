"""From confirmed cases to an application: chosen, checked, frozen, numbered; and taken back."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments import store, store_authority
from chalicelib.domains.payments.access import MAKERS, open_application
from chalicelib.domains.payments.approval.messages import notification, papers_of
from chalicelib.domains.payments.approval_rules import chain_for, digest_of, due_after, in_force
from chalicelib.domains.payments.deadline_rules import CASES_SINCE
from chalicelib.domains.payments.events_rules import ApplicationEvent
from chalicelib.domains.payments.model import Application, Item, State, sums_of
from chalicelib.domains.payments.store_items import CounterItem
from chalicelib.domains.payments.transitions import applications, load
from chalicelib.errors import Conflict, Forbidden, InvalidInput
from chalicelib.identity import Principal
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.hash_chain import Actor
from chalicelib.records.numbering import Numbers, create_numbered
from chalicelib.records.transitions import Transition, retry_on_conflict
from chalicelib.web.field_rules import Fields

MOST = 40  # cases: two items each, and a transaction holds a hundred
_SHOWN = 300
_LONGEST_NOTE = 200
_TICK = re.compile(r"case\.([0-9]{12})")
_NUMBERS = Numbers(counter=CounterItem, prefix="A", activity="申請付款", exhausted="今天的編號已用完，請明天再試。")


def candidates(who: Principal, now: datetime) -> dict[str, list[fees.Case]]:
    """Confirmed cases of the last half year that this person may apply for, by funding source; at most 300. Raises Forbidden."""
    who.require(MAKERS)
    today = taipei(now).date()
    found: dict[str, list[fees.Case]] = {}
    count = 0
    for case in fees.everything(who, fees.Filter(today - CASES_SINCE, today, fees.State.CONFIRMED.value)):
        if fees.may_work_on(who, case):
            found.setdefault(case.funding, []).append(case)
            count += 1
        if count == _SHOWN:
            break
    return dict(sorted(found.items()))


def apply(who: Principal, form: Mapping[str, str], actor: Actor, now: datetime) -> Application:
    """An application for the ticked cases (case.<number>) with a note; the cases move with it. Pressed twice it is one.

    The page has a form for each funding source: `group` says which, and the note is note.<group>.
    Raises InvalidInput (cases, note.<group>), Conflict where a case cannot be applied for, Forbidden.
    """
    who.require(MAKERS)
    field = f"note.{form.get('group', '')}"
    ids = sorted(match[1] for name in form if (match := _TICK.fullmatch(name)))
    fields = Fields(form)
    if not ids or len(ids) > MOST:
        fields.errors["cases"] = f"一張申請單最多 {MOST} 件，請分成幾張申請。" if ids else "請勾選要申請付款的案件。"
    problem = f"最多 {_LONGEST_NOTE} 字，不能換行，目前 {len(form.get(field, '').strip())} 字。"
    note = fields.line(field, _LONGEST_NOTE, problem, optional=True)
    fields.check()
    return retry_on_conflict(lambda: _apply(who, ids, note, actor, now))


def recall(who: Principal, application_id: str, actor: Actor, now: datetime) -> Application:
    """By its maker, until the last step has decided; the cases are free again. Raises Conflict, NotFound, Forbidden."""
    return retry_on_conflict(lambda: _recall(who, application_id, actor, now))


def _recall(who: Principal, application_id: str, actor: Actor, now: datetime) -> Application:
    application = open_application(who, application_id, now)
    if application.made_by != who.username:
        raise Forbidden("只有提出申請的人可以撤回。")
    if application.state is State.RECALLED:
        return application
    if application.state is not State.PENDING:
        raise Conflict(f"這件申請{application.state.label}，不能撤回。")
    recalled = Transition(kind=ApplicationEvent.RECALLED, actor=actor, change={"state": State.RECALLED}, detail={"name": who.name})
    return released(application, recalled, now)


def released(application: Application, ended: Transition, now: datetime) -> Application:
    """Ends an application that is in no batch: its cases are confirmed again, in the same transaction. Raises Conflict."""
    returned = ended.kind is ApplicationEvent.SENT_BACK
    writes = [
        fees.release(case, application.id, ended.actor, now, returned=returned, detail=ended.detail)
        for case in fees.cases(application.case_ids)
    ]
    return applications.apply(application, replace(ended, writes=writes), now)


def items_of(cases: Sequence[fees.Case]) -> tuple[Item, ...]:
    """The cases as an application freezes them."""
    return tuple(_item(case) for case in cases)


def _apply(who: Principal, ids: Sequence[str], note: str, actor: Actor, now: datetime) -> Application:
    cases = _cases(who, ids)
    if already := _made_before(who, cases):
        return already
    _check(cases)
    return _number(_drafted(who, cases, note, now), cases, actor, now)


def _item(case: fees.Case) -> Item:
    sums = fees.sums_of(case)
    lines, held = [asdict(line) for line in case.lines], [asdict(each) for each in case.deductions]
    said = {"lines": lines, "deductions": held, "confirmed": case.text_sha256}
    return Item(
        case_id=case.id,
        class_number=case.number_of_class,
        class_title=case.class_title,
        lecturer=case.payee.name,
        lecturer_id=case.payee.lecturer_id,
        payee_version=case.payee_version,
        talk=sums.talk,
        other=sums.gross - sums.talk,
        tax=sums.tax,
        premium=sums.premium,
        net=sums.net,
        parameters=case.parameters,
        sealed=hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest(),
    )


def _cases(who: Principal, ids: Sequence[str]) -> list[fees.Case]:
    """No person is told of a case that is not theirs: it is as if it were not there."""
    found = [case for case in fees.cases(ids) if fees.may_work_on(who, case)]
    if len(found) != len(ids):
        raise InvalidInput(fields={"cases": "勾選的案件有些找不到，請重新整理後再試。"})
    return found


def _check(cases: Sequence[fees.Case]) -> None:
    asked = {(case.parameters, case.pays_on) for case in cases}
    outdated = {each for each in asked if not fees.same_parameters(*each)}
    for case in cases:
        if not fees.is_confirmed(case):
            raise Conflict(f"案件 {case.id}（{case.payee.name}）的狀態是「{case.state.label}」，不能申請付款。")
        if not fees.intact(case):
            raise Conflict(f"案件 {case.id} 的紀錄不完整或曾被更動，不能申請付款，請通知系統管理員。")
        if case.net <= 0:
            raise Conflict(f"案件 {case.id} 的實發金額是 0，沒有可付的款項。")
        if (case.parameters, case.pays_on) in outdated:
            raise Conflict(f"案件 {case.id} 的計算標準在講座確認後有修改，請取消後重新建立，再請講座確認。")
    if len({case.funding for case in cases}) > 1:
        raise InvalidInput(fields={"cases": "一張申請單只能有一個經費來源，請分開申請。"})


def _made_before(who: Principal, cases: Sequence[fees.Case]) -> Application | None:
    """The application that this very press made before: a double tap, or a page sent once more."""
    ids = {case.application_id for case in cases}
    application = store.find(next(iter(ids))) if len(ids) == 1 and "" not in ids else None
    same = application and application.made_by == who.username and set(application.case_ids) == {case.id for case in cases}
    return application if same else None


def _drafted(who: Principal, cases: Sequence[fees.Case], note: str, now: datetime) -> Application:
    items = items_of(cases)
    today = taipei(now).date()
    return Application(
        id="",
        funding=cases[0].funding,
        note=note,
        items=items,
        chain=chain_for(sums_of(items).gross, in_force(store_authority.levels(), today)),
        made_by=who.username,
        made_by_name=who.name,
        made_at=now,
        state_since=now,
        readers=tuple(sorted({name for case in cases for name in case.organizers})),
        digest=digest_of(items),
        due_on=due_after(today),
    )


def _number(draft: Application, cases: Sequence[fees.Case], actor: Actor, now: datetime) -> Application:
    sums = draft.sums
    detail = {"name": draft.made_by_name, "cases": list(draft.case_ids), "gross": sums.gross, "net": sums.net, "digest": draft.digest}

    def fill(work: UnitOfWork, application_id: str) -> Application:
        writes = [fees.apply_for(case, application_id, actor, now) for case in cases]
        made = Transition(kind=ApplicationEvent.MADE, actor=actor, detail=detail, writes=writes)
        application = applications.create(work, replace(draft, id=application_id), made, now)
        work.announce(notification("waiting", application), papers_of(application))
        return application

    return create_numbered(_NUMBERS, fill, lambda: _check_still_free(cases), now)


def _check_still_free(cases: Sequence[fees.Case]) -> None:
    """Whether it was the number that another took, or a case. Raises Conflict for a case."""
    before = {case.id: case.events for case in cases}
    for case in fees.cases(before):
        if case.events != before[case.id]:
            raise Conflict(f"案件 {case.id} 剛被更新，狀態是「{case.state.label}」；請重新整理後再試。")


def seen_by_maker(who: Principal, application_id: str, now: datetime) -> None:
    """An application that was sent back leaves its maker's inbox. Raises NotFound, Forbidden."""
    application = load(application_id)
    if application.made_by != who.username:
        raise Forbidden
    if application.state is State.SENT_BACK and not application.seen:
        seen = Transition(kind=ApplicationEvent.SEEN, actor=Actor(who.username), change={"seen": True})
        applications.apply(application, seen, now)
