"""What one typed value means, whoever's form it stands in."""

import contextlib
import re
import unicodedata
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clock import TAIPEI
from chalicelib.errors import InvalidInput
from chalicelib.web.field_rules import Fields, has_unseen, moment_after, read_lines, read_reason
from chalicelib.web.row_rules import moved, pressed
from chalicelib.web.value_rules import (
    day_between,
    is_email,
    is_new_username,
    is_username,
    money,
    number_or_zero,
    plain,
    read_day,
    read_moment,
    read_time,
    told,
    whole,
)

DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31))
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=TAIPEI)


def full_width(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


@given(DAYS)
def test_a_day_is_read_in_either_calendar(day: date) -> None:
    """西元 with dashes or slashes, 民國 with dots or words, full-width digits: one day."""
    minguo = day.year - 1911
    written = [f"{day}", f"{day:%Y/%m/%d}", f"{day.year}/{day.month}/{day.day}", f"{minguo:02}.{day.month}.{day.day}"]
    written += [f"{minguo:02}年{day.month}月{day.day}日", full_width(str(day))]
    assert {read_day(each) for each in written} == {day}


@given(st.text(max_size=20))
def test_whatever_is_typed_a_day_is_a_day_of_these_centuries_or_refused(typed: str) -> None:
    """Nothing but ValueError comes out, and no year that nobody means."""
    with contextlib.suppress(ValueError):
        assert 2000 <= read_day(typed).year < 2200


@given(st.times())
def test_a_time_of_day_is_read_with_and_without_its_colon(moment: time) -> None:
    """09:05 and 0905."""
    minute = moment.replace(second=0, microsecond=0)
    assert {read_time(f"{minute:%H:%M}"), read_time(f"{minute:%H%M}"), read_time(full_width(f"{minute:%H:%M}"))} == {minute}


@given(DAYS, st.times())
def test_a_moment_is_on_taipeis_clock(day: date, at: time) -> None:
    """As browsers send it, with a T or a space, with or without seconds."""
    written = (f"{day}T{at:%H:%M}", f"{day} {at:%H:%M}", f"{day}T{at:%H:%M}:00")
    assert {read_moment(each) for each in written} == {datetime.combine(day, at.replace(second=0, microsecond=0), TAIPEI)}


@pytest.mark.parametrize("typed", ["2026-03-04", "16:30", "2026-03-04T25:00", "T", " ", "2026-03-04T16:30+00:00"])
def test_half_a_moment_is_none(typed: str) -> None:
    """Neither a day alone, nor a time alone, nor one of another clock."""
    with pytest.raises(ValueError, match=r"請|沒有"):
        read_moment(typed)


def test_a_moment_must_come_after_another() -> None:
    """Nothing typed is no moment; one that is not later says what it must be later than."""
    assert moment_after({}, "closes_at", "截止", NOW, "開放時間") is None
    assert moment_after({"closes_at": "2026-03-02T09:01"}, "closes_at", "截止", NOW, "開放時間") == NOW.replace(minute=1)
    with pytest.raises(InvalidInput) as refused:
        moment_after({"closes_at": "2026-03-02T09:00"}, "closes_at", "截止", NOW, "開放時間")
    assert refused.value.fields == {"closes_at": "截止時間必須晚於開放時間。"}


@given(DAYS, DAYS, DAYS)
def test_a_day_lies_between_two(day: date, one: date, other: date) -> None:
    """Both included; outside, the person is told so."""
    first, last = sorted((one, other))
    read = day_between("請選擇日期。", first, last, "太早或太晚。")
    if first <= day <= last:
        assert read(str(day)) == day
    else:
        with pytest.raises(ValueError, match=re.escape("太早或太晚。")):
            read(str(day))


@given(st.integers(0, 999), st.integers(0, 999), st.integers(0, 10**9))
def test_a_whole_number_lies_within_its_bounds(one: int, other: int, number: int) -> None:
    """Nothing below, nothing above, full-width digits too."""
    least, most = sorted((one, other))
    try:
        assert whole("不對。", least, most)(full_width(str(number))) == number
        assert least <= number <= most
    except ValueError:
        assert not least <= number <= most


@given(st.text(max_size=12))
def test_numbers_are_refused_or_read_never_more(typed: str) -> None:
    """Digits of other scripts, signs and exponents are no numbers."""
    for read, most in ((whole("不對。", 0, 9999), 9999), (money("不對。", 9_999_999), 9_999_999)):
        try:
            number = read(typed)
        except ValueError:
            continue
        assert 0 <= number <= most
    assert 0 <= number_or_zero(typed) <= 99_999


@given(st.integers(0, 9_999_999))
def test_money_may_have_its_commas(amount: int) -> None:
    """As 1,600."""
    assert money("不對。", 9_999_999)(f"{amount:,}") == amount


@pytest.mark.parametrize("typed", ["wang.ming@gov.taipei", "a@b.tw", "o'neil+x@mail.example.edu.tw", "x@xn--fiq228c.xn--kprw13d"])
def test_an_address_of_mail(typed: str) -> None:
    """Names and domains as mail servers take them."""
    assert is_email(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "a@b",
        "a@b.1",
        "王@gov.taipei",
        "a b@gov.tw",
        "a@gov.tw,b@gov.tw",
        "<a@gov.tw>",
        "a@gov..tw",
        f"{'a' * 65}@gov.tw",
        ".a@gov.tw",
        "a.@gov.tw",
        "a..b@gov.tw",
        "a:b@gov.tw",
        "x@例子.tw",
        "a@gov.tw\n",
    ],
)
def test_no_address_of_mail(typed: str) -> None:
    """Two at once, brackets, other scripts, ends of lines: what no mail can be sent to, or to more than one."""
    assert not is_email(typed)


