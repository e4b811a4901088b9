"""Many documents in one press: what is told of each."""

import pytest

from chalicelib.errors import AppError, Conflict, InvalidInput, Unavailable
from chalicelib.records.many import Done, one_by_one


def done(*wanted: str | AppError) -> Done[str]:
    def act(each: str | AppError) -> str:
        if isinstance(each, AppError):
            raise each
        return each

    return one_by_one(wanted, act, lambda each: f"名{wanted.index(each)}")


def test_what_fails_stops_no_other() -> None:
    """Each refusal has its name and its reason."""
    found = done("a", Conflict("剛被更新"), "c")
    assert (found.results, found.refusals, found.why_not) == (("a", "c"), (("名1", "剛被更新"),), "名1（剛被更新）")


def test_an_outage_leaves_the_rest_and_says_so() -> None:
    """What was done is counted, what was not begun is not told as refused or done."""
    found = done("a", Unavailable(), "c", "d")
    assert found.count == 1
    assert [name for name, _ in found.refusals] == ["名1", "其餘 2 筆"]


@pytest.mark.parametrize("error", [Unavailable(), InvalidInput("理由")])
def test_an_error_that_is_the_same_for_all_comes_first(error: AppError) -> None:
    """Before anything was done it is the whole answer."""
    with pytest.raises(type(error)):
        done(error, "b")


def test_many_refusals_are_named_as_far_as_a_cookie_goes() -> None:
    """Ten by name, the others by their number."""
    told = done("a", *[Conflict(str(n)) for n in range(30)]).why_not
    assert (told.count("名"), told.endswith("另有 20 筆")) == (10, True)
