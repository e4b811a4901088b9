"""What every store shares: one DynamoDB client, conditional writes, transactions, and their failures as our errors.

A write whose reply was lost is made again (cloud/calls.py), and then fails on its own condition. So each single write has an id of its own,
`write_id`: where that stands in the item that stood in the way, it is this very write, and has succeeded. A transaction has a token, by
which DynamoDB itself knows the repeat for ten minutes.
"""

import json
import random
import secrets
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self, TypeVar, cast

from botocore.exceptions import ClientError
from pynamodb.attributes import Attribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.constants import STRING
from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.cloud import calls
from chalicelib.errors import Conflict
from chalicelib.json_text import to_json

Member = TypeVar("Member", bound=StrEnum)
# Stores know calls.py through here only.
aside = calls.aside
_ATTEMPTS = 4
_RETRYABLE = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


class ConditionFailed(Conflict):
    """The write's condition did not hold. `item` is what stood there in wire form, empty if nothing did."""

    def __init__(self, item: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.item = item or {}


class _Tables(Connection):
    """PynamoDB's, with clients whose calls are made as all others."""

    @property
    def session(self) -> Any:
        own = super().session
        calls.make_patient(own)
        return own


@lru_cache(maxsize=1)
def connection() -> Connection:
    """The one client of the process (each costs 52 ms). It is asked three times for at most 4 s."""
    return _Tables(connect_timeout_seconds=1, read_timeout_seconds=3, max_retry_attempts=0, max_pool_connections=32)


class EnumAttribute(Attribute[Member]):
    """A member of `kind`; its value is what is stored. Raises ValueError for any other."""

    attr_type = STRING

    def __init__(self, kind: type[Member], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._kind = kind

    def serialize(self, value: Any) -> str:
        return self._kind(value).value

    def deserialize(self, value: Any) -> Member:
        return self._kind(value)


class JsonAttribute(Attribute[Any]):
    """JSON as text; `what` is what people call it. PynamoDB's own escapes, so that a Chinese character takes six bytes; both are read."""

    attr_type = STRING

    def __init__(self, what: str = "這筆資料", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._what = what

    def serialize(self, value: Any) -> str:
        """Raises InvalidInput where it would not fit into an item."""
        return to_json(value, self._what)

    def deserialize(self, value: Any) -> Any:
        return json.loads(value)


class Item(Model):
    """The base of every item class: `pk` and `sk`, and the shared client. `write_id` names the last single write, if there was one.

    All that asks DynamoDB raises Unavailable where it does not answer, and OutcomeUnknown where it does not say what became of a write.
    """

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    expires_at = NumberAttribute(null=True)
    write_id = UnicodeAttribute(null=True)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        own: TableConnection = super()._get_connection()
        shared = connection()
        if own.connection is not shared:
            schema = own.get_meta_table()
            own.connection = shared
            # Several item classes live in one table; they inherit its indexes from one base, so the first schema serves all.
            if schema.table_name not in shared._tables:
                shared.add_meta_table(schema)
        return own

    @classmethod
    def find(cls, pk: str, sk: str, *, consistent: bool = True) -> Self | None:
        """The item, or None."""
        try:
            return cls.get(pk, sk, consistent_read=consistent)
        except cls.DoesNotExist:
            return None

    @classmethod
    def put_many(cls, items: Iterable[Self]) -> None:
        """In batches, which do not stand or fall together: only for what may be written twice."""
        try:
            with cls.batch_write() as batch:
                for item in items:
                    batch.save(item)
        except PutError as error:  # throttled, three times
            raise calls.outage() from error

    @classmethod
    def search(cls, pk: str, range_condition: Condition | None = None) -> list[Self]:
        """Every item of a partition, consistently."""
        return list(cls.query(pk, range_condition, consistent_read=True))

    def put(self, condition: Condition | None = None) -> None:
        """One PutItem. Raises ConditionFailed."""
        self.write_id = _new_id()
        kwargs = self.get_save_kwargs_from_instance(condition=condition, return_values_on_condition_failure="ALL_OLD")
        _write("PutItem", kwargs, self.write_id)

    def change(self, actions: Sequence[Action], condition: Condition) -> Self:
        """One UpdateItem, never creating the item; returns it as it is now. Raises ConditionFailed."""
        own, kind = _new_id(), type(self)
        not_yet = kind.write_id.does_not_exist() | (kind.write_id != own)
        kwargs = self.get_update_kwargs_from_instance(
            actions=[*actions, kind.write_id.set(own)],
            condition=kind.pk.exists() & not_yet & condition,
            return_values_on_condition_failure="ALL_OLD",
        )
        kwargs.pop("ReturnValues", None)
        return type(self).from_wire(_write("UpdateItem", {**kwargs, "ReturnValues": "ALL_NEW"}, own))

    def try_put(self, condition: Condition) -> bool:
        """As `put`; False where the condition did not hold."""
        try:
            self.put(condition)
        except ConditionFailed:
            return False
        return True

    def try_change(self, actions: Sequence[Action], condition: Condition) -> bool:
        """As `change`; False where the condition did not hold."""
        try:
            self.change(actions, condition)
        except ConditionFailed:
            return False
        return True

    def upsert(self, actions: Sequence[Action]) -> None:
        """One UpdateItem, which makes the item where none is: for values that may be written twice."""
        kwargs = self.get_update_kwargs_from_instance(actions=list(actions))
        kwargs.pop("ReturnValues", None)
        _write("UpdateItem", kwargs)

    @classmethod
    def forget(cls, pk: str, range_condition: Condition | None = None) -> int:
        """Deletes the items of a partition, or those of a range; returns how many. For the one function that may."""
        found = list(cls.query(pk, range_condition, consistent_read=True, attributes_to_get=["pk", "sk"]))
        try:
            with cls.batch_write() as batch:
                for item in found:
                    batch.delete(item)
        except PutError as error:
            raise calls.outage() from error
        return len(found)

    @classmethod
    def from_wire(cls, item: dict[str, Any]) -> Self:
        return cls.from_raw_data(item)


class Transaction:
    """Writes that stand or fall together: at most 100 items, and 4 MB.

    Retried, with jitter, only while every reason is a conflict or a throttle. The token makes the repeat of a lost reply harmless;
    it is random, unless a caller gives one by which the same press, sent twice within ten minutes, is one write.
    """

    def __init__(self, token: str = "") -> None:
        self._token = token[:36] or secrets.token_hex(16)
        self._steps: list[Callable[[TransactWrite], None]] = []

    def put(self, item: Item, condition: Condition | None = None) -> None:
        self._steps.append(lambda write: write.save(item, condition=condition))

    def create(self, item: Item) -> None:
        """Puts the item where none is."""
        self.put(item, type(item).pk.does_not_exist())

    def change(self, item: Item, actions: Iterable[Action], condition: Condition) -> None:
        everything = list(actions)
        self._steps.append(lambda write: write.update(item, actions=everything, condition=type(item).pk.exists() & condition))

    def check(self, item_class: type[Item], pk: str, sk: str, condition: Condition) -> None:
        self._steps.append(lambda write: write.condition_check(item_class, pk, sk, condition=condition))

    def try_commit(self) -> bool:
        """Commits; False where a condition did not hold. Raises Unavailable, OutcomeUnknown."""
        try:
            self.commit()
        except ConditionFailed:
            return False
        return True

    def commit(self) -> None:
        """Raises ConditionFailed when a condition did not hold; Unavailable, OutcomeUnknown."""
        for attempt in range(_ATTEMPTS):
            try:
                with TransactWrite(connection=connection(), client_request_token=self._token) as write:
                    for step in self._steps:
                        step(write)
                return
            except TransactWriteError as error:
                reasons = {reason.code for reason in error.cancellation_reasons if reason}
                if "ConditionalCheckFailed" in reasons:
                    raise ConditionFailed from error
                if not reasons or not reasons <= _RETRYABLE or attempt == _ATTEMPTS - 1:
                    raise calls.outage() from error
                calls.watch.wait(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311  jitter, not a secret


def _new_id() -> str:
    return secrets.token_urlsafe(9)


def _write(operation: str, kwargs: dict[str, Any], own: str = "") -> dict[str, Any]:
    """One write; returns the attributes as they are after it, as far as they were asked for. Raises ConditionFailed."""
    try:
        return dict(connection().dispatch(operation, kwargs).get("Attributes", {}))
    except ClientError as error:
        # PynamoDB raises a new error from botocore's; only botocore's has the item that stood in the way.
        original = error.__cause__ if isinstance(error.__cause__, ClientError) else error
        if original.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise calls.outage() from error
        item = cast("dict[str, Any]", original.response.get("Item") or {})
        if own and item.get("write_id", {}).get("S") == own:
            return item
        raise ConditionFailed(item) from error
