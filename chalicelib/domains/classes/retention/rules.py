"""What is decided of a class's data, and whether it may go. Pure: the day is an argument."""

from datetime import date
from enum import StrEnum

from chalicelib.domains.classes.model import Class
from chalicelib.records.retention_rules import Stage, is_over

# The one reason that an administrator can end, by the number of the archives' approval.
NOT_APPROVED = "還沒有核准銷毀"


class Decision(StrEnum):
    """A line of the log."""

    HELD = "held"
    RELEASED = "released"
    APPROVED = "approved"
    DETAILS_GONE = "details gone"
    RECORDS_GONE = "records gone"

    @property
    def label(self) -> str:
        return {
            "held": "依法保留",
            "released": "解除保留",
            "approved": "核准銷毀",
            "details gone": f"已刪除：{Stage.DETAILS.label}",
            "records gone": f"已刪除：{Stage.RECORDS.label}",
        }[self.value]


def why_not(class_: Class, stage: Stage, today: date) -> str:
    """Why this stage's data of the class may not go; empty where it may."""
    if class_.hold:
        return "依法保留中"
    if class_.details_gone if stage is Stage.DETAILS else class_.records_gone:
        return "已經刪除"
    if not is_over(stage, class_.ends_on, today):
        return "保存期限還沒有到"
    return "" if stage is Stage.DETAILS or class_.approval else NOT_APPROVED
