"""What a role may fetch of ID numbers, all of it together: nothing but the last three digits.

Two classes differ only in the hidden places of their people's numbers. If everything that somebody may open says the same of both, it
depends on nothing but what is shown, and leaves as many candidates as the mask alone: 10,000 to who knows letter and sex.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from chalicelib.domains.classes.model import Class
from chalicelib.domains.people import service as people
from chalicelib.identity import Principal, Role
from chalicelib.web.router import every_route
from tests.scenes.attendance import ORGANIZER, morning
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_class
from tests.support.counter_page import Counter

NewBrowser = Callable[[], Browser]
# The same last three digits; letter, sex and the five behind them are others.
ONE = {"王小明": "A123456789", "林美玲": "B220011227", "陳健": "A800000014"}
OTHER = {"王小明": "F230002789", "林美玲": "H120007227", "陳健": "K920009014"}
OWN = Principal("organizer1", "辦班人員", frozenset({Role.ORGANIZER}))


def class_of(browser: Browser, drain: Callable[[], int], now: datetime, code: str, numbers: dict[str, str]) -> Class:
    made = make_class(ORGANIZER, now, code=code)
    browser.sign_in(Role.ORGANIZER, username=ORGANIZER.username)
    lines = [f"{seat},{name},{number},人事處" for seat, (name, number) in enumerate(numbers.items(), start=1)]
    confirm_import(browser, drain, import_file(browser, drain, made.id, "\n".join(["座位,姓名,身分證字號,服務機關", *lines]).encode()))
    return made


def everything(browser: Browser, class_: Class, numbers: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Address and text of each page of the class that this browser may open, and what its counter is given."""
    persons = [people.identify(number) for number in numbers.values()]
    values = {"class_id": class_.id, "session_id": morning(class_), "person": persons[0]}
    for route in sorted(every_route()):
        names = set(re.findall(r"\{(\w+)\}", route))
        if names & {"class_id", "session_id"} and names <= values.keys() and "svg" not in route and not route.startswith("/c/"):
            browser.get(route.format(**values))
            if browser.status == 200:
                yield route, _plain(browser.text, class_, persons)
    counter = Counter(browser, morning(class_))
    for path, asked in (("/counter/roster", {}), *(("/counter/search", {"text": name}) for name in numbers)):
        people_of_it = sorted(counter.ask(path, **asked)["people"], key=lambda each: each["seat"])
        yield f"{path} {asked}", _plain(json.dumps(people_of_it, ensure_ascii=False), class_, persons)


def _plain(text: str, class_: Class, persons: list[str]) -> str:
    """Without what is random, or names the class: person keys are keyed hashes and stand in one order."""
    for number, person in enumerate(persons):
        text = text.replace(person, f"person {number}")
    text = re.sub(r"(?s)<svg.*?</svg>|<input type=\"hidden\"[^>]*>", "", text).replace(class_.code, "CODE")
    return re.sub(r"[A-Za-z0-9_+/=-]{32,}", "…", text)


@pytest.mark.parametrize("role", [Role.ROOM_ATTENDANT, Role.ORGANIZER])
def test_all_that_a_role_may_fetch_leaves_every_number_with_these_last_digits(
    browser: Browser, drain: Callable[[], int], new_browser: NewBrowser, now: datetime, role: Role
) -> None:
    """Pages, live parts, the counter's search and its off-line list say the same, whatever the seven hidden places are."""
    seen = []
    for code, numbers in (("B90001", ONE), ("B90002", OTHER)):
        made = class_of(browser, drain, now, code, numbers)
        seen.append(dict(everything(new_browser().sign_in(role, username=OWN.username), made, numbers)))
    assert len(seen[0]) > (6 if role is Role.ROOM_ATTENDANT else 20)
    assert {path for path in seen[0] if seen[0][path] != seen[1].get(path)} == set()


def test_a_room_attendant_sees_no_number(browser: Browser, drain: Callable[[], int], new_browser: NewBrowser, now: datetime) -> None:
    """Name, seat and agency are enough in the room: no page has even the last digits; only the counter's device is given those."""
    made = class_of(browser, drain, now, "B90001", ONE)
    attendant = new_browser().sign_in(Role.ROOM_ATTENDANT, username="attendant1")
    pages = dict(everything(attendant, made, ONE))
    kept = json.loads(pages.pop("/counter/roster {}"))
    assert [each["ending"] for each in kept] == [number[-3:] for number in ONE.values()]
    shown = re.sub(r"<[^>]+>", " ", " ".join(pages.values()))
    assert "王小明" in shown
    assert [number for number in ONE.values() if re.search(rf"\b\S*{number[-3:]}\b", shown)] == []
