"""What moto holds, remembered and put back: for worlds that many tests begin with."""

import copy
import os
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from moto.backends import get_backend

from infra.local import tokens

_ACCOUNT = "123456789012"


@dataclass(frozen=True)
class KeptCloud:
    """Everything that cloud.empty() forgets. Items by reference (none changes in place: infra.local.lean_tables), the rest copied."""

    tables: dict[str, dict[Any, dict[Any, Any]]]
    objects: dict[str, dict[str, list[Any]]]
    queues: dict[str, tuple[Any, ...]]
    accounts: dict[str, dict[str, Any]]
    letters: list[Any]
    tokens: dict[str, Any]


def remember() -> KeptCloud:
    """What is there now."""
    return KeptCloud(
        tables={
            name: {key: dict(partition) for key, partition in table.items.items() if partition}
            for name, table in backend("dynamodb").tables.items()
        },
        objects={name: _copied_objects(bucket.keys.lists()) for name, bucket in buckets().items()},
        queues={name: _copied_messages(_messages(queue)) for name, queue in backend("sqs").queues.items()},
        accounts={name: _copied_users(pool, pool.users) for name, pool in backend("cognito-idp").user_pools.items()},
        letters=list(backend("ses").sent_messages),
        tokens=dict(tokens.done),
    )


def put_back(kept: KeptCloud) -> None:
    """The cloud holds what it held then, and nothing else."""
    for name, partitions in kept.tables.items():
        backend("dynamodb").tables[name].items = defaultdict(dict, {key: dict(items) for key, items in partitions.items()})
    for name, objects in kept.objects.items():
        buckets()[name].keys.clear()
        for key, versions in _copied_objects(objects.items()).items():
            buckets()[name].keys.setlist(key, versions)
    for name, messages in kept.queues.items():
        queue = backend("sqs").queues[name]
        queue._messages, queue._pending_messages, queue.deleted_messages = _copied_messages(messages)
    for name, users in kept.accounts.items():
        pool = backend("cognito-idp").user_pools[name]
        pool.users.clear()
        pool.users.update(_copied_users(pool, users))
        for group in pool.groups.values():
            group.users = {user for user in pool.users.values() if group in user.groups}
    backend("ses").sent_messages[:] = kept.letters
    tokens.done.clear()
    tokens.done.update(kept.tokens)


def traces() -> dict[tuple[Any, ...], Any]:
    """Where something is → the very thing, or what it says: alike exactly if nothing was written in between."""
    found: dict[tuple[Any, ...], Any] = {}
    for name, table in backend("dynamodb").tables.items():
        found |= {(name, key, sort): item for key, partition in table.items.items() for sort, item in partition.items()}
    for name, bucket in buckets().items():
        found |= {
            (name, key, number): f"{version.etag} {version.last_modified}"
            for key, versions in bucket.keys.lists()
            for number, version in enumerate(versions)
        }
    for name, queue in backend("sqs").queues.items():
        found |= {(name, message.id): repr(vars(message)) for message in queue._messages}
    for name, pool in backend("cognito-idp").user_pools.items():
        found |= {(name, user.username): repr(vars(user)) for user in pool.users.values()}
    return found | {("letter", number): letter for number, letter in enumerate(backend("ses").sent_messages)}


def alike(one: dict[tuple[Any, ...], Any], other: dict[tuple[Any, ...], Any]) -> bool:
    """Whether two traces show the same things in the same places."""
    return one.keys() == other.keys() and all(
        thing is other[place] or (isinstance(thing, str) and thing == other[place]) for place, thing in one.items()
    )


def _copied_objects(objects: Any) -> dict[str, list[Any]]:
    """Each with a buffer of its own: moto closes those of an object that is deleted."""
    return {key: copy.deepcopy(versions) for key, versions in objects}


def _messages(queue: Any) -> tuple[Any, ...]:
    """All, those in flight, and the ids of those deleted."""
    return queue._messages, queue._pending_messages, queue.deleted_messages


def _copied_messages(messages: tuple[Any, ...]) -> tuple[Any, ...]:
    """Together, since they share messages."""
    return copy.deepcopy(messages)


def _copied_users(pool: Any, users: Any) -> dict[str, Any]:
    """The accounts, in the pool's own groups."""
    return copy.deepcopy(dict(users), {id(group): group for group in pool.groups.values()})


def backend(service: str) -> Any:
    """moto's own, of this account and region."""
    backends: Any = get_backend(service)  # type: ignore[call-overload]
    return backends[_ACCOUNT][os.environ["AWS_DEFAULT_REGION"]]


def buckets() -> Any:
    """By name."""
    backends: Any = get_backend("s3")
    return backends[_ACCOUNT]["aws"].buckets
