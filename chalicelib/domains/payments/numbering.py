"""Numbers of applications and batches, without gap or double: the day's counter moves in the transaction that makes the document."""

import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.payments import store
from chalicelib.domains.payments.transitions import Change, Document, event_of
from chalicelib.dynamodb import Transaction
from chalicelib.errors import Conflict
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message

_PER_DAY, _TRIES = 9_999, 40


def made(  # noqa: PLR0917
    letter: str,
    draft: Document,
    change: Change,
    also: Callable[[Transaction, Document], Sequence[Message]],
    still_free: Callable[[], None],
    doing: str,
    now: datetime,
) -> Document:
    """The draft with its number, its first event by `change`, and what `also` adds; the messages it answers are announced.

    Where the transaction fails, `still_free` raises Conflict if it was more than the number that somebody else took;
    `doing` is what the person is told that many are doing.
    """
    day = taipei(now).date()
    for attempt in range(_TRIES):
        last = store.last_serial(letter, day)
        if last >= _PER_DAY:
            raise Conflict("今天的編號已用完，請明天再試。")
        transaction = Transaction(secrets.token_hex(16))
        store.move_serial(transaction, letter, day, last)
        first = event_of(1, change, now)
        stands = store.create(transaction, replace(draft, id=f"{letter}{day:%Y%m%d}{last + 1:04}"), first)
        messages = also(transaction, stands)
        for message in messages:
            outbox.add(transaction, message, now)
        if transaction.try_commit():
            outbox.deliver(messages)
            return stands
        still_free()
        time.sleep(random.uniform(0, 0.01 * min(attempt + 1, 10)))  # noqa: S311  jitter, not a secret
    raise Conflict(f"同時有許多人在{doing}，請再按一次。")
