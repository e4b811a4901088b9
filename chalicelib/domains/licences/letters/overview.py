"""What staff's pages show of letters, and the sealed document behind a check."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.clock import taipei
from chalicelib.cloud import files
from chalicelib.domains.classes import service as classes
from chalicelib.domains.licences import store
from chalicelib.domains.licences.access import get_letter_for_editing, read_letter
from chalicelib.domains.licences.deadline_rules import ANSWER_WITHIN, ANSWER_WITHIN_AT_MOST
from chalicelib.domains.licences.events_rules import LetterEvent
from chalicelib.domains.licences.letters.sending import classes_between, make_letter, needs, read_order
from chalicelib.domains.licences.model import Letter, State
from chalicelib.domains.licences.period_rules import dated, last_day
from chalicelib.domains.licences.signing import codes
from chalicelib.domains.licences.transitions import letters
from chalicelib.domains.licences.wording_rules import grant_line, paragraphs
from chalicelib.errors import Conflict, InvalidInput, NotFound
from chalicelib.identity import Principal, Role
from chalicelib.messaging.outbox import Message
from chalicelib.records.delivery import Delivery
from chalicelib.records.document_state import UNMADE, DocumentState
from chalicelib.records.hash_chain import Actor
from chalicelib.records.transitions import Transition
from chalicelib.web.value_rules import read_day

_LONGEST_PERIOD = timedelta(days=62)


@dataclass(frozen=True)
class Line:
    """A letter in a list: `sign` and `kind` say its state in a word and a colour (ok, warn, stop, info, neutral)."""

    letter: Letter
    sign: str
    kind: str


def line_of(letter: Letter, today: date) -> Line:
    """What needs somebody comes before what only waits."""
    if letter.delivery is Delivery.BOUNCED and letter.open:
        return Line(letter, "退信", "stop")
    if letter.document is DocumentState.FAILED:
        return Line(letter, "文件未製成", "stop")
    if letter.overdue(today):
        return Line(letter, "逾期未答覆", "warn")
    if letter.document is DocumentState.WAITING:
        return Line(letter, "文件製作中", "info")
    kinds = {State.SIGNED: "ok", State.DECLINED: "stop", State.OPENED: "info", State.SENT: "info"}
    return Line(letter, letter.state.label + ("（紙本）" if letter.on_paper else ""), kinds.get(letter.state, "neutral"))


def class_overview(who: Principal, class_id: str, now: datetime) -> dict[str, Any]:
    """The class, its letters as lines, counts by sign, and the lecturers who still need a letter. Raises NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    found = store.letters_of_class(class_id)
    today = taipei(now).date()
    lines = [line_of(letter, today) for letter in found]
    counts: dict[tuple[str, str], int] = {}
    for line in lines:
        counts[line.sign, line.kind] = counts.get((line.sign, line.kind), 0) + 1
    due_on = max(today, min(class_.starts_on - timedelta(days=1), today + ANSWER_WITHIN_AT_MOST))
    return {"class_": class_, "lines": lines, "counts": counts, "needs": needs(class_, found), "today": today, "due_on": due_on}


