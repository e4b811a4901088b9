"""The engines that stand in for AWS on this machine."""

import threading
from typing import Any

from moto.dynamodb.responses import DynamoHandler

from infra.local import lean_calls, lean_tables, tokens

_lock = threading.Lock()
_call_action = DynamoHandler.call_action


def one_at_a_time() -> None:
    """Puts one lock around moto's DynamoDB. Without it, concurrent transactions wipe each other's acknowledged writes.

    Behind the lock its tables may work without their needless copies and sorting, and do; the way to moto is short; and a transaction's
    token counts.
    """
    lean_tables.install()
    lean_calls.install()
    tokens.install()
    DynamoHandler.call_action = _locked  # type: ignore[method-assign]


def _locked(self: DynamoHandler) -> Any:
    with _lock:
        return _call_action(self)
