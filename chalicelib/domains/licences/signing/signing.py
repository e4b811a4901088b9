"""What the lecturer does with the link of the mail: read, narrow, sign; or decline; or ask.

The link opens nothing by itself: GET only shows, a press opens. One conditional write decides between two tabs, and between signing and
revoking; a repeat of the same page view answers as the first did.
"""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.cloud import files
from chalicelib.contact import Contact
from chalicelib.domains.classes import service as classes
from chalicelib.domains.licences import store
from chalicelib.domains.licences.deadline_rules import COPY_LIVES
from chalicelib.domains.licences.events_rules import LetterEvent
from chalicelib.domains.licences.links import fingerprint, token_of
from chalicelib.domains.licences.model import OPEN, Letter, State
from chalicelib.domains.licences.period_rules import dated
from chalicelib.domains.licences.signing import codes
from chalicelib.domains.licences.signing.narrowing_rules import agreed
from chalicelib.domains.licences.transitions import letters, load
from chalicelib.domains.licences.wording_rules import text_sha256
from chalicelib.dynamodb import Item
from chalicelib.errors import Conflict, Expired, InvalidInput, NotFound, TooMany
from chalicelib.messaging.outbox import Message
from chalicelib.records.document_state import DocumentState
from chalicelib.records.hash_chain import Actor
from chalicelib.records.signature import read_signature
from chalicelib.records.transitions import Transition
from chalicelib.web.field_rules import read_reason

_LONGEST_TEXT = 500
_LONGEST_TOKEN = 64
_CLOSED = {
    State.SIGNED: "這份授權書已完成簽署，連結不再有效。製作完成的授權書會寄到您的信箱，可由那封信下載。",
    State.DECLINED: "您已表示不同意授權，連結不再有效。若要改變決定，請與辦班人員聯絡。",
    State.REVOKED: "主辦單位已撤回這份授權書，您不需要再做任何事。",
    State.WITHDRAWN: "這份授權已終止，連結不再有效。",
    State.SUPERSEDED: "這份授權已由新的授權書取代，連結不再有效。",
}


class Closed(Expired):
    """A link that has had its use. `why` is the letter's state, or replaced or expired; `contact` whom to ask."""

    def __init__(self, why: str, message: str, contact: Contact) -> None:
        super().__init__(message)
        self.why = why
        self.contact = contact


def asked(letter: Letter) -> Contact:
    """Whom the lecturer may ask: the class's contact."""
    return classes.load_class(letter.class_id).asked


def cover(token: str, now: datetime) -> Letter:
    """The letter of a link, its terms counted from today. Raises NotFound for an unknown link, Closed for one that has had its use."""
    return dated(_open_letter_of(token, now), now)


def _open_letter_of(token: str, now: datetime) -> Letter:
    """As it is stored: what a transition may start from. Raises as `cover` does."""
    letter = _letter_of(token)
    _require_open(letter, token, now)
    return letter


def _letter_of(token: str) -> Letter:
    """Of a link that is known, whatever has become of it. Raises NotFound."""
    found = store.find_pointer("LINK", fingerprint(token)) if len(token) <= _LONGEST_TOKEN else None
    if found is None or found[1] != "sign":
        raise NotFound("找不到這個連結，請由信中的連結重新開啟；若仍無法開啟，請與辦班人員聯絡。")
    return load(found[0])


def _require_open(letter: Letter, token: str, now: datetime) -> None:
    """Raises Closed."""
    if not letter.open:
        why = f"原因：{letter.reason}" if letter.state is State.REVOKED and letter.reason else ""
        raise Closed(letter.state, _CLOSED[letter.state] + why, asked(letter))
    if letter.link != fingerprint(token):
        raise Closed("replaced", "這個連結已由新的連結取代，請開啟最近一封信中的連結。", asked(letter))
    if now >= letter.link_expires_at:
        raise Closed("expired", "這個連結已過期，請與辦班人員聯絡，重新寄送。", asked(letter))


def answered(letter_id: str) -> Letter:
    """A letter that this browser has answered, for the page after it. Raises NotFound."""
    return load(letter_id)


def mark_opened(token: str, actor: Actor, now: datetime) -> Letter:
    """The lecturer's press: notes the first opening, and mails the code where one is asked for. Raises as `cover` does."""
    letter = _open_letter_of(token, now)
    if letter.with_code:
        with suppress(TooMany):  # the page that asks for them says so
            codes.send(letter, now)
    if letter.state is State.OPENED:
        return dated(letter, now)
    change = {"state": State.OPENED, "opened_at": now}
    try:
        opened = letters.apply(letter, Transition(kind=LetterEvent.OPENED, actor=actor, expected={State.SENT}, change=change), now)
    except Conflict:  # opened in another tab, or decided meanwhile
        return cover(token, now)
    return dated(opened, now)


def send_code(token: str, now: datetime) -> None:
    """Mails the digits that the letter asks for. Raises TooMany."""
    codes.send(cover(token, now), now)


def digits_left(letter: Letter) -> codes.Left:
    """What the page that asks for digits may offer."""
    return codes.left(letter)


def enter_code(token: str, code: str, now: datetime) -> None:
    """Raises InvalidInput (field code), TooMany, and as `cover` does."""
    codes.check(cover(token, now), code, now)


def ask(token: str, text: str, actor: Actor, now: datetime) -> Letter:
    """A question to the organizer; the letter stays open. Raises InvalidInput (field question), Conflict."""
    letter = _open_letter_of(token, now)
    question = read_reason({"question": text}, "請寫下您的問題。", longest=_LONGEST_TEXT, field="question")
    if letter.question == question:  # pressed twice
        return letter
    message = Message("licences.question", {"letter_id": letter.id}, letter.class_id, "mail")
    asked = {"question": question, "answer": ""}
    transition = Transition(kind=LetterEvent.ASKED, actor=actor, expected=OPEN, change=asked, detail=asked, messages=[message])
    return letters.apply(letter, transition, now)


