"""The papers of a class, made by a worker: 簽到表, 座位表, 名條. They are what a power cut leaves."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.classes import access
from chalicelib.domains.classes.files.requests import PAPERS, make_file
from chalicelib.domains.classes.model import Class, Trainee
from chalicelib.domains.classes.seats import seating
from chalicelib.records.exports import Made

_SIGNATURES = 4
_SIGNATURE_WIDTH = 28.0

Drawer = Callable[[Class, Sequence[Trainee], datetime], bytes]


def make_sign_in_sheet(class_id: str, file_id: str, now: datetime) -> None:
    """classes.sign-in-sheet."""
    _make("classes.sign-in-sheet", sign_in_sheet, class_id, file_id, now)


def make_seat_plan(class_id: str, file_id: str, now: datetime) -> None:
    """classes.seat-plan."""
    _make("classes.seat-plan", seat_plan, class_id, file_id, now)


def make_name_cards(class_id: str, file_id: str, now: datetime) -> None:
    """classes.name-cards."""
    _make("classes.name-cards", name_cards, class_id, file_id, now)


def _make(kind: str, draw: Drawer, class_id: str, file_id: str, now: datetime) -> None:
    """The paper of the roster in force."""
    class_ = access.load_class(class_id)
    key = f"files/{class_.id}/{kind.removeprefix('classes.')}.pdf"

    def drawn() -> Made:
        return Made(draw(class_, access.roster(class_), now), "application/pdf", key, f"{class_.id}-{PAPERS[kind]}.pdf")

    make_file(class_.id, file_id, drawn, now)


def sign_in_sheet(class_: Class, roster: Sequence[Trainee], now: datetime) -> bytes:
    """One row a person, and a column to sign for each session still to come (all of them once the class is over), four on a page."""
    from chalicelib.documents import pdf  # workers only: fpdf2 costs a quarter of a second to import

    held = [session for session in access.sessions(class_.id) if not session.cancelled]
    names = [session.name for session in held if session.closes_at > now] or [session.name for session in held] or [""]
    tables = [_signatures(roster, names[at : at + _SIGNATURES]) for at in range(0, len(names), _SIGNATURES)]
    note = f"應到 {len(roster)} 人。停電或網路中斷時，請學員在此簽到，恢復後由辦班人員補登。"
    return pdf.sheets(f"{class_.title} 簽到表", _place(class_), tables, _made_at(now), row_height=9, note=note, created=now)


def _signatures(roster: Sequence[Trainee], sessions: Sequence[str]) -> tuple[list[tuple[str, float]], list[list[str]]]:
    columns = [("座位", 12.0), ("姓名", 30.0), ("服務機關", 48.0), ("組別", 14.0)]
    columns += [(f"{name} 簽名".strip(), _SIGNATURE_WIDTH) for name in sessions]
    return columns, [[each.seat, each.name, each.agency, each.group, *[""] * len(sessions)] for each in roster]


def seat_plan(class_: Class, roster: Sequence[Trainee], now: datetime) -> bytes:
    """The room as the seats page shows it."""
    from chalicelib.documents import pdf

    grid = seating.grid(class_, roster, seating.columns_of(class_.id))
    rows = [[pdf.SeatCell(place.seat, place.name, place.agency) for place in row] for row in grid]
    return pdf.seat_plan(f"{class_.title} 座位表", _place(class_), "講台", rows, _made_at(now), created=now)


def name_cards(class_: Class, roster: Sequence[Trainee], now: datetime) -> bytes:
    """One card a person, by seat."""
    from chalicelib.documents import pdf

    cards = [(each.seat, each.name, each.agency) for each in roster]
    return pdf.name_cards(f"{class_.title} 名條", cards, _made_at(now), created=now)


def _place(class_: Class) -> str:
    return f"{class_.starts_on:%Y-%m-%d} 至 {class_.ends_on:%Y-%m-%d}　{class_.room}"


def _made_at(now: datetime) -> str:
    return f"製表時間 {taipei(now):%Y-%m-%d %H:%M}"
