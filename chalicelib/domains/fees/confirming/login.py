"""The lecturer's door: serial number and password, and after a failure a captcha; or the link of the mail. Either opens one case.

One attempt at a number in a quarter of an hour needs no captcha, and it is free again if it succeeds. So who types rightly never sees one,
and a machine cannot close a number's door without reading four.

Five failures within 15 minutes close the door of a number for 15 minutes, to all browsers that never had it open; many failures of any
number close it to the address that they came from. A browser that once had the case open counts for itself, and the link stays good
whatever happens here, so that a stranger who fails in somebody else's name keeps out strangers alone. Whatever was wrong, the answer is
the same.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.contact import Contact
from chalicelib.domains.classes import service as classes
from chalicelib.domains.fees import store as fees_store
from chalicelib.domains.fees.confirming import captcha, store
from chalicelib.domains.fees.deadline_rules import BROWSER_KNOWN_FOR, LECTURER_IDLE
from chalicelib.domains.fees.links import fingerprint, is_password, open_for
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.transitions import load
from chalicelib.domains.people import service as people
from chalicelib.domains.people import service_attempts as attempts
from chalicelib.errors import Expired, InvalidInput, NotFound, TooMany
from chalicelib.identity import Visit
from chalicelib.web.value_rules import compact

_REFUSED = "流水號或密碼不正確，或這個案件目前不開放。請看清楚後再輸入一次，並輸入驗證碼。"
_MISREAD = "驗證碼不正確，已換一張。流水號與密碼都還在，只要再輸入驗證碼；看不清楚可以換一張，或用聽的。"
_ASKED = "這個流水號剛才有人輸入錯誤，請再輸入驗證碼。流水號與密碼都還在。"
_LOCKED = f"嘗試次數過多，請等候 {people.LOCK_MINUTES} 分鐘後再試；或改由信中的連結直接開啟，不受影響。"
_ADDRESS_LOCKED = f"這個網路輸入錯誤太多次，請等候 {people.LOCK_MINUTES} 分鐘、改用其他網路，或由信中的連結直接開啟，不受影響。"
_LONGEST = 40
_DIGITS = "0123456789"
_CLOSED = {
    State.DRAFT: "主辦單位正在修改這個案件，改好後會再寄新的連結給您。",
    State.CANCELLED: "主辦單位已取消這個案件，您不需要再做任何事。有疑問請與辦班人員聯絡。",
}


@dataclass(frozen=True)
class Known:
    """What a browser's mark says: which case it had open, until when it counts; `nonce` names its counter."""

    case_id: str
    nonce: str
    until: float


class CaptchaNeeded(InvalidInput):
    """The password was not looked at: the digits are missing or wrong."""

    def __init__(self, message: str) -> None:
        super().__init__(fields={"digits": message})


class Closed(Expired):
    """A link that no longer opens its case. `why` is draft, cancelled, replaced or expired; `contact` whom to ask."""

    def __init__(self, why: str, message: str, contact: Contact) -> None:
        super().__init__(message)
        self.why = why
        self.contact = contact


def asked(case: Case) -> Contact:
    """Whom the lecturer may ask: the class's contact."""
    return classes.load_class(case.class_id).asked


def sign_in(form: Mapping[str, str], device: str, known: Known | None, address: str, now: datetime) -> Case:
    """`form` has serial and password, and after a failure challenge and digits. Raises CaptchaNeeded; InvalidInput, always with the same
    text; TooMany."""
    serial = "".join(each for each in compact(form.get("serial", "")[:_LONGEST]) if each in _DIGITS)
    guess = people.Guess.of_failure(people.Door.FEE, address)
    # Any case will do: the centre's tablet shares its address with every trainee's phone, and had another lecturer's open.
    had_one_open = known is not None and now.timestamp() < known.until
    if not had_one_open and people.closed(guess, now):
        raise TooMany(_ADDRESS_LOCKED)
    try:
        return _case_of(serial, form, device, known, now)
    except InvalidInput as error:
        if not isinstance(error, CaptchaNeeded) or form.get("challenge"):
            people.count_guess(guess, now)
        raise


