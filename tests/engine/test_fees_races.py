"""Fee cases under real concurrency: serial numbers without gap or double, one live case, one winner of two changes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from chalicelib.domains.fees import store, transitions
from chalicelib.domains.fees.calculation.case_rules import wanted_of
from chalicelib.domains.fees.drafting import editing, making
from chalicelib.domains.fees.drafting.form_rules import form_of
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.store_items import CounterItem
from chalicelib.errors import Conflict
from chalicelib.records.numbering import last_number
from tests.engine.conftest import ON_BOTH_ENGINES
from tests.scenes.fees import FUNDING, MONDAY, ORGANIZER, standing, taught_class

pytestmark = ON_BOTH_ENGINES


def numbers(cases: list[Case]) -> list[int]:
    return sorted(int(case.id) for case in cases)


def test_serial_numbers_have_neither_gap_nor_double(now: datetime) -> None:
    """Twelve classes made at once, each pressed twice: thirty-six cases, numbered from 1 to 36."""
    classes = [taught_class(now, run=str(run)) for run in range(1, 13)]
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda class_: making.make(ORGANIZER, class_.id, FUNDING, now), classes * 2))
    made = [case for cases in found for case in cases]
    assert numbers(made) == list(range(202603020001, 202603020037))
    assert last_number(CounterItem, "20260302") == 36
    assert numbers(store.made_between(MONDAY, MONDAY)) == numbers(made)
    assert all(len(store.of_class(class_.id)) == 3 for class_ in classes)


def test_one_lecturer_has_one_live_case(now: datetime) -> None:
    """Eight presses at once on one class: three cases in all, and no number is lost to the presses that came too late."""
    class_ = taught_class(now)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: making.make(ORGANIZER, class_.id, FUNDING, now), range(8)))
    assert numbers([case for cases in found for case in cases]) == [202603020001, 202603020002, 202603020003]
    assert last_number(CounterItem, "20260302") == 3


def test_edited_and_cancelled_at_once_has_one_winner(now: datetime) -> None:
    """Whichever comes first: the other is told, the chain is whole, and the slot agrees with the state."""
    for run in range(1, 11):
        case = making.make(ORGANIZER, taught_class(now, run=str(run)).id, FUNDING, now)[0]
        form = {**form_of(wanted_of(case)), "version": "1", "rate": "1600"}

        def tried(act: int, case: Case = case, form: dict[str, str] = form) -> bool:
            try:
                editing.edit(ORGANIZER, case.id, form, now) if act else editing.cancel(ORGANIZER, case.id, {"reason": "更換"}, now)
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(tried, range(2))) == [False, True]
        after = standing(case)
        assert transitions.cases.history(after)[1]
        cancelled = after.state is State.CANCELLED
        assert store.slot(case.class_id, "林書豪") == ("" if cancelled else case.id)
        assert after.rate == (2000 if cancelled else 1600)


def test_two_steps_of_one_case_have_one_winner(now: datetime) -> None:
    """Six edits at once, all of one version: one stands."""
    case = making.make(ORGANIZER, taught_class(now).id, FUNDING, now)[0]

    def tried(rate: int) -> int:
        form = {**form_of(wanted_of(case)), "version": "1", "rate": str(rate)}
        try:
            return editing.edit(ORGANIZER, case.id, form, now).rate
        except Conflict:
            return 0

    with ThreadPoolExecutor(6) as pool:
        rates = list(pool.map(tried, range(1501, 1507)))
    assert [rate for rate in rates if rate] == [standing(case).rate]
    assert standing(case).events == 2
