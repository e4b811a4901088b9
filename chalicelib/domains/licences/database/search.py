"""The licence database: find signed letters by lecturer, course, work or class.

A search reads one partition of the index, that of two characters of the text; nothing is scanned. What is found is read again by key, and
only that decides.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from chalicelib.clock import taipei
from chalicelib.domains.licences import store
from chalicelib.domains.licences.access import READERS
from chalicelib.domains.licences.database import store_search
from chalicelib.domains.licences.database.scope_rules import in_force_on
from chalicelib.domains.licences.deadline_rules import ENDS_SOON
from chalicelib.domains.licences.model import Audience, Channel, Letter, Right, State
from chalicelib.domains.licences.period_rules import ends_of
from chalicelib.domains.licences.transitions import load
from chalicelib.domains.licences.wording_rules import clause_names
from chalicelib.errors import InvalidInput
from chalicelib.identity import Principal
from chalicelib.web import value_rules
from chalicelib.web.value_rules import read_day

PAGE = 20
MOST_READ = 1000
LONGEST = 60
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
class Expiry:
    """Clauses of a letter, by number, whose term ends on one day."""

    letter: Letter
    ends: date
    numbers: tuple[int, ...]

    @property
    def clauses(self) -> str:
        return clause_names(self.numbers)


def index(letter_id: str, now: datetime) -> None:
    """Makes a letter findable; again after every change of its state, harmlessly. A search shows it once it is signed."""
    letter = load(letter_id)
    texts = [letter.lecturer, *(work.title for work in letter.works), *(work.class_title for work in letter.works), letter.class_id]
    plain_texts = list(dict.fromkeys(plain(text) for text in texts))
    store_search.index(letter.id, {piece for text in plain_texts for piece in pieces(text)}, "\n".join(plain_texts))
    if letter.state is State.SIGNED:
        for ends in ends_of(letter):
            store_search.note_end(letter.id, str(ends))


def plain(text: str) -> str:
    """One form of each character, no case, no spaces."""
    return "".join(value_rules.plain(text).casefold().split())


def pieces(text: str) -> set[str]:
    """Every character alone and every two neighbours, so that a search of any length has a partition to look in."""
    return {*text, *(text[at : at + 2] for at in range(len(text) - 1))}


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """From the form's q, right, audience, channel, on. Raises InvalidInput."""
    text = query.get("q", "").strip()
    if len(text) > LONGEST:
        raise InvalidInput(fields={"q": f"最多 {LONGEST} 個字。"})
    right, audience = member(Right, query.get("right", "")), member(Audience, query.get("audience", ""))
    return Wanted(text, right, audience, member(Channel, query.get("channel", "")), day(query.get("on", ""), "on"))


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
        for letter in read_again(letter_id for letter_id, text in some if all(word in text for word in words)):
            if len(found) == PAGE:
                return Found(tuple(found), position)
            position = letter.id
            if _matches(letter, wanted):
                found.append(letter)
        read += len(some)
        if len(some) < PAGE:
            return Found(tuple(found))
        if read >= MOST_READ:
            return Found(tuple(found), some[-1][0])


def everything(wanted: Wanted) -> Iterator[Letter]:
    """Every signed letter that a search finds, for callers that check the person themselves."""
    words = [plain(word) for word in wanted.text.split()]
    looked_in = store_search.holding(max(words, key=len)[:2]) if words else iter(())
    while some := list(islice(looked_in, PAGE)):
        yield from (
            letter
            for letter in read_again(letter_id for letter_id, text in some if all(word in text for word in words))
            if _matches(letter, wanted)
        )


def read_again(ids: Iterable[str]) -> list[Letter]:
    """As they stand, the latest first."""
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


def expiring(who: Principal, now: datetime) -> list[Expiry]:
    """What ends within sixty days, the soonest first. Raises Forbidden."""
    who.require(READERS)
    return ending_soon(taipei(now).date())


def ending_soon(today: date) -> list[Expiry]:
    """For callers that check the person themselves."""
    last = today + ENDS_SOON
    months = dict.fromkeys(f"{today + timedelta(days=days):%Y-%m}" for days in range(ENDS_SOON.days + 1))
    ids = [letter_id for month in months for letter_id in store_search.ending_in(month)]
    found = [
        Expiry(letter, ends, tuple(numbers))
        for letter in store.letters(ids)
        if letter.state is State.SIGNED
        for ends, numbers in ends_of(letter).items()
        if today <= ends <= last
    ]
    return sorted(found, key=lambda each: (each.ends, each.letter.id))


def member(kind: type[Label], typed: str) -> Label | None:
    """What a select chose; None for nothing, and for what is none of its choices."""
    return kind(typed) if typed in {str(each) for each in kind} else None


def day(typed: str, field_name: str) -> date | None:
    """Raises InvalidInput with that field."""
    try:
        return read_day(typed) if typed else None
    except ValueError as error:
        raise InvalidInput(fields={field_name: "請輸入日期，例如 2028-06-30。"}) from error
