"""Answers counted: how many chose what, averages, texts, and one question over several classes. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domains.surveys.answer_rules import Answer, Value
from chalicelib.domains.surveys.model import SCORES, Item, Kind, Question


@dataclass(frozen=True)
class Count:
    """One item's: `answered` people; a row of counts for each thing counted: 1 to 5 (scale, each row of a matrix), or each option."""

    answered: int
    rows: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Tally:
    """`answers` in all; by the item's field."""

    answers: int
    counts: Mapping[str, Count]


def tally(items: Sequence[Item], answers: Sequence[Answer]) -> Tally:
    return Tally(
        len(answers), {item.field: _count(item.question, [each[item.field] for each in answers if item.field in each]) for item in items}
    )


def texts(item: Item, answers: Iterable[Answer]) -> list[str]:
    """What was written, in the order of writing systems, which says nothing of who or when."""
    return sorted(str(each[item.field]) for each in answers if item.field in each)


def average(row: Sequence[int]) -> float | None:
    """Of a row of scores; None where nobody gave one."""
    given = sum(row)
    return sum(score * count for score, count in zip(SCORES, row, strict=True)) / given if given else None


def average_text(row: Sequence[int]) -> str:
    """To two places, the half up, as people reckon; – where nobody gave one."""
    given = sum(row)
    if not given:
        return "–"
    hundredths = (200 * sum(score * count for score, count in zip(SCORES, row, strict=True)) + given) // (2 * given)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def share_text(count: int, of: int) -> str:
    """In per cent to one place, the half up; – of nothing."""
    if not of:
        return "–"
    tenths = (2000 * count + of) // (2 * of)
    return f"{tenths // 10}.{tenths % 10}%"


def added(counts: Iterable[Count]) -> Count:
    """The counts of the same question, of several courses, as one."""
    every = list(counts)
    return Count(sum(count.answered for count in every), _summed([count.rows for count in every]))


def to_data(found: Tally) -> dict[str, Any]:
    """As JSON holds it."""
    counts = {field: {"answered": each.answered, "rows": [list(row) for row in each.rows]} for field, each in found.counts.items()}
    return {"answers": found.answers, "counts": counts}


def from_data(data: Mapping[str, Any]) -> Tally:
    counts = {
        field: Count(int(each["answered"]), tuple(tuple(map(int, row)) for row in each["rows"])) for field, each in data["counts"].items()
    }
    return Tally(int(data["answers"]), counts)


def _count(question: Question, values: Sequence[Value]) -> Count:
    match question.kind:
        case Kind.SCALE:
            rows = [_scores(values)]
        case Kind.MATRIX:
            rows = [_scores([value[row] for value in values]) for row in range(len(question.options))]  # type: ignore[index]
        case Kind.SINGLE:
            rows = [tuple(sum(value == number for value in values) for number in range(len(question.options)))]
        case Kind.MULTIPLE:
            rows = [tuple(sum(number in value for value in values) for number in range(len(question.options)))]  # type: ignore[operator]
        case Kind.TEXT:
            rows = []
    return Count(len(values), tuple(rows))


def _scores(values: Sequence[Any]) -> tuple[int, ...]:
    return tuple(sum(value == score for value in values) for score in SCORES)


def _summed(tables: Sequence[tuple[tuple[int, ...], ...]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(sum(cells) for cells in zip(*rows, strict=True)) for rows in zip(*tables, strict=True))
