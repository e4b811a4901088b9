"""Goes through every page as a person would: follows each link, then sends each form as it stands, once a route."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

from chalicelib.web.router import every_route
from tests.support.browser_client import Browser

# Ends the session that the walk is in.
_LEAVES = {"/sign-out", "/account/sign-out-everywhere"}


@dataclass
class Form:
    """What a browser would send of it, without its token."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


def _is_sent(field: dict[str, str]) -> bool:
    return field.get("type") not in {"checkbox", "radio", "submit"} or "checked" in field


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ("href", "hx-get") if tag != "link" and given.get(name, "").startswith("/")]
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif self.forms and tag == "input" and given.get("name", "csrf") != "csrf" and _is_sent(given):
            self.forms[-1].values[given["name"]] = given.get("value", "")


class Walk:
    """`pages` are (address, text) of all that was answered as HTML, from every browser that walked."""

    def __init__(self) -> None:
        self._patterns = [(path, re.compile(re.sub(r"\{\w+\}", "[^/]+", path))) for path in every_route()]
        self.pages: list[tuple[str, str]] = []

    def route_of(self, path: str) -> str:
        exact = [each for each, _ in self._patterns if each == path]
        return next(iter(exact + [each for each, pattern in self._patterns if pattern.fullmatch(path)]), "")

    def go(self, browser: Browser, *starts: str, send: bool, most: int = 2) -> None:
        """From these addresses over every link, `most` times a route; with `send` each form as well, once a route."""
        waiting, seen, met, sent = list(starts), set(starts), {}, set()
        while waiting:
            address = waiting.pop(0)
            route = self.route_of(urlsplit(address).path)
            if not route or route in _LEAVES or route.startswith("/static") or met.get(route, 0) >= most:
                continue
            met[route] = met.get(route, 0) + 1
            forms = []
            for found in self._answered(browser.get(address, follow=True), address):
                waiting += [link for link in found.links if link not in seen]
                seen.update(found.links)
                forms += found.forms
            for form in forms:
                action = form.action or address
                key = (form.method, self.route_of(urlsplit(action).path), "?" in action)
                if not action.startswith("/") or key in sent or key[1] in _LEAVES:
                    continue
                sent.add(key)
                if form.method == "get":
                    waiting.append(f"{urlsplit(action).path}?{urlencode({**dict(parse_qsl(urlsplit(action).query)), **form.values})}")
                elif send:
                    for found in self._answered(browser.post(action, form.values, follow=True), action):
                        waiting += [link for link in found.links if link not in seen]
                        seen.update(found.links)

    def _answered(self, browser: Browser, address: str) -> Iterator[_Reader]:
        if "text/html" not in str(browser.headers.get("Content-Type", "")):
            return
        assert browser.status < 500, f"{address}: {browser.status}"
        self.pages.append((address, browser.text))
        reader = _Reader()
        reader.feed(browser.text)
        yield reader
