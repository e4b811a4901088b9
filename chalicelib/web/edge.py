"""The HTTP edge: one decorator for every route, which knows the person, guards the form, renders, and turns errors into answers.

A view is given a `Request` and answers a `Page`, a `Redirect`, `Json` or `Raw`. It decides nothing: it parses, calls one service, renders.
"""

import functools
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chalice.app import Blueprint, Response

from chalicelib.clock import clock
from chalicelib.cloud.keys import secret
from chalicelib.errors import AppError, Forbidden, InvalidInput, NotSignedIn
from chalicelib.identity import Principal, Role
from chalicelib.settings import settings
from chalicelib.web.cookies import (
    IDLE,
    device_of,
    load_signed,
    principal_of,
    read_cookies,
    session_cookie,
    set_cookies,
    signer,
    trainee_cookie,
    trainee_of,
)
from chalicelib.web.http import Json, Page, Raw, Redirect, Request
from chalicelib.web.pages import rendered

__all__ = [
    "EVERYONE",
    "Answer",
    "Json",
    "Page",
    "Raw",
    "Redirect",
    "Request",
    "csrf_token",
    "route",
    "session_cookie",
    "signer",
    "trainee_cookie",
]

log = logging.getLogger(__name__)

EVERYONE: frozenset[Role] = frozenset()
FORM = "application/x-www-form-urlencoded"


Answer = Page | Redirect | Json | Raw
View = Callable[..., Answer]
SessionCheck = Callable[[Principal], Principal | None]
_session_checks: list[SessionCheck] = []


def check_sessions_with(check: SessionCheck) -> None:
    """Asked whenever a session is renewed: the person's session as it stands now, or None to end it."""
    _session_checks[:] = [check]


def route(
    blueprint: Blueprint, path: str, *, methods: Collection[str] = ("GET",), roles: Collection[Role] = EVERYONE, trainees: bool = False
) -> Callable[[View], View]:
    """Registers a view. No roles: anyone may open it (the view or its service checks what it must).

    `trainees`: only who entered the class of the path's {class_id} by its QR; `request.person` says who. Others are led to its door.
    """

    def register(view: View) -> View:
        @functools.wraps(view)
        def answer(**path_values: str) -> Response:
            return _answer(
                blueprint.current_request, view, Gate(frozenset(roles), path_values["class_id"] if trainees else ""), path_values
            )

        types = [FORM, "application/json"] if "POST" in methods else ["application/json"]
        blueprint.route(path, methods=list(methods), content_types=types)(answer)
        return view

    return register


@dataclass(frozen=True)
class Gate:
    """Who may open a view: any of the roles, or the trainees of a class; empty means everyone."""

    roles: frozenset[Role]
    class_id: str = ""

    @property
    def door(self) -> str:
        """Where somebody without a session is led."""
        return f"/c/{self.class_id}/enter" if self.class_id else "/sign-in"


def _answer(raw: Any, view: View, gate: Gate, path_values: Mapping[str, str]) -> Response:
    request, renewed = None, dict[str, str]()
    wants_json = "application/json" in (raw.headers.get("accept") or "")
    try:
        request = _read(raw)
        renewed = _renewed_session(request)
        if raw.method == "POST":
            _check_origin(raw, request)
        if gate.roles:
            request.who.require(gate.roles)
        if gate.class_id:
            request.trainee = trainee_of(request.cookies, gate.class_id, request.now)
            _ = request.person
        response = _render(request, view(request, **path_values))
    except NotSignedIn as error:
        response = _failure(request, error, wants_json)
        if raw.method == "GET" and not wants_json and not raw.headers.get("hx-request"):
            response = _respond("", 303, "text/html", {"Location": f"{gate.door}?next={raw.context['path']}"})
    except AppError as error:
        if error.status >= 500:
            log.exception("the service answered with an error")
        response = _failure(request, error, wants_json)
    except Exception:
        log.exception("a view failed")
        response = _failure(request, AppError(), wants_json)
    if not any("__Host-session=" in cookie for cookie in response.headers["Set-Cookie"]):
        response.headers["Set-Cookie"] = [*response.headers["Set-Cookie"], *set_cookies(renewed)]
    _secure(response)
    return response


def _read(raw: Any) -> Request:
    cookies = read_cookies(raw.headers.get("cookie") or "")
    content_type = (raw.headers.get("content-type") or "").partition(";")[0]
    body = raw.raw_body or b""
    now = clock.now()
    return Request(
        path=raw.context.get("path") or raw.path,
        query=_last(dict(raw.query_params.items()) if raw.query_params else {}),
        form=_last({k: v[-1] for k, v in parse_qs(body.decode("utf-8"), keep_blank_values=True).items()}) if content_type == FORM else {},
        json=_json(body) if content_type == "application/json" and body else None,
        principal=principal_of(cookies, now),
        now=now,
        device=device_of(cookies),
        ip=raw.context.get("identity", {}).get("sourceIp", ""),
        user_agent=(raw.headers.get("user-agent") or "")[:200],
        cookies=cookies,
        flash=load_signed("flash", cookies.get("__Host-flash", "")),
    )


