"""What a trainee answers, read from the form. Pure.

By item: a scale `<field>` is 1 to 5, a single choice `<field>` the option's number from 0, ticks `<field>.<option>`, a matrix
`<field>.<row>` 1 to 5, a text `<field>`.
"""

import re
from collections.abc import Mapping, Sequence

from chalicelib.domains.surveys.model import SCORES, Item, Kind
from chalicelib.errors import InvalidInput

# A scale's or choice's number; ticks; a matrix's scores with 0 for none; a text. What was not answered is not there.
Value = int | list[int] | str
Answer = Mapping[str, Value]

LONGEST_TEXT = 1000
LONGEST_IN_ALL = 40_000  # of all texts of one answer, which is one item of the table
# What no file can hold; a browser sends none of it by typing.
_NOT_IN_FILES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def read_answer(items: Sequence[Item], form: Mapping[str, str]) -> dict[str, Value]:
    """Only what was answered. Raises InvalidInput with the field of every item that must be answered, or is too long."""
    found: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for item in items:
        value = _READERS[item.question.kind](item, form)
        if value is not None:
            found[item.field] = value
        if problem := _problem(item, value):
            errors[item.field] = f"第 {item.number} 題{f'（{item.course.label}）' if item.course else ''}：{problem}"
    written = sum(len(value) for value in found.values() if isinstance(value, str))
    if written > LONGEST_IN_ALL and not errors:
        last = next(item.field for item in reversed(items) if isinstance(found.get(item.field), str))
        errors[last] = f"全部文字意見合計最多 {LONGEST_IN_ALL:,} 個字，目前 {written:,} 個字，請縮短後再送出。"
    if not found and not errors:
        errors[items[0].field] = "請至少回答一題再送出。"
    if errors:
        raise InvalidInput(fields=errors)
    return found


def _problem(item: Item, value: Value | None) -> str:
    question = item.question
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"最多 {LONGEST_TEXT} 個字，目前 {len(value)} 個字。"
    if not question.required:
        return ""
    if value is None:
        return {Kind.TEXT: "請輸入文字。", Kind.MULTIPLE: "請至少勾選一項。"}.get(question.kind, "請選擇一項。")
    return "每個項目都要選。" if question.kind is Kind.MATRIX and 0 in value else ""  # type: ignore[operator]


def _scale(item: Item, form: Mapping[str, str]) -> int | None:
    return _score(form.get(item.field, "")) or None


def _single(item: Item, form: Mapping[str, str]) -> int | None:
    numbers = [str(number) for number in range(len(item.question.options))]
    typed = form.get(item.field, "")
    return numbers.index(typed) if typed in numbers else None


def _multiple(item: Item, form: Mapping[str, str]) -> list[int] | None:
    return [number for number in range(len(item.question.options)) if form.get(f"{item.field}.{number}")] or None


def _matrix(item: Item, form: Mapping[str, str]) -> list[int] | None:
    scores = [_score(form.get(f"{item.field}.{row}", "")) for row in range(len(item.question.options))]
    return scores if any(scores) else None


def _text(item: Item, form: Mapping[str, str]) -> str | None:
    typed = form.get(item.field, "").replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_IN_FILES.sub("", typed).strip() or None


def _score(typed: str) -> int:
    return next((score for score in SCORES if typed == str(score)), 0)


_READERS = {Kind.SCALE: _scale, Kind.SINGLE: _single, Kind.MULTIPLE: _multiple, Kind.MATRIX: _matrix, Kind.TEXT: _text}
