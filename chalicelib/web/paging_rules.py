"""One part of a list that is too long for a page, and what it was searched for. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from chalicelib.web.value_rules import number_or_zero

Row = TypeVar("Row")


@dataclass(frozen=True)
class Part(Generic[Row]):
    """`rows` of page `page` (from 1) of `pages`; `count` rows are on all of them."""

    rows: Sequence[Row]
    page: int
    pages: int
    count: int

    def address(self, page: int, **query: str) -> str:
        """Of another page of the same list, as ?page=2&name=…; empty where there is no such page."""
        return "?" + urlencode({"page": page, **query}) if 1 <= page <= self.pages else ""


def part_of(rows: Sequence[Row], typed: str, most: int) -> Part[Row]:
    """Page `typed` of the rows, `most` to a page; the first or last one where there is no such page."""
    pages = max(1, -(-len(rows) // most))
    page = min(max(number_or_zero(typed), 1), pages)
    return Part(rows[(page - 1) * most : page * most], page, pages, len(rows))
