"""Scans on their way: sk PAPER#<upload> of the letter, with what was agreed to on paper. Never changed but for why it was refused."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.licences.clause_data_rules import clauses_from_data, clauses_to_data
from chalicelib.domains.licences.model import Clause
from chalicelib.domains.licences.store_items import LicencesItem
from chalicelib.dynamodb import JsonAttribute


class PaperItem(LicencesItem):
    agreed = JsonAttribute()
    signed_at = UTCDateTimeAttribute()
    by = UnicodeAttribute()
    problem = UnicodeAttribute(default="")


def keep(letter_id: str, upload: str, clauses: Sequence[Clause], signed_at: datetime, by: str) -> None:
    PaperItem(letter_id, f"PAPER#{upload}", agreed=clauses_to_data(clauses), signed_at=signed_at, by=by).put()


def find(letter_id: str, upload: str) -> PaperItem | None:
    return PaperItem.find(letter_id, f"PAPER#{upload}")


def clauses_of(item: PaperItem) -> tuple[Clause, ...]:
    return clauses_from_data(item.agreed)


def refuse(item: PaperItem, problem: str) -> None:
    item.change([PaperItem.problem.set(problem)], PaperItem.sk.exists())
