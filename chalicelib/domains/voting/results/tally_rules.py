"""Counting: what the ballots come to. Pure; the order of the ballots never matters, and no float decides or is shown.

Votes are counted; whom they elect, and how a tie is decided, is the meeting's own rule: ties are shown, never broken. Only the run-off
(RANKED) goes on by itself: while nobody has more than half of the ballots that still count, the candidate with the fewest first choices
goes out, and those ballots go to their next choice. Several go out together where all their votes together are fewer than the next
candidate's; of equals who do not, the one who had fewer in the latest earlier round goes; where no round tells them apart, it waits for
the lot that the meeting draws and staff enter.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domains.voting.model import Ballot, Candidate, Content, Kind, Lot, Stance

Votes = Mapping[str, int]
MOTION_RULE = "表決結果依「同意多於不同意為通過，同數為未通過，棄權不計」；會議另訂較高門檻者，依會議規定。"
"""As meetings decide that have no rule of their own (會議規範 §58, from memory)."""


@dataclass(frozen=True)
class Line:
    """One candidate, or one stance to a motion. `share` is in tenths of a per cent of the valid ballots.

    `place` counts from 1; `tied` where others have the same place. Of a motion neither is said.
    """

    candidate: Candidate
    votes: int
    share: int
    place: int = 0
    tied: bool = False
    stance: str = ""

    @property
    def share_text(self) -> str:
        return f"{self.share // 10}.{self.share % 10}%"

    @property
    def name(self) -> str:
        return Stance(self.stance).label if self.stance else self.candidate.name


@dataclass(frozen=True)
class Group:
    """The lines of one group (第1組), in order of number; `title` is empty where there is but one, and a motion's text for each motion.

    `carried`: of a motion, whether more said yes than no; None of anything else.
    """

    title: str
    lines: tuple[Line, ...]
    carried: bool | None = None

    @property
    def votes(self) -> int:
        return sum(line.votes for line in self.lines)


@dataclass(frozen=True)
class Round:
    """One round of a run-off: votes of who is left, ballots that have run out, who goes out after it, who has won by it.

    `tied`: equals whom only a lot tells apart; `lot`: the one that was drawn, by which `out` goes.
    """

    votes: tuple[tuple[Candidate, int], ...]
    exhausted: int
    out: tuple[Candidate, ...] = ()
    winner: Candidate | None = None
    tied: tuple[Candidate, ...] = ()
    lot: Lot | None = None


@dataclass(frozen=True)
class Tally:
    """`overall` has every candidate by votes where there are several groups, else nothing."""

    ballots: int
    blank: int
    groups: tuple[Group, ...]
    overall: tuple[Line, ...] = ()
    rounds: tuple[Round, ...] = ()

    @property
    def valid(self) -> int:
        return self.ballots - self.blank


def tally(content: Content, ballots: Sequence[Ballot], lots: Sequence[Lot] = ()) -> Tally:
    """Of RANKED the lines count first choices, and `rounds` go on from there."""
    valid = [ballot.choices for ballot in ballots if ballot.choices]
    counted, blank = len(ballots), len(ballots) - len(valid)
    if content.kind is Kind.MOTIONS:
        return Tally(counted, blank, tuple(_motion(each, valid) for each in content.candidates))
    if content.kind is Kind.RANKED:
        votes = Counter(choices[0] for choices in valid)
        return Tally(counted, blank, _groups(content.candidates, votes, len(valid)), (), _rounds(content.candidates, valid, lots))
    votes = Counter(choice for choices in valid for choice in choices)
    groups = _groups(content.candidates, votes, len(valid))
    overall = _lines(content.candidates, votes, len(valid)) if len(groups) > 1 else ()
    return Tally(counted, blank, groups, tuple(sorted(overall, key=lambda line: (line.place, line.candidate.label))))


def share(votes: int, of: int) -> int:
    """In tenths of a per cent, the half up."""
    return (2000 * votes + of) // (2 * of) if of else 0


def _groups(candidates: Sequence[Candidate], votes: Votes, valid: int) -> tuple[Group, ...]:
    names = dict.fromkeys(each.group for each in candidates)
    return tuple(Group(name, _lines([each for each in candidates if each.group == name], votes, valid)) for name in names)


def _lines(candidates: Sequence[Candidate], votes: Votes, valid: int) -> tuple[Line, ...]:
    own = [votes.get(each.id, 0) for each in candidates]
    return tuple(
        Line(each, count, share(count, valid), 1 + sum(other > count for other in own), own.count(count) > 1)
        for each, count in zip(candidates, own, strict=True)
    )


def _motion(motion: Candidate, ballots: Sequence[Sequence[str]]) -> Group:
    votes = Counter(choice.split(":")[1] for choices in ballots for choice in choices if choice.split(":")[0] == motion.id)
    lines = (Line(motion, votes[stance], share(votes[stance], len(ballots)), stance=stance) for stance in Stance)
    return Group(f"{motion.number}. {motion.name}", tuple(lines), carried=votes[Stance.YES] > votes[Stance.NO])


def undecided(counted: Tally) -> tuple[Candidate, ...]:
    """Of whom a lot must say who goes out before a run-off can go on; nobody where it has gone to its end."""
    last = counted.rounds[-1] if counted.rounds else None
    return last.tied if last and not last.out and not last.winner else ()


def _rounds(candidates: Sequence[Candidate], ballots: Sequence[Sequence[str]], lots: Sequence[Lot]) -> tuple[Round, ...]:
    left, rounds, drawn = list(candidates), list[Round](), list(lots)
    while left and ballots:
        ids = {each.id for each in left}
        firsts = Counter(next((choice for choice in choices if choice in ids), "") for choices in ballots)
        exhausted = firsts.pop("", 0)
        votes = tuple(sorted(((each, firsts[each.id]) for each in left), key=lambda pair: (-pair[1], pair[0].number)))
        leader, most = votes[0]
        if 2 * most > len(ballots) - exhausted:
            rounds.append(Round(votes, exhausted, (), leader))
            break
        last = _going_out(votes, rounds)
        out, tied, lot = last, tuple[Candidate, ...](), None
        if _equal(last, votes):
            lot = drawn.pop(0) if drawn else None
            out, tied = tuple(each for each in last if lot and each.id == lot.out), last
        rounds.append(Round(votes, exhausted, out, None, tied, lot))
        if not out:
            break
        left = [each for each in left if each not in out]
    return tuple(rounds)


def _going_out(votes: Sequence[tuple[Candidate, int]], earlier: Sequence[Round]) -> tuple[Candidate, ...]:
    """Who goes out, or the equals of whom one must; `votes` from the most to the fewest."""
    fewest = votes[-1][1]
    last = [each for each, count in votes if count == fewest]
    above = [count for _, count in votes if count > fewest]
    if len(last) == 1 or (above and fewest * len(last) < above[-1]):
        return tuple(last)
    for before in reversed(earlier):
        had = {each.id: count for each, count in before.votes}
        least = min(had[each.id] for each in last)
        fewer = [each for each in last if had[each.id] == least]
        if len(fewer) < len(last):
            last = fewer
        if len(last) == 1:
            return tuple(last)
    return tuple(last)


def _equal(last: Sequence[Candidate], votes: Sequence[tuple[Candidate, int]]) -> bool:
    """Whether these could not all go out together: with all their votes on one, that one would reach one who stays."""
    stay = [count for each, count in votes if each not in last]
    return len(last) > 1 and not (stay and votes[-1][1] * len(last) < min(stay))
