"""Calendar files, taken apart by the rules of RFC 5545's lines rather than by the library that wrote them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from chalicelib.documents.calendar import Event, calendar_file

TAIPEI = timezone(timedelta(hours=8))
PRODUCT = "-//Taipei City Training Centre//Classes//ZH-TW"
NOW = datetime(2025, 3, 1, 1, 0, tzinfo=UTC)
EVENT = Event(
    uid="class-1-session-1@example.gov.tw",
    starts=datetime(2025, 3, 5, 9, 0, tzinfo=TAIPEI),
    ends=datetime(2025, 3, 5, 12, 0, tzinfo=TAIPEI),
    title="數位轉型研習班（第 3 期）; 上午, 𠮷",
    place="301 教室",
    description="請攜帶身分證。\n" + "座號於現場顯示，" * 20,
    url="https://example.gov.tw/c/1",
)


def properties(data: bytes) -> list[tuple[str, str]]:
    """Unfolded lines as (name with parameters, value)."""
    lines = data.decode().replace("\r\n ", "").split("\r\n")
    return [tuple(line.split(":", 1)) for line in lines if line]


def test_lines_follow_the_rules():
    """Lines end in CRLF, are at most 75 bytes long, and each is text by itself."""
    lines = calendar_file([EVENT], NOW, PRODUCT).split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert all(line.decode() is not None for line in lines)


def test_event_reads_back():
    """Times are in UTC, texts escaped, the method is PUBLISH."""
    read = dict(properties(calendar_file([EVENT], NOW, PRODUCT)))
    assert read["METHOD"] == "PUBLISH"
    assert read["DTSTART"] == "20250305T010000Z"
    assert read["DTEND"] == "20250305T040000Z"
    assert read["DTSTAMP"] == "20250301T010000Z"
    assert read["UID"] == EVENT.uid
    assert read["SUMMARY"] == "數位轉型研習班（第 3 期）\\; 上午\\, 𠮷"
    assert read["DESCRIPTION"].replace("\\n", "\n").replace("\\,", ",") == EVENT.description
    assert read["LOCATION"] == "301 教室"
    assert "URL" in {name.split(";")[0] for name in read}


def test_alarm_only_when_asked():
    """A reminder the day before is there when asked for, and not otherwise."""
    assert ("BEGIN", "VALARM") not in properties(calendar_file([EVENT], NOW, PRODUCT))
    read = properties(calendar_file([replace(EVENT, remind_the_day_before=True)], NOW, PRODUCT))
    assert ("BEGIN", "VALARM") in read
    assert ("TRIGGER", "-P1D") in read


@pytest.mark.parametrize("change", [{"starts": datetime(2025, 3, 5, 9, 0)}, {"ends": EVENT.starts}])  # noqa: DTZ001
def test_wrong_times_are_refused(change):
    """A time without a zone, and an end that is not after the start, are errors."""
    with pytest.raises(ValueError, match=r"zone|before"):
        calendar_file([replace(EVENT, **change)], NOW, PRODUCT)
