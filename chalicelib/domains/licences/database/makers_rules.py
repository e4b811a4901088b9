"""May this be done with a work that several people made? Only what each of them licensed (著作權法第 40 條之 1). Pure.

A maker is whoever the timetable or a letter names for the work. One without a letter is asked about, not passed over; and of each who does
not license all of it the answer says how his letters stand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.clock import taipei
from chalicelib.domains.licences.database.scope_rules import FOREVER, Answer, Question, Span, Verdict, answer, covers
from chalicelib.domains.licences.model import Letter, Right, State

_DAY = timedelta(days=1)


class Why(StrEnum):
    """Why a maker does not license all that was asked for."""

    NO_LETTER = "no letter"
    UNANSWERED = "unanswered"
    DECLINED = "declined"
    REVOKED = "revoked"
    ENDED = "ended"
    REFUSED = "refused"
    NARROWED = "narrowed"

    @property
    def label(self) -> str:
        return _WHY[self.value]


_WHY = {
    "no letter": "還沒有授權書",
    "unanswered": "已寄出，尚未答覆",
    "declined": "不同意授權",
    "revoked": "主辦單位已撤回",
    "ended": "授權已終止",
    "refused": "不同意這一條",
    "narrowed": "縮小這一條的範圍",
}


@dataclass(frozen=True)
class Maker:
    """`letters` are all of this maker's for the work, in whatever state."""

    name: str
    letters: tuple[Letter, ...]


@dataclass(frozen=True)
class Reason:
    """`day` is when it came to that, `number` the clause's. `letter` is None where there is none."""

    why: Why
    letter: Letter | None = None
    day: date | None = None
    number: int = 0


@dataclass(frozen=True)
class Share:
    """What one maker licenses, and why it is not all."""

    maker: Maker
    answer: Answer
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class JointAnswer:
    """`until`: the last day to which all of it goes on being licensed; None for no, and for one without end (`endless`)."""

    verdict: Verdict
    shares: tuple[Share, ...]
    until: date | None = None
    endless: bool = False


def answer_of_all(question: Question, makers: Sequence[Maker]) -> JointAnswer:
    """Yes if each maker licenses all of it, no if on no day any right has all of them, partly otherwise."""
    shares = tuple(_share(question, maker) for maker in makers)
    if shares and all(share.answer.verdict is Verdict.YES for share in shares):
        until = _until(question, makers)
        return JointAnswer(Verdict.YES, shares, until, until is None)
    common = shares and any(_common(right, shares) for right in question.rights)
    return JointAnswer(Verdict.PARTLY if common else Verdict.NO, shares)


def _share(question: Question, maker: Maker) -> Share:
    found = answer(question, maker.letters)
    lacking = {gap.right for gap in found.lacking}
    return Share(maker, found, tuple(_reasons(question, maker, lacking)) if lacking else ())


def _reasons(question: Question, maker: Maker, lacking: set[Right]) -> Iterator[Reason]:
    if not maker.letters:
        yield Reason(Why.NO_LETTER)
    for letter in maker.letters:
        if letter.open:
            yield Reason(Why.UNANSWERED, letter, taipei(letter.sent_at).date())
        elif letter.state is State.DECLINED:
            yield Reason(Why.DECLINED, letter, _answered_on(letter))
        elif letter.state is State.REVOKED:
            yield Reason(Why.REVOKED, letter)
        elif letter.signed_at:
            yield from _less_than_asked(question, letter, lacking)
            if letter.ended_on and letter.ended_on <= question.span[1]:
                yield Reason(Why.ENDED, letter, letter.ended_on)


def _less_than_asked(question: Question, letter: Letter, lacking: set[Right]) -> Iterator[Reason]:
    """Clauses that as they were sent would have covered the question, and as they were agreed to do not."""
    day = _answered_on(letter)
    for number, clause in enumerate(letter.clauses, start=1):
        sent, left = clause.offered, clause.grant
        if sent is None or not covers(sent, question) or not sent.rights & lacking:
            continue
        if left is None:
            yield Reason(Why.REFUSED, letter, day, number)
        elif not covers(left, question) or (sent.rights - left.rights) & lacking or left.ends != sent.ends:
            yield Reason(Why.NARROWED, letter, day, number)


def _answered_on(letter: Letter) -> date | None:
    return taipei(letter.answered_at).date() if letter.answered_at else None


def _common(right: Right, shares: Sequence[Share]) -> bool:
    """Whether on any day all of them license the right."""
    spans = [_spans(right, share) for share in shares]
    return any(all(any(starts <= day <= ends for starts, ends in each) for each in spans) for day in _beginnings(spans))


def _beginnings(spans: Sequence[Sequence[Span]]) -> set[date]:
    """Where a day is common to all, the first of its like is one on which some span begins."""
    return {starts for each in spans for starts, _ in each}


def _spans(right: Right, share: Share) -> list[Span]:
    return [(each.starts, each.ends or FOREVER) for each in share.answer.found if right in each.rights]


def _until(question: Question, makers: Sequence[Maker]) -> date | None:
    endless = replace(question, ends=None)
    gaps = [gap.starts for maker in makers for gap in answer(endless, maker.letters).lacking]
    return min(gaps) - _DAY if gaps else None
