"""The editor of a survey or a template: from its form to the model and back. Pure.

Questions are numbered from 0: id.<n>, kind.<n>, text.<n>, options.<n> (one a line), and the ticks required.<n> and each.<n>; `count` says
how many there are. The courses of a survey are ticks course.<id>. The buttons add.<kind>, remove.<n>, up.<n> and down.<n> move questions;
none of them saves.
"""

import itertools
import re
from collections.abc import Iterable, Mapping

from chalicelib.domains.surveys.model import Content, Course, Kind, Question
from chalicelib.errors import InvalidInput
from chalicelib.web.field_rules import has_unseen, read_lines
from chalicelib.web.row_rules import moved, pressed
from chalicelib.web.value_rules import number_or_zero

MOST_QUESTIONS = 40
MOST_ITEMS = 200  # with every course; an answer must fit one item of the table, and a phone's patience
MOST_OPTIONS = 20
LONGEST_NAME = 60
LONGEST_INTRO = 500
LONGEST_TEXT = 200
LONGEST_OPTION = 60
_BUTTON = re.compile(r"add\.(scale|single|multiple|matrix|text)|(remove|up|down)\.[0-9]{1,2}")
_KEPT = ("name", "intro", "anonymous", "version", "new_id", "template_id")
BLANK = {"name": "", "intro": "", "anonymous": "1", "version": "", "count": "0"}


def read_content(form: Mapping[str, str]) -> Content:
    """Raises InvalidInput with every field that is wrong."""
    errors: dict[str, str] = {}
    name, intro = _line(form, "name"), read_lines(form.get("intro", ""))
    _check(errors, "name", "問卷名稱", name, LONGEST_NAME)
    if intro:
        _check(errors, "intro", "說明", intro, LONGEST_INTRO)
    if form.get("anonymous") not in {"0", "1"}:
        errors["anonymous"] = "請選擇匿名或記名。"
    ids = _ids(form)
    questions = tuple(_read_question(form, number, question_id, errors) for number, question_id in enumerate(ids))
    if not questions:
        errors["questions"] = "至少要有一題。"
    if errors:
        raise InvalidInput(fields=errors)
    return Content(name, intro, form["anonymous"] == "1", questions)


def read_courses(form: Mapping[str, str], offered: Iterable[Course], content: Content) -> tuple[Course, ...]:
    """Those ticked, where any question is asked of each course. Raises InvalidInput (courses)."""
    each = sum(question.each_course for question in content.questions)
    every = list(offered)
    if not each or not every:
        return ()
    ticked = tuple(course for course in every if form.get(f"course.{course.id}"))
    if not ticked:
        raise InvalidInput(fields={"courses": "有每門課程都要問的題目，請至少勾選一門課程。"})
    asked = len(content.questions) - each + each * len(ticked)
    if asked > MOST_ITEMS:
        raise InvalidInput(fields={"courses": f"依勾選的課程，學員要回答 {asked} 題，最多 {MOST_ITEMS} 題；請減少課程或題目。"})
    return ticked


def question_count(form: Mapping[str, str]) -> int:
    return min(number_or_zero(form.get("count", "")), MOST_QUESTIONS)


def content_to_form(content: Content) -> dict[str, str]:
    """What the editor shows."""
    form = {"name": content.name, "intro": content.intro, "anonymous": "1" if content.anonymous else "0"}
    return form | _numbered(_question_to_form(question) for question in content.questions)


def course_ticks(courses: Iterable[Course]) -> dict[str, str]:
    return {f"course.{course.id}": "on" for course in courses}


def is_rearranging(form: Mapping[str, str]) -> bool:
    return any(_BUTTON.fullmatch(name) for name in form)


def rearranged(form: Mapping[str, str]) -> dict[str, str]:
    """The form after one of its buttons: everything typed is kept, only the questions move."""
    questions = [_typed_question(form, number) for number in range(question_count(form))]
    action, what = pressed(form, _BUTTON)
    if action == "add" and len(questions) < MOST_QUESTIONS:
        questions.append({"kind": what, "text": "", **({} if what == Kind.TEXT else {"required": "on"})})
    kept = {name: value for name, value in form.items() if name in _KEPT or name.startswith("course.")}
    return kept | _numbered(moved(questions, action, what))


def _numbered(questions: Iterable[Mapping[str, str]]) -> dict[str, str]:
    every = list(questions)
    return {f"{name}.{number}": value for number, each in enumerate(every) for name, value in each.items()} | {"count": str(len(every))}


def _question_to_form(question: Question) -> dict[str, str]:
    ticks = {name: "on" for name, on in (("required", question.required), ("each", question.each_course)) if on}
    return {"id": question.id, "kind": question.kind.value, "text": question.text, "options": "\n".join(question.options), **ticks}


def _typed_question(form: Mapping[str, str], number: int) -> dict[str, str]:
    names = ("id", "kind", "text", "options", "required", "each")
    return {name: form[f"{name}.{number}"] for name in names if f"{name}.{number}" in form}


def _ids(form: Mapping[str, str]) -> list[str]:
    """One for each question: its own, or a free one. The same question keeps its id through versions, so that classes compare."""
    typed = [form.get(f"id.{number}", "") for number in range(question_count(form))]
    ids: list[str] = []
    for own in typed:
        usable = re.fullmatch(r"q[0-9]{1,3}", own) and own not in ids
        ids.append(own if usable else next(free for n in itertools.count(1) if (free := f"q{n}") not in {*typed, *ids}))
    return ids


def _read_question(form: Mapping[str, str], number: int, question_id: str, errors: dict[str, str]) -> Question:
    text, label = _line(form, f"text.{number}"), f"第 {number + 1} 題"
    _check(errors, f"text.{number}", label, text, LONGEST_TEXT)
    try:
        kind = Kind(form.get(f"kind.{number}", ""))
    except ValueError:
        errors[f"kind.{number}"] = f"{label}：請選擇作答方式。"
        kind = Kind.TEXT
    options = _options(form, number, kind, errors) if kind.has_options else ()
    return Question(question_id, kind, text, options, bool(form.get(f"required.{number}")), bool(form.get(f"each.{number}")))


def _options(form: Mapping[str, str], number: int, kind: Kind, errors: dict[str, str]) -> tuple[str, ...]:
    field, label = f"options.{number}", f"第 {number + 1} 題"
    options = tuple(filter(None, (line.strip() for line in read_lines(form.get(field, "")).split("\n"))))
    least = 1 if kind is Kind.MATRIX else 2
    if not least <= len(options) <= MOST_OPTIONS:
        errors[field] = f"{label}：請填 {least} 到 {MOST_OPTIONS} 個{'項目' if kind is Kind.MATRIX else '選項'}，每行一個。"
    elif len(set(options)) < len(options):
        errors[field] = f"{label}：有重複的選項。"
    elif any(len(option) > LONGEST_OPTION or has_unseen(option) for option in options):
        errors[field] = f"{label}：每個選項最多 {LONGEST_OPTION} 個字，不可有看不見的字元。"
    return options


def _check(errors: dict[str, str], field: str, label: str, text: str, longest: int) -> None:
    if not text or len(text) > longest:
        errors[field] = f"{label}：請輸入文字，最多 {longest} 個字。"
    elif has_unseen(text, lines=True):
        errors[field] = f"{label}：有看不見的字元，請刪除後重新輸入。"


def _line(form: Mapping[str, str], field: str) -> str:
    return " ".join(form.get(field, "").split())
