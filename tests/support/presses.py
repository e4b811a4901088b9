"""Every form of some pages, sent as a person would send it, with what came of it when all was well."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.cloud.calls import is_change
from chalicelib.cloud.signed_values import load_signed
from chalicelib.web.router import every_route
from tests.support.browser_client import Browser
from tests.support.faults import noted_calls
from tests.support.forms import forms_of
from tests.support.kept_cloud import KeptCloud, put_back

# What a test must not do to itself, and what asks nothing of anybody.
_LEFT_OUT = {"/sign-out"}
_TRIES = 6
_WORDS = ("資料未變更", "結果不明", "系統忙碌", "沒有存下")
# By route: what a person knows and no page says.
Typed = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Answer:
    """What a browser was told; `flash` are kind and words that the next page shows on top."""

    status: int
    location: str
    text: str
    flash: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Known:
    """A page (no values) or a press, its answer when all was well, and what it asked of AWS."""

    method: str
    route: str
    path: str
    values: Mapping[str, str]
    answer: Answer
    calls: tuple[tuple[str, str], ...]

    @property
    def changes(self) -> int:
        """How many of its calls change something."""
        return sum(is_change(operation) for _, operation in self.calls)

    @property
    def services(self) -> list[str]:
        return sorted({service for service, _ in self.calls})


class Person:
    """A browser that does each thing in the same cloud, which is put back before."""

    def __init__(self, browser: Browser, cloud: KeptCloud) -> None:
        self._browser, self._cloud = browser, cloud
        self._token, self._cookies = browser.token(), dict(browser.cookies)

    def does(self, method: str, path: str, values: Mapping[str, str]) -> Answer:
        found = self._browser.get(path) if method == "GET" else self._browser.post(path, dict(values))
        return Answer(found.status, found.location, found.text, _flash(found))

    def begins_anew(self) -> "Person":
        """All is as it was, and the page with the form is open: its token is bound to browser and person."""
        put_back(self._cloud)
        self._browser.cookies, self._browser.csrf = dict(self._cookies), self._token
        return self

    def knows(self, method: str, route: str, path: str, values: Mapping[str, str]) -> Known:
        """What it does when all is well."""
        self.begins_anew()
        with noted_calls() as calls:
            answer = self.does(method, path, values)
        return Known(method, route, path, values, answer, tuple(calls))


def _flash(browser: Browser) -> tuple[str, str]:
    said = load_signed("flash", browser.cookies.get("__Host-flash", "")) or {}
    return said.get("kind", ""), said.get("text", "")


def route_of(method: str, path: str) -> str:
    """Empty for an address that nobody answers."""
    asked = path.partition("?")[0]
    routes = [route for route, methods in every_route().items() if method in methods]
    fitting = [route for route in routes if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route), asked)]
    return min(fitting, key=lambda route: route.count("{"), default="")


def everything_known(person: Person, pages: Mapping[str, str], typed: Typed) -> list[Known]:
    """Each page once a route, and each button of each form once a route, sent so that it does something, if that can be."""
    found = {route_of("GET", path): person.knows("GET", route_of("GET", path), path, {}) for path in pages}
    presses: dict[tuple[str, str, str], list[Known]] = {}
    for route, path, button, values in _buttons(pages, typed):
        tried = presses.setdefault((route, *button), [])
        if len(tried) < _TRIES and not any(_did_something(each) for each in tried):
            tried.append(person.knows("POST", route, path, values))
    return [*found.values(), *(max(tried, key=lambda each: (_did_something(each), -each.answer.status)) for tried in presses.values())]


def _did_something(known: Known) -> bool:
    return known.answer.status < 400 and known.changes > 0


def _buttons(pages: Mapping[str, str], typed: Typed) -> Iterator[tuple[str, str, tuple[str, str], dict[str, str]]]:
    """(route, path, button without its row's number, what may be sent); of one button several, the likeliest first."""
    for form in (form for page in pages.values() for form in forms_of(page)):
        route = route_of("POST", form.action)
        for name, value in form.buttons or [("", "")]:
            if route and route not in _LEFT_OUT:
                own = {name: value} if name else {}
                likely = [{**form.standing, **typed[route]}] if route in typed else []
                for values in (*likely, form.filled, form.standing):
                    yield route, form.action, (name.partition(".")[0], value), {**values, **own}


def told(answer: Answer, good: Answer) -> str:
    """In a few words what the person reads; "as ever" where it is what it would have been."""
    if (answer.status, bool(answer.location), answer.flash[0]) == (good.status, bool(good.location), good.flash[0]):
        return "as ever"
    words = next((words for words in _WORDS if words in answer.text + answer.flash[1]), "")
    return f"{answer.status} {words}".strip()
