"""Plays Lambda's event sources: a thread at each queue, which sleeps there until a message comes."""

import logging
import threading

from chalice.app import Chalice

from infra.local.lambdas import EventSource, event_sources

log = logging.getLogger(__name__)
_LONGEST_WAIT = 20  # seconds, as SQS allows
_AFTER_AN_ERROR = 1.0  # seconds
_LONGEST_WORK = 30  # seconds


class Poller:
    """`start` once the app is there; `stop` returns when nothing is being handled any more."""

    def __init__(self, app: Chalice) -> None:
        self._busy = {source: threading.Lock() for source in event_sources(app)}
        self._stopping = threading.Event()

    def start(self) -> None:
        for source in self._busy:
            threading.Thread(target=self._serve, args=(source,), daemon=True, name=f"queue of {source.handler}").start()

    def stop(self) -> None:
        """Does not wait for a thread that sleeps at its queue: what it may still receive is left, and comes again from the outbox."""
        self._stopping.set()
        for busy in self._busy.values():
            busy.acquire(timeout=_LONGEST_WORK)

    def _serve(self, source: EventSource) -> None:
        while not self._stopping.is_set():
            try:
                messages = source.receive(wait=_LONGEST_WAIT)
                with self._busy[source]:
                    if not self._stopping.is_set():
                        source.handle(messages)
            except Exception:
                if not self._stopping.is_set():
                    log.exception("the queue of %s met an error and goes on", source.handler)
                self._stopping.wait(_AFTER_AN_ERROR)
