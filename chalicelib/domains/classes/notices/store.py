"""What was mailed to whom: one item per class, kind and person. sk NOTICE#<kind>#<person>."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.classes.store import ClassesItem
from chalicelib.dynamodb import Transaction


class NoticeItem(ClassesItem):
    """`state` is sending, sent or failed; `letter` names what was written to which address, `mail_id` is SES's."""

    kind = UnicodeAttribute()
    person = UnicodeAttribute()
    state = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    letter = UnicodeAttribute()
    mail_id = UnicodeAttribute(default="")


@dataclass(frozen=True)
class Letter:
    """One person's letter of one kind; `letter` names its address and content."""

    class_id: str
    kind: str
    person: str
    letter: str

    def write(self, state: str, now: datetime) -> None:
        """The latest of each person stands; the outbox keeps each message's own history."""
        self._item(state, now).put()

    def note_sent(self, transaction: Transaction, now: datetime, mail_id: str) -> None:
        """Beside what the letter told."""
        transaction.put(self._item("sent", now, mail_id))

    def _item(self, state: str, now: datetime, mail_id: str = "") -> NoticeItem:
        values: dict[str, Any] = {"kind": self.kind, "person": self.person, "letter": self.letter}
        return NoticeItem(self.class_id, f"NOTICE#{self.kind}#{self.person}", state=state, at=now, mail_id=mail_id, **values)

    def is_sent(self) -> bool:
        item = NoticeItem.find(self.class_id, f"NOTICE#{self.kind}#{self.person}")
        return item is not None and item.letter == self.letter and item.state == "sent"


def states(class_id: str, kind: str) -> dict[str, tuple[str, str]]:
    """Person key to state and letter."""
    found = NoticeItem.query(class_id, NoticeItem.sk.startswith(f"NOTICE#{kind}#"), consistent_read=True)
    return {item.person: (item.state, item.letter) for item in found}
