"""An import is all or nothing, whatever crashes or comes twice, and keeps no ID number."""

import json
import logging
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import boto3
import pytest
from moto.backends import get_backend

from chalicelib.cloud import files
from chalicelib.documents.spreadsheets.export import to_csv
from chalicelib.domains.classes import jobs, service, store, store_roster
from chalicelib.domains.classes.imports import applying, imports, reading_worker
from chalicelib.domains.classes.imports import store as imports_store
from chalicelib.domains.classes.imports.state_rules import ImportState
from chalicelib.domains.classes.model import assign_seats
from chalicelib.errors import Unavailable
from chalicelib.identity import Principal, Role
from chalicelib.messaging import uploads as uploaded
from chalicelib.messaging.store import OutboxItem
from chalicelib.settings import settings
from infra.samples.make import HEADINGS, roster, roster_2000, table
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_class, upload

ORGANIZER = Principal("organizer1", "林承辦", frozenset({Role.ORGANIZER}))
Drain = Callable[[], int]


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(Role.ORGANIZER, username="organizer1")


@pytest.fixture
def class_id(now: datetime) -> str:
    return make_class(ORGANIZER, now, seats="2000").id


def csv_of(lines: list[list[str]]) -> bytes:
    return to_csv(table(HEADINGS, lines))


def count_of(class_id: str) -> int:
    return len(service.roster(service.load_class(class_id)))


def versions_of(class_id: str) -> set[str]:
    found = store.RosterItem.query(class_id, store.RosterItem.sk.startswith("ROSTER#"))
    return {item.sk.split("#")[1] for item in found}


def uploads() -> list[str]:
    return [each["Key"] for each in boto3.client("s3").list_objects_v2(Bucket=settings().uploads_bucket).get("Contents", [])]


def confirmed(organizer: Browser, drain: Drain, class_id: str, now: datetime, lines: list[list[str]]) -> str:
    """An import that is confirmed but not yet worked on; answers its id."""
    path = import_file(organizer, drain, class_id, csv_of(lines))
    import_id = path.rpartition("/")[2]
    version = service.load_class(class_id).roster_version
    imports.confirm(ORGANIZER, class_id, import_id, now, seats_by="order", compared_with=version)
    return import_id


def test_a_crash_before_the_flip_shows_nothing(organizer: Browser, drain: Drain, class_id: str, now: datetime) -> None:
    """Lines written by a worker that then crashed are seen by nobody; the redelivered message completes the import."""
    confirm_import(organizer, drain, import_file(organizer, drain, class_id, csv_of(roster(3, 1))))
    before = service.load_class(class_id)
    import_id = confirmed(organizer, drain, class_id, now, roster(30, 2))
    found = imports.load_found(class_id, import_id).trainees
    store_roster.write_roster(class_id, import_id, assign_seats(found[:20], by="order"))  # as far as it came
    assert service.load_class(class_id) == before
    assert count_of(class_id) == 3
    drain()
    assert count_of(class_id) == 30
    assert service.load_class(class_id).roster_count == 30


def test_applying_twice_is_once(organizer: Browser, drain: Drain, class_id: str, now: datetime) -> None:
    """The same message handled again leaves roster, version and number of lines as they are."""
    import_id = confirmed(organizer, drain, class_id, now, roster(5, 1))
    applying.apply_import(class_id, import_id, now)
    first = service.load_class(class_id)
    applying.apply_import(class_id, import_id, now)
    assert service.load_class(class_id) == first
    assert first.roster_version == import_id
    assert versions_of(class_id) == {import_id}


def test_confirming_twice_is_once(organizer: Browser, drain: Drain, class_id: str) -> None:
    """A double press announces one job, and both presses lead to the same page."""
    path = import_file(organizer, drain, class_id, csv_of(roster(5, 1)))
    for _ in range(2):
        organizer.post(path, {"seats_by": "order", "compared_with": ""})
        assert (organizer.status, organizer.location) == (303, path)
    assert sum(1 for item in OutboxItem.scan() if item.kind == "classes.apply_import") == 1
    drain()
    organizer.post(path, {"seats_by": "order", "compared_with": ""})
    assert (organizer.status, count_of(class_id)) == (303, 5)


def test_an_upload_told_twice_is_read_once(organizer: Browser, drain: Drain, class_id: str, now: datetime) -> None:
    """S3's second note of the same file changes nothing."""
    path = upload(organizer.get(f"/classes/{class_id}/imports").text, csv_of(roster(5, 1)))
    event = {"Records": [{"s3": {"object": {"key": uploads()[0]}}}]}
    record = {"messageId": "again", "body": json.dumps(event)}
    assert uploaded.handle_batch([record, record], jobs.UPLOADS, now) == {"batchItemFailures": []}
    drain()
    assert sum(1 for item in OutboxItem.scan() if item.kind == "classes.read_import") == 1
    assert "沒有問題" in organizer.get(path).text


