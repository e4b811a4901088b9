"""Entering a class's pages: the ID number is checked against the roster, and the phone remembers the answer for 30 days.

Failures are counted by phone, and by number for numbers that are not on the roster: never by address, since a class shares one, and so
that nobody can lock out somebody else. What is mistyped and what is on no roster get the same answer.
"""

from datetime import datetime

from chalicelib.domains.classes import service as classes
from chalicelib.domains.people import service as people
from chalicelib.errors import Forbidden, InvalidInput, TooMany
from chalicelib.identity import Trainee

_LOCKED = f"嘗試次數過多，請等候 {people.LOCK_MINUTES} 分鐘再試，或洽辦班人員。"
_UNKNOWN = "這個證號不在本班名冊上，或輸入有誤。請核對後再輸入一次；仍有問題請洽辦班人員。"
_PHONE, _STRANGER = "enter", "enter-stranger"


def title_of(class_id: str) -> str:
    """For the page before anybody is known. Raises NotFound."""
    return classes.load_class(class_id).title


def enter(class_id: str, typed: str, device: str, now: datetime) -> Trainee:
    """Whose number it is, where the person is on the roster. Raises InvalidInput (id_number), TooMany, NotFound."""
    classes.load_class(class_id)
    if people.is_locked(_PHONE, [device], now):
        raise TooMany(_LOCKED)
    if not typed:
        raise InvalidInput(fields={"id_number": "請輸入身分證字號或統一證號。"})
    person = ""
    try:
        person = people.identify(typed)
        _, trainee = classes.on_roster(class_id, person)
    except (InvalidInput, Forbidden) as error:
        _count(device, f"{class_id}|{person}" if person else "", now)
        raise InvalidInput(fields={"id_number": _UNKNOWN}) from error
    return Trainee(person, class_id, people.mask_name(trainee.name))


def _count(device: str, stranger: str, now: datetime) -> None:
    people.count_failure(_PHONE, device, now)
    if stranger:
        people.count_failure(_STRANGER, stranger, now)
    if people.is_locked(_PHONE, [device], now) or (stranger and people.is_locked(_STRANGER, [stranger], now)):
        raise TooMany(_LOCKED)
