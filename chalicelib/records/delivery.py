"""Where the mail is that asks a person to answer a document. Pure."""

from enum import StrEnum


class Delivery(StrEnum):
    """waiting ──▶ sent ──▶ bounced; none where there is no address to mail to."""

    NONE = "none"
    WAITING = "waiting"
    SENT = "sent"
    BOUNCED = "bounced"

    @property
    def label(self) -> str:
        return {
            "none": "沒有電子郵件，請列印通知單",
            "waiting": "信件寄送中",
            "sent": "信件已寄出",
            "bounced": "退信，請更正電子郵件",
        }[self.value]
