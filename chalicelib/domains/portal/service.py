"""The one page: ten functions, each with its state at a glance. `functions` is the list; a workflow that stands puts its `card` there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.centre import centre
from chalicelib.domains.classes import service as classes
from chalicelib.domains.completion import service as completion
from chalicelib.domains.handouts import service as handouts
from chalicelib.domains.leave import service as leave
from chalicelib.domains.meals import service as meals
from chalicelib.domains.portal import check_out, texts
from chalicelib.domains.portal.rules import Texts
from chalicelib.domains.surveys import service as surveys
from chalicelib.domains.voting import service as voting
from chalicelib.web.card import Card

Ask = Callable[[classes.Class, classes.Trainee, str, datetime], Card | None]
_NOT_OPEN = Card("尚未開放", "neutral")


@dataclass(frozen=True)
class Function:
    """One of the ten. `card` asks its workflow how things stand; without one, `link` names what the class's texts hold for it."""

    title: str
    icon: str
    card: Ask | None = None
    link: str = ""


_SAID = {"fan_page": "開啟粉絲團", "video": "觀看影片", "notes": "查看注意事項"}


def functions() -> tuple[Function, ...]:
    """In the order of the page."""
    elearning = centre().elearning.name
    return (
        Function("線上問卷調查", icon="clipboard-list", card=surveys.card),
        Function("線上茹素登記", icon="salad", card=meals.card),
        Function("線上請假登錄", icon="calendar-off", card=leave.card),
        Function("下課刷退系統", icon="log-out", card=check_out.card),
        Function("班期講義下載", icon="file-down", card=handouts.card),
        Function(f"{elearning}線上課程", icon="monitor-play", link="courses"),
        Function("線上投票系統", icon="vote", card=voting.card),
        Function(f"{elearning}粉絲團", icon="thumbs-up", link="fan_page"),
        Function("班務說明影片", icon="circle-play", link="video"),
        Function("學員研習注意事項", icon="book-open-check", link="notes"),
    )


@dataclass(frozen=True)
class Tile:
    """A function as the page shows it."""

    function: Function
    card: Card

    @property
    def outside(self) -> bool:
        return self.card.href.startswith("https://")


@dataclass(frozen=True)
class Home:
    """The page of one person. `certificate` is shown below the ten, once there is something to say of it."""

    class_: classes.Class
    trainee: classes.Trainee
    tiles: tuple[Tile, ...]
    certificate: Card | None


def home(class_id: str, person: str, now: datetime) -> Home:
    """Raises NotFound, Forbidden for who is not on the roster."""
    class_, trainee = classes.on_roster(class_id, person)
    said = texts.of_class(class_id)
    tiles = tuple(Tile(each, _card(each, class_, trainee, said, now)) for each in functions())
    certificate = completion.card(class_, trainee, person, now)
    return Home(class_, trainee, tiles, certificate if certificate and certificate.href else None)


def notes(class_id: str, person: str) -> tuple[classes.Class, str]:
    """What trainees should know, as plain text. Raises NotFound, Forbidden."""
    class_, _ = classes.on_roster(class_id, person)
    return class_, texts.of_class(class_id).notes


def _card(function: Function, class_: classes.Class, trainee: classes.Trainee, said: Texts, now: datetime) -> Card:
    if function.card:
        return function.card(class_, trainee, trainee.person, now) or _NOT_OPEN
    found = getattr(said, function.link)
    if not found:
        return Card("尚未提供，備妥後會顯示在這裡", "neutral")
    label = _SAID.get(function.link, f"開啟{centre().elearning.name}")
    return Card(label, "info", f"/c/{class_.id}/notes" if function.link == "notes" else found)
