"""Links and notes of the one page: the centre's, and what a class has of its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.domains.classes import service as classes
from chalicelib.domains.portal import store
from chalicelib.domains.portal.rules import Texts, in_force, read_texts
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict
from chalicelib.identity import Principal, Role

_LATE = "內容剛被其他人修改，請重新整理後再試。"


def of_class(class_id: str) -> Texts:
    """What the page shows, for callers that have checked the person."""
    return in_force(store.texts(class_id), standard())


def standard() -> Texts:
    """The centre's, where a class has none of its own."""
    return store.texts(store.STANDARD)


def open_own(who: Principal, class_id: str) -> tuple[classes.Class, Texts]:
    """The class and what it has of its own. Raises NotFound, Forbidden."""
    return classes.open_class(who, class_id), store.texts(class_id)


def set_own(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> None:
    """`version` in the form is the one on the page. Raises InvalidInput, Conflict, NotFound, Forbidden."""
    classes.open_class(who, class_id)
    _put(class_id, form, who, now)


def set_standard(who: Principal, form: Mapping[str, str], now: datetime) -> None:
    """Raises InvalidInput, Conflict, Forbidden."""
    who.require({Role.ADMINISTRATOR})
    _put(store.STANDARD, form, who, now)


def _put(whose: str, form: Mapping[str, str], who: Principal, now: datetime) -> None:
    new, standing = read_texts(form), store.texts(whose)
    if replace(new, version=standing.version) == standing:
        return
    try:
        if form.get("version") != str(standing.version):
            raise ConditionFailed
        store.put_texts(whose, replace(new, version=standing.version + 1), who.username, now)
    except ConditionFailed as error:
        raise Conflict(_LATE) from error
