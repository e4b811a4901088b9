"""Results as files; workers only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.documents import pdf
from chalicelib.documents.spreadsheets.export import WRITERS
from chalicelib.documents.spreadsheets.sheet import Column, Sheet
from chalicelib.domains.classes import service_files as class_files
from chalicelib.domains.voting import access
from chalicelib.domains.voting.choice_rules import rule_words
from chalicelib.domains.voting.model import Kind
from chalicelib.domains.voting.results import published
from chalicelib.domains.voting.results.published import Published
from chalicelib.domains.voting.results.tally_rules import MOTION_RULE, Line, Tally
from chalicelib.errors import Conflict
from chalicelib.records.exports import Made, NotMade

COLUMNS = (
    Column("組別", width=24),
    Column("號次", "integer", width=8),
    Column("姓名", width=28),
    Column("票數", "integer", width=10),
    Column("得票率", width=10),
    Column("名次", width=10),
)
_OF_MOTIONS = {"姓名": "表決", "名次": "結果"}
_SIGNATURES = "監票：＿＿＿＿＿＿＿＿　　計票：＿＿＿＿＿＿＿＿　　主席：＿＿＿＿＿＿＿＿"


def make_file(class_id: str, file_id: str, poll_id: str, name: str, now: datetime) -> None:
    """voting.<name>: one of published.FILES."""
    stem, _, ending = name.partition(".")
    label = {"ballots": "選票清單", "results": "開票結果"}[stem]

    def draw() -> Made:
        try:
            found = published.results_of(access.load(class_id, poll_id), now)
            data, mime_type = make(name, found, now)
        except Conflict as error:
            raise NotMade(error.message) from error
        return Made(data, mime_type, f"voting/{class_id}/{poll_id}/{name}", f"{label}_{class_id}_{poll_id}.{ending}")

    class_files.make_file(class_id, file_id, draw, now)


def make(name: str, found: Published, now: datetime) -> tuple[bytes, str]:
    """(the file, its MIME type) of one of published.FILES. Raises InvalidInput, MissingGlyph for what no file can show."""
    if name == "ballots.csv":
        return found.data, WRITERS["csv"].mime_type
    if name == "results.pdf":
        return _paper(found, now), "application/pdf"
    writer = WRITERS[name.partition(".")[2]]
    return writer.write(_table(found)), writer.mime_type


def _table(found: Published) -> Sheet:
    return Sheet(f"{found.poll.content.title} 開票結果", _columns(found), _rows(_counted(found)), tuple(_notes(found)))


def _columns(found: Published) -> tuple[Column, ...]:
    heads = _OF_MOTIONS if found.poll.content.kind is Kind.MOTIONS else {}
    return tuple(replace(each, title=heads.get(each.title, each.title)) for each in COLUMNS)


def _counted(found: Published) -> Tally:
    if found.results.tally is None:  # what is closed is always counted
        raise AssertionError
    return found.results.tally


def _rows(counted: Tally) -> Iterator[list[object]]:
    for group in counted.groups:
        verdict = {None: "", True: "通過", False: "未通過"}[group.carried]
        for line in group.lines:
            place = "" if counted.rounds else verdict or _place(line)
            yield [group.title, line.candidate.number, line.name, line.votes, line.share_text, place]


def _place(line: Line) -> str:
    return f"{line.place}{'（同票）' if line.tied else ''}" if line.place else ""


def _notes(found: Published) -> list[str]:
    poll, counted = found.poll, _counted(found)
    opened, closed = (f"{taipei(at):%Y-%m-%d %H:%M}" if at else "" for at in (poll.opens_at, poll.closes_at))
    notes = [
        f"{poll.class_title}　{poll.content.title}　{'不記名' if poll.content.secret else '記名'}　{opened} 至 {closed}",
        f"{poll.content.kind.label}。{rule_words(poll.content)}",
        f"名冊 {poll.voters} 人，投票 {found.results.voted} 人；選票 {counted.ballots} 張，空白 {counted.blank} 張。"
        "得票率為占有效票（不含空白票）的比率，四捨五入到小數一位；同票不由系統決定。",
        *([MOTION_RULE] if poll.content.kind is Kind.MOTIONS else []),
        *(_rounds(counted) if poll.content.kind is Kind.RANKED else []),
        f"選票清單（ballots.csv）SHA-256：{found.sha256}",
    ]
    return notes if found.results.agrees else [f"注意：選票 {counted.ballots} 張與投票人數 {found.results.voted} 不符，請查明。", *notes]


def _rounds(counted: Tally) -> Iterator[str]:
    for number, each in enumerate(counted.rounds, 1):
        votes = "、".join(f"{candidate.label} {count} 票" for candidate, count in each.votes)
        by = f"（同票，{each.lot.reason}）" if each.lot else ""
        out = f"；淘汰 {'、'.join(candidate.label for candidate in each.out)}{by}" if each.out else ""
        waits = f"；{'、'.join(candidate.label for candidate in each.tied)} 同為最少，待抽籤決定先淘汰誰"
        won = f"；{each.winner.label} 過半數，當選" if each.winner else "" if each.out else waits
        yield f"第 {number} 輪：{votes}；已無順位 {each.exhausted} 張{out}{won}"


def _paper(found: Published, now: datetime) -> bytes:
    columns = [("組別", 40.0), ("號次", 14.0), ("姓名", 60.0), ("票數", 18.0), ("得票率", 20.0), ("名次", 24.0)]
    columns = [(head.title, width) for head, (_, width) in zip(_columns(found), columns, strict=True)]
    rows = [[str(cell) for cell in row] for row in _rows(_counted(found))]
    note = "\n".join([*_notes(found), "", _SIGNATURES])
    made_at = f"製表時間 {taipei(now):%Y-%m-%d %H:%M}"
    return pdf.sheets(f"{found.poll.content.title} 開票結果", found.poll.class_title, [(columns, rows)], made_at, note=note, created=now)
