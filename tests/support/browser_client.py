"""A small browser for tests of the HTTP edge: keeps cookies, sends the page's CSRF token, follows redirects when told to."""

import json
import re
from typing import Any
from urllib.parse import urlencode

from chalice.app import Chalice
from chalice.test import HTTPResponse

from chalicelib.clock import clock
from chalicelib.identity import Principal, Role, Trainee
from chalicelib.web import edge as web_edge
from infra.local.gateway import Gateway

_CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')


class Browser:
    """`get` and `post` answer self; then look at `status`, `text`, `location`, `json()`, `headers`."""

    def __init__(self, app: Chalice, address: str = "203.0.113.1") -> None:
        self._gateway = Gateway(app)
        self.comes_from(address)
        self.cookies: dict[str, str] = {}
        self.status = 0
        self.text = ""
        self.headers: dict[str, Any] = {}
        self.csrf = ""

    def comes_from(self, address: str) -> "Browser":
        """The network address that the next requests come from."""
        self._gateway.event_converter.LOCAL_SOURCE_IP = address  # type: ignore[attr-defined]
        return self

    def sign_in(self, *roles: Role, username: str = "tester", name: str = "測試人員", agency: str = "") -> "Browser":
        """A session cookie, as sign-in gives it."""
        self.cookies |= web_edge.session_cookie(Principal(username, name, frozenset(roles), agency), clock.now())
        self.csrf = ""
        return self

    def enter(self, class_id: str, person: str, name: str = "王○明") -> "Browser":
        """The cookie of a trainee who entered the class's pages; `person` is the roster's key (people.service.identify)."""
        self.cookies |= web_edge.trainee_cookie(Trainee(person, class_id, name), clock.now())
        self.csrf = ""
        return self

    def get(self, path: str, *, follow: bool = False, headers: dict[str, str] | None = None) -> "Browser":
        self._call("GET", path, b"", headers or {})
        while follow and self.status == 303:
            self._call("GET", self.location, b"", headers or {})
        return self

    def post(self, path: str, form: dict[str, Any] | None = None, *, follow: bool = False) -> "Browser":
        """Posts a form with this browser's CSRF token, unless the form brings its own."""
        body = urlencode({"csrf": self.token(), **(form or {})}).encode()
        self._call("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        if follow and self.status == 303:
            self.get(self.location, follow=True)
        return self

    def post_json(self, path: str, data: Any, *, headers: dict[str, str] | None = None) -> "Browser":
        own = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRF-Token": self.token()}
        self._call("POST", path, json.dumps(data).encode(), {**own, **(headers or {})})
        return self

    def token(self) -> str:
        """The token of the last page, or of the start page where none was opened yet."""
        if not self.csrf:
            kept = self.status, self.text, self.headers
            self._call("GET", "/sign-in", b"", {})
            self.status, self.text, self.headers = kept
        return self.csrf

    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def location(self) -> str:
        return str(self.headers.get("Location", ""))

    def _call(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Host": "localhost:8000", "Cookie": cookie, **headers}
        answer = HTTPResponse.create_from_dict(self._gateway.handle_request(method, path, sent, body))
        self.status, self.headers = answer.status_code, dict(answer.headers)
        self.text = answer.body.decode("utf-8", errors="replace")
        self._keep(self.headers.get("Set-Cookie", []))
        if found := _CSRF.search(self.text):
            self.csrf = found.group(1)

    def _keep(self, cookies: Any) -> None:
        for line in [cookies] if isinstance(cookies, str) else cookies:
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0]
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
