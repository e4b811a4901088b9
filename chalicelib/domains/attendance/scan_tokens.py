"""The room's rotating code, and what a phone is handed when it has shown one.

A code names session, purpose and a step of time, under a MAC (how long it is good: scan_code_rules). It is checked when the phone's page
first loads: who types slowly is not locked out. The phone then holds a nonce for the one scan.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from chalicelib.centre import centre
from chalicelib.cloud.keys import secret
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


def sign(purpose: str, value: Any) -> str:
    return str(_signer(purpose).dumps(value))


def load_signed(purpose: str, token: str) -> Any:
    """What was signed for this purpose, or None."""
    try:
        return _signer(purpose).loads(token)
    except (BadSignature, UnicodeError):
        return None


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret("session"), salt=f"attendance-{purpose}", signer_kwargs={"digest_method": hashlib.sha256})


def give_nonce(facts: SessionSnapshot, purpose: Purpose, device: str, now: datetime) -> str:
    said = {"f": facts.pack(), "p": purpose.value, "d": device, "r": secrets.token_urlsafe(9), "u": int((now + NONCE_LIVES).timestamp())}
    return sign("nonce", said)


def read_nonce(token: str, device: str, now: datetime) -> Nonce:
    """Raises Expired where it is over, forged, or another phone's."""
    said = load_signed("nonce", token)
    if not said or said["d"] != device or now.timestamp() > said["u"]:
        raise Expired("停留過久，為確認您在教室內，請再掃描一次教室畫面上的條碼。")
    return Nonce(SessionSnapshot.unpack(said["f"]), Purpose(said["p"]), said["d"], said["r"])


def remember(person: str, name: str, class_id: str) -> str:
    """The phone's cookie: the person's key and masked name, for this class alone."""
    return sign("trainee", {"p": person, "n": name, "c": class_id})


def remembered(cookie: str, class_id: str) -> Remembered | None:
    said = load_signed("trainee", cookie) if cookie else None
    return Remembered(said["p"], said["n"], said["c"]) if said and said["c"] == class_id else None