@given(st.from_regex(r"[^@]{1,30}@[^@]{1,30}", fullmatch=True))
def test_an_address_holds_nothing_that_ends_a_header(typed: str) -> None:
    """Whatever is taken for an address is one word of ASCII."""
    assert not is_email(typed) or (typed.isascii() and typed.isprintable() and not set(typed) & set(' <>,;"()[]\\'))


@given(st.from_regex(r"[a-z][a-z0-9._-]{2,31}", fullmatch=True))
def test_every_account_that_can_be_made_can_be_named(username: str) -> None:
    """Typed in capitals or full width, it is the same."""
    assert is_new_username(username)
    assert is_username(plain(full_width(username).upper()).lower())


@pytest.mark.parametrize("username", ["wang.ming@gov.taipei", "ab", "7wang", "a+b"])
def test_accounts_that_were_made_elsewhere_can_be_named_too(username: str) -> None:
    """The user pool may hold names that we would not give."""
    assert is_username(username)
    assert not is_new_username(username)


@given(st.characters())
def test_what_nobody_sees_is_refused_and_what_is_seen_is_not(character: str) -> None:
    """Controls, halves of characters and marks of direction never; every visible character and the ideographic space always."""
    category = unicodedata.category(character)
    if category in {"Cc", "Cs", "Zl", "Zp"} or unicodedata.bidirectional(character) in {
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    }:
        assert has_unseen(f"王{character}明")
    elif character.isprintable() or character == "\u3000":
        assert not has_unseen(f"王{character}明")


def test_texts_of_many_lines_have_ends_of_lines() -> None:
    """A browser's CR LF is one end of a line; a line has none."""
    assert read_lines(" 甲\r\n乙\r丙 ") == "甲\n乙\n丙"
    assert not has_unseen("甲\n乙\t丙", lines=True)
    assert has_unseen("甲\n乙")


@given(st.text(alphabet="理由\n", max_size=12))
def test_a_reason_has_its_length(typed: str) -> None:
    """Neither nothing nor more than the page says."""
    length = len(typed.strip())
    if 2 <= length <= 5:
        assert read_reason({"reason": typed}, "請填原因。", shortest=2, longest=5) == typed.strip()
        return
    with pytest.raises(InvalidInput) as refused:
        read_reason({"reason": typed}, "請填原因。", shortest=2, longest=5)
    assert refused.value.fields == {"reason": "請填原因。" if length < 2 else f"最多 5 字，目前 {length} 字。"}


def test_every_error_is_told_at_once() -> None:
    """None hides another; what was right is what it was."""
    fields = Fields({"day": "never", "count": "3", "name": "\u200e", "note": "x" * 9})
    assert (fields.take("day", told("請選擇日期。", read_day), date.min), fields.take("count", whole("1 到 9。", 1, 9), 0)) == (date.min, 3)
    fields.line("name", 9, "請填姓名。")
    fields.text("note", "備註", 8)
    with pytest.raises(InvalidInput) as refused:
        fields.check()
    assert refused.value.fields == {"day": "請選擇日期。", "name": "請填姓名。", "note": "備註最多 8 個字。"}


@given(st.lists(st.integers(), max_size=6), st.sampled_from(["remove", "up", "down", "add", ""]), st.integers(0, 99))
def test_a_button_moves_one_row_and_loses_none(rows: list[int], action: str, at: int) -> None:
    """Up and down keep every row, remove takes one at most."""
    new = moved(rows, action, str(at))
    lost = 1 if action == "remove" and at < len(rows) else 0
    assert len(new) == len(rows) - lost
    assert lost or sorted(new) == sorted(rows)
    assert moved(moved(rows, "down", str(at)), "up", str(at + 1)) == rows


def test_the_button_that_was_pressed_says_what_and_where() -> None:
    """A form without one moves nothing."""
    buttons = re.compile(r"add\.text|up\.[0-9]{1,2}")
    assert pressed({"name": "x", "up.2": ""}, buttons) == ("up", "2")
    assert pressed({"name": "x"}, buttons) == ("", "")
