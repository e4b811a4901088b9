"""What workers run for cases. app.py's handlers call these."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.messaging.outbox import Handler


def make_file(body: Mapping[str, Any], now: datetime) -> None:
    from chalicelib.domains.fees.papers import papers_worker  # fpdf2 and its like: workers only

    papers_worker.make(body, now)


WORK: dict[str, Handler] = {"fees.file": make_file}
