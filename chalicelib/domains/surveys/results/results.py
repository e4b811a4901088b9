"""What was answered, for the class's organizers: live, without giving anybody away; as a file; and over the classes of a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes import service_files as class_files
from chalicelib.domains.surveys import access, store, store_answers
from chalicelib.domains.surveys.answer_rules import Answer
from chalicelib.domains.surveys.model import Kind, Status, Survey, items_of
from chalicelib.domains.surveys.privacy_rules import PRIVACY_FLOOR, makes_a_step, may_be_shown
from chalicelib.domains.surveys.results.compare_rules import Comparison, compared
from chalicelib.domains.surveys.tally_rules import Tally, tally, texts
from chalicelib.domains.surveys.templates import templates
from chalicelib.errors import Conflict, Forbidden
from chalicelib.identity import Principal, Role

FORMATS = ("ods", "xlsx", "csv")
_MOST_COMPARED = 40
MOST_TEXTS = 300  # on a page; one has at most a thousand characters, so it stays below a megabyte


@dataclass(frozen=True)
class Results:
    """`given` people have answered; `tally` None: too few to be shown.

    `texts` by field, as many as a page has room for; None while they are held back.
    """

    given: int
    tally: Tally | None
    texts: Mapping[str, list[str]] | None

    def further(self, field: str) -> int:
        """How many texts of this item the page leaves to the file."""
        return self.tally.counts[field].answered - len(self.texts[field]) if self.tally and self.texts else 0


def results(survey: Survey, now: datetime) -> Results:
    """For callers that have authorised.

    Anonymous: nothing below the floor. While it is open the counts move in steps, and texts wait for the end: otherwise who
    looks before and after somebody has answered sees what that person answered.
    """
    given, closed = len(store_answers.markers(survey.id)), survey.status(now) is Status.CLOSED
    kept = store_answers.shown(survey.id) if closed and not given else None
    if kept:  # the answers' time is over, and only what was shown of them is left
        return Results(kept.answers, kept, {item.field: [] for item in items_of(survey) if item.question.kind is Kind.TEXT})
    if survey.content.anonymous and not may_be_shown(given):
        return Results(given, None, None)
    if closed:
        return _final(survey, given)
    if survey.content.anonymous:
        return Results(given, _in_steps(survey, given), None)
    answers = store_answers.answers(survey.id)
    return Results(given, tally(items_of(survey), answers), _some_texts(survey, answers))


def exportable(survey: Survey, now: datetime) -> bool:
    """Whether row by row is no more than what the page may show."""
    least = PRIVACY_FLOOR if survey.content.anonymous else 1
    return (survey.status(now) is Status.CLOSED or not survey.content.anonymous) and len(store_answers.markers(survey.id)) >= least


def request_file(who: Principal, class_id: str, survey_id: str, wanted: str, now: datetime) -> str:
    """Asks a worker for the answers; returns the file's id. An unknown format is ODS. Raises Conflict, NotFound, Forbidden."""
    _, survey = access.open_survey(who, class_id, survey_id)
    if not exportable(survey, now):
        raise Conflict(f"匿名問卷截止後、滿 {PRIVACY_FLOOR} 份填答才能匯出；記名問卷有人填答就能匯出。")
    kind = wanted if wanted in FORMATS else FORMATS[0]
    return class_files.request_file(who, class_id, f"surveys.{kind}", {"format": kind, "survey_id": survey_id}, now)


def compare(who: Principal, template_id: str, now: datetime) -> Comparison:
    """The latest surveys made from the template, of the person's own classes (an administrator: of all). Raises NotFound, Forbidden."""
    template = templates.open_template(who, template_id)
    found = [access.load(*key) for key in store.used_by(template.id, _MOST_COMPARED) if _may_see(who, key[0])]
    opened = [survey for survey in found if survey.status(now) in {Status.OPEN, Status.CLOSED}]
    return compared(template, [(survey, results(survey, now).tally) for survey in opened])


def _may_see(who: Principal, class_id: str) -> bool:
    if who.has(Role.ADMINISTRATOR):
        return True
    try:
        classes.open_class(who, class_id)
    except Forbidden:
        return False
    return True


def _final(survey: Survey, given: int) -> Results:
    """Counted once and kept: what the last step left out would be those who came last."""
    found = store_answers.shown(survey.id)
    if found is None or found.answers != given:
        found = tally(items_of(survey), store_answers.answers(survey.id))
        store_answers.show(survey.id, found, last=True)
    return Results(given, found, _some_texts(survey, store_answers.answers(survey.id, MOST_TEXTS)))


def _some_texts(survey: Survey, answers: Sequence[Answer]) -> dict[str, list[str]]:
    """Each item has its share of a page; the file has them all."""
    written = [item for item in items_of(survey) if item.question.kind is Kind.TEXT]
    each = max(1, MOST_TEXTS // max(1, len(written)))
    return {item.field: texts(item, answers)[:each] for item in written}


def _in_steps(survey: Survey, given: int) -> Tally | None:
    """The counts as they were at the last step. Whoever finds enough more makes the next one; of two at once one decides for both."""
    shown = store_answers.shown(survey.id)
    if shown and not makes_a_step(given, shown.answers):
        return shown
    fresh = tally(items_of(survey), store_answers.answers(survey.id))
    return fresh if store_answers.show(survey.id, fresh) else store_answers.shown(survey.id)
