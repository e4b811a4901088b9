"""Questions and courses as data for the table and back. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.domains.surveys.model import Content, Course, Kind, Question


def content_to_data(content: Content) -> dict[str, Any]:
    """As JSON holds it."""
    questions = [{**vars(question), "kind": question.kind.value, "options": list(question.options)} for question in content.questions]
    return {**vars(content), "questions": questions}


def content_from_data(data: Mapping[str, Any]) -> Content:
    questions = (Question(**{**each, "kind": Kind(each["kind"]), "options": tuple(each["options"])}) for each in data["questions"])
    return Content(**{**data, "questions": tuple(questions)})


def courses_to_data(courses: Sequence[Course]) -> list[dict[str, str]]:
    return [dict(vars(course)) for course in courses]


def courses_from_data(data: Iterable[Mapping[str, str]]) -> tuple[Course, ...]:
    return tuple(Course(**each) for each in data)


def courses_of(taught: Iterable[tuple[str, str]]) -> tuple[Course, ...]:
    """One for each (subject, lecturer), in the order given."""
    return tuple(Course(_id(*each), *each) for each in dict.fromkeys(taught))


def _id(subject: str, lecturer: str) -> str:
    return "k" + hashlib.sha256(f"{subject}\n{lecturer}".encode()).hexdigest()[:8]
