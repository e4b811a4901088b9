"""The HTTP edge: one decorator for every route, which knows the person, guards the form, renders, and turns errors into answers.

A view is given a `Request` and answers a `Page`, a `Redirect`, `Json` or `Raw`. It decides nothing: it parses, calls one service, renders.
"""

import functools
import hmac
import json
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from chalice.app import Blueprint, Response
from chalice.app import Request as RawRequest

from chalicelib.clock import clock
from chalicelib.cloud.signed_values import dump_signed, load_signed
from chalicelib.errors import AppError, Forbidden, InvalidInput, NotSignedIn, outline
from chalicelib.identity import Principal, Role, Session, Trainee
from chalicelib.site_map import AT_ONCE
from chalicelib.web.cookies import (
    IDLE,
    device_of,
    known_person_of,
    needs_look,
    read_cookies,
    session_cookie,
    session_of,
    set_cookies,
    trainee_cookie,
    trainee_of,
)
from chalicelib.web.http import Answer, Json, Page, Raw, Redirect, Request
from chalicelib.web.responses import csrf_token, failure, redirect, respond, secure

__all__ = [
    "EVERYONE",
    "Answer",
    "Json",
    "Page",
    "Raw",
    "Redirect",
    "Request",
    "csrf_token",
    "dump_signed",
    "load_signed",
    "route",
    "session_cookie",
    "trainee_cookie",
]

log = logging.getLogger(__name__)

EVERYONE: frozenset[Role] = frozenset()
FORM = "application/x-www-form-urlencoded"
# What a request may carry; the gateway's view refuses the rest with 415.
CONTENT_TYPES = (FORM, "application/json")
_UNREADABLE = "送出的資料格式有誤，請重新整理頁面後再試。"
# Stands where a character was that nobody could read.
LOST = "\ufffd"
_LONGEST_QUERY = 500

View = Callable[..., Answer]


@dataclass(frozen=True)
class Keeper:
    """Who knows whether a sign-in still stands; named by app.py, since the edge knows no workflow.

    `staff` answers the person as the account is now, None where the session was ended; told to renew, it asks the accounts as well.
    """

    staff: Callable[[Session, bool], Principal | None]
    trainee: Callable[[Trainee], bool]


def route(
    blueprint: Blueprint, path: str, *, methods: Collection[str] = ("GET",), roles: Collection[Role] = EVERYONE, trainees: bool = False
) -> Callable[[View], View]:
    """Registers a view. No roles: anyone may open it (the view or its service checks what it must).

    `trainees`: only who entered the class of the path's {class_id} by its QR; `request.person` says who. Others are led to its door.
    """

    def register(view: View) -> View:
        @functools.wraps(view)
        def answer(raw: RawRequest, keeper: Keeper, **path_values: str) -> Response:
            at_once = view.__module__.startswith(AT_ONCE)
            rule = AccessRule(frozenset(roles), path_values["class_id"] if trainees else "", at_once)
            return _answer(raw, view, rule, keeper, path_values)

        blueprint.route(path, methods=list(methods))(answer)
        return view

    return register


@dataclass(frozen=True)
class AccessRule:
    """Who may open a view: any of the roles, or the trainees of a class; empty means everyone.

    `at_once`: each time it is asked whether the session still stands, not once a minute.
    """

    roles: frozenset[Role]
    class_id: str = ""
    at_once: bool = False

    @property
    def login_url(self) -> str:
        """Where somebody without a session is led."""
        return f"/c/{self.class_id}/enter" if self.class_id else "/sign-in"


def refuse(raw: RawRequest, error: AppError) -> Response:
    """The page that says why an address has no view; nothing of cookies and form is looked at."""
    response = failure(_outline(raw), error, _wants_json(raw))
    secure(response)
    return response


def _answer(raw: RawRequest, view: View, rule: AccessRule, keeper: Keeper, path_values: Mapping[str, str]) -> Response:
    request, renewed = _outline(raw), dict[str, str]()
    wants_json = _wants_json(raw)
    try:
        _fill(request, raw)
        renewed = _standing_session(request, rule, keeper)
        if raw.method == "POST":
            _check_origin(raw, request)
        if rule.roles:
            request.who.require(rule.roles)
        if rule.class_id:
            request.trainee = trainee_of(request.cookies, rule.class_id, request.now)
            renewed |= _standing_trainee(request, keeper)
            _ = request.person
        response = respond(request, view(request, **path_values))
    except NotSignedIn as error:
        response = failure(request, error, wants_json)
        if raw.method == "GET" and not wants_json and not raw.headers.get("hx-request"):
            response = redirect(f"{rule.login_url}?next={_wanted(raw)}")
    except AppError as error:
        if error.status >= 500:
            log.error("the service answered with an error: %s", outline(error))
        response = failure(request, error, wants_json)
    except Exception as error:
        log.error("a view failed: %s", outline(error))
        response = failure(request, AppError(), wants_json)
    set_already = {cookie.partition("=")[0] for cookie in response.headers["Set-Cookie"]}
    own = {name: value for name, value in renewed.items() if name not in set_already}
    response.headers["Set-Cookie"] = [*response.headers["Set-Cookie"], *set_cookies(own)]
    secure(response)
    return response


