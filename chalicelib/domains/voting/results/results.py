"""What the ballots come to, for everyone who may watch. Counted once a second in a process, however many watch."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domains.voting import store_ballots
from chalicelib.domains.voting.model import Poll, Status
from chalicelib.domains.voting.results.tally_rules import Tally, tally

# While a secret poll is open, fewer ballots than this would tell what the first voters chose.
FEWEST = 3
_KEPT = timedelta(seconds=1)
_MOST_KEPT = 50
_latest: dict[str, tuple[datetime, "Results"]] = {}


@dataclass(frozen=True)
class Results:
    """`voted` people of the poll's `voters`. `tally` None: not shown yet, for the reason in `hidden`."""

    voted: int
    tally: Tally | None
    hidden: str = ""

    @property
    def agrees(self) -> bool:
        """Whether there are as many ballots as voters marked; only looked at once nothing can come any more."""
        return self.tally is None or self.tally.ballots == self.voted


def shown(poll: Poll, now: datetime) -> Results:
    """For callers that have authorised; at most a second old."""
    key = f"{poll.id}#{poll.version}#{poll.status(now).value}"
    found = _latest.get(key)
    if found is None or not timedelta(0) <= now - found[0] < _KEPT:
        if len(_latest) >= _MOST_KEPT:
            _latest.clear()
        _latest[key] = found = (now, _counted(poll, now))
    return found[1]


def _counted(poll: Poll, now: datetime) -> Results:
    voted, status = store_ballots.turnout(poll.id), poll.status(now)
    if status not in {Status.COUNTING, Status.CLOSED} and poll.content.hidden:
        return Results(voted, None, "結果在投票結束時公布。")
    if status is Status.OPEN and poll.content.secret and voted < FEWEST:
        return Results(voted, None, f"滿 {FEWEST} 票後開始顯示，以免看得出誰投給誰。")
    return Results(voted, tally(poll.content, store_ballots.ballots(poll.id), poll.lots))
