"""The licence database: found by any part of a name, answered from the clauses, listed before it ends, and exported."""

import csv
import io
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from python_calamine import load_workbook

from chalicelib.clock import minguo
from chalicelib.documents.spreadsheets.export import WRITERS
from chalicelib.domains.licences import store, wording_rules
from chalicelib.domains.licences.database import asking, register_worker, search
from chalicelib.domains.licences.database.scope_rules import Verdict
from chalicelib.domains.licences.letters import lifecycle
from chalicelib.domains.licences.model import Channel, Letter, Right, State
from chalicelib.identity import Role
from tests.scenes.licences import ORGANIZER, class_with_talks, signed_letter
from tests.scenes.signing_in import person
from tests.support.browser_client import Browser

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]
ASKED = {"work": "公文寫作", "rights.transmit": "on", "audience": "city", "channel": "elearning"}


@pytest.fixture
def letter(now: datetime, drain: Drain, sent_mail: SentMail) -> Letter:
    """Signed on 2 March 2026, sealed and indexed; it licenses 臺北e大 for three years."""
    signed = signed_letter(class_with_talks(now), now, drain, sent_mail)
    drain()
    return signed


@pytest.mark.parametrize(
    "text", ["林書豪", "書豪", "豪", "公文", "寫 作", "公文 林", "行政中立", "115-B00492", "ＢOO492".replace("O", "0")]
)
def test_any_part_of_a_name_finds_the_letter(text: str, letter: Letter) -> None:
    """Lecturer, course, class title and class id, in part, in full width, several words in any order."""
    assert [found.id for found in search.find(ORGANIZER, search.read_wanted({"q": text})).letters] == [letter.id]


@pytest.mark.parametrize("text", ["林書傑", "公文 陳", "寫公文", "採購", "\U00020bb7"])
def test_what_is_not_there_is_not_found(text: str, letter: Letter) -> None:
    """A name that is only alike finds nothing."""
    assert search.find(ORGANIZER, search.read_wanted({"q": text})).letters == ()


def test_scope_and_day_narrow_the_search(letter: Letter) -> None:
    """A right that no clause has, or a day outside every term, finds nothing; the same grant must have all of it."""

    def found(**more: str) -> int:
        return len(search.find(ORGANIZER, search.read_wanted({"q": "公文", **more})).letters)

    assert found(right="adapt", channel="elearning", on="2028-12-31") == 1
    assert found(right="rent") == found(on="2029-03-02") == found(on="2026-03-01") == 0
    assert found(right="adapt", channel="room") == 0