def test_an_outage_is_not_the_files_fault(
    organizer: Browser, drain: Drain, class_id: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a service does not answer, nobody is told that the file cannot be read: it is read when the service is back."""
    path = upload(organizer.get(f"/classes/{class_id}/imports").text, csv_of(roster(5, 1)))

    def silent(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr(reading_worker, "check_roster", lambda *_, **__: silent())
        drain()
    assert imports.past(ORGANIZER, class_id)[0].state is ImportState.READING
    (waiting,) = [item for item in OutboxItem.scan() if item.kind == "classes.read_import"]
    reading_worker.read_import(**waiting.body, now=now)
    assert "沒有問題" in organizer.get(path).text


def test_a_note_that_cannot_be_read_fails_alone(now: datetime) -> None:
    """S3's test event is passed over, and an unreadable note is the only failure of its batch."""
    records = [{"messageId": "a", "body": '{"Event": "s3:TestEvent"}'}, {"messageId": "b", "body": "?"}]
    assert uploaded.handle_batch(records, jobs.UPLOADS, now) == {"batchItemFailures": [{"itemIdentifier": "b"}]}


def test_the_uploaded_file_is_gone_after_reading(organizer: Browser, drain: Drain, class_id: str) -> None:
    """Once read, good or bad, the file is no longer in the uploads bucket."""
    for data in (csv_of(roster(5, 1)), b"%PDF-1.7"):
        upload(organizer.get(f"/classes/{class_id}/imports").text, data)
        assert len(uploads()) == 1
        drain()
        assert uploads() == []


def test_a_crash_while_reading_is_made_good(organizer: Browser, drain: Drain, class_id: str) -> None:
    """An import that a crashed worker left in reading is read when its message comes again."""
    path = upload(organizer.get(f"/classes/{class_id}/imports").text, csv_of(roster(5, 1)))
    assert imports_store.move(class_id, path.rpartition("/")[2], [ImportState.WAITING], ImportState.READING)
    drain()
    assert "沒有問題" in organizer.get(path).text


def test_a_file_that_vanished_is_told(organizer: Browser, drain: Drain, class_id: str) -> None:
    """A file that is gone before it was read leads to a page that asks for it again."""
    path = upload(organizer.get(f"/classes/{class_id}/imports").text, csv_of(roster(5, 1)))
    files.delete_upload(uploads()[0])
    drain()
    assert "請重新上傳一次" in organizer.get(path).text


def test_what_was_read_and_is_gone_is_told(organizer: Browser, drain: Drain, class_id: str, aws: Callable[[str], Any]) -> None:
    """The bucket forgets previews: the page says so, and one that was confirmed just before asks for the file again."""
    path = import_file(organizer, drain, class_id, csv_of(roster(5, 1)))
    place = {"Bucket": settings().documents_bucket, "Key": f"imports/{class_id}/{path.rpartition('/')[2]}.json"}
    kept = aws("s3").get_object(**place)["Body"].read()
    aws("s3").delete_object(**place)
    assert organizer.get(path).status == 410
    aws("s3").put_object(**place, Body=kept)
    organizer.get(path)
    version = organizer.text.partition('name="compared_with" value="')[2].partition('"')[0]
    organizer.post(path, {"seats_by": "order", "compared_with": version})
    aws("s3").delete_object(**place)
    drain()
    assert "請回上一頁重新上傳檔案" in organizer.get(path).text


def stored_bytes() -> bytes:
    """All that the tables, the buckets (every version) and the queues hold."""
    account, region = "123456789012", boto3.client("sqs").meta.region_name
    tables = [str(list(_items(each))) for each in get_backend("dynamodb")[account][region].tables.values()]
    parts = [text.encode() for text in tables]
    for bucket in get_backend("s3")[account]["aws"].buckets.values():
        for key in bucket.keys.values():
            parts += [key.name.encode(), key.value]
    return b"\n".join(parts)


def _items(dynamo_table: Any) -> list[Any]:
    return [item.to_json() for item in dynamo_table.all_items()]


def test_no_id_number_is_kept_or_logged(organizer: Browser, drain: Drain, class_id: str, caplog: pytest.LogCaptureFixture) -> None:
    """After imports with and without mistakes no ID number, good, wrong or misplaced, is in any table, bucket or log line."""
    lines = roster(30, 1)
    bad = [list(line) for line in roster(6, 9)]
    bad[0][4] = "a" + bad[0][2]
    bad[1][3] = bad[1][2].lower()
    bad[2][2] = bad[2][2][:-1] + str((int(bad[2][2][-1]) + 1) % 10)
    bad[3][2] = bad[4][2]
    with caplog.at_level(logging.DEBUG, logger="chalicelib"), caplog.at_level(logging.INFO):
        confirm_import(organizer, drain, import_file(organizer, drain, class_id, csv_of(lines)))
        import_file(organizer, drain, class_id, csv_of(bad))
    assert count_of(class_id) == 30
    kept = stored_bytes() + caplog.text.encode() + organizer.text.encode()
    assert lines[0][1].encode() in kept, "the search must see what is stored"
    without_salts = re.sub(rb"[0-9a-f]{32,}", b"", kept)  # random hexadecimal text may look like a number
    assert not re.search(rb"[A-Za-z][1289A-Da-d][0-9]{8}(?![0-9])", without_salts)
    for line in [*lines, *bad]:
        assert line[2][1:].encode() not in kept


def test_two_thousand_rows(organizer: Browser, class_id: str, now: datetime) -> None:
    """A roster of 2,000 people is read, shown and put in force whole."""
    path = upload(organizer.get(f"/classes/{class_id}/imports").text, roster_2000())
    import_id = path.rpartition("/")[2]
    reading_worker.read_import(class_id, import_id, "roster", now)
    assert "新增 2000 人" in organizer.get(path).text
    imports.confirm(ORGANIZER, class_id, import_id, now, seats_by="order", compared_with="")
    applying.apply_import(class_id, import_id, now)
    assert count_of(class_id) == 2000
