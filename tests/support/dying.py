"""A worker that is killed: nothing of our code runs after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.dynamodb import connection

_WRITES = ("PutItem", "UpdateItem", "TransactWriteItems")


@contextmanager
def before_write(number: int, act: Callable[[], None]) -> Iterator[None]:
    """`act` happens once, just before DynamoDB's write of that number."""
    writes: list[int] = []

    def look(**_: Any) -> None:
        writes.append(1)
        if len(writes) == number:
            act()

    events = connection().client.meta.events
    for operation in _WRITES:
        events.register_first(f"before-call.dynamodb.{operation}", look)
    try:
        yield
    finally:
        for operation in _WRITES:
            events.unregister(f"before-call.dynamodb.{operation}", look)


@contextmanager
def dying_at_write(number: int) -> Iterator[None]:
    """Dies, as by KeyboardInterrupt, just before the write of that number."""

    def die() -> None:
        raise KeyboardInterrupt

    with before_write(number, die):
        yield
