"""Who has voted, and the ballots. The two are written together and never meet again."""

from collections.abc import Iterable

from chalicelib.domains.voting.model import Ballot
from chalicelib.domains.voting.store_items import BallotItem, MarkItem
from chalicelib.dynamodb import Transaction


def cast(transaction: Transaction, poll_id: str, marker: str, ballot: Ballot) -> None:
    """Fails the transaction where the person's marker, or a ballot with this receipt, is there. Four write units."""
    transaction.create(MarkItem(f"MARKS#{poll_id}", marker))
    transaction.create(BallotItem(poll_id, ballot.receipt, choices=list(ballot.choices), voter=ballot.voter or None))


def has_voted(poll_id: str, marker: str) -> bool:
    return MarkItem.find(f"MARKS#{poll_id}", marker) is not None


def voted(wanted: Iterable[tuple[str, str]]) -> set[str]:
    """Those of (poll id, marker) that are there, as poll ids; one read for up to a hundred."""
    keys = [(f"MARKS#{poll_id}", marker) for poll_id, marker in wanted]
    return {item.pk.removeprefix("MARKS#") for item in MarkItem.batch_get(keys, consistent_read=True)} if keys else set()


def find_ballot(poll_id: str, receipt: str) -> Ballot | None:
    item = BallotItem.find(poll_id, receipt)
    return _ballot_of(item) if item else None


def turnout(poll_id: str) -> int:
    """How many have voted."""
    return len(MarkItem.search(f"MARKS#{poll_id}"))


def ballots(poll_id: str) -> list[Ballot]:
    """By receipt, which is random."""
    return [_ballot_of(item) for item in BallotItem.search(poll_id)]


def forget(poll_id: str) -> int:
    """Who has voted, and every ballot: the whole of both, so that nothing tells one from another."""
    return MarkItem.forget(f"MARKS#{poll_id}") + BallotItem.forget(poll_id)


def _ballot_of(item: BallotItem) -> Ballot:
    return Ballot(item.sk, tuple(item.choices), item.voter or "")
