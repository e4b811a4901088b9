"""Two forms at once of one person, and a hall that answers at once, on Amazon's own engine."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domains.surveys import store_answers
from chalicelib.domains.surveys.answering import answering
from chalicelib.domains.surveys.answering.answering import Receipt
from chalicelib.domains.surveys.building import building, opening
from chalicelib.domains.surveys.model import items_of
from chalicelib.domains.surveys.privacy_rules import PRIVACY_FLOOR
from chalicelib.domains.surveys.results import results
from chalicelib.errors import AppError
from tests.scenes.surveys import IDS, ORGANIZER, filled, make_survey, make_surveyed_class, person, standing, survey_form
from tests.support.at_once import at_once
from tests.support.browser_client import Browser

Drain = Callable[[], int]
ROUNDS = 10


def test_two_forms_of_one_person_are_one_answer(browser: Browser, drain: Drain, now: datetime) -> None:
    """From two phones at once one is taken and the other is told; the answer that is kept is the one that was taken."""
    class_ = make_surveyed_class(browser, drain, now)
    for number in range(ROUNDS):
        survey = make_survey(class_, now, new_id=f"s{number:010}")
        field = items_of(survey)[0].field
        acts = [
            lambda score=score, survey=survey: answering.submit(  # type: ignore[misc]
                class_.id, person(1), survey.id, filled(survey, score, request=f"phone-{score}"), now
            )
            for score in (1, 5)
        ]
        receipts = at_once(*acts)
        assert sorted(receipts) == [Receipt.EARLIER, Receipt.TAKEN]
        [kept] = store_answers.answers(survey.id)
        assert kept[field] == (1, 5)[receipts.index(Receipt.TAKEN)]


def test_the_same_form_at_once_is_taken_once(browser: Browser, drain: Drain, now: datetime) -> None:
    """One form that a nervous phone sends four times at once is taken, once, and each sending hears so."""
    class_ = make_surveyed_class(browser, drain, now)
    survey = make_survey(class_, now)
    form = filled(survey)
    receipts = at_once(*[lambda: answering.submit(class_.id, person(1), survey.id, form, now)] * 4)
    assert receipts == [Receipt.TAKEN] * 4
    assert len(store_answers.answers(survey.id)) == len(store_answers.markers(survey.id)) == 1


def test_everybody_at_once_loses_nobody(browser: Browser, drain: Drain, now: datetime) -> None:
    """The whole class answers in the same moment, each twice, while results are looked at: as many answers as people, and no look
    shows fewer than five or any step that is smaller."""
    class_ = make_surveyed_class(browser, drain, now)
    survey = make_survey(class_, now)
    seen: list[int] = []

    def look() -> None:
        found = results.results(survey, now).tally
        seen.append(found.answers if found else 0)

    sends = [
        lambda place=place: answering.submit(class_.id, person(place), survey.id, filled(survey, request=f"r{place}"), now)  # type: ignore[misc]
        for place in range(1, len(IDS) + 1)
    ]
    receipts = at_once(*sends, *[look] * 6, *sends)
    assert [receipt for receipt in receipts if receipt is not None] == [Receipt.TAKEN] * 2 * len(IDS)
    assert len(store_answers.answers(survey.id)) == len(store_answers.markers(survey.id)) == len(IDS)
    look()
    steps = sorted(set(seen) - {0})
    assert len(steps) == 1  # of eight answers, two steps of five do not fit
    assert PRIVACY_FLOOR <= steps[0] <= len(IDS)


def test_opened_and_edited_at_once_agree(browser: Browser, drain: Drain, now: datetime) -> None:
    """Opening and saving other questions at once: one of them is told, and what is open is what was read."""
    class_ = make_surveyed_class(browser, drain, now)
    for number in range(ROUNDS):
        survey = make_survey(class_, now, opened=False, new_id=f"s{number:010}")
        form = survey_form(class_, name="改過", version="1")
        results_ = at_once(
            lambda survey=survey: opening.settle(ORGANIZER, class_.id, survey.id, {"action": "open"}, now),  # type: ignore[misc]
            lambda survey=survey, form=form: building.save(ORGANIZER, class_.id, survey.id, form, now),  # type: ignore[misc]
        )
        after = standing(survey)
        if sum(isinstance(result, AppError) for result in results_) == 1:
            assert after.version == 2
            assert (after.opens_at is None) == (after.content.name == "改過")
        else:  # saved, then opened
            assert (after.version, after.content.name) == (3, "改過")
            assert after.opens_at == now