def _wants_json(raw: RawRequest) -> bool:
    return "application/json" in (raw.headers.get("accept") or "")


def _outline(raw: RawRequest) -> Request:
    """What can be known of a request without a key and without its body: enough for the page of an error."""
    cookies = read_cookies(raw.headers.get("cookie") or "")
    return Request(
        path=raw.context.get("path") or raw.path,
        query=_last(dict(raw.query_params.items()) if raw.query_params else {}),
        form={},
        json=None,
        principal=None,
        now=clock.now(),
        device=device_of(cookies),
        ip=raw.context.get("identity", {}).get("sourceIp", ""),
        user_agent=(raw.headers.get("user-agent") or "")[:200],
        cookies=cookies,
    )


def _fill(request: Request, raw: RawRequest) -> None:
    """Who it is, and what was sent. Raises InvalidInput for a body that is not what it says, Unavailable where the key cannot be had."""
    request.session = session_of(request.cookies, request.now)
    request.principal = request.session.principal if request.session else None
    request.known_person = known_person_of(request.cookies, request.now)
    request.flash = load_signed("flash", request.cookies.get("__Host-flash", ""))
    content_type = (raw.headers.get("content-type") or "").partition(";")[0].strip().lower()
    body: Any = raw.raw_body
    if content_type == FORM:
        request.form = _form(body)
    elif content_type == "application/json" and body:
        request.json = _json(body)


def _wanted(raw: RawRequest) -> str:
    """Path and query of the page that was asked for, as one value of another's query; without the query where that is very long."""
    path, values = raw.context["path"], raw.query_params
    query = urlencode([(name, value) for name in values for value in values.getlist(name)]) if values else ""
    return quote(f"{path}?{query}" if 0 < len(query) <= _LONGEST_QUERY else path)


def _form(body: bytes) -> dict[str, str]:
    """Raises InvalidInput for what is not UTF-8, whether the browser or API Gateway (which puts U+FFFD for each such byte) found it."""
    try:
        typed = parse_qs(body.decode("utf-8"), keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise InvalidInput(_UNREADABLE) from error
    if any(LOST in text for name, values in typed.items() for text in (name, *values)):
        raise InvalidInput(_UNREADABLE)
    return _last({name: values[-1] for name, values in typed.items()})


def _last(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items()}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(_UNREADABLE) from error


def _standing_session(request: Request, rule: AccessRule, keeper: Keeper) -> dict[str, str]:
    """The cookie of a session that goes on: asked once a minute whether it still stands, and where half the idle time is gone, renewed with
    the roles of now, which the request gets at once. Where nobody can say, the session goes on to its own end, not further.
    """
    session = request.session
    if session is None:
        return {}
    renew = session.visit.until - request.now.timestamp() < IDLE.total_seconds() / 2
    if not renew and not rule.at_once and not needs_look(session.visit, request.now):
        return {}
    try:
        request.principal = keeper.staff(session, renew)
    except AppError:
        log.warning("nobody could say whether a session stands; it is not renewed")
        return {}
    if request.principal is None:
        return {"__Host-session": ""}
    until = (request.now + IDLE).timestamp() if renew else session.visit.until
    return session_cookie(request.principal, request.now, replace(session.visit, until=until, looked_at=request.now.timestamp()))


def _standing_trainee(request: Request, keeper: Keeper) -> dict[str, str]:
    """As of staff; there is nothing to renew."""
    trainee = request.trainee
    if trainee is None or not needs_look(trainee.visit, request.now):
        return {}
    try:
        stands = keeper.trainee(trainee)
    except AppError:
        log.warning("nobody could say whether a trainee's visit stands")
        return {}
    if not stands:
        request.trainee = None
        return {"__Host-class": ""}
    return trainee_cookie(replace(trainee, visit=replace(trainee.visit, looked_at=request.now.timestamp())), request.now)


def _check_origin(raw: RawRequest, request: Request) -> None:
    origin = raw.headers.get("origin")
    if origin and origin != "null" and _host_of(origin) != raw.headers.get("host"):
        raise Forbidden("這個要求不是從本站送出的，未予處理。")
    given = raw.headers.get("x-csrf-token") or request.form.get("csrf") or ""
    if not hmac.compare_digest(given.encode(), csrf_token(request).encode()):
        raise Forbidden("頁面已閒置過久，請重新整理後再送出一次。")


def _host_of(origin: str) -> str:
    """Empty for what is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
