"""Where the cases stand and how long each step takes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.fees import listing
from chalicelib.domains.fees.overview.progress_rules import SAVED_SHARE, progress
from chalicelib.errors import InvalidInput
from chalicelib.identity import Principal

_STANDARD = timedelta(days=90)
MOST = 2000


def overview(who: Principal, query: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Of the cases made in the days asked for (the last 90 unless given) that this person may read, the latest 2,000. Raises Forbidden."""
    today = taipei(now).date()
    errors: dict[str, str] = {}
    standard = {"from": str(today - _STANDARD), "to": str(today)}
    try:
        wanted = listing.read_filter({**standard, **{name: query[name] for name in standard if query.get(name)}}, now)
    except InvalidInput as error:
        errors = dict(error.fields)
        wanted = listing.read_filter(standard, now)
    cases = list(islice(listing.everything(who, wanted), MOST + 1))
    shown = progress(cases[:MOST])
    return {"progress": shown, "form": wanted.typed, "errors": errors, "share": SAVED_SHARE, "cut": len(cases) > MOST, "most": MOST}
