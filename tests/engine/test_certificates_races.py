"""Confirming and making certificates under real concurrency."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from chalicelib.domains.classes.model import Class
from chalicelib.domains.completion import certificate_worker, completion_list, store_certificates
from chalicelib.domains.completion.certificate_rules import State
from chalicelib.errors import Conflict
from chalicelib.messaging.store import OutboxItem
from chalicelib.records.document_state import DocumentState
from tests.scenes.attendance import CHEN, LIN, ORGANIZER, WANG
from tests.scenes.portal import OVER, class_that_is_over
from tests.support.browser_client import Browser

Drain = Callable[[], int]
SetClock = Callable[[datetime], None]
_AT_ONCE = 6


def at_once(work: Callable[[], object]) -> list[object]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return [done.result() for done in [pool.submit(work) for _ in range(_AT_ONCE)]]


def confirm(class_: Class, seen: str) -> str:
    try:
        completion_list.confirm(ORGANIZER, class_.id, {"seen": seen}, OVER)
    except Conflict:
        return "refused"
    return "taken"


def test_many_who_confirm_at_once_make_one_list(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """One version, written by several workers at once: everyone has one number and one code, and nobody shares one."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG, LIN, CHEN)
    seen = completion_list.overview(ORGANIZER, class_.id, OVER).seen
    assert "taken" in at_once(lambda: confirm(class_, seen))
    assert [listing.version for listing in store_certificates.listings(class_.id)] == [1]
    at_once(lambda: completion_list.freeze(class_.id, 1, OVER))
    lines = store_certificates.lines(class_.id, 1)
    assert [listing.state for listing in store_certificates.listings(class_.id)] == [State.CONFIRMED]
    assert [line.number for line in lines] == ["0001", "0002", "0003"]
    assert all((found := store_certificates.find_code(line.code)) and found.person == line.person for line in lines)
    assert len([item for item in OutboxItem.scan() if item.kind == "completion.certificates"]) == 1


def test_several_workers_make_one_certificate(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """The line points to one file, and one mail is announced, whoever was first."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    confirm(class_, completion_list.overview(ORGANIZER, class_.id, OVER).seen)
    completion_list.freeze(class_.id, 1, OVER)
    (waiting,) = [line for line in store_certificates.lines(class_.id, 1) if line.passes]
    at_once(lambda: certificate_worker.make(class_.id, 1, waiting.person, OVER))
    line = store_certificates.find_line(class_.id, 1, waiting.person)
    assert line
    assert line.document is DocumentState.READY
    assert line.document_key.endswith(f"{line.document_sha256}.pdf")
    assert len([item for item in OutboxItem.scan() if item.kind == "completion.certificate_mail"]) == 1
