"""A survey: what it asks, of which courses, and when it can be answered. Pure: the clock and ids are arguments; all times are aware."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count, groupby

SCORES = (1, 2, 3, 4, 5)
SCORE_WORDS = {1: "非常不滿意", 2: "不滿意", 3: "普通", 4: "滿意", 5: "非常滿意"}


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    SINGLE = "single"
    MULTIPLE = "multiple"
    MATRIX = "matrix"
    TEXT = "text"

    @property
    def label(self) -> str:
        return {"scale": "1 到 5 分", "single": "單選", "multiple": "複選", "matrix": "多個項目各給 1 到 5 分", "text": "文字"}[self.value]

    @property
    def has_options(self) -> bool:
        return self in {Kind.SINGLE, Kind.MULTIPLE, Kind.MATRIX}


class Status(StrEnum):
    """Where a survey stands at a moment."""

    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"draft": "草稿", "planned": "尚未開放", "open": "填答中", "closed": "已截止"}[self.value]

    @property
    def kind(self) -> str:
        """As the components colour it."""
        return {"draft": "neutral", "planned": "info", "open": "ok", "closed": "neutral"}[self.value]


@dataclass(frozen=True)
class Question:
    """`options` are the choices, or the rows of a matrix. `each_course`: asked for every course by itself."""

    id: str
    kind: Kind
    text: str
    options: tuple[str, ...] = ()
    required: bool = True
    each_course: bool = False


@dataclass(frozen=True)
class Course:
    """One course of the timetable with its lecturer; `id` is made of the two."""

    id: str
    subject: str
    lecturer: str

    @property
    def label(self) -> str:
        return f"{self.subject}（{self.lecturer}）" if self.lecturer else self.subject


@dataclass(frozen=True)
class Content:
    """What an editor makes, of a template or of a survey."""

    name: str
    intro: str
    anonymous: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Template:
    id: str
    version: int
    content: Content
    retired: bool = False


@dataclass(frozen=True)
class Survey:
    """`version` counts every change. `template_id` is where its questions came from, empty for none."""

    id: str
    class_id: str
    class_title: str
    content: Content
    courses: tuple[Course, ...] = ()
    template_id: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    version: int = 1

    def status(self, now: datetime) -> Status:
        if self.opens_at is None:
            return Status.DRAFT
        if now < self.opens_at:
            return Status.PLANNED
        return Status.OPEN if self.closes_at is None or now < self.closes_at else Status.CLOSED


@dataclass(frozen=True)
class Item:
    """One question as it is asked: of one course, or (`course` None) of the whole class. `field` names it in forms and answers.

    `number` counts everything that is asked, from 1.
    """

    number: int
    field: str
    question: Question
    course: Course | None = None

    @property
    def title(self) -> str:
        """As 3. 講座的表達｜公文寫作（林書豪）."""
        return f"{self.number}. {self.question.text}" + (f"｜{self.course.label}" if self.course else "")


@dataclass(frozen=True)
class Block:
    """Items that stand together: those of one course, or of none."""

    course: Course | None
    items: tuple[Item, ...]


def blocks(questions: Sequence[Question], courses: Sequence[Course]) -> list[Block]:
    """In the order of the questions; neighbours that are asked of each course go through the courses one after the other.

    Without courses they are asked once, of the class.
    """
    found: list[Block] = []
    numbers = count(1)
    for each_course, run in groupby(questions, key=lambda question: question.each_course and bool(courses)):
        together = list(run)
        for course in courses if each_course else (None,):
            of = f"-{course.id}" if course else ""
            found.append(Block(course, tuple(Item(next(numbers), f"{each.id}{of}", each, course) for each in together)))
    return found


def items_of(survey: Survey) -> list[Item]:
    """Everything that is asked, in order."""
    return [item for block in blocks(survey.content.questions, survey.courses) for item in block.items]
