"""The licence database: find signed letters by lecturer, course, work or class, and ask whether something is licensed.

A search reads one partition of the index, that of two characters of the text; nothing is scanned. What is found is read again by key, and
only that decides.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from chalicelib.clock import taipei
from chalicelib.domains.licences import store
from chalicelib.domains.licences.access import READERS
from chalicelib.domains.licences.database import store_search
from chalicelib.domains.licences.database.scope_rules import Answer, Question, Verdict, answer, in_force_on
from chalicelib.domains.licences.deadline_rules import ENDS_SOON
from chalicelib.domains.licences.model import Audience, Channel, Letter, Right, State
from chalicelib.domains.licences.period_rules import last_day
from chalicelib.domains.licences.transitions import load
from chalicelib.errors import InvalidInput
from chalicelib.identity import Principal
from chalicelib.web.value_rules import read_day

PAGE = 20
_MOST_READ = 1000
_LONGEST = 60
Label = TypeVar("Label", Right, Audience, Channel)


@dataclass(frozen=True)
class Wanted:
    """What the form asks for; empty parts ask for nothing. `day`: licensed on that day."""

    text: str
    right: Right | None = None
    audience: Audience | None = None
    channel: Channel | None = None
    day: date | None = None


@dataclass(frozen=True)
class Found:
    """One page; `next` is the position to go on from, "" at the end."""

    letters: tuple[Letter, ...]
    next: str = ""


@dataclass(frozen=True)
class Reply:
    """The answer for one work: its title, the letters that name it, and what they say."""

    title: str
    letters: tuple[Letter, ...]
    answer: Answer = field(default_factory=lambda: Answer(Verdict.NO, (), ()))


def index(letter_id: str, now: datetime) -> None:
    """Makes a signed letter findable; again after every change of its state, harmlessly."""
    letter = load(letter_id)
    texts = [letter.lecturer, *(work.title for work in letter.works), *(work.class_title for work in letter.works), letter.class_id]
    plain_texts = list(dict.fromkeys(plain(text) for text in texts))
    store_search.index(letter.id, {piece for text in plain_texts for piece in pieces(text)}, "\n".join(plain_texts))
    if (ends := last_day(letter)) and letter.state is State.SIGNED:
        store_search.note_end(letter.id, str(ends))


def plain(text: str) -> str:
    """One form of each character, no case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def pieces(text: str) -> set[str]:
    """Every character alone and every two neighbours, so that a search of any length has a partition to look in."""
    return {*text, *(text[at : at + 2] for at in range(len(text) - 1))}


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """From the form's q, right, audience, channel, on. Raises InvalidInput."""
    text = query.get("q", "").strip()
    if len(text) > _LONGEST:
        raise InvalidInput(fields={"q": f"最多 {_LONGEST} 個字。"})
    right, audience = _member(Right, query.get("right", "")), _member(Audience, query.get("audience", ""))
    return Wanted(text, right, audience, _member(Channel, query.get("channel", "")), _day(query.get("on", ""), "on"))


def find(who: Principal, wanted: Wanted, after: str = "") -> Found:
    """At most 20 signed letters with all the words of the text, the latest first. Raises Forbidden.

    Reads at most 1,000 index items: a page may hold fewer and yet have a next.
    """
    who.require(READERS)
    words = [plain(word) for word in wanted.text.split()]
    if not words:
        return Found(())
    found: list[Letter] = []
    position, read = after, 0
    looked_in = store_search.holding(max(words, key=len)[:2], after)
    while True:
        some = list(islice(looked_in, PAGE))
        for letter in _read_again(letter_id for letter_id, text in some if all(word in text for word in words)):
            if len(found) == PAGE:
                return Found(tuple(found), position)
            position = letter.id
            if _matches(letter, wanted):
                found.append(letter)
        read += len(some)
        if len(some) < PAGE:
            return Found(tuple(found))
        if read >= _MOST_READ:
            return Found(tuple(found), some[-1][0])


def everything(wanted: Wanted) -> Iterator[Letter]:
    """Every signed letter that a search finds, for callers that check the person themselves."""
    words = [plain(word) for word in wanted.text.split()]
    looked_in = store_search.holding(max(words, key=len)[:2]) if words else iter(())
    while some := list(islice(looked_in, PAGE)):
        yield from (
            letter
            for letter in _read_again(letter_id for letter_id, text in some if all(word in text for word in words))
            if _matches(letter, wanted)
        )


