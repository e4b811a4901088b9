"""Polls: what is typed, what is chosen, and counting against a slow reading of the same rules."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.voting.choice_rules import read_choices, to_form, words
from chalicelib.domains.voting.model import Ballot, Candidate, Content, Kind, Poll, Status
from chalicelib.domains.voting.polls.form_rules import content_to_form, group_lines, read_content, roster_lines
from chalicelib.domains.voting.results.published_rules import rows, to_csv
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
