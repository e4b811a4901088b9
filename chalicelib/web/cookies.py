"""Cookies: what they say, who signed them, how long they last. All are HttpOnly, Secure, SameSite=Lax and bound to this host."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.cloud.signed_values import dump_signed, load_signed
from chalicelib.identity import Principal, Role, Session, Trainee, Visit

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
TRAINEE_REMEMBERED = timedelta(days=30)
LOOK_AGAIN = timedelta(minutes=1)
"""After that a session is asked again whether it still stands: it may have been ended elsewhere."""


def read_cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value for name, _, value in pairs if name}


def session_of(cookies: Mapping[str, str], now: datetime) -> Session | None:
    claims = load_signed("session", cookies.get("__Host-session", ""))
    if not claims or now.timestamp() > claims["until"] or now.timestamp() > claims["since"] + LONGEST.total_seconds():
        return None
    roles = frozenset(Role(role) for role in claims["roles"])
    visit = Visit(claims.get("id", ""), claims["since"], claims["until"], claims.get("looked", 0))
    return Session(Principal(claims["username"], claims["name"], roles, claims["agency"]), visit)


def session_cookie(principal: Principal, now: datetime, visit: Visit | None = None) -> dict[str, str]:
    """The cookie that signs a person in: 30 minutes from the last use, 10 hours in all. Without a visit, a new one begins."""
    known = visit or begin_visit(now, IDLE)
    claims = {
        "username": principal.username,
        "name": principal.name,
        "roles": sorted(principal.roles),
        "agency": principal.agency,
        "id": known.id,
        "since": known.since,
        "until": known.until,
        "looked": known.looked_at,
    }
    return {"__Host-session": dump_signed("session", claims)}


def begin_visit(now: datetime, lasts: timedelta) -> Visit:
    at = now.timestamp()
    return Visit(secrets.token_urlsafe(12), at, (now + lasts).timestamp(), at)


def device_of(cookies: Mapping[str, str]) -> str:
    found = cookies.get("__Host-device", "")
    return found if 16 <= len(found) <= 64 and found.replace("-", "").replace("_", "").isalnum() else secrets.token_urlsafe(16)


def trainee_cookie(trainee: Trainee, now: datetime) -> dict[str, str]:
    """The cookie that lets a trainee into the pages of one class for 30 days; another class's takes its place."""
    visit = trainee.visit if trainee.visit.id else begin_visit(now, TRAINEE_REMEMBERED)
    claims = {
        "p": trainee.person,
        "c": trainee.class_id,
        "n": trainee.name,
        "u": int(visit.until),
        "i": visit.id,
        "k": int(visit.looked_at),
    }
    return {"__Host-class": dump_signed("class", claims)}


def trainee_of(cookies: Mapping[str, str], class_id: str, now: datetime) -> Trainee | None:
    claims = load_signed("class", cookies.get("__Host-class", ""))
    if not claims or claims["c"] != class_id or now.timestamp() > claims["u"]:
        return None
    since = claims["u"] - TRAINEE_REMEMBERED.total_seconds()
    return Trainee(claims["p"], claims["c"], claims["n"], Visit(claims.get("i", ""), since, claims["u"], claims.get("k", 0)))


def needs_look(visit: Visit, now: datetime) -> bool:
    """Whether it is a minute since the visit was last asked whether it still stands."""
    return now.timestamp() - visit.looked_at >= LOOK_AGAIN.total_seconds()


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
