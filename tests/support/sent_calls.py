"""What a piece of code asks of DynamoDB."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.dynamodb import connection


@contextmanager
def dynamodb_calls() -> Iterator[list[str]]:
    """The names of DynamoDB operations called meanwhile."""
    calls: list[str] = []

    def note(model: Any, **_: Any) -> None:
        calls.append(model.name)

    events = connection().client.meta.events
    events.register("before-call.dynamodb.*", note)
    try:
        yield calls
    finally:
        events.unregister("before-call.dynamodb.*", note)
