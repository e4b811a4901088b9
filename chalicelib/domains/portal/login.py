"""Entering a class's pages: the ID number is checked against the roster, and the phone remembers the answer for 30 days.

Wrong numbers are counted for the class, for those with the same last digits, and for the address: never for what the one who tries can
throw away. A browser whose person is known goes on whatever others try. Mistyped and on no roster get the same answer.
"""

from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.classes import service as classes
from chalicelib.domains.people import service as people
from chalicelib.errors import Forbidden, InvalidInput, TooMany
from chalicelib.identity import Trainee

_UNKNOWN = "這個證號不在本班名冊上，或輸入有誤。請核對後再輸入一次；仍有問題請洽辦班人員。"


def title_of(class_id: str) -> str:
    """For the page before anybody is known. Raises NotFound."""
    return classes.load_class(class_id).title


def enter(class_id: str, typed: str, address: str, known_person: str, now: datetime) -> Trainee:
    """Whose number it is, where the person is on the roster. Raises InvalidInput (id_number), TooMany, NotFound."""
    if not typed:
        raise InvalidInput(fields={"id_number": "請輸入身分證字號或統一證號。"})
    try:
        person = people.identify(typed)
    except InvalidInput as error:  # no number at all, so no guess either
        raise InvalidInput(fields={"id_number": _UNKNOWN}) from error
    guess = people.Guess.of_number(people.Door.CLASS, class_id, typed, address)
    if person != known_person:
        _refuse_closed(guess, now)
    try:
        _, trainee = classes.on_roster(class_id, person)
    except Forbidden as error:
        people.count_guess(guess, now)
        raise InvalidInput(fields={"id_number": _UNKNOWN}) from error
    return Trainee(person, class_id, people.mask_name(trainee.name))


def leave(trainee: Trainee) -> None:
    """The visit is over, in every browser that has its cookie. Raises Unavailable."""
    people.end(trainee.person, trainee.visit)


def _refuse_closed(guess: people.Guess, now: datetime) -> None:
    why = people.closed(guess, now)
    if why is None:
        return
    until = f"{taipei(people.opens_again_at(guess.door, now)):%H:%M}"
    if why is people.Why.ADDRESS:
        raise TooMany(f"這個網路輸入了太多不在名冊上的證號，{until} 前暫停。請關閉 Wi-Fi、改用行動網路再試，或在教室掃描報到條碼進入。")
    raise TooMany(f"本班的入口輸入了太多不在名冊上的證號，{until} 前暫停。請在教室掃描報到條碼進入，或洽辦班人員；進入過的手機不受影響。")
