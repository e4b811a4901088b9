"""The mechanism of files on request (records/exports.py)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import requests

from chalicelib.domains.classes.files.store import FileItem
from chalicelib.errors import Expired, NotFound
from chalicelib.identity import Principal, Role
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.store import OutboxItem
from chalicelib.records.exports import Exports, Made, NotMade
from chalicelib.records.store_exports import ExportState

WHO = Principal("organizer1", "林承辦", frozenset({Role.ORGANIZER}))
PK, SK = "115-T00001-1", "FILE#shown"
ONCE = Exports(FileItem, not_ready="還沒有做好。", gone="已經刪除。", ends_after=timedelta(days=30))
RENEWED = replace(ONCE, renewed=True)
BOTH = pytest.mark.parametrize("exports", [ONCE, RENEWED], ids=["once", "renewed"])


def ask(exports: Exports[FileItem], now: datetime) -> bool:
    item = FileItem(PK, SK, file_id="shown", kind="shown", asked_by=WHO.username, asked_at=now)
    return exports.request(item, Message("shown", {}), now)


def drawn(data: bytes = b"first", until: datetime | None = None) -> Callable[[FileItem], Made]:
    return lambda _: Made(data, "text/plain", "hours-ready/shown/file.txt", "檔案.txt", until)


def fetched(exports: Exports[FileItem], now: datetime) -> bytes:
    return requests.get(exports.download(WHO, exports.find(PK, SK, now), now), timeout=10).content


@BOTH
def test_a_request_is_one_item_and_one_message(exports: Exports[FileItem], now: datetime) -> None:
    """Pressed twice at once, one item waits and one message is announced; the second press is told so."""
    assert [ask(exports, now), ask(exports, now + timedelta(seconds=90))] == [True, False]
    assert sum(1 for item in OutboxItem.scan() if item.kind == "shown") == 1
    assert exports.find(PK, SK, now).state is ExportState.REQUESTED


@BOTH
def test_a_request_that_was_lost_is_asked_again(exports: Exports[FileItem], now: datetime) -> None:
    """After two minutes without an answer another press asks the worker anew."""
    assert ask(exports, now)
    assert ask(exports, now + timedelta(minutes=2, seconds=1))
    assert sum(1 for item in OutboxItem.scan() if item.kind == "shown") == 2


@BOTH
def test_a_failure_says_why_and_can_be_asked_again(exports: Exports[FileItem], now: datetime) -> None:
    """The worker's words stand in the item, no file is handed out, and asking again leads to one."""

    def cannot(_: FileItem) -> Made:
        raise NotMade("資料不足，未製作檔案。")

    ask(exports, now)
    exports.make(PK, SK, cannot, now)
    found = exports.find(PK, SK, now)
    assert (found.state, found.error) == (ExportState.FAILED, "資料不足，未製作檔案。")
    with pytest.raises(NotFound, match="還沒有做好"):
        exports.download(WHO, found, now)
    assert ask(exports, now)
    exports.make(PK, SK, drawn(), now)
    assert fetched(exports, now) == b"first"
    assert exports.find(PK, SK, now).error == ""


@pytest.mark.parametrize(("exports", "stands"), [(ONCE, b"first"), (RENEWED, b"second")], ids=["once", "renewed"])
def test_a_message_that_comes_twice(exports: Exports[FileItem], stands: bytes, now: datetime) -> None:
    """What was made once stays as it was made; a file that is renewed is that of the latest data."""
    ask(exports, now)
    exports.make(PK, SK, drawn(), now)
    exports.make(PK, SK, drawn(b"second"), now)
    assert fetched(exports, now) == stands


@BOTH
def test_who_fetched_a_file_last_is_noted(exports: Exports[FileItem], now: datetime) -> None:
    """Account and moment stand in the item at every URL that is given."""
    ask(exports, now)
    exports.make(PK, SK, drawn(), now)
    assert exports.find(PK, SK, now).fetched_by == ""
    later = now + timedelta(hours=1)
    exports.download(WHO, exports.find(PK, SK, now), later)
    found = exports.find(PK, SK, later)
    assert (found.fetched_by, found.fetched_at) == ("organizer1", later)


@BOTH
def test_a_file_that_may_not_be_kept_is_refused_and_swept(exports: Exports[FileItem], now: datetime) -> None:
    """From its last moment on it is not handed out, and the next sweep deletes it and says so; before, it stays."""
    until = now + timedelta(hours=1)
    ask(exports, now)
    exports.make(PK, SK, drawn(until=until), now)
    url = exports.download(WHO, exports.find(PK, SK, now), until - timedelta(seconds=1))
    assert exports.sweep(PK, until - timedelta(seconds=1), 10) == 0
    assert requests.get(url, timeout=10).content == b"first"
    with pytest.raises(Expired, match="已經刪除"):
        exports.download(WHO, exports.find(PK, SK, now), until)
    assert [exports.sweep(PK, until, 10), exports.sweep(PK, until, 10)] == [1, 0]
    assert not requests.get(url, timeout=10).ok
    assert exports.find(PK, SK, until).state is ExportState.REMOVED
    with pytest.raises(Expired):
        exports.download(WHO, exports.find(PK, SK, until), until)


def test_an_item_whose_days_are_over_is_not_there(now: datetime) -> None:
    """DynamoDB deletes it days late: until then it is neither found, listed nor made."""
    ask(ONCE, now)
    over = now + timedelta(days=30)
    assert len(ONCE.latest(PK, over - timedelta(seconds=1))) == 1
    assert ONCE.latest(PK, over) == []
    with pytest.raises(NotFound):
        ONCE.find(PK, SK, over)
    ONCE.make(PK, SK, drawn(), over)
    assert ONCE.find(PK, SK, now).state is ExportState.REQUESTED


def test_an_id_that_no_table_could_hold_is_not_found(now: datetime) -> None:
    """A made-up address of any length is answered as an unknown one."""
    with pytest.raises(NotFound):
        ONCE.find(PK, "FILE#" + "x" * 3000, now)
