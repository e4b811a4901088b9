"""What SES tells of a mail that it was handed: which will not arrive, and why, in words for whoever sent it.

SES tells of a bounce once it has given up, whatever kind it calls it; only DeliveryDelay means that it still tries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.cloud.mail import TAG

_UNKNOWN = "對方的郵件系統退回，沒有說明原因"
_BOUNCES = {
    ("Permanent", "NoEmail"): "沒有這個信箱",
    ("Permanent", "Suppressed"): "這個信箱先前退過信，郵件服務不再寄送",
    ("Permanent", "OnAccountSuppressionList"): "這個信箱先前退過信，郵件服務不再寄送",
    ("Permanent", ""): "沒有這個信箱，或對方的郵件系統拒收",
    ("Transient", "MailboxFull"): "對方的信箱已滿",
    ("Transient", "MessageTooLarge"): "信件太大，對方的郵件系統拒收",
    ("Transient", "ContentRejected"): "對方的郵件系統拒收信件內容",
    ("Transient", "AttachmentRejected"): "對方的郵件系統拒收附件",
    ("Transient", ""): "對方的郵件系統暫時退回，已不再重試；也可能只是對方設了自動回覆",
}
_COMPLAINED = "收件人把這封信回報為垃圾信"
_REJECTED = "郵件服務沒有寄出（信件被認為有病毒）"


@dataclass(frozen=True)
class Bounce:
    """Mail that did not arrive, or that somebody complained of."""

    reference: str
    addresses: tuple[str, ...]
    reason: str
    subject: str = ""


def read_event(event: Mapping[str, Any]) -> Bounce | None:
    """What an event of SES says; None for one of a mail that may still arrive. Raises KeyError or TypeError for what is no event."""
    kind, mail = event["eventType"], event["mail"]
    if kind == "Bounce":
        addresses, reason = _addresses(event["bounce"]["bouncedRecipients"]), _reason(event["bounce"])
    elif kind == "Complaint":
        addresses, reason = _addresses(event["complaint"]["complainedRecipients"]), _COMPLAINED
    elif kind == "Reject":
        addresses, reason = tuple(mail["destination"]), _REJECTED
    else:
        return None
    return Bounce(mail.get("tags", {}).get(TAG, [""])[0], addresses, reason, mail.get("commonHeaders", {}).get("subject", ""))


def _addresses(people: list[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(person["emailAddress"] for person in people)


def _reason(bounce: Mapping[str, Any]) -> str:
    kind, sub = bounce["bounceType"], bounce.get("bounceSubType", "")
    return _BOUNCES.get((kind, sub)) or _BOUNCES.get((kind, ""), _UNKNOWN)
