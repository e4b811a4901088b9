"""Many phones at once, on Amazon's own engine."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from chalicelib.domains.attendance import service, store
from chalicelib.domains.attendance.model import Outcome, Result, Scan, SessionSnapshot, Via


def facts(now: datetime) -> SessionSnapshot:
    hours = {"opens_at": -1, "starts_at": 0, "late_after": 1, "check_out_opens_at": 2, "ends_at": 3, "closes_at": 4}
    times = {name: now + timedelta(hours=offset) for name, offset in hours.items()}
    return SessionSnapshot("115-B00492-1.20260302am", "115-B00492-1", "行政中立研習班", "3/2 上午", "301 教室", **times)


def expect(session: SessionSnapshot, person: str) -> None:
    values = {"starts_on": "2026-03-02T09:00", "class_id": session.class_id, "session_name": "3/2 上午", "class_name": "班", "room": "301"}
    store.expect(
        session.session_id,
        person,
        {**values, "name": "王小明", "seat": "12", "agency": "人事處", "active": True},
    )


def test_sixteen_phones_for_one_person_make_one_check_in(now: datetime) -> None:
    """Of 16 simultaneous scans of one person one is seated, the others are told who was first, and its device is the one kept."""
    session = facts(now)
    expect(session, "p1")

    def attempt(number: int) -> Result:
        return service.check_in(session, Scan("p1", f"request-{number}", f"device-{number}", Via.COUNTER, now, now))

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(attempt, range(16)))
    winners = [number for number, result in enumerate(results) if result.outcome is Outcome.SEATED]
    assert len(winners) == 1
    assert {result.outcome for result in results} == {Outcome.SEATED, Outcome.ALREADY}
    kept = store.find(session.session_id, "p1")
    assert kept
    assert kept.in_device == f"device-{winners[0]}"


def test_one_request_sent_sixteen_times_has_one_answer(now: datetime) -> None:
    """A request repeated by a nervous network is answered as seated every time."""
    session = facts(now)
    expect(session, "p1")
    same = Scan("p1", "request", "device", Via.PHONE, now, now)
    with ThreadPoolExecutor(16) as pool:
        outcomes = set(pool.map(lambda _: service.check_in(session, same).outcome, range(16)))
    assert outcomes == {Outcome.SEATED}


def test_a_roster_refreshed_while_people_arrive_loses_nobody(now: datetime) -> None:
    """Bringing the expected list up to date while 50 people check in keeps each of their check-ins."""
    session = facts(now)
    persons = [f"p{number}" for number in range(50)]
    for person in persons:
        expect(session, person)
    with ThreadPoolExecutor(16) as pool:
        scans = [pool.submit(service.check_in, session, Scan(p, f"r-{p}", "d", Via.COUNTER, now, now)) for p in persons]
        refreshed = [pool.submit(expect, session, person) for person in persons]
        assert {future.result().outcome for future in scans} == {Outcome.SEATED}
        for future in refreshed:
            future.result()
    assert all(entry.in_at for entry in store.entries(session.session_id))


def test_correction_against_scan_has_one_winner(now: datetime) -> None:
    """A correction based on what was read before a scan is refused, and the scan stays."""
    session = facts(now)
    expect(session, "p1")
    before = store.find(session.session_id, "p1")
    assert before
    service.check_in(session, Scan("p1", "r", "d", Via.PHONE, now, now))
    try:
        store.correct(before, {"leave": "事假"}, ("log-1", "staff", "理由"), now)
        outcome = "changed"
    except store.ConditionFailed:
        outcome = "refused"
    after = store.find(session.session_id, "p1")
    assert after
    assert (outcome, after.leave, after.in_at) == ("refused", "", now)


def test_a_hall_of_two_thousand(now: datetime) -> None:
    """2,000 people check in at once, each tapping twice: everyone is seated once, every second tap is told so, nobody is lost."""
    session = facts(now)
    people = [f"p{number:04}" for number in range(2000)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda person: expect(session, person), people))

        def tap(person: str) -> list[Outcome]:
            scans = [Scan(person, f"{person}-{number}", f"device-{person}", Via.PHONE, now, now) for number in range(2)]
            return [service.check_in(session, scan).outcome for scan in scans]

        answers = list(pool.map(tap, people))
    assert answers == [[Outcome.SEATED, Outcome.ALREADY]] * 2000
    entries = store.entries(session.session_id)
    assert len(entries) == sum(1 for entry in entries if entry.in_at and entry.in_device == f"device-{entry.person}") == 2000
