"""The workers' side: a message is leased and its try counted, then it is handled, then it is done, or put off.

SQS hears "handled" as soon as our own table knows when the message comes back, so that no copy goes round for long and the dead-letter
queue holds only what could not be read, and for some minutes a note of each message that failed, so that its alarm rings.
"""

import logging
import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.cloud import outages
from chalicelib.cloud import queue as queues
from chalicelib.cloud.queue import handle_each
from chalicelib.errors import AppError, outline
from chalicelib.messaging import attempt, outbox, store
from chalicelib.messaging.retry_rules import Ending, MessageState, after
from chalicelib.settings import settings

log = logging.getLogger(__name__)

# Called with the body's keys and `now` as keyword arguments.
Handler = Callable[..., Any]
# What .chalice/config.json gives the functions; a lease lasts as long as its worker can.
TIME_OUTS = {"work": timedelta(seconds=300), "mail": timedelta(seconds=60)}
# Of a batch no further one is begun with less than this left: it goes back to its queue.
_ROOM = timedelta(seconds=25)


def handle_batch(
    queue: str, records: Iterable[Mapping[str, Any]], handlers: Mapping[str, Handler], now: Callable[[], datetime]
) -> dict[str, Any]:
    """Handles the records of one SQS event; names those that could not be read or leased, so that only they come again."""
    began = now()

    def handle(body: Mapping[str, Any]) -> None:
        message_id = str(body["id"])
        if now() - began > TIME_OUTS[queue] - _ROOM:
            outbox.hand_over([(queue, message_id)])
        else:
            _handle(queue, message_id, handlers, now)

    return handle_each(records, handle, f"a record of the {queue} queue failed")


def _handle(queue: str, message_id: str, handlers: Mapping[str, Handler], now: Callable[[], datetime]) -> None:
    begins = now()
    item = store.take(message_id, begins + TIME_OUTS[queue], begins)
    if item is None:
        return
    with attempt.running(item.sent or {}) as sent:
        try:
            handlers[item.kind](**item.body, now=begins)
        except Exception as error:
            log.error("a message of kind %s failed: %s", item.kind, outline(error))
            put_off(item, _ending_of(error), _words_for(error), now(), sent)
            return
    if not store.finish(item, now()):
        log.warning("a message of kind %s was done when its lease had passed to another run", item.kind)


def put_off(item: store.OutboxItem, ending: Ending, error: str, now: datetime, sent: Mapping[str, str]) -> bool:
    """Decides by the rules what becomes of a run that failed; for the sweep too, which finds those that were killed."""
    then = after(ending, item.attempts, now, random.random(), mails=item.queue == "mail")  # noqa: S311  jitter, not a secret
    done = store.put_off(item, then, error, sent)
    if done and then.state is MessageState.FAILED:
        _ring(item)
    return done


def _ring(item: store.OutboxItem) -> None:
    """A note in the dead-letter queue, which has the alarm; the collector takes it away again (dead_letters)."""
    try:
        queues.send(settings().dead_letter_queue_url, [{"id": item.pk}])
    except Exception as error:  # the message is on the page of failed ones all the same
        log.error("could not ring for a failed message: %s", outline(error))


def _ending_of(error: Exception) -> Ending:
    if outages.is_unclear(error):
        return Ending.UNCLEAR
    return Ending.OUTAGE if outages.is_outage(error) else Ending.OWN


def _words_for(error: Exception) -> str:
    """Only our own errors have texts that are known to hold no personal data."""
    return error.message if isinstance(error, AppError) else type(error).__name__
