"""Which tests stay on one worker, and what begins first.

A workflow's tests stay together, so that its scenes are built in one process only; so do those that walk every page, all browsers (one
running centre) and all tests on DynamoDB Local (one engine). Every other module goes by itself. What takes longest begins first, so that
no worker waits at the end.
By path: the mark `xdist_group` of pytest-xdist 3.8 does nothing under pytest 9.2.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

_TOGETHER = ("tests/browser", "tests/engine", "tests/everything", "tests/workflows")
_FIRST = ("tests/browser", "tests/engine", "tests/everything")


class Sharing(LoadScopeScheduling):
    """Hands out folders or modules in the order of collection."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def share_of(nodeid: str) -> str:
    """The folder or module whose tests one worker takes together."""
    module = nodeid.partition("::")[0]
    folder = module.rpartition("/")[0]
    return folder if folder.startswith(_TOGETHER) and folder != "tests/workflows" else module


def longest_first(items: list[pytest.Item]) -> None:
    """Puts in front what takes minutes; the rest stays in its order."""
    items.sort(key=lambda item: next((at for at, path in enumerate(_FIRST) if item.nodeid.startswith(path)), len(_FIRST)))
