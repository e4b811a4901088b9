"""Creating, editing and cancelling a class. A change and its announcement are one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.domains.classes import store, store_changes
from chalicelib.domains.classes.access import EDITORS, check_open, open_class
from chalicelib.domains.classes.drafts_rules import ClassDraft, read_class, read_identity, read_reason
from chalicelib.domains.classes.model import Class, ClassSession, class_id
from chalicelib.domains.classes.planning_rules import Pattern, propose_sessions
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict, InvalidInput, NotFound
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork

_LONGEST_REQUEST = 64
MOST_SESSIONS = 96  # one transaction holds 100 items: these, the class, and the message


def create_class(who: Principal, form: Mapping[str, str], now: datetime) -> Class:
    """A new class with the sessions that `form["pattern"]` asks for; `form["request"]` makes a repeat answer as the first did.

    Raises Forbidden, InvalidInput, and Conflict where year, code and run are taken.
    """
    who.require(EDITORS)
    class_, request = _new_class(who, form), form.get("request", "")[:_LONGEST_REQUEST]
    sessions = propose_sessions(class_, Pattern(form["pattern"]) if form.get("pattern") in set(Pattern) else Pattern.NONE)
    if len(sessions) > MOST_SESSIONS:
        raise InvalidInput(fields={"pattern": f"這段日期會產生 {len(sessions)} 場，上限 {MOST_SESSIONS} 場；請選「先不產生」再逐場新增。"})
    work = UnitOfWork(now)
    store_changes.add_class(work, class_, request)
    for session in sessions:
        store_changes.put_session(work, session)
    announce_expected(work, class_.id)
    try:
        work.commit()
    except ConditionFailed as error:
        if not store_changes.made_by_request(class_.id, request):
            raise Conflict(f"{class_.year} 年度 {class_.code} 第 {class_.run} 期已經存在，請檢查年度、代碼與期別。") from error
    return class_


def edit_class(who: Principal, id_: str, form: Mapping[str, str], now: datetime) -> Class:
    """Saves what was typed if `form["version"]` is still the class's. Raises Forbidden, NotFound, InvalidInput, Conflict."""
    class_ = open_class(who, id_)
    draft = read_class(form)
    check_open(class_)
    names = _names_of(draft.organizers, class_.organizer_names)
    if form.get("version") != str(class_.version):
        raise Conflict("其他人剛修改了這個班期，您的修改還沒有儲存。請核對下面的差異，確認後再送出一次。")
    return _save(class_, _edited(class_, draft, names), now)


def cancel_class(who: Principal, id_: str, form: Mapping[str, str], now: datetime) -> Class:
    """Cancels the class and all its sessions; a class already cancelled stays as it is."""
    class_ = open_class(who, id_)
    reason = read_reason(form)
    return class_ if class_.cancelled else _save(class_, replace(class_, cancelled_reason=reason), now)


def announce_expected(work: UnitOfWork, id_: str) -> None:
    """The news, together with the change, that who is expected may have changed."""
    work.announce(Message("attendance.expect", {"class_id": id_}, subject=id_))


def let_roster_end(work: UnitOfWork, class_: Class) -> None:
    """The roster that was in force until now is kept a while longer."""
    if class_.roster_version:
        work.announce(Message("classes.let-roster-end", {"class_id": class_.id, "version": class_.roster_version}, subject=class_.id))


def let_rosters_stay(work: UnitOfWork, id_: str) -> None:
    work.announce(Message("classes.let-rosters-stay", {"class_id": id_}, subject=id_))


def _new_class(who: Principal, form: Mapping[str, str]) -> Class:
    errors: dict[str, str] = {}
    try:
        year, code, run = read_identity(form)
    except InvalidInput as error:
        errors.update(error.fields)
    try:
        draft = read_class(form)
    except InvalidInput as error:
        errors.update(error.fields)
    if errors:
        raise InvalidInput(fields=errors)
    names = {who.username: who.name, **_names_of(draft.organizers, {who.username: who.name})}
    values = {**vars(draft), "organizers": _with_first(who.username, draft.organizers), "organizer_names": names}
    return Class(id=class_id(year, code, run), year=year, code=code, run=run, **values)


def _edited(class_: Class, draft: ClassDraft, names: Mapping[str, str]) -> Class:
    creator = class_.organizers[0]
    kept = {creator: class_.organizer_names.get(creator, creator), **names}
    return replace(class_, **{**vars(draft), "organizers": _with_first(creator, draft.organizers), "organizer_names": kept})


def _names_of(usernames: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Username to name, as known or as the account has it.

    Raises InvalidInput for a new one who could not open the class: no account, a closed one, or one without the role.
    """
    return {username: known.get(username) or _organizer(username) for username in usernames}


def _organizer(username: str) -> str:
    wrong = InvalidInput(fields={"organizers": f"帳號 {username} 不存在、已停用，或不是辦班人員，請檢查。"})
    try:
        account = people_accounts.find_account(username)
    except NotFound as error:
        raise wrong from error
    if not account.enabled or not account.roles & EDITORS:
        raise wrong
    return account.name


def _with_first(creator: str, others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((creator, *others)))


def _save(read: Class, new: Class, now: datetime) -> Class:
    work = UnitOfWork(now)
    store_changes.save_class(work, read, new)
    for session in store.sessions(read.id):
        followed = _following(session, read, new, now)
        if followed != session:
            store_changes.put_session(work, revised(followed, session, now))
    announce_expected(work, read.id)
    work.commit()
    return replace(new, version=read.version + 1)


def revised(session: ClassSession, before: ClassSession | None, now: datetime) -> ClassSession:
    """The changed session as the next revision of what stands."""
    return replace(session, revision=before.revision + 1 if before else 0, changed_at=now)


def _following(session: ClassSession, read: Class, new: Class, now: datetime) -> ClassSession:
    """The session as the changed class wants it; a room of its own stays, and whether a session that is over asked for a sign-out."""
    return replace(
        session,
        class_title=new.title,
        organizers=new.organizers,
        check_out_required=session.check_out_required if now > session.closes_at else new.check_out_required,
        room=new.room if session.room == read.room else session.room,
        cancelled=session.cancelled or new.cancelled,
        cancelled_reason=session.cancelled_reason or new.cancelled_reason,
    )
