"""moto's DynamoDB with ClientRequestToken, as DynamoDB has it: for ten minutes a transaction that came before is not done once more."""

from datetime import datetime, timedelta
from typing import Any

from moto.core.responses import ActionResult
from moto.dynamodb.exceptions import ERROR_TYPE_PREFIX, DynamodbException
from moto.dynamodb.responses import DynamoHandler

from chalicelib.clock import clock

_LIVES = timedelta(minutes=10)
_whole_transact_write_items = DynamoHandler.transact_write_items

# Token → what was asked for, and when.
done: dict[str, tuple[Any, datetime]] = {}


def install() -> None:
    """In this process, and only behind the lock of infra.local.engines."""
    lacking: Any = DynamoHandler
    lacking.transact_write_items = _transact_write_items


def _transact_write_items(handler: DynamoHandler) -> ActionResult:
    token, asked = handler.body.get("ClientRequestToken"), handler.body["TransactItems"]
    before, at = done.get(token, (None, clock.now()))
    if before is not None and clock.now() - at < _LIVES:
        if before != asked:
            raise DynamodbException(ERROR_TYPE_PREFIX + "IdempotentParameterMismatchException", message="another came with this token")
        return ActionResult({"ConsumedCapacity": [], "ItemCollectionMetrics": {}})
    answer = _whole_transact_write_items(handler)
    if token:
        done[token] = (asked, clock.now())
    return answer
