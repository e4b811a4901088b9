"""One template's questions over the classes that were asked them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domains.surveys.model import Kind, Question, Survey, Template, items_of
from chalicelib.domains.surveys.tally_rules import Count, Tally, added, average_text, share_text


@dataclass(frozen=True)
class Line:
    """`cells` stand under the surveys: an average, or the share that chose this; – where nothing can be said."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """One question of the template: one line for a scale, else one for each row or choice."""

    question: Question
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Comparison:
    """`surveys` with how many answers of each are counted; None: too few to be shown."""

    template: Template
    surveys: tuple[tuple[Survey, int | None], ...]
    groups: tuple[Group, ...]


def compared(template: Template, found: Sequence[tuple[Survey, Tally | None]]) -> Comparison:
    """A question counts for a class where it was asked in the same words with the same choices; its courses are added up."""
    questions = [question for question in template.content.questions if question.kind is not Kind.TEXT]
    groups = tuple(Group(question, _lines(question, [_asked(question, *each) for each in found])) for question in questions)
    return Comparison(template, tuple((survey, tally.answers if tally else None) for survey, tally in found), groups)


def _asked(question: Question, survey: Survey, tally: Tally | None) -> Count | None:
    """All that was answered to the question in this class; None where it was not asked so, or nothing is shown."""
    items = [item for item in items_of(survey) if _same(item.question, question)]
    return added(tally.counts[item.field] for item in items) if items and tally else None


def _same(one: Question, other: Question) -> bool:
    return (one.id, one.kind, one.text, one.options) == (other.id, other.kind, other.text, other.options)


def _lines(question: Question, counts: Sequence[Count | None]) -> tuple[Line, ...]:
    if question.kind is Kind.SCALE:
        return (Line("平均", tuple(average_text(count.rows[0]) if count else "–" for count in counts)),)
    if question.kind is Kind.MATRIX:
        return tuple(
            Line(option, tuple(average_text(count.rows[row]) if count else "–" for count in counts))
            for row, option in enumerate(question.options)
        )
    return tuple(
        Line(option, tuple(share_text(count.rows[0][place], count.answered) if count else "–" for count in counts))
        for place, option in enumerate(question.options)
    )
