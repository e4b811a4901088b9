"""The whole system as a process of its own, and a real Chromium before it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PASSWORD = "Taipei-Demo-2026"
# Every wait ends with the state it waits for; these minutes are only for a machine that is busy with something else.
PATIENCE_MS = 180_000
expect.set_options(timeout=PATIENCE_MS)
AXE = ROOT / "node_modules/axe-core/axe.min.js"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="package")
def centre() -> Iterator[dict[str, str]]:
    """Addresses of a running centre with the sample data, its clock at 08:50 on Monday 2 March 2026; down with the last test here."""
    foreign = {name for name in os.environ if name.startswith("AWS_") or name.endswith(("_TABLE", "_URL", "_CIPHERTEXT"))}
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    environment |= {"ENGINE": "moto", "CLOCK_START": "2026-03-02T08:50:00+08:00"}
    command = [sys.executable, "-m", "infra.local.run", "--port", "0", "--announce"]
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "centre.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout
        line = process.stdout.readline()
        assert line, "the centre did not start; see build/centre.log"
        yield json.loads(line)
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "Chromium is missing: make machine"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_context(chromium: Browser, centre: dict[str, str]) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser of one person: `size` of the window."""
    made: list[BrowserContext] = []

    def make(size: dict[str, int]) -> BrowserContext:
        made.append(chromium.new_context(viewport=size, locale="zh-TW", timezone_id="Asia/Taipei", base_url=centre["site"]))
        made[-1].set_default_timeout(PATIENCE_MS)
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def organizer(open_context: Callable[..., BrowserContext]) -> Page:
    """The sample's organizer, signed in on a desktop."""
    return sign_in(open_context(DESKTOP).new_page(), "organizer1")


def sign_in(page: Page, username: str) -> Page:
    page.goto("/sign-in")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def violations(page: Page) -> list[Any]:
    """What axe finds against WCAG 2.1 A and AA, as (rule, how many)."""
    page.evaluate(AXE.read_text())  # evaluated, not added as a script: the page's own policy would refuse it
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}, "resultTypes": ["violations"]}
    # What passes is neither described nor carried over: that took longer than the search itself.
    found = page.evaluate("async rules => (await axe.run(document, rules)).violations.map(each => [each.id, each.nodes.length])", rules)
    return [(name, count) for name, count in found]


def flaws(page: Page, size: dict[str, int]) -> list[object]:
    """What axe finds in a window of this size, and whether the page is wider than it."""
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    sideways = page.evaluate("document.documentElement.scrollWidth") > size["width"]
    return [*violations(page), *([(page.url, "scrolls sideways")] if sideways else [])]
