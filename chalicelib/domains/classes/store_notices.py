"""What was mailed to whom: one item per class, kind and person. sk NOTICE#<kind>#<person>."""

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.classes.store import ClassesItem


class NoticeItem(ClassesItem):
    """`state` is sending, sent or failed; `mail_id` is SES's."""

    kind = UnicodeAttribute()
    person = UnicodeAttribute()
    state = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    mail_id = UnicodeAttribute(default="")


def record(class_id: str, kind: str, person: str, state: str, now: datetime, mail_id: str = "") -> None:
    """The latest of each person stands; the outbox keeps each message's own history."""
    NoticeItem(class_id, f"NOTICE#{kind}#{person}", kind=kind, person=person, state=state, at=now, mail_id=mail_id).put()


def states(class_id: str, kind: str) -> dict[str, str]:
    """Person key to state."""
    found = NoticeItem.query(class_id, NoticeItem.sk.startswith(f"NOTICE#{kind}#"), consistent_read=True)
    return {item.person: item.state for item in found}
