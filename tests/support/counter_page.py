"""A counter in a test's browser: opens the page and asks as its script does."""

import uuid
from datetime import datetime
from typing import Any

from tests.support.browser_client import Browser


class Counter:
    """`scan`, `sync` and `undo` answer the JSON; the last status is at `browser.status`."""

    def __init__(self, browser: Browser, session_id: str) -> None:
        self.browser = browser.get(f"/sessions/{session_id}/counter")
        self.grant = browser.text.partition('data-grant="')[2].partition('"')[0]

    def ask(self, path: str, **said: Any) -> Any:
        self.browser.post_json(path, {"grant": self.grant, **said})
        return self.browser.json()

    def scan(self, text: str, **said: Any) -> Any:
        return self.ask("/counter/scan", **{"text": text, "purpose": "i", "request_id": str(uuid.uuid4()), **said})

    def sync(self, text: str, happened: datetime, **said: Any) -> Any:
        """Uploads one kept scan and answers what became of it."""
        kept = {"request_id": str(uuid.uuid4()), "text": text, "purpose": "i", "happened_at": happened.isoformat(), **said}
        return self.ask("/counter/sync", scans=[kept])["answers"][0]

    def undo(self, done: dict[str, Any]) -> Any:
        return self.ask("/counter/undo", person=done["person"], request_id=done["request_id"])