def period_overview(who: Principal, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The classes of a period (from, to) with the lecturers who still need a letter. A period that cannot be read shows the next month."""
    today = taipei(now).date()
    try:
        start, end = read_period(form, now)
    except InvalidInput:
        start, end = today, today + timedelta(days=30)
    rows = [(class_, needs(class_, store.letters_of_class(class_.id))) for class_ in classes_between(who, start, end)]
    return {"rows": [row for row in rows if row[1]], "start": start, "end": end, "due_on": today + ANSWER_WITHIN}


def read_period(form: Mapping[str, str], now: datetime) -> tuple[date, date]:
    """From and to, both included, at most 62 days. Raises InvalidInput (field to)."""
    try:
        start, end = read_day(form.get("from", "")), read_day(form.get("to", ""))
    except ValueError as error:
        raise InvalidInput(fields={"to": "請選擇起日與迄日。"}) from error
    if not start <= end <= start + _LONGEST_PERIOD:
        raise InvalidInput(fields={"to": "迄日不可早於起日，一次最多兩個月。"})
    return start, end


def preview(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The letter that the first ticked lecturer (or the first of all) would read, as paragraphs. Raises InvalidInput."""
    class_ = classes.open_class(who, class_id)
    waiting = needs(class_, store.letters_of_class(class_id))
    need = next((each for each in waiting if form.get(f"send.{each.key}")), waiting[0] if waiting else None)
    if need is None:
        raise InvalidInput("沒有需要寄授權書的講座。")
    template, due_on, fee = read_order(form, now)
    letter = make_letter(class_, need.lecturer, need.email, need.works, template, due_on, fee, now)
    return {"letter": letter, "paragraphs": paragraphs(dated(letter, now)), "class_": class_}


def show_letter(who: Principal, letter_id: str, now: datetime) -> dict[str, Any]:
    """A letter with its text, history and what this person may do with it. Raises NotFound, Forbidden."""
    letter = read_letter(who, letter_id)
    events, whole = letters.history(letter)
    today = taipei(now).date()
    shown = dated(letter, now)
    return {
        "letter": letter,
        "line": line_of(letter, today),
        "scope": [(number, clause, words) for number, clause in enumerate(shown.clauses, start=1) if (words := grant_line(clause))],
        "paragraphs": paragraphs(shown),
        "events": events,
        "chain_ok": whole,
        "ends": last_day(letter) if letter.signed_at else None,
        "today": today,
        "actions": _actions(who, letter),
        "may_answer": bool(_actions(who, letter)) or (letter.state is State.DECLINED and who.has(Role.ORGANIZER, Role.ADMINISTRATOR)),
        "code_used_up": letter.open and not codes.left(letter).to_send,
    }


def _actions(who: Principal, letter: Letter) -> frozenset[str]:
    if not who.has(Role.ORGANIZER, Role.ADMINISTRATOR):
        return frozenset()
    if letter.open:
        return frozenset({"remind", "send-again", "revoke", "paper"})
    if letter.state is State.SIGNED:
        more = {"renew"} if last_day(letter) else set()
        return frozenset({"withdraw", *more, *({"document"} if letter.document in UNMADE else set())})
    return frozenset()


def unsealed(who: Principal) -> list[Letter]:
    """Signed letters of this person's classes whose document is not made, those that failed first."""
    mine = [letter for letter in store.unsealed_letters() if who.has(Role.ADMINISTRATOR) or who.username in letter.organizers]
    return sorted(mine, key=lambda letter: (letter.document is not DocumentState.FAILED, letter.id))


def make_document(who: Principal, letter_id: str, now: datetime) -> Letter:
    """Lets a worker make the document again. Raises Conflict where it stands."""
    letter = get_letter_for_editing(who, letter_id)
    if letter.document not in UNMADE:
        raise Conflict("這份授權書的文件已經製作完成。")
    message = Message("licences.seal", {"letter_id": letter.id}, letter.class_id)
    change = {"document": DocumentState.WAITING, "document_error": ""}
    requested = Transition(kind=LetterEvent.DOCUMENT_REQUESTED, actor=Actor(who.username), change=change, messages=[message])
    return letters.apply(letter, requested, now)


def document_url(who: Principal, letter_id: str, now: datetime) -> str:
    """A URL of three minutes to the document; noted in the letter's chain. Raises NotFound, Forbidden, Conflict."""
    letter = read_letter(who, letter_id)
    if letter.document is not DocumentState.READY:
        raise NotFound("授權書文件還沒有製作完成。")
    letters.apply(letter, Transition(kind=LetterEvent.FETCHED, actor=Actor(who.username)), now)
    return files.download_url(letter.document_key, f"授權書_{letter.id}.pdf")
