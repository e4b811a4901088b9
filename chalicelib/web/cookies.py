"""Cookies: what they say, who signed them, how long they last. All are HttpOnly, Secure, SameSite=Lax and bound to this host."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.cloud.signed_values import dump_signed, load_signed
from chalicelib.identity import Principal, Role, Trainee

IDLE = timedelta(minutes=30)
_LONGEST = timedelta(hours=10)
TRAINEE_REMEMBERED = timedelta(days=30)


def read_cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value for name, _, value in pairs if name}


def principal_of(cookies: Mapping[str, str], now: datetime) -> Principal | None:
    claims = load_signed("session", cookies.get("__Host-session", ""))
    if not claims or now.timestamp() > claims["until"] or now.timestamp() > claims["since"] + _LONGEST.total_seconds():
        return None
    return Principal(claims["username"], claims["name"], frozenset(Role(role) for role in claims["roles"]), claims["agency"])


def session_cookie(session: Principal, now: datetime, since: float | None = None) -> dict[str, str]:
    """The cookie that signs a person in: 30 minutes from the last use, 10 hours in all."""
    claims = {
        "username": session.username,
        "name": session.name,
        "roles": sorted(session.roles),
        "agency": session.agency,
        "since": since or now.timestamp(),
        "until": (now + IDLE).timestamp(),
    }
    return {"__Host-session": dump_signed("session", claims)}


def device_of(cookies: Mapping[str, str]) -> str:
    found = cookies.get("__Host-device", "")
    return found if 16 <= len(found) <= 64 and found.replace("-", "").replace("_", "").isalnum() else secrets.token_urlsafe(16)


def trainee_cookie(trainee: Trainee, now: datetime) -> dict[str, str]:
    """The cookie that lets a trainee into the pages of one class for 30 days; another class's takes its place."""
    until = int((now + TRAINEE_REMEMBERED).timestamp())
    return {"__Host-class": dump_signed("class", {"p": trainee.person, "c": trainee.class_id, "n": trainee.name, "u": until})}


def trainee_of(cookies: Mapping[str, str], class_id: str, now: datetime) -> Trainee | None:
    claims = load_signed("class", cookies.get("__Host-class", ""))
    if not claims or claims["c"] != class_id or now.timestamp() > claims["u"]:
        return None
    return Trainee(claims["p"], claims["c"], claims["n"])


def known_person_of(cookies: Mapping[str, str], now: datetime) -> str:
    """Whose number was right in this browser within 30 days, whatever the class."""
    claims = load_signed("class", cookies.get("__Host-class", ""))
    return str(claims["p"]) if claims and now.timestamp() <= claims["u"] else ""


def set_cookies(cookies: Mapping[str, str]) -> list[str]:
    """An empty value takes the cookie away. What a phone remembers of itself lasts; the rest ends with the browser."""
    lasting = {
        "__Host-device": "; Max-Age=31536000",
        "__Host-trainee": f"; Max-Age={TRAINEE_REMEMBERED.total_seconds():.0f}",
        "__Host-class": f"; Max-Age={TRAINEE_REMEMBERED.total_seconds():.0f}",
        "__Host-known": "; Max-Age=15552000",
    }
    ending = {name: "; Max-Age=0" if value == "" else lasting.get(name, "") for name, value in cookies.items()}
    return [f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{ending[name]}" for name, value in cookies.items()]
