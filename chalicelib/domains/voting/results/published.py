"""The list of ballots once nothing can come any more: for everyone on the roster, and as a file."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes import service_files as class_files
from chalicelib.domains.voting import access, store_ballots
from chalicelib.domains.voting.model import Poll, Status
from chalicelib.domains.voting.results import results
from chalicelib.domains.voting.results.published_rules import fingerprint, heading, rows, to_csv
from chalicelib.domains.voting.results.results import Results
from chalicelib.errors import Conflict
from chalicelib.identity import Principal

LONGEST_LIST = 300_000
"""Bytes of the file of which a page lists every ballot; three thousand ballots of one choice are half of it."""
LONGEST_FILE = 2_500_000
"""Bytes of the file that a page may hand out itself."""
FILES = ("ballots.csv", "results.csv", "results.ods", "results.pdf")


@dataclass(frozen=True)
class Published:
    """`data` is the canonical CSV, `sha256` of it; `rows` are its lines below `heading`."""

    poll: Poll
    results: Results
    heading: list[str]
    rows: list[list[str]]
    data: bytes
    sha256: str

    @property
    def shown(self) -> list[list[str]]:
        """What a page lists: all, or none where it would be too long. Not a part: asking for one would tell where one's own stands."""
        return self.rows if len(self.data) <= LONGEST_LIST else []


def open_own_results(class_id: str, person: str, poll_id: str, now: datetime) -> tuple[classes.Class, Published]:
    """For who is on the roster. Raises Conflict before the end, NotFound, Forbidden."""
    class_, _, poll = access.open_own(class_id, person, poll_id)
    return class_, results_of(poll, now)


def own_file(class_id: str, person: str, poll_id: str, now: datetime) -> Published:
    """As `open_own_results`; Conflict also where the file is too large to be handed out here."""
    _, found = open_own_results(class_id, person, poll_id, now)
    if len(found.data) > LONGEST_FILE:
        raise Conflict("這份清單太大，無法在此下載，請向辦班人員索取檔案。")
    return found


def for_staff(who: Principal, class_id: str, poll_id: str, now: datetime) -> tuple[classes.Class, Published]:
    """Raises Conflict before the end, NotFound, Forbidden."""
    class_, poll = access.open_poll(who, class_id, poll_id)
    return class_, results_of(poll, now)


def results_of(poll: Poll, now: datetime) -> Published:
    """For callers that have authorised. Raises Conflict before the end."""
    if poll.status(now) is not Status.CLOSED:
        raise Conflict("選票清單在投票結束、計票完成後公布。")
    ballots = store_ballots.ballots(poll.id)
    data = to_csv(poll.content, ballots)
    lines = rows(poll.content, ballots)
    return Published(poll, results.shown(poll, now), heading(poll.content), lines, data, fingerprint(data))


def request_file(who: Principal, class_id: str, poll_id: str, wanted: str, now: datetime) -> str:
    """Asks a worker for one of FILES; returns the file's id. Raises Conflict before the end, NotFound, Forbidden."""
    _, poll = access.open_poll(who, class_id, poll_id)
    if poll.status(now) is not Status.CLOSED:
        raise Conflict("投票結束、計票完成後才能匯出。")
    name = wanted if wanted in FILES else FILES[0]
    return class_files.request_file(who, class_id, f"voting.{name}", {"name": name, "poll_id": poll_id}, now)
