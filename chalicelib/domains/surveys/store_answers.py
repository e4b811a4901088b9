"""Who has answered, what was answered, and what of it is shown. The two are written together and never meet again."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domains.surveys.answer_rules import Answer
from chalicelib.domains.surveys.privacy_rules import LIVE_STEP
from chalicelib.domains.surveys.store_items import AnswerItem, MarkItem, ShownItem
from chalicelib.domains.surveys.tally_rules import Tally, from_data, to_data
from chalicelib.dynamodb import Transaction


@dataclass(frozen=True)
class Named:
    """Who answered a named survey, and when."""

    person: str
    name: str
    seat: str
    agency: str
    answered_at: datetime


def put(transaction: Transaction, survey_id: str, marker: str, request: str, answer: Answer, who: Named | None) -> None:  # noqa: PLR0917
    """Fails the transaction where the person's marker is there. An anonymous answer gets a random key, and no word of whom or when."""
    transaction.create(MarkItem(f"MARKS#{survey_id}", marker, request=request))
    key = who.person if who else secrets.token_urlsafe(16)
    values: Mapping[str, Any] = {name: value for name, value in vars(who).items() if name != "person"} if who else {}
    transaction.create(AnswerItem(f"ANSWERS#{survey_id}", key, answer=dict(answer), **values))


def request_of(survey_id: str, marker: str) -> str | None:
    """Of the form that the person's answer came with; None where there is no answer."""
    item = MarkItem.find(f"MARKS#{survey_id}", marker)
    return item.request if item else None


def marked(wanted: Iterable[tuple[str, str]]) -> set[str]:
    """Those of (survey id, marker) that are there, as survey ids; one read for up to a hundred."""
    keys = [(f"MARKS#{survey_id}", marker) for survey_id, marker in wanted]
    return {item.pk.removeprefix("MARKS#") for item in MarkItem.batch_get(keys, consistent_read=True)} if keys else set()


def markers(survey_id: str) -> set[str]:
    return {item.sk for item in MarkItem.search(f"MARKS#{survey_id}")}


def answers(survey_id: str, most: int | None = None) -> list[Answer]:
    """All, or `most` of them, in the order of their keys, which are random where it is anonymous."""
    return [item.answer for item in AnswerItem.query(f"ANSWERS#{survey_id}", consistent_read=True, limit=most)]


def named_answers(survey_id: str) -> list[tuple[Named, Answer]]:
    """Of a named survey, the earliest first."""
    found = AnswerItem.search(f"ANSWERS#{survey_id}")
    pairs = [(Named(item.sk, item.name, item.seat, item.agency, item.answered_at), item.answer) for item in found]
    return sorted(pairs, key=lambda pair: pair[0].answered_at)


def forget(survey_id: str) -> int:
    """Who has answered, and every answer; what was shown of them stays."""
    return MarkItem.forget(f"MARKS#{survey_id}") + AnswerItem.forget(f"ANSWERS#{survey_id}")


def shown(survey_id: str) -> Tally | None:
    item = ShownItem.find(f"SURVEY#{survey_id}", "SHOWN")
    return from_data(item.tally) if item else None


def show(survey_id: str, tally: Tally, *, last: bool = False) -> bool:
    """Whether these counts took the place of those shown: by a step of answers more, or (`last`, it is closed) by any."""
    most = tally.answers - (1 if last else LIVE_STEP)
    item = ShownItem(f"SURVEY#{survey_id}", "SHOWN", answers=tally.answers, tally=to_data(tally))
    return item.try_put(ShownItem.pk.does_not_exist() | (ShownItem.answers <= most))
