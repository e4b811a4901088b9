"""Rules and deputies of a class, and which mails have gone."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from chalicelib.domains.leave.model import Deputy, Rules
from chalicelib.domains.leave.store_items import InboxItem, RulesItem, ToldItem
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.records.retention_rules import Kept, ends


def rules(class_id: str) -> Rules:
    """Those in force; the standard ones until an organizer changes them."""
    latest = list(RulesItem.query(class_id, RulesItem.sk.startswith("RULES#"), scan_index_forward=False, limit=1, consistent_read=True))
    return _rules_of(latest[0]) if latest else Rules()


def put(transaction: Transaction, class_id: str, new: Rules, who: str, now: datetime) -> None:
    """The next version; fails the transaction where somebody else made it first."""
    deputies = [{"username": d.username, "name": d.name, "first": str(d.first), "last": str(d.last)} for d in new.deputies]
    item = RulesItem(class_id, f"RULES#{new.version:04}", longest=str(new.longest), free=list(new.free), made_by=who, made_at=now)
    item.deputies = deputies
    transaction.create(item)


def point_to(usernames: Iterable[str], class_id: str, until: datetime) -> None:
    """Lets each of them find the class, until some time. Beside the change and before it: a pointer too many does no harm, and in the
    transaction all who apply in the same minute would stand in each other's way."""
    for username in usernames:
        InboxItem(f"INBOX#{username}", class_id, expires_at=int(until.timestamp())).put()


def classes_to_look_at(username: str, now: datetime) -> list[str]:
    """Ids of the classes that this approver was pointed to."""
    return [item.sk for item in InboxItem.search(f"INBOX#{username}") if (item.expires_at or 0) > now.timestamp()]


def was_told(class_id: str, person: str, what: str, whom: str) -> bool:
    return ToldItem.find(f"{class_id}#{person}", _told(what, whom)) is not None


def tell(class_id: str, person: str, what: str, whom: str, now: datetime) -> None:
    """Notes that the mail has gone; noted twice is noted once."""
    try:
        ToldItem(f"{class_id}#{person}", _told(what, whom), told_at=now, expires_at=ends(Kept.MARK, now)).put(ToldItem.pk.does_not_exist())
    except ConditionFailed:
        return


def _told(what: str, whom: str) -> str:
    return f"TOLD#{what}#{hashlib.sha256(whom.encode()).hexdigest()[:16]}"


def _rules_of(item: RulesItem) -> Rules:
    deputies = (Deputy(d["username"], d["name"], date.fromisoformat(d["first"]), date.fromisoformat(d["last"])) for d in item.deputies)
    return Rules(Fraction(item.longest), tuple(item.free), tuple(deputies), int(item.sk.removeprefix("RULES#")))
