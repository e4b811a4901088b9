"""May this be done with that work? One answer for each work of that name, from all of its makers.

A work is a subject of one class. Its makers are the lecturers of the timetable's lines on it and those of its letters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from chalicelib.clock import taipei
from chalicelib.domains.classes import service as classes
from chalicelib.domains.licences import store
from chalicelib.domains.licences.access import READERS
from chalicelib.domains.licences.database import search, store_search
from chalicelib.domains.licences.database.makers_rules import JointAnswer, Maker, answer_of_all
from chalicelib.domains.licences.database.scope_rules import Question
from chalicelib.domains.licences.database.search import day, member, plain
from chalicelib.domains.licences.model import Audience, Channel, Letter, Right, Work
from chalicelib.domains.people import service_lecturers as lecturers
from chalicelib.errors import InvalidInput
from chalicelib.identity import Principal

# Of each work the class's letters and timetable are read.
MOST_WORKS = 20


@dataclass(frozen=True)
class Reply:
    """The answer for one work."""

    work: Work
    answer: JointAnswer


def read_question(form: Mapping[str, str], now: datetime) -> tuple[str, Question]:
    """From the form's work, rights.<value>, audience, channel, from, to. No last day: the first alone, and no first: today.

    Raises InvalidInput with its fields.
    """
    errors: dict[str, str] = {}
    title = form.get("work", "").strip()
    rights = frozenset(right for right in Right if form.get(f"rights.{right}"))
    audience, channel = member(Audience, form.get("audience", "")), member(Channel, form.get("channel", ""))
    if not title or len(title) > search.LONGEST:
        errors["work"] = f"請輸入課程或著作名稱，最多 {search.LONGEST} 字。"
    if not rights:
        errors["rights"] = "請至少勾選一種利用方式。"
    if audience is None:
        errors["audience"] = "請選擇給誰利用。"
    if channel is None:
        errors["channel"] = "請選擇利用管道。"
    starts, ends = taipei(now).date(), None
    try:
        starts, ends = day(form.get("from", ""), "from") or starts, day(form.get("to", ""), "to")
    except InvalidInput as error:
        errors |= error.fields
    if ends and ends < starts:
        errors["to"] = "迄日不可早於起日。"
    if errors or audience is None or channel is None:
        raise InvalidInput(fields=errors)
    return title, Question(rights, audience, channel, starts, ends or starts, sublicence=bool(form.get("sublicence")))


def ask(who: Principal, title: str, question: Question) -> list[Reply]:
    """One reply for each work whose title has the text; those of exactly this title first. Raises Forbidden."""
    who.require(READERS)
    return may_give(title, question)


def may_give(title: str, question: Question) -> list[Reply]:
    """What the courseware exchange asks, for callers that check the person themselves. At most 20 works, those of the latest letters."""
    asked = plain(title)
    hits = islice(store_search.holding(asked[:2]), search.MOST_READ)
    named = {
        (work.class_id, plain(work.title)): work
        for letter in reversed(search.read_again(letter_id for letter_id, text in hits if asked in text))
        for work in letter.works
        if asked in plain(work.title)
    }
    latest = list(reversed(named.values()))[:MOST_WORKS]
    letters = {class_id: _letters(class_id) for class_id in {work.class_id for work in latest}}
    replies = [Reply(work, answer_of_all(question, _makers(work, letters[work.class_id]))) for work in latest]
    return sorted(replies, key=lambda reply: (plain(reply.work.title) != asked, reply.work.title))


def _letters(class_id: str) -> list[Letter]:
    """Found by the class's index, and read again by key: what is licensed is not told from a copy that lags."""
    return search.read_again(letter.id for letter in store.letters_of_class(class_id))


def _makers(work: Work, letters: list[Letter]) -> list[Maker]:
    """In the order of the timetable, then of the letters."""
    of_work = [letter for letter in letters if any(plain(each.title) == plain(work.title) for each in letter.works)]
    names = {lecturers.plain_name(name): name for name in (*_taught_by(work), *(letter.lecturer for letter in of_work))}
    return [Maker(name, tuple(each for each in of_work if lecturers.plain_name(each.lecturer) == key)) for key, name in names.items()]


def _taught_by(work: Work) -> Iterator[str]:
    for period in classes.timetable(work.class_id).periods:
        if plain(period.subject) == plain(work.title):
            yield from lecturers.names_in(period.lecturer)
