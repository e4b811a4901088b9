"""What the pages of voting share."""

from datetime import datetime
from typing import Any

from chalicelib.clock import moment
from chalicelib.domains.voting.choice_rules import is_single, rule_words
from chalicelib.domains.voting.model import Kind, Poll
from chalicelib.domains.voting.results import results
from chalicelib.domains.voting.results.tally_rules import MOTION_RULE
from chalicelib.settings import settings


def ballot_values(poll: Poll, photos: dict[str, tuple[str, str]], photo_base: str) -> dict[str, Any]:
    """What a ballot shows, whoever looks; `photo_base` is where its pictures are."""
    groups = dict.fromkeys(each.group for each in poll.content.candidates)
    return {
        "poll": poll,
        "groups": [(group, [each for each in poll.content.candidates if each.group == group]) for group in groups],
        "single": is_single(poll.content),
        "rule": rule_words(poll.content),
        "photos": {candidate for candidate, (key, _) in photos.items() if key},
        "photo_base": photo_base,
        "Kind": Kind,
        "moment": moment,
    }


def results_values(poll: Poll, now: datetime) -> dict[str, Any]:
    """What the bars show."""
    values = {"poll": poll, "status": poll.status(now), "results": results.shown(poll, now), "Kind": Kind, "moment": moment}
    return {**values, "motion_rule": MOTION_RULE}


def address(poll: Poll) -> str:
    """Where a voter goes, for the QR."""
    return f"{settings().base_url}/c/{poll.class_id}/polls/{poll.id}"
