"""What is said of sign-ins before their time. Read by two keys at once; written without a condition, since it says the same again."""

from datetime import datetime

from pynamodb.attributes import UTCDateTimeAttribute

from chalicelib.domains.people.store import PeopleItem


class VisitItem(PeopleItem):
    """pk VISITS#<username or person>, sk ALL: of all visits; sk ENDED#<id>: this one was ended. Kept while such a visit could stand."""

    not_before = UTCDateTimeAttribute(null=True)
    changed_at = UTCDateTimeAttribute(null=True)


def visits(whose: str, visit_id: str) -> tuple[bool, VisitItem | None]:
    """Whether this visit was ended, and what is said of all; one call."""
    keys = [(f"VISITS#{whose}", f"ENDED#{visit_id}"), (f"VISITS#{whose}", "ALL")]
    found = {item.sk: item for item in VisitItem.batch_get(keys, consistent_read=True)}
    return f"ENDED#{visit_id}" in found, found.get("ALL")


def end_visit(whose: str, visit_id: str, ends: datetime) -> None:
    """Written again, it says the same."""
    VisitItem(f"VISITS#{whose}", f"ENDED#{visit_id}", expires_at=int(ends.timestamp())).put()


def note_visits(whose: str, ends: datetime, *, not_before: datetime | None = None, changed_at: datetime | None = None) -> None:
    """Of all visits: they are over if they began before, or what they say of the account is old."""
    said = {"not_before": not_before, "changed_at": changed_at}
    actions = [getattr(VisitItem, name).set(value) for name, value in said.items() if value]
    VisitItem(f"VISITS#{whose}", "ALL").upsert([*actions, VisitItem.expires_at.set(int(ends.timestamp()))])
