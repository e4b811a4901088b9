"""What the run of a message has done that cannot be taken back: the mails that it handed over.

A run that fails after the second of three addresses is repeated; what is noted here is kept with the message, so that the repeat mails
only the third. It is the worker's own run, so `mailing` finds it without every handler passing it on.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_sent: ContextVar[dict[str, str]] = ContextVar("sent")


@contextmanager
def running(before: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Begins a run. `before` are the mails of earlier runs; yields those of all runs: name → the mail service's id."""
    token = _sent.set(dict(before))
    try:
        yield _sent.get()
    finally:
        _sent.reset(token)


def once(name: str, send: Callable[[], str]) -> str:
    """Calls `send` unless a run of this message did it under that name; returns the mail's id. Outside a run it is simply called."""
    sent = _sent.get({})
    if name not in sent:
        sent[name] = send()
    return sent[name]
