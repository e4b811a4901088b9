"""Polls: what is typed, what is chosen, and counting against a slow reading of the same rules."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.voting.choice_rules import read_choices, to_form, words
from chalicelib.domains.voting.model import Ballot, Candidate, Content, Kind, Poll, Status
from chalicelib.domains.voting.polls.form_rules import content_to_form, group_lines, read_content, roster_lines
from chalicelib.domains.voting.results.published_rules import rows, to_csv
from chalicelib.domains.voting.results.tally_rules import Tally, share, tally
from chalicelib.errors import InvalidInput

FIVE = tuple(Candidate(f"c{number}", number, f"候選人{number}") for number in range(1, 6))
GROUPED = tuple(Candidate(f"c{group}{number}", number, f"候選人{number}", f"第{group}組") for group in (1, 2) for number in (1, 2, 3))


def form(**changed: str) -> dict[str, str]:
    typed = {"title": "班長選舉", "kind": "some", "candidates": "王小明\n李大同\n𠮷川健", "least": "1", "most": "1", "secret": "1"}
    return {**typed, **changed}


def content(kind: Kind, candidates: tuple[Candidate, ...] = FIVE, **changed: int) -> Content:
    return Content("投票", kind, candidates, **changed)  # type: ignore[arg-type]


def cast(*choices: tuple[str, ...]) -> list[Ballot]:
    return [Ballot(f"r{number}", each) for number, each in enumerate(choices)]


def problem(**changed: str) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        read_content(form(**changed))
    return dict(caught.value.fields)


# ---- what is typed ----


def test_lines_become_candidates() -> None:
    """Numbers are as typed or counted on; groups are read wherever they stand, with any width of digits and spaces."""
    lines = "第 1 組 3 王小明\n第1組　李大同\n第２組 7.張三\n李四"
    found = read_content(form(kind="groups", candidates="第3組\n趙五\n" + lines.rpartition("\n")[0]))
    assert [each.label for each in found.candidates] == ["第3組 1 趙五", "第1組 3 王小明", "第1組 4 李大同", "第2組 7 張三"]
    plain = read_content(form(candidates="王小明\n\n 5、李大同 \n張三"))
    assert [each.label for each in plain.candidates] == ["1 王小明", "5 李大同", "6 張三"]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("3 月 5 日\n4 月 2 日", ["3 月 5 日", "4 月 2 日"]),
        ("12 月 5 日\n12 月 6 日", ["12 月 5 日", "12 月 6 日"]),
        ("1.5 小時\n2.5 小時", ["1.5 小時", "2.5 小時"]),
        ("108 課綱檢討\n5 G 應用", ["108 課綱檢討", "5 G 應用"]),
        ("108 課綱檢討\n人工智慧", ["108 課綱檢討", "人工智慧"]),
        ("3,000 元\n5,000 元", ["3,000 元", "5,000 元"]),
        ("12：30 出發\n13：30 出發", ["12：30 出發", "13：30 出發"]),
        ("1. 108 課綱檢討\n2) 3 月 5 日", ["108 課綱檢討", "3 月 5 日"]),
        ("1 宜蘭礁溪\n2 南投日月潭", ["宜蘭礁溪", "南投日月潭"]),
        ("12 王小明\n35 李大同", ["王小明", "李大同"]),
    ],
)
def test_a_text_that_begins_with_a_number_is_kept_whole(typed: str, names: list[str]) -> None:
    """A number is one of a list only with a mark behind it, or where all that have one can be nothing else; dates and hours are no list."""
    assert [each.name for each in read_content(form(candidates=typed)).candidates] == names


def test_groups_can_be_the_candidates() -> None:
    """Where one of all is chosen, lines that are groups are what is voted on."""
    found = read_content(form(candidates=group_lines(["第2組", "第10組", "第1組", ""])))
    assert [each.name for each in found.candidates] == ["第1組", "第2組", "第10組"]


def test_namesakes_on_the_roster_are_told_apart() -> None:
    """Everybody on the roster, by group; who shares the name gets the seat behind it, and the lines can be read again."""
    lines = roster_lines([("", "1", "王小明"), ("", "12", "王小明"), ("", "3", "李大同")])
    assert [each.name for each in read_content(form(candidates=lines)).candidates] == ["王小明（1 號）", "王小明（12 號）", "李大同"]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"title": "a"}, "title", "2 至"),
        ({"title": "班長\u202e選舉"}, "title", "看不見"),
        ({"kind": "x"}, "kind", "請選擇"),
        ({"candidates": "王小明"}, "candidates", "目前 1 行"),
        ({"candidates": "王小明\n王小明"}, "candidates", "第 2 行"),
        ({"candidates": "3 王小明\n3 李大同"}, "candidates", "號次 3 重複"),
        ({"candidates": "王小明\n" + "李" * 61}, "candidates", "最多 60 字"),
        ({"candidates": "王；小明\n李大同"}, "candidates", "分號"),
        ({"kind": "groups", "candidates": "王小明\n李大同"}, "candidates", "組別"),
        ({"most": "4"}, "most", "1 到 3"),
        ({"most": "x"}, "most", "1 到 3"),
        ({"most": "2", "least": "3"}, "least", "至少"),
        ({"candidates": "\n".join(f"候選人{number}" for number in range(201))}, "candidates", "目前 201 行"),
    ],
)
def test_each_mistake_is_named(changed: dict[str, str], field: str, said: str) -> None:
    """One mistake, one reason, at its own field, with its line."""
    found = problem(**changed)
    assert set(found) == {field}
    assert said in found[field]


@given(
    st.sampled_from(["some", "ranked"]),
    st.lists(st.text(st.characters(categories=["Lo"]), min_size=1, max_size=20), min_size=2, max_size=9, unique=True),
    st.integers(1, 2),
)
def test_a_form_made_of_a_poll_makes_the_same_poll(kind: str, names: list[str], most: int) -> None:
    """What the editor shows of a poll says the same poll again."""
    made = read_content(form(kind=kind, candidates="\n".join(names), most=str(most)))
    assert read_content(content_to_form(made)) == made


# ---- what is chosen ----


def test_a_blank_ballot_is_a_choice_of_its_own() -> None:
    """Nothing ticked is a mistake that keeps the form; the button of the blank ballot is none."""
    for kind in (Kind.SOME, Kind.GROUPS, Kind.RANKED):
        with pytest.raises(InvalidInput):
            read_choices(content(kind, GROUPED, most=2), {})
        assert read_choices(content(kind, GROUPED, most=2), {"blank": "1"}) == ()


def test_limits_of_several() -> None:
    """At least and at most so many; what does not stand for election is no choice."""
    rule = content(Kind.SOME, least=2, most=3)
    assert read_choices(rule, {"c.c1": "1", "c.c4": "1", "c.c9": "1"}) == ("c1", "c4")
    for ticked in (["c1"], ["c1", "c2", "c3", "c4"]):
        with pytest.raises(InvalidInput) as caught:
            read_choices(rule, {f"c.{each}": "1" for each in ticked})
        assert f"您選了 {len(ticked)} 位" in caught.value.fields["choices"]


def test_limits_of_each_group() -> None:
    """So many in each group, and nobody in a group is fine."""
    rule = content(Kind.GROUPS, GROUPED, most=2)
    assert read_choices(rule, {"c.c21": "1", "c.c23": "1"}) == ("c21", "c23")
    with pytest.raises(InvalidInput) as caught:
        read_choices(rule, {"c.c11": "1", "c.c12": "1", "c.c13": "1", "c.c21": "1"})
    assert "第1組選了 3 位" in caught.value.fields["choices"]


def test_every_motion_needs_an_answer() -> None:
    """Each motion without an answer is named."""
    rule = content(Kind.MOTIONS)
    with pytest.raises(InvalidInput) as caught:
        read_choices(rule, {"m.c1": "yes", "m.c2": "perhaps"})
    assert set(caught.value.fields) == {"m.c2", "m.c3", "m.c4", "m.c5"}
    every = {f"m.c{number}": stance for number, stance in enumerate(["yes", "no", "abstain", "yes", "no"], 1)}
    assert words(rule, read_choices(rule, every))[2] == "3 候選人3：棄權"


@pytest.mark.parametrize("places", [{"r.c1": "2"}, {"r.c1": "1", "r.c2": "1"}, {"r.c1": "1", "r.c2": "3"}, {"r.c1": "6"}, {"r.c1": "0"}])
def test_an_order_has_no_gap_and_no_double(places: dict[str, str]) -> None:
    """Places begin at 1, each once."""
    with pytest.raises(InvalidInput):
        read_choices(content(Kind.RANKED, most=5), places)


@given(st.data())
def test_choices_survive_the_look_before(data: st.DataObject) -> None:
    """What the page that is looked at carries says the same choices again, of every kind."""
    kind = data.draw(st.sampled_from([Kind.SOME, Kind.RANKED, Kind.MOTIONS]))
    rule = content(kind, most=data.draw(st.integers(1, 5)))
    ids = [each.id for each in FIVE]
    if kind is Kind.MOTIONS:
        choices = tuple(f"{each}:{data.draw(st.sampled_from(['yes', 'no', 'abstain']))}" for each in ids)
    else:
        chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=rule.most, unique=True))
        choices = tuple(chosen if kind is Kind.RANKED else sorted(chosen))
    assert read_choices(rule, to_form(rule, choices)) == choices


# ---- counting ----


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
    """Two and two with nothing before: no winner, nobody out; the meeting decides."""
    found = run_off(("c1",), ("c1",), ("c2",), ("c2",), candidates=2)
    assert [(each.out, each.winner) for each in found.rounds] == [((), None)]


def test_the_latest_round_before_tells_equals_apart() -> None:
    """c2 and c3 are equal in the second round; c3 had fewer in the first and goes out."""
    ballots = [("c1",)] * 5 + [("c2",)] * 4 + [("c3",)] * 3 + [("c4", "c3")]
    found = run_off(*ballots)
    assert [[each.id for each in one.out] for one in found.rounds][:2] == [["c4"], ["c3"]]


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


# ---- the list ----


def test_the_list_is_by_receipt_and_says_choices_in_words() -> None:
    """However the ballots come, the file is the same; it opens with a mark that spreadsheets read as UTF-8."""
    rule = content(Kind.SOME, most=2)
    ballots = [Ballot("B", ("c2", "c1")), Ballot("A", ())]
    assert rows(rule, ballots) == [["A", "空白票"], ["B", "2 候選人2；1 候選人1"]]
    assert to_csv(rule, ballots) == to_csv(rule, ballots[::-1])
    assert to_csv(rule, ballots).startswith("\ufeff收執碼,圈選\r\nA,空白票\r\n".encode())


def test_a_poll_goes_through_its_times(now: datetime) -> None:
    """Draft, planned, open, one minute of counting, closed: each at its very moment."""
    poll = Poll("p", "c", "班期", content(Kind.SOME), now, now + timedelta(minutes=5))
    minutes = [-1, 0, 4, 5, 6]
    states = [Status.PLANNED, Status.OPEN, Status.OPEN, Status.COUNTING, Status.CLOSED]
    assert [poll.status(now + timedelta(minutes=each)) for each in minutes] == states
    assert Poll("p", "c", "班期", content(Kind.SOME)).status(now) is Status.DRAFT
