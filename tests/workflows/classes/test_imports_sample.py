"""The sample centre of `make run`."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domains.classes import service, service_calendar
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.identity import Role
from infra.local.sample import centre


def test_loading_twice_makes_one_centre(now: datetime, drain: Callable[[], int]) -> None:
    """Every role has an account, one class is on with 40 people seated, one comes, one is cancelled; loading again changes nothing."""
    told: list[str] = []
    ready = centre.load(now, told.append)
    drain()
    assert {role for each in ready for role in people_accounts.find_account(each.username).roles} == set(Role)
    running = next(each for each in service_calendar.sessions_of_day(now.date()) if each.starts_at <= now <= each.ends_at)
    roster = service.roster(service.load_class(running.class_id))
    assert [each.seat for each in roster] == [str(number) for number in range(1, 41)]
    before = service.load_class(running.class_id)
    assert [each.role for each in centre.load(now, told.append)] == [each.role for each in ready]
    assert service.load_class(running.class_id) == before
    classes = [service.load_class(class_id) for class_id in ("115-B00492-61", "115-B00517-68", "115-A11050-68")]
    assert [each.cancelled for each in classes] == [False, False, True]
    assert [each.roster_count for each in classes] == [40, 40, 0]
