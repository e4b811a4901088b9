"""Other times of a session that has begun: whoever is judged otherwise by them has it in the record, with who changed them and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from chalicelib.cloud.calls import at_once
from chalicelib.domains.attendance import service, store
from chalicelib.domains.attendance.leaving.rules import change_in_words
from chalicelib.domains.classes import service as classes


def judge_again(  # noqa: PLR0917
    session_id: str, before: Sequence[str], after: Sequence[str], changed_at: str, who: str, reason: str, now: datetime
) -> None:
    """attendance.times-changed: `before` and `after` are (start, end) as ISO. Running twice is once."""
    session = classes.load_session(session_id)
    old, new = (
        service.facts_of(replace(session, starts_at=datetime.fromisoformat(starts), ends_at=datetime.fromisoformat(ends)))
        for starts, ends in (before, after)
    )
    words = {each: text for each in store.entries(session_id) if (text := change_in_words(each, old, new))}
    at = datetime.fromisoformat(changed_at)
    at_once([partial(store.note_judged, each, who, f"{text}：{reason}", at) for each, text in words.items()])
