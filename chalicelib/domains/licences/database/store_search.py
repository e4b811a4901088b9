"""The search in the licences table: for each two characters of a letter's names an item pk TERM#<characters>, sk <letter id>.

Only where to look: what is found is read again by its key before anything is said of it. Ends of terms: pk ENDS#<month>, sk <letter id>.
"""

from collections.abc import Iterable, Iterator

from pynamodb.attributes import UnicodeAttribute

from chalicelib.domains.licences.store_items import LicencesItem


class TermItem(LicencesItem):
    """`text` is everything that a search may find of the letter, plain and parted by line breaks."""

    text = UnicodeAttribute()


class EndItem(LicencesItem):
    """`ends_on` is the last day of one of the letter's grants in that month."""

    ends_on = UnicodeAttribute()


def index(letter_id: str, pieces: Iterable[str], text: str) -> None:
    """Writing again changes nothing."""
    TermItem.put_many(TermItem(f"TERM#{piece}", letter_id, text=text) for piece in pieces)


def holding(piece: str, after: str = "") -> Iterator[tuple[str, str]]:
    """(letter id, text) of the letters with these two characters, the latest first; those behind `after`."""
    behind = TermItem.sk < after if after else None
    return ((item.sk, item.text) for item in TermItem.query(f"TERM#{piece}", behind, scan_index_forward=False, page_size=200))


def note_end(letter_id: str, ends_on: str) -> None:
    EndItem(f"ENDS#{ends_on[:7]}", letter_id, ends_on=ends_on).put()


def ending_in(month: str) -> list[str]:
    """The letters of which a term was to end in the month, as 2026-03; read them again before saying so."""
    return [item.sk for item in EndItem.search(f"ENDS#{month}")]
