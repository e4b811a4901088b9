"""Plays API Gateway in front of app.py, for `make run` and for the tests: the same two paths, the same event, and then our own router."""

from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import (
    ChaliceRequestHandler,
    LambdaEventConverter,
    LocalChalice,
    LocalGateway,
    MatchResult,
    RouteMatcher,
)

from infra.local.iam.acting import acting


class _GreedyMatcher(RouteMatcher):
    """Chalice's own matcher knows no greedy path. As API Gateway does, it hands on what stands there undecoded, without a last slash."""

    def match_route(self, url: str) -> MatchResult:
        path, _, query = url.partition("?")
        queried = parse_qs(query, keep_blank_values=True)
        if path == "/":
            return MatchResult("/", {}, queried)
        return MatchResult("/{proxy+}", {"proxy": path[1:].removesuffix("/")}, queried)


class Gateway(LocalGateway):
    """`handle_request` answers as Lambda's response: statusCode, headers, multiValueHeaders, body."""

    def __init__(self, app: Chalice, config: Config | None = None) -> None:
        super().__init__(app, config or Config.create(chalice_app=app))
        self.event_converter = LambdaEventConverter(_GreedyMatcher(list(app.routes)), app.api.binary_types)

    def handle_request(self, *args: Any, **named: Any) -> Any:
        with acting("http"):
            return super().handle_request(*args, **named)


class _Handler(ChaliceRequestHandler):
    # Unbuffered writes wait for the client's delayed ACK: 23 requests a second instead of thousands.
    wbufsize = -1
    disable_nagle_algorithm = True

    def __init__(self, request: Any, client_address: Any, server: Any, app_object: Chalice, config: Config) -> None:
        self.local_gateway = Gateway(app_object, config)
        BaseHTTPRequestHandler.__init__(self, request, client_address, server)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is for what the person who runs it must know."""


def server(app: Chalice, host: str, port: int) -> ThreadingHTTPServer:
    """Serves the site; the caller starts and stops it."""
    # Chalice's own class for threads: each thread has its current request.
    app.__class__ = LocalChalice
    return ThreadingHTTPServer((host, port), partial(_Handler, app_object=app, config=Config.create(chalice_app=app)))