def test_pages_follow_each_other(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Forty-five letters come as pages of twenty, each letter once, the latest first."""
    signed = signed_letter(class_with_talks(now), now, drain, sent_mail)
    drain()
    for number in range(44):
        twin = replace(signed, id=f"L1150301-{number:06}", events=1, last_hash=str(number))
        store.item_of(twin).put()
        search.index(twin.id, now)
    seen: list[str] = []
    after = "start"
    while after:
        page = search.find(ORGANIZER, search.read_wanted({"q": "公文"}), "" if after == "start" else after)
        assert len(page.letters) <= search.PAGE
        seen += [each.id for each in page.letters]
        after = page.next
    assert len(seen) == len(set(seen)) == 45
    assert seen == sorted(seen, reverse=True)


def test_the_question_is_answered_with_its_clause(browser: Browser, letter: Letter) -> None:
    """Yes within the term, partly beyond it, no for an audience that was never named; with clause and letter on the page."""
    browser.sign_in(Role.COURSEWARE_MANAGER)

    def asked(**more: str) -> str:
        query = "&".join(f"{name}={value}" for name, value in {**ASKED, **more}.items())
        return browser.get(f"/licences/ask?{query}").text

    page = asked(to="2028-06-30")
    assert "可以</span>" in page
    assert letter.id in page
    assert "第 4 條" in page
    page = asked(to="2029-06-30")
    assert "部分可以" in page
    assert minguo(date(2029, 3, 2)) in page
    assert "不可以" in asked(audience="agencies", to="2028-06-30")
    assert browser.get("/licences/ask?work=&audience=x").status == 400


def test_a_withdrawn_letter_stops_answering(letter: Letter, now: datetime, drain: Drain) -> None:
    """From the day of the withdrawal on nothing is licensed; before it, it still was."""
    lifecycle.withdraw(ORGANIZER, letter.id, {"reason": "講座要求", "ended_on": "2027-01-01"}, now)
    drain()
    _, question = asking.read_question({**ASKED, "to": "2026-12-31"}, now)
    assert asking.may_give("公文寫作", question)[0].answer.verdict is Verdict.YES
    _, question = asking.read_question({**ASKED, "to": "2027-01-01"}, now)
    assert asking.may_give("公文寫作", question)[0].answer.verdict is Verdict.PARTLY
    _, question = asking.read_question({**ASKED, "from": "2027-01-01", "to": "2027-02-01"}, now)
    assert asking.may_give("公文寫作", question)[0].answer.verdict is Verdict.NO


def test_an_ending_is_announced_once(
    letter: Letter, drain: Drain, sent_mail: SentMail, schedule: Callable[[str], None], set_clock: Callable[[datetime], None], now: datetime
) -> None:
    """Sixty days before the last term ends the organizers get one mail, however often the schedule runs; the page lists it."""
    person("tester")
    for days in (1034, 1035, 1036, 1037, 1038):
        set_clock(now + timedelta(days=days))
        schedule("every_day")
        drain()
    mails = [mail for mail in sent_mail() if "到期" in mail["Subject"]]
    assert len(mails) == 1
    assert "118 年 3 月 1 日" in mails[0]["Subject"]
    assert {found.letter.id for found in search.expiring(ORGANIZER, now + timedelta(days=1036))} == {letter.id}
    assert search.expiring(ORGANIZER, now + timedelta(days=1000)) == []


@pytest.mark.parametrize("kind", ["ods", "xlsx", "csv", "pdf"])
def test_the_register_is_made_and_fetched(
    kind: str, browser: Browser, new_browser: Callable[[], Browser], letter: Letter, drain: Drain, aws: Callable[[str], Any]
) -> None:
    """From the form to the file: a line for each clause, with that clause's rights, channels and end, read again by another tool.

    Nobody else's register can be fetched.
    """
    browser.sign_in(Role.ORGANIZER).post("/licences/register", {"from": "2026-03", "to": "2026-03", "format": kind})
    page = browser.location
    assert "正在製作" in browser.get(page).text
    drain()
    assert "清冊做好了" in browser.get(page).text
    address = browser.get(f"{page}/download").location
    key = "exports/" + address.partition("exports/")[2].partition("?")[0]
    data = aws("s3").get_object(Bucket="local-documents-bucket", Key=key)["Body"].read()
    if kind == "csv":
        rows: list[list[Any]] = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    elif kind == "pdf":
        assert data.startswith(b"%PDF")
        return
    else:
        rows = load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [str(cell) for cell in rows[1][:5]] == [letter.id, letter.class_id, "行政中立研習班（第 1 期）", "林書豪", "公文寫作、公文實作"]
    heads = [str(cell) for cell in rows[0]]
    assert str(rows[1][heads.index("簽署日期")]) == "2026-03-02"
    shown = [(float(row[heads.index("條")]), *(row[heads.index(name)] for name in ("利用方式", "管道", "至"))) for row in rows[1:]]
    told = [
        (number, wording_rules.labels(Right, grant.rights), wording_rules.labels(Channel, grant.channels), minguo(grant.ends))
        for number, clause in enumerate(letter.clauses, start=1)
        if (grant := clause.grant) and grant.ends
    ]
    assert shown == told
    assert len({row[1:] for row in shown}) > 1
    assert new_browser().sign_in(Role.ORGANIZER, username="other").get(page).status == 404


@pytest.mark.parametrize("limit", [{"text": "林書豪"}, {"class_id": ""}])
def test_a_register_of_a_class_or_a_name(limit: dict[str, str], browser: Browser, letter: Letter, drain: Drain) -> None:
    """Asked for without months, the worker finds the letters, too."""
    order = {name: value or letter.class_id for name, value in limit.items()}
    page = browser.sign_in(Role.ORGANIZER).post("/licences/register", {"from": "", "to": "", "format": "csv", **order}).location
    drain()
    assert "清冊做好了" in browser.get(page).text


def test_a_register_without_any_limit_is_refused(browser: Browser) -> None:
    """Neither class nor name nor months: the form says what to fill in."""
    browser.sign_in(Role.ORGANIZER).post("/licences/register", {"from": "", "to": "", "format": "ods"})
    assert browser.status == 400
    assert "請填班期、講座或課程" in browser.text


@pytest.mark.parametrize("kind", ["ods", "csv", "xlsx"])
def test_ten_thousand_letters_need_no_more_memory_than_a_thousand(kind: str, letter: Letter) -> None:
    """One pass, a row at a time: what is held at once beside the file itself hardly grows with the number of letters."""

    def held(count: int) -> int:
        twins: Iterator[Letter] = (letter for _ in range(count))
        tracemalloc.start()
        data = WRITERS[kind].write(register_worker.table(twins))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak - 4 * len(data)

    held(10)
    assert held(1250) < held(125) + 8_000_000


def test_the_state_of_now_is_in_the_register(letter: Letter, now: datetime) -> None:
    """A letter withdrawn a moment ago stands there as withdrawn, with its day."""
    lifecycle.withdraw(ORGANIZER, letter.id, {"reason": "講座要求", "ended_on": "2027-01-01"}, now)
    order = {"class_id": letter.class_id, "text": "", "from": "", "to": "", "right": "", "audience": ""}
    (found,) = register_worker.letters_of(order)
    lines = [register_worker.row(line) for line in register_worker.lines(found)]
    assert len(lines) == len([clause for clause in letter.clauses if clause.grant])
    for line in lines:
        assert {f"{State.WITHDRAWN.label}（自 {minguo(date(2027, 1, 1))}）", minguo(date(2026, 12, 31))} <= set(line)


def test_a_joint_work_needs_all_its_makers(browser: Browser, now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Two lecturers of one subject, one signed, one unanswered: no, with both names and why; found before anybody has signed, too."""
    class_ = class_with_talks(now, ("2026-03-16", "09:00", "10:50", "2", "兩人合授課程", "林書豪、張同二"), ends_on="2026-03-20")
    browser.sign_in(Role.COURSEWARE_MANAGER)
    asked = "/licences/ask?work=兩人合授課程&rights.transmit=on&audience=city&channel=elearning"
    assert "沒有任何授權書" in browser.get(asked).text
    signed = signed_letter(class_, now, drain, sent_mail)
    drain()
    page = browser.get(asked).text
    assert "由 2 位講座合授" in page
    assert page.count("不可以</span>") == 2
    assert signed.id in page
    assert "張同二" in page
    assert "還沒有授權書" in page or "已寄出，尚未答覆" in page