def _read_again(ids: Iterable[str]) -> list[Letter]:
    return sorted(store.letters(ids), key=lambda letter: letter.id, reverse=True)


def _matches(letter: Letter, wanted: Wanted) -> bool:
    grants = [clause.grant for clause in letter.clauses if clause.grant]
    if letter.signed_at is None or (wanted.day and not in_force_on(letter, wanted.day)):
        return False
    if wanted.right is None and wanted.audience is None and wanted.channel is None:
        return True
    return any(
        (wanted.right is None or wanted.right in grant.rights)
        and (wanted.audience is None or wanted.audience in grant.audiences)
        and (wanted.channel is None or wanted.channel in grant.channels)
        for grant in grants
    )


def read_question(form: Mapping[str, str], now: datetime) -> tuple[str, Question]:
    """From the form's work, rights.<value>, audience, channel, from, to. Raises InvalidInput with its fields."""
    errors: dict[str, str] = {}
    title = form.get("work", "").strip()
    rights = frozenset(right for right in Right if form.get(f"rights.{right}"))
    audience, channel = _member(Audience, form.get("audience", "")), _member(Channel, form.get("channel", ""))
    if not title or len(title) > _LONGEST:
        errors["work"] = f"請輸入課程或著作名稱，最多 {_LONGEST} 字。"
    if not rights:
        errors["rights"] = "請至少勾選一種利用方式。"
    if audience is None:
        errors["audience"] = "請選擇給誰利用。"
    if channel is None:
        errors["channel"] = "請選擇利用管道。"
    starts, ends = taipei(now).date(), None
    try:
        starts, ends = _day(form.get("from", ""), "from") or starts, _day(form.get("to", ""), "to")
    except InvalidInput as error:
        errors |= error.fields
    if ends and ends < starts:
        errors["to"] = "迄日不可早於起日。"
    if errors or audience is None or channel is None:
        raise InvalidInput(fields=errors)
    return title, Question(rights, audience, channel, starts, ends, sublicence=bool(form.get("sublicence")))


def ask(who: Principal, title: str, question: Question) -> list[Reply]:
    """One reply for each work whose title has the text; those of exactly this title first. Raises Forbidden."""
    who.require(READERS)
    return may_give(title, question)


def may_give(title: str, question: Question) -> list[Reply]:
    """What the courseware exchange asks, for callers that check the person themselves."""
    asked = plain(title)
    named: dict[str, list[Letter]] = {}
    hits = islice(store_search.holding(asked[:2]), _MOST_READ)
    for letter in _read_again(letter_id for letter_id, text in hits if asked in text):
        for work in letter.works:
            if asked in plain(work.title) and letter.signed_at:
                named.setdefault(work.title, []).append(letter)
    replies = [
        Reply(name, tuple(dict.fromkeys(letters)), answer(question, list(dict.fromkeys(letters)))) for name, letters in named.items()
    ]
    return sorted(replies, key=lambda reply: (plain(reply.title) != asked, reply.title))


def expiring(who: Principal, now: datetime) -> list[tuple[Letter, date]]:
    """Letters whose last term ends within sixty days, the soonest first, with that day. Raises Forbidden."""
    who.require(READERS)
    return ending_soon(taipei(now).date())


def ending_soon(today: date) -> list[tuple[Letter, date]]:
    """For callers that check the person themselves."""
    last = today + ENDS_SOON
    months = dict.fromkeys(f"{today + timedelta(days=days):%Y-%m}" for days in range(ENDS_SOON.days + 1))
    ids = [letter_id for month in months for letter_id in store_search.ending_in(month)]
    found = [(letter, ends) for letter in store.letters(ids) if letter.state is State.SIGNED and (ends := last_day(letter))]
    return sorted(((letter, ends) for letter, ends in found if today <= ends <= last), key=lambda pair: (pair[1], pair[0].id))


def _member(kind: type[Label], typed: str) -> Label | None:
    return kind(typed) if typed in {str(each) for each in kind} else None


def _day(typed: str, field_name: str) -> date | None:
    try:
        return read_day(typed) if typed else None
    except ValueError as error:
        raise InvalidInput(fields={field_name: "請輸入日期，例如 2028-06-30。"}) from error
