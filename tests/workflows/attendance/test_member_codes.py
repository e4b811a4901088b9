"""A TaipeiPASS member's QR: genuine, old, forged. The keys come over HTTP from a server of the test's own."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from chalicelib.centre import centre
from chalicelib.domains.attendance.counter import member_codes
from chalicelib.errors import Expired, InvalidInput, Unavailable
from chalicelib.settings import settings

KEY = ECKey.generate_key("P-256", {"kid": "one"}, private=True)
OTHER = ECKey.generate_key("P-256", {"kid": "one"}, private=True)
NEXT = ECKey.generate_key("P-256", {"kid": "two"}, private=True)


@pytest.fixture
def keys_are_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the address of the keys for one test."""

    def change(address: str) -> None:
        monkeypatch.setenv("TAIPEIPASS_JWKS_URL", address)
        settings.cache_clear()

    yield change
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def issuer(keys_are_at: Callable[[str], None]) -> Iterator[list[ECKey]]:
    """A JWKS address that publishes the keys in this list."""
    keys = [KEY]

    class Jwks(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode())

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Jwks)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    keys_are_at(f"http://127.0.0.1:{server.server_port}/jwks.json")
    yield keys
    server.shutdown()
    server.server_close()


def code(now: datetime, key: Any = KEY, algorithm: str = "ES256", **changed: Any) -> str:
    at = int(now.timestamp())
    whose = {"iss": settings().taipeipass_issuer, "aud": centre().member_pass.audience, "idno": "A123456789"}
    claims = {**whose, "iat": at, "exp": at + 60, "jti": "1"}
    return jwt.encode({"alg": algorithm, "kid": key.kid or "one"}, {**claims, **changed}, key, algorithms=[algorithm])


def part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def test_a_genuine_code_gives_the_number(issuer: list[ECKey], now: datetime) -> None:
    """A code of the issuer, within its minute, gives the member's number."""
    assert member_codes.id_number(code(now), now) == "A123456789"


def test_an_old_code_is_expired(issuer: list[ECKey], now: datetime) -> None:
    """After its end a code is refused as expired, which the member can mend."""
    with pytest.raises(Expired):
        member_codes.id_number(code(now, iat=int(now.timestamp()) - 90, exp=int(now.timestamp()) - 30), now)


@pytest.mark.parametrize("changed", [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 9_999_999_999}, {"iat": None}])
def test_a_code_for_somebody_else_is_refused(issuer: list[ECKey], now: datetime, changed: dict[str, Any]) -> None:
    """Another issuer, another audience, or a life that is too long or has no beginning is refused."""
    with pytest.raises(InvalidInput):
        member_codes.id_number(code(now, **changed), now)


def test_a_forged_signature_is_refused(issuer: list[ECKey], now: datetime) -> None:
    """A code under another key of the same id, or under the public key as a shared secret, is refused."""
    for key, algorithm in ((OTHER, "ES256"), (OctKey.import_key(json.dumps(KEY.as_dict(private=False))), "HS256")):
        with pytest.raises(InvalidInput):
            member_codes.id_number(code(now, key, algorithm), now)


def test_a_new_key_is_found_at_once(issuer: list[ECKey], now: datetime) -> None:
    """When the city changes its key, the next code is checked against the new one without waiting."""
    member_codes.id_number(code(now), now)
    issuer[:] = [NEXT]
    assert member_codes.id_number(code(now, NEXT), now) == "A123456789"


def test_no_algorithm_is_no_signature(issuer: list[ECKey], now: datetime) -> None:
    """A code that says alg none, or names none at all, is refused, signed or not."""
    _, claims, signature = code(now).split(".")
    for header in ({"alg": "none", "kid": "one"}, {"kid": "one"}, {"alg": "none"}):
        for signed in ("", signature):
            with pytest.raises(InvalidInput):
                member_codes.id_number(f"{part(header)}.{claims}.{signed}", now)


def test_a_changed_number_is_refused(issuer: list[ECKey], now: datetime) -> None:
    """A genuine code whose number was replaced no longer fits its signature."""
    header, claims, signature = code(now).split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    with pytest.raises(InvalidInput):
        member_codes.id_number(f"{header}.{part({**said, 'idno': 'B220011227'})}.{signature}", now)


@pytest.mark.parametrize(
    "token", ["eyJ..", "eyJhbGciOiJFUzI1NiJ9.e30.x", "eyJ.eyJ.eyJ", "eyJ\u3042.a.b", "eyJ" + "a" * 5000 + ".b.c", "eyJbXQ.W10.W10"]
)
def test_what_only_looks_like_a_code_is_refused(issuer: list[ECKey], now: datetime, token: str) -> None:
    """Broken, empty, far too long or strange text is refused like any forged code, never an error of ours."""
    with pytest.raises(InvalidInput):
        member_codes.id_number(token, now)


def test_the_kept_keys_are_asked_for_once(issuer: list[ECKey], now: datetime) -> None:
    """Within ten minutes the keys are not fetched again for a known key, even when a signature is wrong."""
    member_codes.id_number(code(now), now)
    issuer[:] = []
    assert member_codes.id_number(code(now), now) == "A123456789"
    with pytest.raises(InvalidInput):
        member_codes.id_number(code(now, OTHER), now)
    assert member_codes.id_number(code(now), now) == "A123456789"


def test_without_the_keys_nobody_is_let_in(now: datetime, keys_are_at: Callable[[str], None]) -> None:
    """When the issuer cannot be reached the answer is Unavailable, with another way to go on."""
    keys_are_at("http://127.0.0.1:9/jwks.json")
    with pytest.raises(Unavailable):
        member_codes.id_number(code(now), now)