def _last(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items()}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise InvalidInput("送出的資料格式有誤，請重新整理頁面後再試。") from error


def _renewed_session(request: Request) -> dict[str, str]:
    """The cookie that goes on a session of which half the idle time is gone, with the roles of now; the request gets them at once.

    An account that was disabled meanwhile is signed out here. Where nobody can say, the session goes on to its own end, not further.
    """
    said = load_signed("session", request.cookies.get("__Host-session", ""))
    if request.principal is None or said["until"] - request.now.timestamp() >= IDLE.total_seconds() / 2:
        return {}
    try:
        for check in _session_checks:
            request.principal = check(request.principal) if request.principal else None
    except AppError:
        log.warning("an account could not be looked at; its session is not renewed")
        return {}
    return session_cookie(request.principal, request.now, said["since"]) if request.principal else {"__Host-session": ""}


def csrf_token(request: Request) -> str:
    """Bound to this browser and this person, so that no other site and no earlier sign-in has it."""
    bound = f"{request.device}|{request.principal.username if request.principal else ''}".encode()
    return hmac.new(secret("session"), b"csrf|" + bound, hashlib.sha256).hexdigest()[:32]


def _check_origin(raw: Any, request: Request) -> None:
    origin = raw.headers.get("origin")
    if origin and origin != "null" and urlsplit(origin).netloc != raw.headers.get("host"):
        raise Forbidden("這個要求不是從本站送出的，未予處理。")
    given = raw.headers.get("x-csrf-token") or request.form.get("csrf") or ""
    if not hmac.compare_digest(given.encode(), csrf_token(request).encode()):
        raise Forbidden("頁面已閒置過久，請重新整理後再送出一次。")


def _render(request: Request, answer: Answer) -> Response:
    if isinstance(answer, Json):
        return _respond(json.dumps(answer.data, ensure_ascii=False), answer.status, "application/json", {}, answer.cookies, request)
    if isinstance(answer, Raw):
        return _respond(answer.body, 200, answer.content_type, answer.headers)
    if isinstance(answer, Redirect):
        cookies = dict(answer.cookies)
        if answer.flash:
            cookies["__Host-flash"] = signer("flash").dumps({"kind": answer.flash[0], "text": answer.flash[1]})
        if not answer.outside and (not answer.to.startswith("/") or answer.to.startswith("//")):
            raise InvalidInput
        return _respond("", 303, "text/html", {"Location": answer.to}, cookies, request)
    cookies = {**answer.cookies, **({"__Host-flash": ""} if "__Host-flash" in request.cookies else {})}
    return _respond(_html(request, answer.template, answer.values), answer.status, "text/html; charset=utf-8", {}, cookies, request)


def _html(request: Request, template: str, values: Mapping[str, Any]) -> str:
    class_home = f"/c/{request.trainee.class_id}" if request.trainee else ""
    own = {"csrf_token": csrf_token(request), "flash": request.flash, "class_home": class_home}
    return rendered(template, {**own, **values}, principal=request.principal, path=request.path, now=request.now)


def _failure(request: Request | None, error: AppError, wants_json: bool) -> Response:
    if wants_json or request is None:
        body = {"error": type(error).__name__, "message": error.message, "fields": getattr(error, "fields", {})}
        return _respond(json.dumps(body, ensure_ascii=False), error.status, "application/json", {})
    values = {"status": error.status, "message": error.message}
    return _respond(_html(request, "error.html", values), error.status, "text/html; charset=utf-8", {}, {}, request)


def _respond(  # noqa: PLR0917
    body: str | bytes,
    status: int,
    content_type: str,
    headers: Mapping[str, str],
    cookies: Mapping[str, str] | None = None,
    request: Request | None = None,
) -> Response:
    new = dict(cookies or {})
    if request and request.cookies.get("__Host-device") != request.device:
        new["__Host-device"] = request.device
    return Response(body, headers={"Content-Type": content_type, **headers, "Set-Cookie": set_cookies(new)}, status_code=status)


def _secure(response: Response) -> None:
    uploads = settings().uploads_origin
    policy = (
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' data:; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
        f"connect-src 'self' {uploads}; form-action 'self' {uploads}; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
        "Cache-Control": response.headers.get("Cache-Control", "no-store"),
    }
    response.headers.update(headers)
    if not response.headers.get("Set-Cookie"):
        response.headers.pop("Set-Cookie", None)
