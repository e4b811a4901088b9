"""What the one page of a class, or of every class (pk STANDARD), links to and says. Each change is a further version."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.portal.rules import NAMES, Texts
from chalicelib.domains.portal.store_items import PortalItem

STANDARD = "STANDARD"


class TextsItem(PortalItem):
    """sk TEXTS#<4 digits>. Named as the rules' Texts."""

    fan_page = UnicodeAttribute(default="")
    courses = UnicodeAttribute(default="")
    video = UnicodeAttribute(default="")
    notes = UnicodeAttribute(default="")
    made_at = UTCDateTimeAttribute()
    made_by = UnicodeAttribute()


def texts(whose: str) -> Texts:
    """The version in force of a class id or of STANDARD; empty before the first."""
    sk = TextsItem.sk.startswith("TEXTS#")
    found = list(TextsItem.query(whose, sk, scan_index_forward=False, limit=1, consistent_read=True))
    if not found:
        return Texts()
    return Texts(**{name: getattr(found[0], name) for name in NAMES}, version=int(found[0].sk.removeprefix("TEXTS#")))


def put_texts(whose: str, new: Texts, who: str, now: datetime) -> None:
    """Raises ConditionFailed where somebody else made this version first."""
    values = {name: getattr(new, name) for name in NAMES}
    TextsItem(whose, f"TEXTS#{new.version:04}", made_at=now, made_by=who, **values).put(TextsItem.pk.does_not_exist())
