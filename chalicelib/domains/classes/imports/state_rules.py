"""Where an import is. Pure.

waiting ──▶ reading ──▶ checked ──▶ confirming ──▶ applied
               └──▶ rejected   ◀──────┘ (back to checked, when somebody else's change came first)
"""

from enum import StrEnum


class ImportState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    CHECKED = "checked"
    CONFIRMING = "confirming"
    APPLIED = "applied"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return _LABELS.get(self, "處理中")


_LABELS = {ImportState.CHECKED: "等待確認", ImportState.APPLIED: "已匯入", ImportState.REJECTED: "無法讀取"}
BUSY = frozenset({ImportState.WAITING, ImportState.READING, ImportState.CONFIRMING})
CONFIRMED = frozenset({ImportState.CONFIRMING, ImportState.APPLIED})
