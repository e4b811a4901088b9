"""From the timetable to the amounts. Pure; money is an integer of NT$.

Periods, by the 講座鐘點費支給表 (note 3: 授課時間每節為50分鐘；連續上課2節者為90分鐘。未滿者減半支給), as restated by National Dong Hwa
University's accounting office, page 1022-69075. A 節 that was begun and not filled is paid half; which 節 the note halves is read so here.
Lines of the timetable that run on without a break (the same day, the next begins when the last ends) are counted together; lines with a
break between them each by itself; minutes that overlap are counted once. Classes (班期) are never counted together.

Rounding: half a 節 of an odd rate and an assistant's half are cut to the dollar, so that no limit is passed (our choice; no source).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chalicelib.domains.fees.model import LecturerKind, Line, Source
from chalicelib.domains.fees.parameters.rules import HUNDRED_PERCENT, Rules


class Treatment(StrEnum):
    """How the organizer has a line of the timetable paid."""

    LECTURE = "lecture"
    ASSISTANT = "assistant"
    SPEECH = "speech"
    UNPAID = "unpaid"

    @property
    def label(self) -> str:
        return {"lecture": "講座", "assistant": "講座助理", "speech": "專題演講（另案核定）", "unpaid": "不支給"}[self.value]


def treatment_label(treatment: Treatment, assistant_share: int | None) -> str:
    """As 講座助理（減半）: with what the dated parameter gives an assistant, in basis points of the lecturer's fee."""
    if treatment is not Treatment.ASSISTANT or assistant_share is None:
        return treatment.label
    return f"{treatment.label}（{'減半' if 2 * assistant_share == HUNDRED_PERCENT else f'按 {assistant_share / 100:g} %'}）"


@dataclass(frozen=True)
class Taught:
    """One line of the timetable as this lecturer taught it. A SPEECH has its `amount` and the `decision` that set it."""

    day: date
    starts: str
    ends: str
    count: int
    subject: str
    treatment: Treatment = Treatment.LECTURE
    amount: int = 0
    decision: str = ""


@dataclass(frozen=True)
class Extra:
    """TRAVEL, LODGING: as spent, `subject` says what for. MATERIAL: `subject` names the lecture."""

    source: Source
    amount: int
    subject: str


def limit(kind: LecturerKind, rules: Rules) -> int | None:
    """The most for one 節; None where the organizer decides case by case (from abroad)."""
    limits = {
        LecturerKind.EXPERT: rules.limit_expert,
        LecturerKind.SUBORDINATE: rules.limit_subordinate,
        LecturerKind.OWN: rules.limit_own,
    }
    return limits.get(kind)