def _case_of(serial: str, form: Mapping[str, str], device: str, known: Known | None, now: datetime) -> Case:
    read = bool(form.get("challenge")) and captcha.answer(form["challenge"], form.get("digits", ""), device, now)
    if form.get("challenge") and not read:
        raise CaptchaNeeded(_MISREAD)  # counts for the address alone: without the digits nobody closes a number's door
    case = fees_store.find(serial) if serial else None
    door = _counter(serial, case, known, now)
    if not read and not store.take_free_try(door, now, now + attempts.LOCK_SPAN):
        raise CaptchaNeeded(_ASKED)
    counted = _begin("fee-serial", door, now)
    right = is_password(form.get("password", "")[:_LONGEST], serial, case.links if case else 0)
    if case is None or not right or not open_for(case, now):
        raise InvalidInput(_REFUSED)
    attempts.forgive(counted)
    if not read:
        store.give_back_free_try(door, now)
    return case


def by_link(token: str, now: datetime) -> Case:
    """Whose link it is. Raises NotFound for an unknown one, Closed for one that has had its time."""
    found = store.find_pointer("LINK", fingerprint(token)) if 0 < len(token) <= _LONGEST else ""
    if not found:
        raise NotFound("找不到這個連結，請由信中的連結重新開啟；若仍無法開啟，請與辦班人員聯絡。")
    case = load(found)
    if case.state in _CLOSED:
        raise Closed(case.state.value, _CLOSED[case.state], asked(case))
    if case.link != fingerprint(token):
        raise Closed("replaced", "這個連結已由新的連結取代，請開啟最近一封信中的連結。", asked(case))
    if not open_for(case, now):
        raise Closed("expired", "這個連結已過期，請與辦班人員聯絡，重新寄送。", asked(case))
    return case


def case_of_session(case_id: str, number: int, now: datetime) -> Case:
    """The case for a browser that came by its sending of this number. Raises Closed, NotFound."""
    case = load(case_id)
    if case.state in _CLOSED:
        raise Closed(case.state.value, _CLOSED[case.state], asked(case))
    if case.links != number:
        raise Closed("replaced", "主辦單位已重新寄送這個案件，請用最近一封信中的連結或密碼開啟。", asked(case))
    if not open_for(case, now):
        raise Closed("expired", "這個案件的開放時間已過，請與辦班人員聯絡，重新寄送。", asked(case))
    return case


def stands(case_id: str, visit: str) -> bool:
    """Whether the visit goes on: asked at every page, since it is about money. Raises Unavailable."""
    return people.stands(f"fee {case_id}", Visit(visit))


def leave(case_id: str, visit: str, now: datetime) -> None:
    """Raises Unavailable; then the visit ends by itself soon after its last page."""
    people.end(f"fee {case_id}", Visit(visit, until=(now + LECTURER_IDLE).timestamp()))


def mark_of_browser(case: Case, now: datetime) -> dict[str, Any]:
    """What the browser's mark is to say."""
    return {"case_id": case.id, "nonce": secrets.token_urlsafe(12), "until": (now + BROWSER_KNOWN_FOR).timestamp()}


def _begin(kind: str, key: str, now: datetime) -> attempts.Attempt:
    """Counts the attempt before it is tried, so that a hundred at once are still five."""
    try:
        return attempts.begin(kind, key, now)
    except TooMany as error:
        raise TooMany(_LOCKED) from error


def _counter(serial: str, case: Case | None, known: Known | None, now: datetime) -> str:
    """A new sending counts from the beginning: its password is another."""
    strangers = f"{serial}|{case.links if case else 0}"
    return f"{strangers}|{known.nonce}" if known and _is_known(serial, known, now) else strangers


def _is_known(serial: str, known: Known | None, now: datetime) -> bool:
    return known is not None and known.case_id == serial and now.timestamp() < known.until
