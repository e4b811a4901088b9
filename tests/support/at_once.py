"""Acts that begin at the same moment, as presses of several people do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chalicelib.errors import AppError


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Runs all at the same time; answers each result, or the error in its place."""

    def tried(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except AppError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(tried, acts))
