"""Classes under real concurrency: the write decides, never the reading before it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from itertools import pairwise

from chalicelib.domains.attendance import expecting
from chalicelib.domains.attendance import store as attendance
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import model as classes_model
from chalicelib.domains.classes import service, store_changes, store_roster
from chalicelib.domains.classes.service_calendar import Filter, list_classes
from chalicelib.domains.classes.sessions import sessions as class_sessions
from chalicelib.dynamodb import Transaction
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal, Role
from tests.support.at_once import at_once
from tests.support.builders import class_form, make_class

AMY = Principal("amy", "林小姐", frozenset({Role.ORGANIZER}))


def wins(attempt: Callable[[int], object], times: int) -> list[int]:
    """Who succeeded, of so many that try at once."""

    def run(number: int) -> bool:
        try:
            attempt(number)
        except (Conflict, InvalidInput):
            return False
        return True

    with ThreadPoolExecutor(times) as pool:
        return [number for number, success in enumerate(pool.map(run, range(times))) if success]


def test_of_many_who_create_the_same_class_one_wins(now: datetime) -> None:
    """Sixteen organizers who create the same class: one succeeds, and the class is that one's."""

    def create(number: int) -> None:
        who = Principal(f"org{number}", "某人", frozenset({Role.ORGANIZER}))
        class_changes.create_class(who, class_form(request=str(number)), now)

    winners = wins(create, 16)
    assert [f"org{number}" for number in winners] == list(service.load_class("115-B00492-1").organizers)


def test_of_many_edits_of_one_version_one_wins(now: datetime) -> None:
    """Twelve edits on the same version: one is saved, on the class and on all its sessions."""
    class_ = make_class(AMY, now)
    winners = wins(lambda number: class_changes.edit_class(AMY, class_.id, class_form(name=f"名稱 {number}", version="1"), now), 12)
    title = service.load_class(class_.id).title
    assert [f"名稱 {number}（第 1 期）" for number in winners] == [title]
    assert {session.class_title for session in service.sessions(class_.id)} == {title}


def test_sessions_added_at_once_never_overlap(now: datetime) -> None:
    """All-day and half-day sessions of one day, added at once, end as sessions that share no time."""
    class_ = make_class(AMY, now, pattern="none")
    day = {"day": "2026-03-02", "room": ""}
    choices = [("day", "09:00", "16:30"), ("am", "09:00", "12:00"), ("pm", "13:30", "16:30")]
    forms = [{**day, "half": half, "starts": starts, "ends": ends} for half, starts, ends in choices * 4]
    assert wins(lambda number: class_sessions.add_session(AMY, class_.id, forms[number], now), 12)
    assert all(before.ends_at <= after.starts_at for before, after in pairwise(service.sessions(class_.id)))


def test_a_session_added_during_an_edit_has_the_title_of_the_class(now: datetime) -> None:
    """Edits and new sessions at once: whatever succeeds, every session carries the class's title in the end."""
    class_ = make_class(AMY, now)

    def change(number: int) -> None:
        if number % 2:
            version = str(service.load_class(class_.id).version)
            class_changes.edit_class(AMY, class_.id, class_form(name=f"名稱 {number}", version=version), now)
        else:
            day = f"2026-03-0{2 + number % 3}"
            class_sessions.add_session(AMY, class_.id, {"day": day, "half": "ev", "starts": "18:30", "ends": "20:30"}, now)

    assert wins(change, 12)
    assert {session.class_title for session in service.sessions(class_.id)} == {service.load_class(class_.id).title}


def test_the_list_is_paged_on_the_real_engine(now: datetime) -> None:
    """120 classes over two months come in order, 50 a page, each once."""
    for number in range(120):
        day = str(date(2026, 3 + number % 2, 1 + number % 28))
        make_class(AMY, now, code=f"B{number:05}", starts_on=day, ends_on=day, pattern="none")
    wanted, after, found, sizes = Filter(date(2026, 3, 1), date(2026, 4, 30)), "", [], []
    while after or not sizes:
        page = list_classes(wanted, AMY, after)
        sizes.append(len(page.classes))
        found += [(class_.starts_on, class_.id) for class_ in page.classes]
        after = page.next
    assert sizes == [50, 50, 20]
    assert found == sorted(set(found))


def test_lists_that_are_made_while_the_roster_changes_end_as_the_roster(now: datetime) -> None:
    """Three workers bring the attendance list up to date while a new roster is put in force and announced: whoever ends last, the new
    roster's people are expected and nobody else."""
    class_id = make_class(AMY, now).id
    people = [classes_model.Trainee(f"p{number}", "", "王小明", "人事處") for number in range(8)]
    for turn in range(6):
        wanted = people[: 8 - turn]

        def change(version: str = f"v{turn}", wanted: list[classes_model.Trainee] = wanted) -> None:
            store_roster.write_roster(class_id, version, wanted)
            transaction = Transaction()
            store_changes.use_roster(transaction, service.load_class(class_id), version, len(wanted))
            transaction.commit()
            expecting.expect(class_id, now)

        at_once(change, *[lambda: expecting.expect(class_id, now)] * 3)
        for session in service.sessions(class_id):
            assert {entry.person for entry in attendance.entries(session.id) if entry.active} == {each.person for each in wanted}
