"""Whether the tests use all that the roles allow. Only the whole suite can say so: a part of it is never found wanting."""

from typing import Any

import pytest

from infra.deploy.policies import NOT_CALLED, ROLES
from infra.local.iam.roles import Permission, permissions, used

_unused: list[Permission] = []


def take_over(node: Any) -> None:
    """What a worker of pytest-xdist has used counts here, too."""
    used.update(Permission(*each) for each in getattr(node, "workeroutput", {}).get("permissions", ()))


def hand_over_or_compare(session: pytest.Session) -> None:
    """At the end of a worker, or of the whole; what is left unused makes a suite fail that was green."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["permissions"] = [tuple(each) for each in used]
    elif session.exitstatus == pytest.ExitCode.OK and _is_whole(session.config):
        _unused.extend(unused())
        if _unused:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def tell(reporter: Any) -> None:
    if _unused:
        reporter.section("roles allow what no test does: take it out of infra/deploy/policies.py, or test it")
        for each in _unused:
            reporter.line(f"{each.function}: {each.action} on {each.resource} {dict(each.conditions) or ''}".rstrip())


def unused() -> list[Permission]:
    """Of all roles, in the order of their names."""
    granted = {each for function in ROLES for each in permissions(function)}
    return sorted(each for each in granted - used if each.action not in NOT_CALLED)


def _is_whole(config: pytest.Config) -> bool:
    """No folder, word or mark was given, and nothing left out."""
    chosen = config.option.keyword or config.option.markexpr or config.option.deselect or config.option.collectonly
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen
