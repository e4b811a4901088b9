"""Counting against a slow reading of the same rules: votes, motions, run-offs and their lots."""

from collections import Counter
from collections.abc import Callable
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.voting.model import Ballot, Candidate, Content, Kind, Lot
from chalicelib.domains.voting.results.tally_rules import Tally, share, tally, undecided

FIVE = tuple(Candidate(f"c{number}", number, f"候選人{number}") for number in range(1, 6))
GROUPED = tuple(Candidate(f"c{group}{number}", number, f"候選人{number}", f"第{group}組") for group in (1, 2) for number in (1, 2, 3))


def content(kind: Kind, candidates: tuple[Candidate, ...] = FIVE, **changed: int) -> Content:
    return Content("投票", kind, candidates, **changed)  # type: ignore[arg-type]


def cast(*choices: tuple[str, ...]) -> list[Ballot]:
    return [Ballot(f"r{number}", each) for number, each in enumerate(choices)]


@given(st.lists(st.sets(st.sampled_from([each.id for each in GROUPED]), max_size=4), max_size=30), st.randoms())
def test_votes_are_what_anyone_counts(chosen: list[set[str]], random: object) -> None:
    """By group and in all each candidate has as many votes as ballots name it; blank ones count apart; the order never matters."""
    ballots = cast(*(tuple(sorted(each)) for each in chosen))
    found = tally(content(Kind.GROUPS, GROUPED, most=3), ballots)
    expected = Counter(each for choices in chosen for each in choices)
    lines = [line for group in found.groups for line in group.lines]
    assert {line.candidate.id: line.votes for line in lines} == {each.id: expected[each.id] for each in GROUPED}
    assert {line.candidate.id: line.votes for line in found.overall} == {line.candidate.id: line.votes for line in lines}
    assert (found.ballots, found.blank) == (len(chosen), sum(not each for each in chosen))
    for group in found.groups:
        for line in group.lines:
            assert line.place == 1 + len([other for other in group.lines if other.votes > line.votes])
            assert line.tied == (len([other for other in group.lines if other.votes == line.votes]) > 1)
    random.shuffle(ballots)  # type: ignore[attr-defined]
    assert tally(content(Kind.GROUPS, GROUPED, most=3), ballots) == found


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_shares_round_the_half_up(votes: int, more: int) -> None:
    """A share is within a twentieth of a per cent of the true one, and what lies in the middle goes up."""
    of = votes + more
    assert abs(2 * (share(votes, of) * of - 1000 * votes)) <= of
    assert share(1, 8) == 125
    assert share(1, 2000) == 1
    assert share(0, 0) == 0


def test_motions_are_counted_one_by_one() -> None:
    """Each motion has its three numbers, of all valid ballots."""
    ballots = cast(("c1:yes", "c2:no"), ("c1:yes", "c2:abstain"), ("c1:no", "c2:no"), ())
    found = tally(content(Kind.MOTIONS, FIVE[:2]), ballots)
    assert [[line.votes for line in group.lines] for group in found.groups] == [[2, 1, 0], [0, 2, 1]]
    assert found.groups[0].lines[0].share_text == "66.7%"
    assert [group.carried for group in found.groups] == [True, False]


@given(st.lists(st.sampled_from(["c1:yes", "c1:no", "c1:abstain"]), max_size=12))
def test_a_motion_is_carried_by_more_yes_than_no(said: list[str]) -> None:
    """As many of each, or nobody, does not carry it; who abstains counts for neither."""
    (group,) = tally(content(Kind.MOTIONS, FIVE[:1]), cast(*((each,) for each in said))).groups
    assert group.carried == (sum(each == "c1:yes" for each in said) - sum(each == "c1:no" for each in said) > 0)


def run_off(*ballots: tuple[str, ...], candidates: int = 4) -> Tally:
    return tally(content(Kind.RANKED, FIVE[:candidates], most=candidates), cast(*ballots))


def test_a_majority_of_first_choices_ends_it_at_once() -> None:
    """Nobody goes out where somebody has more than half."""
    found = run_off(("c1", "c2"), ("c1",), ("c2",))
    assert [each.winner and each.winner.id for each in found.rounds] == ["c1"]


