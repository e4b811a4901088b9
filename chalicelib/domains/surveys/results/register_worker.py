"""The answers as a table, one row an answer; workers only."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.documents.spreadsheets.export import WRITERS
from chalicelib.documents.spreadsheets.sheet import Column, Sheet
from chalicelib.domains.classes import service_files as class_files
from chalicelib.domains.surveys import access, store_answers
from chalicelib.domains.surveys.answer_rules import Answer, Value
from chalicelib.domains.surveys.model import Item, Kind, Survey, items_of
from chalicelib.domains.surveys.results import results
from chalicelib.domains.surveys.store_answers import Named
from chalicelib.domains.surveys.tally_rules import Tally, average_text, share_text, tally
from chalicelib.records.exports import Made, NotMade

_WHO = (Column("座位", width=8), Column("姓名", width=14), Column("服務機關", width=28), Column("填答時間", width=18))
_NUMBER = Column("編號", "integer", width=8)
_Cell = Callable[[Answer], object]


def answers_table(survey: Survey, answers: Sequence[tuple[Named | None, Answer]]) -> Sheet:
    """Anonymous answers are numbered as they stand under their random keys. The second sheet has the averages and shares."""
    items = items_of(survey)
    asked = [pair for item in items for pair in _columns(item)]
    who = () if survey.content.anonymous else _WHO
    rows = [
        [number, *(_who(named) if named else ()), *(cell(answer) for _, cell in asked)] for number, (named, answer) in enumerate(answers, 1)
    ]
    columns = (_NUMBER, *who, *(column for column, _ in asked))
    found = tally(items, [answer for _, answer in answers])
    return Sheet(f"{survey.content.name} 填答結果", columns, rows, (f"{survey.class_title}　{survey.content.name}", *_notes(items, found)))


def _columns(item: Item) -> list[tuple[Column, _Cell]]:
    question = item.question
    if question.kind is Kind.MATRIX:
        names = (f"{item.title}｜{option}" for option in question.options)
        return [(Column(name, "integer", width=12), _score_of(item.field, row)) for row, name in enumerate(names)]
    kind, width = ("integer", 12) if question.kind is Kind.SCALE else ("text", 36 if question.kind is Kind.TEXT else 20)
    return [(Column(item.title, kind, width=width), lambda answer: _words(item, answer.get(item.field)))]  # type: ignore[arg-type]


def _score_of(field: str, row: int) -> _Cell:
    return lambda answer: (answer[field][row] or None) if field in answer else None  # type: ignore[index]


def _words(item: Item, value: Value | None) -> object:
    options = item.question.options
    match item.question.kind, value:
        case [Kind.SINGLE, int()]:
            return options[value]
        case [Kind.MULTIPLE, list()]:
            return "；".join(options[number] for number in value)
        case _:
            return value


def _who(named: Named) -> list[str]:
    return [named.seat, named.name, named.agency, f"{taipei(named.answered_at):%Y-%m-%d %H:%M}"]


def _notes(items: Sequence[Item], found: Tally) -> list[str]:
    notes = [f"填答 {found.answers} 份。1 到 5 分：5 為非常滿意。"]
    for item in items:
        question, count, title = item.question, found.counts[item.field], item.title
        if question.kind is Kind.SCALE:
            notes.append(f"{title}：平均 {average_text(count.rows[0])}（{count.answered} 人）")
        elif question.kind is Kind.MATRIX:
            averages = zip(question.options, count.rows, strict=True)
            notes += [f"{title}｜{option}：平均 {average_text(row)}（{sum(row)} 人）" for option, row in averages]
        elif question.kind is not Kind.TEXT:
            shares = (
                f"{option} {votes} 人 {share_text(votes, count.answered)}"
                for option, votes in zip(question.options, count.rows[0], strict=True)
            )
            notes.append(f"{title}：{'、'.join(shares)}")
    return notes


def make_file(class_id: str, file_id: str, format: str, survey_id: str, now: datetime) -> None:
    """surveys.ods, surveys.xlsx, surveys.csv."""
    survey, writer = access.load(class_id, survey_id), WRITERS[format]
    key = f"surveys/{survey.class_id}/{survey.id}/survey-results{writer.extension}"

    def draw() -> Made:
        if not results.exportable(survey, now):
            raise NotMade("問卷又開放了，或填答太少，未製作檔案。")
        anonymous = [(None, answer) for answer in store_answers.answers(survey.id)] if survey.content.anonymous else []
        data = writer.write(answers_table(survey, anonymous or list(store_answers.named_answers(survey.id))))
        return Made(data, writer.mime_type, key, f"問卷結果_{survey.class_id}_{survey.id}{writer.extension}")

    class_files.make_file(survey.class_id, file_id, draw, now)
