"""What the cloud holds, in words: for two runs that should have come to the same, whatever random ids they made."""

import json
import re
from collections import Counter

from tests.support import kept_cloud

# Which of several partitions of an index: made from an id.
_SHARD = re.compile(r'("(?:state_shard|status_partition)": \{"S": "[^"#]*)#\d+')
# What may be random: ids, tokens, hashes, sealed fields.
_TOKEN = re.compile(r"[A-Za-z0-9_+/=-]{8,}")


def state() -> list[str]:
    """Every item, object, message, account and letter as a line."""
    lines = []
    for name, table in kept_cloud.backend("dynamodb").tables.items():
        for partition in table.items.values():
            for item in partition.values():
                attributes = {key: value for key, value in item.to_json()["Attributes"].items() if key != "write_id"}
                text = json.dumps(attributes, sort_keys=True, ensure_ascii=False, default=str)
                lines.append(f"{name} {_SHARD.sub(lambda found: found[1], text)}")
    for name, bucket in kept_cloud.buckets().items():
        lines += [f"{name} {key} × {len(versions)}" for key, versions in bucket.keys.lists()]
    for name, queue in kept_cloud.backend("sqs").queues.items():
        lines += [f"{name} {message.body}" for message in queue._messages]
    for pool in kept_cloud.backend("cognito-idp").user_pools.values():
        for user in pool.users.values():
            lines.append(f"account {user.username} {user.enabled} {user.status} {sorted(group.group_name for group in user.groups)}")
    return lines + [f"letter to {message.destinations}" for message in kept_cloud.backend("ses").sent_messages]


def differences(one: list[str], other: list[str]) -> list[str]:
    """What is in one and not in the other, when what only one of them calls so is nobody's name."""
    here, there = Counter(one) - Counter(other), Counter(other) - Counter(one)
    both = set(_TOKEN.findall("\n".join(here))) & set(_TOKEN.findall("\n".join(there)))

    def plain(lines: Counter[str]) -> Counter[str]:
        return Counter(_TOKEN.sub(lambda token: token[0] if token[0] in both else "*", line) for line in lines.elements())

    first, second = plain(here), plain(there)
    return sorted([f"only once: {line}" for line in (first - second)] + [f"too much: {line}" for line in (second - first)])
