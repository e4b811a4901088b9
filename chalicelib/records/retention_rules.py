"""How long what is kept, and why so long. What each kind of item falls under stands in docs/data-protection.md. Pure.

個人資料保護法 §11 III: personal data is deleted when what it was collected for is over, unless the office still needs it for its work.
檔案法 §12 I, II: an archive is destroyed only after its term and by the procedure, with a list that the archives' authority approved.
So what is no archive ends by itself, and archives only by an administrator's press that names the approval.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.centre import centre

EXPORTS_LIVE = timedelta(days=30)
"""A file that was asked for can be made again; the bucket's rule `exports` says the same."""


class Kept(StrEnum):
    """What has an end of its own, counted from when it was written."""

    SUPERSEDED_ROSTER = "superseded"
    MARK = "mark"
    AUDIT = "audit"


class Stage(StrEnum):
    """What is deleted of a class, counted from its last day."""

    DETAILS = "details"
    RECORDS = "records"

    @property
    def label(self) -> str:
        return {"details": "請假證明、候選人照片與餐食登記", "records": "名冊、出席、請假、問卷與投票"}[self.value]


@dataclass(frozen=True)
class Term:
    """`source`: a law, or that it is the centre's to decide (its profile, section `keep`)."""

    days: int = 0
    years: int = 0
    source: str = "the centre's decision"

    def after(self, day: date) -> date:
        """The first day on which it is over."""
        later = day + timedelta(days=self.days)
        try:
            return later.replace(year=later.year + self.years)
        except ValueError:  # 29 February
            return later.replace(year=later.year + self.years, month=3, day=1)


def term_of(what: Kept | Stage) -> Term:
    """As the centre's profile has it."""
    keep = centre().keep
    return {
        Kept.SUPERSEDED_ROSTER: Term(days=keep.superseded_days),
        Kept.MARK: Term(days=keep.marks_days),
        Kept.AUDIT: Term(years=keep.audit_years),
        Stage.DETAILS: Term(days=keep.details_days),
        Stage.RECORDS: Term(
            years=keep.records_years, source="檔案法 §12; the years are the centre's decision (機關檔案保存年限及銷毀辦法 §4)"
        ),
    }[what]


def ends(what: Kept, since: datetime) -> int:
    """As a table's `expires_at`."""
    day = term_of(what).after(since.date())
    return int((since + (day - since.date())).timestamp())


def is_over(stage: Stage, last_day: date, today: date) -> bool:
    """Whether a class that ended on that day has come to this stage."""
    return today >= term_of(stage).after(last_day)
