"""The engines that stand in for AWS on this machine."""

import threading
from typing import Any

from moto.dynamodb.responses import DynamoHandler

_lock = threading.Lock()


def one_at_a_time() -> None:
    """Puts one lock around moto's DynamoDB. Without it, concurrent transactions wipe each other's acknowledged writes."""
    if getattr(DynamoHandler.call_action, "locked", False):
        return
    unlocked = DynamoHandler.call_action

    def locked(self: DynamoHandler) -> Any:
        with _lock:
            return unlocked(self)

    locked.locked = True  # type: ignore[attr-defined]
    DynamoHandler.call_action = locked
