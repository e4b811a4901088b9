"""Who may open which class, and reading one. Everything else in this package builds on it."""

from chalicelib.domains.classes import store, store_roster
from chalicelib.domains.classes.model import Class, ClassSession, Trainee
from chalicelib.errors import Conflict, Forbidden, NotFound
from chalicelib.identity import Principal, Role

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
_LONGEST_ID = 60


def open_class(who: Principal, class_id: str) -> Class:
    """A class for one of its organizers or an administrator. Raises NotFound, Forbidden."""
    who.require(EDITORS)
    class_ = load_class(class_id)
    if not who.has(Role.ADMINISTRATOR) and who.username not in class_.organizers:
        raise Forbidden
    return class_


def check_open(class_: Class) -> None:
    """Raises Conflict where the class is cancelled."""
    if class_.cancelled:
        raise Conflict("班期已取消，不能再修改。")


def load_class(class_id: str) -> Class:
    """For callers that check the person themselves. Raises NotFound."""
    class_ = store.find_class(class_id) if len(class_id) <= _LONGEST_ID else None
    if class_ is None:
        raise NotFound
    return class_


def load_session(session_id: str) -> ClassSession:
    """One GetItem; for callers that check the person themselves. Raises NotFound."""
    session = store.find_session(session_id) if len(session_id) <= _LONGEST_ID else None
    if session is None:
        raise NotFound
    return session


def sessions(class_id: str) -> list[ClassSession]:
    """In order of time, the cancelled ones too."""
    return store.sessions(class_id)


def roster(class_: Class) -> list[Trainee]:
    """The roster in force, by seat: 2 before 10, and those without a seat last."""
    return sorted(store.roster(class_), key=lambda each: (not each.seat, len(each.seat), each.seat, each.name))


def on_roster(class_id: str, person: str) -> tuple[Class, Trainee]:
    """The class and the person's line of the roster in force; two GetItems. Raises NotFound, Forbidden for who is not on it now."""
    class_ = load_class(class_id)
    trainee = store_roster.find_trainee(class_, person)
    if trainee is None:
        raise Forbidden("您不在本班的名冊上，請與辦班人員聯絡。")
    return class_, trainee
