"""Makes what a test needs, with values that make sense; say only what matters to the test."""

from datetime import datetime

from chalicelib.domains.classes import service
from chalicelib.domains.classes.model import Class
from chalicelib.session import Session


def class_form(**changed: str) -> dict[str, str]:
    """What is typed for class B00492: Monday 2 to Wednesday 4 March 2026, with half-day sessions."""
    form = {"year": "115", "code": "B00492", "run": "1", "name": "行政中立研習班", "starts_on": "2026-03-02", "ends_on": "2026-03-04"}
    return {**form, "mode": "room", "room": "301 教室", "seats": "40", "organizers": "", "sign_out_required": "1", "pattern": "halves", **changed}


def make_class(who: Session, now: datetime, **changed: str) -> Class:
    """The class of `class_form`, created by `who`."""
    return service.create_class(who, class_form(**changed), now)