def needed(count: int, rules: Rules) -> int:
    """Minutes of `count` 節 that run on."""
    return rules.pair_minutes * (count // 2) + rules.period_minutes * (count % 2)


def units(minutes: int, count: int, rules: Rules) -> int:
    """Halves of a 節 in `minutes` without a break, of the `count` that were planned: the full ones, and half for one begun."""
    full = max(number for number in range(count + 1) if needed(number, rules) <= minutes)
    return 2 * full + (1 if full < count and minutes > needed(full, rules) else 0)


def talk_lines(taught: Sequence[Taught], rate: int, rules: Rules) -> list[Line]:
    """A line for each line of the timetable, in order of time, with what is not paid at 0."""
    lines: list[Line] = []
    for run in _runs(taught):
        lines += _run_lines(run, rate, rules) if run[0].treatment in _BY_TIME else [_by_decision(run[0])]
    return lines


_BY_TIME = frozenset({Treatment.LECTURE, Treatment.ASSISTANT})


def extra_line(extra: Extra, talks: Sequence[Line], rules: Rules) -> Line:
    """What was spent, or for course material. `extra_problem` says beforehand what is wrong."""
    if extra.source is Source.MATERIAL:
        fee = _fee_of(extra.subject, talks)
        why = f"{extra.amount:,}，未超過該次授課鐘點費 {fee:,} 的 {rules.material_share // 100} %（{_most_material(fee, rules):,}）"
    else:
        why = f"覈實支給 {extra.amount:,}"
    return Line(extra.source, extra.amount, why, extra.subject)


def extra_problem(extra: Extra, others: Sequence[Extra], kind: LecturerKind, talks: Sequence[Line], rules: Rules) -> str:
    """Why it cannot be paid; empty where it can. `others` are the extras before it, which share one lecture's limit."""
    if extra.source in {Source.TRAVEL, Source.LODGING}:
        return f"{extra.source.label}只支給外聘講座。" if kind is LecturerKind.OWN else ""
    fee = _fee_of(extra.subject, talks)
    used = sum(each.amount for each in others if each.source is Source.MATERIAL and each.subject == extra.subject)
    if not fee:
        return "教材費請選擇有支給鐘點費的課程。"
    most = _most_material(fee, rules)
    return f"教材費最多 {most:,}（該次授課鐘點費 {fee:,} 的 {rules.material_share // 100} %）。" if used + extra.amount > most else ""


def _most_material(fee: int, rules: Rules) -> int:
    return fee * rules.material_share // HUNDRED_PERCENT


def _fee_of(subject: str, talks: Sequence[Line]) -> int:
    return sum(line.amount for line in talks if line.source is Source.TALK and line.subject == subject)


def _runs(taught: Sequence[Taught]) -> Iterator[list[Taught]]:
    """Lines that go on without a break, in the same role; all others alone."""
    run: list[Taught] = []
    for each in sorted(taught, key=lambda line: (line.day, line.starts, line.ends, line.subject)):
        if run and not (each.treatment in _BY_TIME and _goes_on(run, each)):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _goes_on(run: Sequence[Taught], following: Taught) -> bool:
    last = run[-1]
    return (last.day, last.treatment) == (following.day, following.treatment) and following.starts <= max(each.ends for each in run)


def _run_lines(run: Sequence[Taught], rate: int, rules: Rules) -> Iterator[Line]:
    taught = list(_counted(run))
    counts = [line.count if minutes else 0 for line, minutes in zip(run, taught, strict=True)]
    left = units(sum(taught), sum(counts), rules)
    together = f"與前後堂連續，合計 {sum(taught)} 分鐘" if sum(map(bool, taught)) > 1 else ""
    for line, minutes, count in zip(run, taught, counts, strict=True):
        own = min(2 * count, left)
        left -= own
        yield _line(line, minutes, own, rate, rules, together)


def _counted(run: Sequence[Taught]) -> Iterator[int]:
    """The minutes of each line that no line before it has."""
    end = 0
    for line in run:
        starts, ends = _clock(line.starts), _clock(line.ends)
        yield max(0, ends - max(starts, end))
        end = max(end, ends)


def _line(taught: Taught, minutes: int, own: int, rate: int, rules: Rules, together: str) -> Line:  # noqa: PLR0917
    assistant = taught.treatment is Treatment.ASSISTANT
    share = rules.assistant_share if assistant else HUNDRED_PERCENT
    exact = own * rate * share
    amount = exact // (2 * HUNDRED_PERCENT)
    notes = [f"講座助理按 {share // 100} %" if assistant else "", together]
    overlap = _clock(taught.ends) - _clock(taught.starts) - minutes
    notes.append(f"與前堂重疊 {overlap} 分鐘不重複計" if overlap else "")
    notes.append(_short(minutes, taught.count, rules) if own < 2 * taught.count and not together else "")
    notes.append("未滿一節部分減半" if own % 2 else "")
    notes.append("元以下捨去" if exact % (2 * HUNDRED_PERCENT) else "")
    said = "，".join(filter(None, notes))
    sum_text = f"{own / 2:g} 節 × {rate:,}" + (f" × {share // 100} %" if assistant else "") + f" = {amount:,}"
    return Line(
        Source.TALK, amount, sum_text + (f"（{said}）" if said else ""), taught.subject, taught.day, taught.starts, taught.ends,
        minutes, own, rate, assistant,
    )  # fmt: skip


def _short(minutes: int, count: int, rules: Rules) -> str:
    return f"授課 {minutes} 分鐘，{count} 節應為 {needed(count, rules)} 分鐘"


def _by_decision(taught: Taught) -> Line:
    minutes = _clock(taught.ends) - _clock(taught.starts)
    where = (taught.subject, taught.day, taught.starts, taught.ends, minutes)
    if taught.treatment is Treatment.UNPAID:
        return Line(Source.TALK, 0, "不支給", *where)
    why = f"專題演講，依核定 {taught.amount:,}（{taught.decision}）"
    return Line(Source.SPEECH, taught.amount, why, *where, decision=taught.decision)


def _clock(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])
