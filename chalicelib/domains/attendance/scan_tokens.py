"""The room's rotating code, and what a phone is handed when it has shown one.

A code names session, purpose and a step of time, under a MAC (how long it is good: scan_code_rules). It is checked when the phone's page
first loads: who types slowly is not locked out. The phone then holds a nonce for the one scan.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from chalicelib.centre import centre
from chalicelib.cloud.keys import secret
from chalicelib.cloud.signed_values import dump_signed, load_signed
from chalicelib.domains.attendance.model import Purpose, SessionSnapshot
from chalicelib.domains.attendance.scan_code_rules import NONCE_LIVES, is_fresh, step_at
from chalicelib.errors import Expired

_MAC = 16


@dataclass(frozen=True)
class Nonce:
    """What a phone may do while its nonce lives: one scan of this purpose in this session, from this device."""

    facts: SessionSnapshot
    purpose: Purpose
    device: str
    request_id: str


@dataclass(frozen=True)
class Remembered:
    """Whom a phone checked in before, in which class."""

    person: str
    name: str
    class_id: str


def code(session_id: str, purpose: Purpose, now: datetime) -> str:
    """What the room's screen shows at this moment."""
    step = step_at(now)
    return f"{session_id}.{purpose}{step:x}.{_mac(session_id, purpose, step)}"


def read_code(shown: str, now: datetime) -> tuple[str, Purpose]:
    """Session id and purpose of a scanned code. Raises Expired, also for what was never one of ours."""
    try:
        session_id, middle, mac = shown.rsplit(".", 2)
        purpose, step = Purpose(middle[:1]), int(middle[1:], 16)
    except ValueError as error:
        raise Expired(f"這個條碼不是{centre().short_name}的報到條碼，請掃描教室畫面上的條碼。") from error
    if not hmac.compare_digest(mac.encode(), _mac(session_id, purpose, step).encode()) or not is_fresh(step, now):
        raise Expired("條碼已更換，請再掃描一次教室畫面上的條碼。")
    return session_id, purpose


def _mac(session_id: str, purpose: Purpose, step: int) -> str:
    message = f"room|{session_id}|{purpose}|{step}".encode()
    return hmac.new(secret("session"), message, hashlib.sha256).hexdigest()[:_MAC]


def give_nonce(facts: SessionSnapshot, purpose: Purpose, device: str, now: datetime) -> str:
    claims = {"f": facts.pack(), "p": purpose.value, "d": device, "r": secrets.token_urlsafe(9), "u": int((now + NONCE_LIVES).timestamp())}
    return dump_signed("attendance-nonce", claims)


def read_nonce(token: str, device: str, now: datetime) -> Nonce:
    """Raises Expired where it is over, forged, or another phone's."""
    claims = load_signed("attendance-nonce", token)
    if not claims or claims["d"] != device or now.timestamp() > claims["u"]:
        raise Expired("停留過久，為確認您在教室內，請再掃描一次教室畫面上的條碼。")
    return Nonce(SessionSnapshot.unpack(claims["f"]), Purpose(claims["p"]), claims["d"], claims["r"])


def remember(person: str, name: str, class_id: str) -> str:
    """The phone's cookie: the person's key and masked name, for this class alone."""
    return dump_signed("attendance-trainee", {"p": person, "n": name, "c": class_id})


def remembered(cookie: str, class_id: str) -> Remembered | None:
    claims = load_signed("attendance-trainee", cookie)
    return Remembered(claims["p"], claims["n"], claims["c"]) if claims and claims["c"] == class_id else None
