"""Rules of the one page, meals and handouts."""

from datetime import date, datetime, timedelta
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clock import TAIPEI
from chalicelib.domains.handouts.rules import file_name, type_of
from chalicelib.domains.meals.rules import Choice, Dish, Meal, Plan, count, whole_days
from chalicelib.domains.portal.rules import next_page

PEOPLE = [(f"p{number}", str(number)) for number in range(20)]
DAY = date(2026, 3, 2)


@given(st.text(max_size=60))
def test_the_way_on_stays_in_the_class(asked: str) -> None:
    """Whatever was asked for, the answer begins with this class's own path and climbs nowhere."""
    for typed in (asked, f"/c/115-B1-1/{asked}", f"/c/115-B1-1{asked}"):
        found = next_page("115-B1-1", typed)
        assert found == "/c/115-B1-1" or found.startswith("/c/115-B1-1/")
        assert ".." not in found.split("/")
        assert "//" not in found
        assert "\\" not in found


@given(
    st.dictionaries(st.sampled_from([person for person, _ in PEOPLE]), st.sampled_from(Meal)),
    st.dictionaries(st.sampled_from([person for person, _ in PEOPLE]), st.booleans()),
)
def test_every_person_is_counted_once(chosen: dict[str, Meal], leave: dict[str, bool]) -> None:
    """Portions, those who do not eat and those away are together everybody on the roster."""
    choices = {person: Choice({DAY: Dish(meal)}, 1) for person, meal in chosen.items()}
    found = count(DAY, PEOPLE, choices, leave)
    assert found.served + found.meals[Meal.NONE] + found.away == len(PEOPLE)
    assert found.away == sum(leave.values())
    assert found.meals[Meal.VEGAN] == sum(meal is Meal.VEGAN and not leave.get(person) for person, meal in chosen.items())


@given(st.integers(0, 7), st.times(), st.integers(0, 20))
def test_a_day_closes_once(before: int, hour: object, ahead: int) -> None:
    """A day is open before its cut-off, and from that moment never again."""
    plan = Plan((DAY,), before, f"{hour:%H:%M}")
    closes = plan.closes_at(DAY)
    assert closes.date() == DAY - timedelta(days=before)
    assert plan.is_open(DAY, closes - timedelta(seconds=1))
    assert not plan.is_open(DAY, closes + timedelta(minutes=ahead))


def test_whole_days_are_fed() -> None:
    """A morning alone is not; morning and afternoon, or a whole day, are."""
    halves = [(date(2026, 3, day), half) for day, half in ((2, "am"), (2, "pm"), (3, "am"), (4, "day"), (5, "pm"), (5, "ev"))]
    assert whole_days(halves) == (date(2026, 3, 2), date(2026, 3, 4))


def test_the_next_to_close() -> None:
    """Of the days that are open, the earliest cut-off."""
    plan = Plan((DAY, DAY + timedelta(days=1)), 1, "12:00")
    assert plan.next_close(datetime(2026, 3, 1, 13, tzinfo=TAIPEI)) == datetime(2026, 3, 2, 12, tzinfo=TAIPEI)
    assert plan.next_close(datetime(2026, 3, 2, 12, tzinfo=TAIPEI)) is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_every_name_can_be_saved(sent: str) -> None:
    """On any system: no separator, no reserved mark, no control, not empty, not too long; and its ending stands."""
    found = file_name(quote(sent), "講義", "pdf")
    assert found.endswith(".pdf")
    assert 4 < len(found) <= 104
    assert not set(found) & set('\\/:*?"<>|\n\r\0')


@given(st.binary(max_size=64), st.text(max_size=20))
def test_no_file_breaks_the_reader(beginning: bytes, name: str) -> None:
    """Any bytes are a known type or none."""
    found = type_of(beginning, name)
    assert found is None or len(found) == 2
