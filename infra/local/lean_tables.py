"""moto's DynamoDB without the work that grows with everything a table holds. What it answers stays the same.

moto copies every item of each table that a transaction names, sorts a whole table for each query of one partition, and looks for six
spellings of every attribute that it answers; for each request it lists its handler's methods anew. Two calls at once would meet here:
only behind the lock of infra.local.engines.
"""

import base64
import copy
import inspect
import json
from collections import defaultdict
from functools import lru_cache
from typing import Any

from moto.core import responses
from moto.core.responses import ActionResult
from moto.core.utils import method_names_from_class
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler

# Their results are in wire form already; those of others (DescribeTable) hold times and objects.
_ITEM_OPERATIONS = {
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "TransactGetItems",
    "TransactWriteItems",
    "UpdateItem",
}

_whole_update_item = DynamoDBBackend.update_item
_whole_query = Table.query
_query_arguments = inspect.signature(_whole_query)
_whole_serialized = DynamoHandler.serialized


def install() -> None:
    """Puts the lean ways in place of moto's own, in this process."""
    lean: list[tuple[Any, str, Any]] = [
        (Table, "__deepcopy__", _with_the_same_items),
        (Table, "query", _query),
        (DynamoDBBackend, "update_item", _update_item),
        (DynamoHandler, "serialized", _serialized),
        (responses, "method_names_from_class", lru_cache(method_names_from_class)),
    ]
    for owner, name, way in lean:
        setattr(owner, name, way)


def _with_the_same_items(table: Table, _: dict[int, Any]) -> Table:
    """Returns the table as a cancelled transaction restores it: partitions of its own, which hold the very items.

    That is enough since no item changes in place: a put replaces it, and an update works on a copy (below).
    """
    twin = copy.copy(table)
    twin.items = defaultdict(dict, {key: dict(partition) for key, partition in table.items.items()})
    return twin


def _update_item(backend: DynamoDBBackend, table_name: str, key: dict[str, Any], *args: Any, **named: Any) -> Any:
    """moto's own, on a copy of the item that takes its place."""
    table = backend.get_table(table_name)
    if {table.hash_key_attr, table.range_key_attr} <= key.keys():
        partition = table.items.get(DynamoType(key[table.hash_key_attr]), {})
        sort_key = DynamoType(key[str(table.range_key_attr)])
        if sort_key in partition:
            partition[sort_key] = copy.deepcopy(partition[sort_key])
    return _whole_update_item(backend, table_name, key, *args, **named)


def _query(table: Table, *args: Any, **named: Any) -> Any:
    """moto's own, which sorts what it found by itself, shown one partition only; an index shows all, unsorted."""
    asked = _query_arguments.bind(table, *args, **named).arguments
    partitions = list(table.items.values()) if asked.get("index_name") else [table.items.get(asked["hash_key"], {})]
    vars(table)["all_items"] = lambda: [item for partition in partitions for item in partition.values()]
    try:
        return _whole_query(table, *args, **named)
    finally:
        del vars(table)["all_items"]


def _serialized(handler: DynamoHandler, answer: ActionResult) -> Any:
    """Status, headers and JSON. moto's own for errors and for what is not about items."""
    if isinstance(answer.result, Exception) or handler._get_action() not in _ITEM_OPERATIONS:
        return _whole_serialized(handler, answer)
    headers = {"Content-Type": "application/x-amz-json-1.0", **handler.response_headers}
    return 200, headers, json.dumps(answer.result, default=_base64)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