def test_the_last_goes_out_and_the_ballots_go_on() -> None:
    """c3's two ballots go to c2, who then leads c1 by five to four."""
    ballots = [("c1",)] * 4 + [("c2", "c1")] * 3 + [("c3", "c2")] * 2
    found = run_off(*ballots, candidates=3)
    assert [[each.id for each in one.out] for one in found.rounds] == [["c3"], []]
    assert found.rounds[-1].winner == FIVE[1]
    assert {each.id: count for each, count in found.rounds[-1].votes} == {"c2": 5, "c1": 4}


def test_equals_who_cannot_be_told_apart_end_it() -> None:
    """Two and two with nothing before: no winner, nobody out; both are named, of whom the meeting's lot takes one out."""
    found = run_off(("c1",), ("c1",), ("c2",), ("c2",), candidates=2)
    assert [(each.out, each.winner) for each in found.rounds] == [((), None)]
    assert undecided(found) == FIVE[:2]


def test_the_lot_lets_the_count_go_on() -> None:
    """As found: three of eight lead, two and two tie at the bottom, one has run out. With the lot there is a winner, and it is recorded."""
    ballots = cast(*[("c2",)] * 3, *[("c1", "c3")] * 2, *[("c3", "c1")] * 2, ("c4",))
    rule = content(Kind.RANKED, FIVE[:4], most=4)
    stuck = tally(rule, ballots)
    assert {each.id for each in undecided(stuck)} == {"c1", "c3"}
    lot = Lot("c3", "主席當場抽籤")
    done = tally(rule, ballots, [lot])
    assert done.rounds[: len(stuck.rounds) - 1] == stuck.rounds[:-1]
    decided = done.rounds[len(stuck.rounds) - 1]
    assert (decided.lot, [each.id for each in decided.out]) == (lot, ["c3"])
    assert done.rounds[-1].winner == FIVE[0]
    assert undecided(done) == ()


def test_the_latest_round_before_tells_equals_apart() -> None:
    """c2 and c3 are equal in the second round; c3 had fewer in the first and goes out."""
    ballots = [("c1",)] * 5 + [("c2",)] * 4 + [("c3",)] * 3 + [("c4", "c3")]
    found = run_off(*ballots)
    assert [[each.id for each in one.out] for one in found.rounds][:2] == [["c4"], ["c3"]]


def whole(ballots: list[tuple[str, ...]], draw: Callable[[int], int]) -> Tally:
    """With a lot for each tie that stops it; `draw` says which of so many equals."""
    rule, lots = content(Kind.RANKED, FIVE, most=5), list[Lot]()
    while equals := undecided(found := tally(rule, cast(*ballots), lots)):
        lots.append(Lot(equals[draw(len(equals))].id, "抽籤"))
    return found


ORDERS = st.permutations([each.id for each in FIVE])
BALLOTS = ORDERS.flatmap(lambda order: st.integers(1, 5).map(lambda many: tuple(order[:many])))


@given(st.lists(BALLOTS, min_size=1, max_size=40))
def test_a_run_off_is_right_at_every_step(ballots: list[tuple[str, ...]]) -> None:
    """A slow reading of each round: firsts among who is left, a winner only with more than half, who goes out had the fewest, and who goes
    out together could not have overtaken the next one even with all their votes on one."""
    found = run_off(*ballots, candidates=5)
    left = {each.id for each in FIVE}
    for number, one in enumerate(found.rounds):
        firsts = [next((choice for choice in ballot if choice in left), None) for ballot in ballots]
        assert {each.id: count for each, count in one.votes} == {each: firsts.count(each) for each in left}
        assert one.exhausted == firsts.count(None)
        over_half = [each for each in left if 2 * firsts.count(each) > len(ballots) - firsts.count(None)]
        assert [one.winner.id] == over_half if one.winner else not over_half
        out = {each.id for each in one.out}
        counts = {each: firsts.count(each) for each in left}
        assert all(counts[each] == min(counts.values()) for each in out)
        stays = left - out
        if len(out) > 1:
            assert sum(counts[each] for each in out) < min(counts[each] for each in stays)
        assert one.winner or out or number == len(found.rounds) - 1
        left = stays


@given(st.lists(BALLOTS, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_with_lots_every_run_off_ends_with_a_winner(ballots: list[tuple[str, ...]], random: Random) -> None:
    """However the lots fall: somebody has more than half of what still counts, and each lot took one of the fewest."""
    found = whole(ballots, random.randrange)
    assert found.rounds[-1].winner
    for one in found.rounds:
        if one.lot:
            assert [each.id for each in one.out] == [one.lot.out]
            assert all(dict(one.votes)[each] == min(count for _, count in one.votes) for each in one.tied)