def decline(token: str, form: Mapping[str, str], actor: Actor, now: datetime) -> Letter:
    """Says no, with a reason. Raises InvalidInput (field reason), Conflict. A repeat with the same `request` answers as the first did."""
    letter = _letter_of(token)
    if _is_repeat(letter, form):
        return letter
    _require_open(letter, token, now)
    reason = read_reason(form, "請簡單說明原因，讓辦班人員知道如何處理。", longest=_LONGEST_TEXT)
    change = {"state": State.DECLINED, "reason": reason, "answered_at": now, "request": form.get("request", "")[:40]}
    message = Message("licences.answered", {"letter_id": letter.id}, letter.class_id, "mail")
    detail = {"reason": reason}
    declined = Transition(kind=LetterEvent.DECLINED, actor=actor, expected=OPEN, change=change, detail=detail, messages=[message])
    return _decide(letter, declined, form, now)


def sign(token: str, form: Mapping[str, str], actor: Actor, now: datetime) -> Letter:
    """Signs what is left ticked, with a drawing or with a typed name.

    `form` is as in narrowing, plus signature (a PNG as data URL), or typed_name and consent=on, and then way=typed; text_sha256, of
    what was shown; request, of the page view. Raises InvalidInput with its fields, Conflict when the text is no longer what was shown,
    Closed, NotFound.
    """
    stored = _letter_of(token)
    if _is_repeat(stored, form):
        return stored
    _require_open(stored, token, now)
    shown = dated(stored, now)
    if form.get("text_sha256") != text_sha256(shown):
        raise Conflict("授權書的內容與您看到的不同（例如跨過午夜，期限改由今天起算），請重新閱讀後再簽署。")
    drawing, typed_name = read_signature(form, shown.lecturer, "授權書")
    clauses = agreed(shown.clauses, form)
    if any(clause.grant for clause in shown.clauses) and not any(clause.grant for clause in clauses):
        raise InvalidInput("您沒有同意任何一項授權。若不同意，請按「不同意授權」並說明原因。")
    text = text_sha256(replace(shown, clauses=clauses))
    verification = secrets.token_urlsafe(12)
    change: dict[str, Any] = {
        "state": State.SIGNED,
        "clauses": clauses,
        "signed_at": now,
        "answered_at": now,
        "document": DocumentState.WAITING,
        "verification": verification,
        "text_sha256": text,
        "request": form.get("request", "")[:40],
    }
    detail = {"shown": text_sha256(shown), "agreed": text, "way": "drawn" if drawing else "typed"}
    items = [
        store.signature(shown.id, drawing, typed_name),
        store.pointer("VERIFY", verification, shown.id, "verify"),
        copy_link(shown.id, now),
    ]
    signed = Transition(
        kind=LetterEvent.SIGNED,
        actor=actor,
        expected=OPEN,
        change=change,
        detail=detail,
        messages=after_signing(shown),
        items=items,
    )
    return _decide(stored, signed, form, now)


def after_signing(letter: Letter) -> list[Message]:
    """What follows a signature: the document, the search, the organizer's mail, and the end of the letter that it renews."""
    body = {"letter_id": letter.id}
    kinds = [("licences.seal", "work"), ("licences.index", "work"), ("licences.answered", "mail")]
    if letter.renews:
        kinds.append(("licences.supersede", "work"))
    return [Message(kind, body, letter.class_id, name, f"{kind}.{letter.id}.{letter.events + 1}") for kind, name in kinds]


def copy_link(letter_id: str, now: datetime) -> Item:
    """The lecturer's way to the sealed letter, for a year."""
    return store.pointer("LINK", fingerprint(token_of(letter_id, 1, "copy")), letter_id, "copy", now + COPY_LIVES)


def copy_of(token: str, now: datetime) -> Letter:
    """The signed letter of the link in the last mail. Raises NotFound, Expired."""
    found = store.find_pointer("LINK", fingerprint(token)) if len(token) <= _LONGEST_TOKEN else None
    if found is None or found[1] != "copy":
        raise NotFound("找不到這個連結，請由信中的連結重新開啟；若仍無法開啟，請與辦班人員聯絡。")
    if now.timestamp() >= found[2]:
        raise Expired("這個連結已過期，請與辦班人員聯絡，重新取得授權書。")
    return load(found[0])


def fetch_copy(token: str, actor: Actor, now: datetime) -> str:
    """A URL of three minutes to the sealed letter; each is noted in the letter's chain. Raises NotFound, Expired."""
    letter = copy_of(token, now)
    if letter.document is not DocumentState.READY:
        raise NotFound("授權書文件還在製作中，請稍候幾分鐘再試。")
    fetched = Transition(kind=LetterEvent.FETCHED, actor=actor, detail={"what": "講座下載授權書"})
    with suppress(Conflict):  # something else was noted in this very moment; the fetching itself is no decision
        letters.apply(letter, fetched, now)
    return files.download_url(letter.document_key, f"授權書_{letter.id}.pdf")


def _decide(letter: Letter, transition: Transition, form: Mapping[str, str], now: datetime) -> Letter:
    try:
        return letters.apply(letter, transition, now)
    except Conflict:
        present = load(letter.id)
        if _is_repeat(present, form):
            return present
        raise


def _is_repeat(letter: Letter, form: Mapping[str, str]) -> bool:
    """Whether it was this page view that decided the letter."""
    return bool(letter.request) and letter.request == form.get("request", "")[:40]
