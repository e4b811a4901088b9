"""Queues and the functions that work on them: the times that must fit each other."""

import json
from pathlib import Path

import pytest

from app import app
from chalicelib.messaging.handling import TIME_OUTS
from infra.deploy.package import SOURCES
from infra.local.cloud import of_type

CONFIG = json.loads((Path(__file__).parents[2] / ".chalice/config.json").read_text())["stages"]["production"]
STANDARD = CONFIG["lambda_timeout"]


def time_out(function: str) -> int:
    return int(CONFIG["lambda_functions"].get(function, {}).get("lambda_timeout", STANDARD))


@pytest.mark.parametrize(("queue", "function"), [("work", "work"), ("mail", "mails")])
def test_a_lease_lasts_as_long_as_its_worker(queue: str, function: str) -> None:
    """Shorter, and a message would be begun twice; longer, and one whose worker died would wait."""
    assert TIME_OUTS[queue].total_seconds() == time_out(function)


@pytest.mark.parametrize("function", SOURCES)
def test_a_queue_hides_a_message_long_enough(function: str) -> None:
    """AWS's rule: six times the function's time-out."""
    queue = of_type("AWS::SQS::Queue")[SOURCES[function][0]]
    assert queue["VisibilityTimeout"] >= 6 * time_out(function)


def test_a_job_takes_no_other_with_it() -> None:
    """Work comes one message at a time, so that one which kills its worker kills nothing else's run."""
    assert {each.batch_size for each in app.event_sources if each.name == "work"} == {1}  # type: ignore[attr-defined]
