"""Reads the roles as they are deployed (infra/deploy/policies.py): who may do what, and which of that has been done in this process."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, NamedTuple

from infra.deploy.policies import ROLES
from infra.local.iam.needs import Need

_ATTRIBUTE = re.compile(r"\$\{(\w+)(?:\.Arn)?\}")


class Permission(NamedTuple):
    """One action on one resource, as the role of a function grants it; `resource` may end in *, as may a value of `conditions`."""

    function: str
    action: str
    resource: str
    conditions: tuple[tuple[str, str], ...] = ()


used: set[Permission] = set()


@lru_cache
def permissions(function: str) -> tuple[Permission, ...]:
    """Everything that the role grants, one by one."""
    return tuple(permission for statement in ROLES[function] for permission in _granted(function, statement))


@lru_cache(maxsize=50_000)
def allows(function: str, need: Need) -> bool:
    """Whether the role grants it; notes what of the role was used for that."""
    found = {each for each in permissions(function) if each.action == need.action and _fits(each, need)}
    used.update(found)
    return bool(found)


def _granted(function: str, statement: Mapping[str, Any]) -> Iterator[Permission]:
    """Raises ValueError for a kind of statement that is not read here: better none than one that is read wrongly."""
    if statement["Effect"] != "Allow" or not statement.keys() <= {"Effect", "Action", "Resource", "Condition"}:
        raise ValueError(statement)
    for action in statement["Action"]:
        for resource in statement["Resource"]:
            for conditions in _conditions(statement.get("Condition", {})):
                yield Permission(function, action, _logical(resource), conditions)


def _conditions(condition: Mapping[str, Any]) -> list[tuple[tuple[str, str], ...]]:
    """At most one key with one or more values, each of them enough."""
    if not condition:
        return [()]
    ((operator, keys),) = condition.items()
    ((key, values),) = keys.items()
    if operator not in {"StringEquals", "StringLike"}:
        raise ValueError(condition)
    return [((key, value),) for value in values]


def _logical(resource: Mapping[str, Any]) -> str:
    """An ARN as the template writes it → logical ids, as `needs` writes them."""
    if "Fn::GetAtt" in resource:
        return str(resource["Fn::GetAtt"][0])
    text = str(resource["Fn::Sub"])
    return _ATTRIBUTE.sub(r"\1", text.rpartition(":")[2] if text.startswith("arn:") else text)


def _fits(permission: Permission, need: Need) -> bool:
    facts = dict(need.facts)
    return fnmatchcase(need.resource, permission.resource) and all(
        fnmatchcase(facts.get(key, ""), value) for key, value in permission.conditions
    )
