"""Which of our functions is running. What runs outside one (a test that looks into the cloud, the set-up of `make run`) has no role."""

import threading
from collections import defaultdict
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from typing import Any

_function: ContextVar[str] = ContextVar("function", default="")
_start = threading.Thread.start


def current() -> str:
    """Name of the function, as infra/deploy/policies.py has it; "" outside."""
    return _function.get()


@contextmanager
def acting(function: str) -> Iterator[None]:
    """What happens inside is done by this function."""
    token = _function.set(function)
    try:
        yield
    finally:
        _function.reset(token)


def follow_threads() -> None:
    """A thread that a function starts is that function, too: a process of Lambda has one role."""
    threading.Thread.start = _started  # type: ignore[assignment,method-assign]


def _started(thread: threading.Thread, *args: Any) -> None:
    if current():
        thread.run = partial(copy_context().run, thread.run)  # type: ignore[method-assign]
    _start(thread, *args)


class OfFunction(MutableMapping[Any, Any]):
    """What a process remembers, apart for each function that this one plays."""

    def __init__(self) -> None:
        self._kept: defaultdict[str, dict[Any, Any]] = defaultdict(dict)

    def __getitem__(self, key: Any) -> Any:
        return self._kept[current()][key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._kept[current()][key] = value

    def __delitem__(self, key: Any) -> None:
        del self._kept[current()][key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._kept[current()])

    def __len__(self) -> int:
        return len(self._kept[current()])
