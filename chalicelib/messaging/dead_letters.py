"""What SQS gave up on: nothing of it is lost, whichever queue it came from.

A message of the outbox needs nothing: its own item says when it comes again, or that it failed. A note of S3 or SES is taken once more,
and becomes a message of the outbox, with tries of its own. A file of the public, and what nobody can read, are shown to staff as failed
messages: neither is to be worked on without somebody's wish.
"""

import hashlib
import json
import logging
from datetime import datetime
from typing import Any

from chalicelib.cloud import outages, queue
from chalicelib.errors import outline
from chalicelib.messaging import bounces, public_files, registry, store, uploads
from chalicelib.settings import settings

log = logging.getLogger(__name__)

UNREADABLE, PUBLIC_FILE = "messaging.unreadable", "messaging.public-file"
_NOT_LOOKED_AT = "民眾上傳查驗的檔案，多次都沒有查成。檔案最多保留一天；若系統已恢復，可按「重新送出」再查一次。"
_WHY = "佇列裡有一則無法讀取的訊息（{size:,} 位元組），已移出佇列。請通知系統管理員查看記錄，處理後按「重新送出」即結案。"


def collect(now: datetime) -> int:
    """For the ten-minute schedule: empties the dead-letter queue; returns how many. In an outage the rest stays for the next time."""
    count = 0
    for body in queue.drain(settings().dead_letter_queue_url):
        count += 1
        try:
            _take(json.loads(body), now)
        except Exception as error:
            if outages.is_outage(error):
                raise
            log.error("an unreadable message was in the dead-letter queue: %s", outline(error))
            _show(body, now)
    return count


def put_away(size: int, now: datetime) -> None:
    """messaging.unreadable: staff have seen it."""


def _take(event: Any, now: datetime) -> None:
    """Raises KeyError, TypeError, ValueError for what is of none of our queues."""
    if "id" in event:
        log.info("a message of the outbox failed, or was given up by its queue; its item says what becomes of it")
    elif "eventType" in event:
        bounces.announce(event, now)
    else:
        uploads.announce(event["Records"], registry.uploads(), now)
        for key in filter(public_files.are_ours, uploads.keys_of(event["Records"])):
            store.add_failed(f"public-file.{key}", _NOT_LOOKED_AT, now, kind=PUBLIC_FILE, body={"key": key}, subject="", queue="work")


def _show(body: str, now: datetime) -> None:
    """Its text may hold anything, so only its size is kept."""
    size = len(body.encode())
    name = f"unreadable.{hashlib.sha256(body.encode()).hexdigest()[:32]}"
    store.add_failed(name, _WHY.format(size=size), now, kind=UNREADABLE, body={"size": size}, subject="", queue="work")
