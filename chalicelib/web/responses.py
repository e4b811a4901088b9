"""An answer of a view made into an HTTP response: pages, redirects, files, errors, cookies, and the headers that every response carries."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from chalice.app import Response

from chalicelib.cloud.keys import secret
from chalicelib.cloud.signed_values import dump_signed
from chalicelib.errors import AppError, InvalidInput, OutcomeUnknown
from chalicelib.settings import settings
from chalicelib.web.cookies import set_cookies
from chalicelib.web.http import Answer, Json, Raw, Redirect, Request
from chalicelib.web.pages import rendered

_LONGEST_FLASH = 400
# What an address may hold as it is; anything else (a line's end, a Chinese character) goes into percent.
_STAYS = "!#$%&'()*+,/:;=?@[]~"


def csrf_token(request: Request) -> str:
    """Bound to this browser and this person, so that no other site and no earlier sign-in has it."""
    bound = f"{request.device}|{request.principal.username if request.principal else ''}".encode()
    return hmac.new(secret("session"), b"csrf|" + bound, hashlib.sha256).hexdigest()[:32]


def respond(request: Request, answer: Answer) -> Response:
    """The response that a view's answer stands for. Raises InvalidInput for a redirect that leads elsewhere unasked."""
    if isinstance(answer, Json):
        return _response(json.dumps(answer.data, ensure_ascii=False), answer.status, "application/json", {}, answer.cookies, request)
    if isinstance(answer, Raw):
        return _response(answer.body, 200, answer.content_type, answer.headers)
    if isinstance(answer, Redirect):
        cookies = dict(answer.cookies)
        if answer.flash:
            cookies["__Host-flash"] = dump_signed("flash", {"kind": answer.flash[0], "text": _short(answer.flash[1])})
        if not answer.outside and (not answer.to.startswith("/") or answer.to.startswith("//")):
            raise InvalidInput
        return redirect(answer.to, cookies, request)
    cookies = {**answer.cookies, **({"__Host-flash": ""} if "__Host-flash" in request.cookies else {})}
    values = {"csrf_token": csrf_token(request), **_common(request), **answer.values}
    return _response(_html(request, answer.template, values), answer.status, "text/html; charset=utf-8", {}, cookies, request)


def _common(request: Request) -> dict[str, Any]:
    return {"flash": request.flash, "class_home": f"/c/{request.trainee.class_id}" if request.trainee else ""}


def _short(text: str) -> str:
    """It travels in a cookie, of which a browser keeps 4,096 bytes, and each character may take eight."""
    return text if len(text) <= _LONGEST_FLASH else text[: _LONGEST_FLASH - 1] + "…"


def _html(request: Request, template: str, values: Mapping[str, Any]) -> str:
    return rendered(template, values, principal=request.principal, path=request.path, now=request.now)


def redirect(to: str, cookies: Mapping[str, str] | None = None, request: Request | None = None) -> Response:
    """303: the browser fetches that address, whatever it has just sent."""
    return _response("", 303, "text/html", {"Location": quote(to, safe=_STAYS)}, cookies, request)


def failure(request: Request, error: AppError, wants_json: bool) -> Response:
    """An error in words: a page, or JSON for scripts. It has no form, so it needs no key, which may be what is missing."""
    if wants_json:
        body = {"error": type(error).__name__, "message": error.message, "fields": getattr(error, "fields", {})}
        return _response(json.dumps(body, ensure_ascii=False), error.status, "application/json", {})
    unknown = isinstance(error, OutcomeUnknown)
    values = {**_common(request), "status": error.status, "message": error.message, "unknown": unknown}
    return _response(_html(request, "error.html", values), error.status, "text/html; charset=utf-8", {}, {}, request)


def _response(  # noqa: PLR0917
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


def secure(response: Response) -> None:
    """Adds what every response says to the browser about what it may do."""
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
