"""The published list of ballots: what anyone on the roster can save, recount, and compare by its SHA-256. Pure.

The file is UTF-8 with a byte order mark, lines end in CR LF, one ballot a line in the order of the receipts: receipt, (of a named poll)
voter, choices in words parted by a full-width semicolon.
"""

import csv
import hashlib
import io
from collections.abc import Sequence

from chalicelib.domains.voting.choice_rules import words
from chalicelib.domains.voting.model import Ballot, Content


def rows(content: Content, ballots: Sequence[Ballot]) -> list[list[str]]:
    """Without the heading, by receipt."""
    ordered = sorted(ballots, key=lambda ballot: ballot.receipt)
    return [[each.receipt, *([] if content.secret else [each.voter]), "；".join(words(content, each.choices))] for each in ordered]


def heading(content: Content) -> list[str]:
    return ["收執碼", *([] if content.secret else ["投票人"]), "圈選"]


def to_csv(content: Content, ballots: Sequence[Ballot]) -> bytes:
    """The canonical file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([heading(content), *rows(content, ballots)])
    return text.getvalue().encode("utf-8-sig")


def fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
