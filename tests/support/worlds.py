"""Scenes that are built once: the first test that asks waits for it, the next ones find the cloud as it stood then."""

import copy
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from chalicelib.clock import clock
from tests.support import kept_cloud
from tests.support.browser_client import Browser

P = ParamSpec("P")
T = TypeVar("T")
_Traces = dict[tuple[Any, ...], Any]


@dataclass(frozen=True)
class _World:
    """The cloud, what the scene answered, its browsers, and the clock."""

    cloud: kept_cloud.KeptCloud
    made: Any
    browsers: list[dict[str, Any]]
    moment: datetime


class _Ground:
    """What the cloud holds right now, if that is known: nothing, or the world that was put there last and not touched since."""

    def __init__(self) -> None:
        self._empty = kept_cloud.traces()
        self._last: tuple[str, _Traces] = ("", self._empty)

    def name(self) -> str | None:
        """The key of that world, "" for nothing, None where a test has done something of its own or its tables are not moto's."""
        if "AWS_ENDPOINT_URL_DYNAMODB" in os.environ:
            return None
        found = kept_cloud.traces()
        if kept_cloud.alike(found, self._empty):
            return ""
        return self._last[0] if kept_cloud.alike(found, self._last[1]) else None

    def is_now(self, key: str) -> None:
        self._last = (key, kept_cloud.traces())


_ground = _Ground()


def built_once(scene: Callable[P, T]) -> Callable[P, T]:
    """`scene`, built once in this process for the same arguments on the same ground; later calls put its world back.

    The ground is an empty cloud or another such world; where a test did something of its own before, the scene is built as ever.
    Functions among the arguments (drain, set_clock) do the same in each test and do not count.
    """
    worlds: dict[str, _World] = {}

    @wraps(scene)
    def standing(*args: P.args, **named: P.kwargs) -> T:
        ground = _ground.name()
        if ground is None:
            return scene(*args, **named)
        browsers = [each for each in args if isinstance(each, Browser)]
        said = [each for each in args if not callable(each) and not isinstance(each, Browser)]
        key = repr((scene.__name__, ground, clock.now(), said, sorted(named.items()), [browser.cookies for browser in browsers]))
        if key in worlds:
            made: T = _put_back(worlds[key], browsers)
        else:
            made = scene(*args, **named)
            worlds[key] = _World(kept_cloud.remember(), copy.deepcopy(made), [_state(browser) for browser in browsers], clock.now())
        _ground.is_now(key)
        return made

    return standing


def _put_back(world: _World, browsers: list[Browser]) -> Any:
    kept_cloud.put_back(world.cloud)
    for browser, state in zip(browsers, world.browsers, strict=True):
        vars(browser).update(copy.deepcopy(state))
    if clock.now() != world.moment:
        clock.set(lambda: world.moment)
    return copy.deepcopy(world.made)


def _state(browser: Browser) -> dict[str, Any]:
    """What a browser shows and keeps, without its connection."""
    return copy.deepcopy({name: value for name, value in vars(browser).items() if not name.startswith("_")})
