"""Seats: the room as a grid, and who sits where. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from chalicelib.domains.classes.imports.rules import is_seat, seat_number
from chalicelib.domains.classes.model import Trainee, assign_seats
from chalicelib.errors import InvalidInput, NotFound


@dataclass(frozen=True)
class Place:
    """One seat, and who sits there; an empty seat has empty texts."""

    seat: str
    name: str = ""
    agency: str = ""
    group: str = ""
    person: str = ""


def grid(trainees: Sequence[Trainee], seats: int, columns: int) -> list[list[Place]]:
    """Rows of `columns` seats, 1 at the front left; as many as the room has, or as the roster needs."""
    seated = {trainee.seat: trainee for trainee in trainees if trainee.seat}
    last = max([seats or len(trainees), *(int(seat) for seat in seated if seat.isdigit())])
    places = [_place(str(number), seated.get(str(number))) for number in range(1, last + 1)]
    return [places[start : start + columns] for start in range(0, last, columns)]


def _place(seat: str, trainee: Trainee | None) -> Place:
    return Place(seat, trainee.name, trainee.agency, trainee.group, trainee.person) if trainee else Place(seat)


def reassign(trainees: Sequence[Trainee], *, by: str, seats: int, columns: int) -> list[Trainee]:
    """New seats for all: by order of the present seats, by agency, or in blocks (each group, else agency, begins a new row).

    Raises InvalidInput where the room has too few seats, or `by` is none of order, agency, blocks.
    """
    if by == "blocks":
        result = _blocks(trainees, columns)
    elif by in {"order", "agency"}:
        result = assign_seats([replace(trainee, seat="") for trainee in trainees], by=by)
    else:
        raise InvalidInput(fields={"by": "請選擇排法。"})
    needed = max((int(trainee.seat) for trainee in result), default=0)
    if seats and needed > seats:
        raise InvalidInput(fields={"by": f"這種排法需要 {needed} 個座位，本班只有 {seats} 個。請改用其他排法，或減少每排座位數。"})
    return result


def _blocks(trainees: Sequence[Trainee], columns: int) -> list[Trainee]:
    result: list[Trainee] = []
    start = 1
    for _, block in groupby(sorted(trainees, key=_block), key=_block):
        members = list(block)
        result += [replace(trainee, seat=str(start + at)) for at, trainee in enumerate(members)]
        start += -(-len(members) // columns) * columns
    return result


def _block(trainee: Trainee) -> tuple[int, str]:
    """第2組 before 第10組; those without a group by agency."""
    name = trainee.group or trainee.agency
    return len(name) if trainee.group else 1000, name


def place(trainees: Sequence[Trainee], person: str, typed_seat: str, seats: int) -> list[Trainee]:
    """Puts the person on the seat; who sat there takes the person's old one. An empty seat takes the person's away.

    Raises InvalidInput for a seat that the room has not, NotFound for a person who is not on the roster.
    """
    seat = seat_number(typed_seat)
    if seat and not is_seat(seat, seats):
        raise InvalidInput(fields={"seat": f"座位請填 1 到 {seats} 的數字。" if seats else "座位請填數字。"})
    moved = next((trainee for trainee in trainees if trainee.person == person), None)
    if moved is None:
        raise NotFound("名冊上沒有這個人，可能剛被更新，請重新整理頁面。")
    return [
        replace(each, seat=seat) if each.person == person else replace(each, seat=moved.seat) if seat and each.seat == seat else each
        for each in trainees
    ]
