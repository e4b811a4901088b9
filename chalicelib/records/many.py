"""Many documents in one press: each by itself, and the person is told what became of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from chalicelib.errors import AppError, InvalidInput, Unavailable

_NAMED = 10
Wanted = TypeVar("Wanted")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Done(Generic[Result]):
    """`results` of those that succeeded; `refusals` are (name, why not) of all others."""

    results: tuple[Result, ...]
    refusals: tuple[tuple[str, str], ...] = ()

    @property
    def count(self) -> int:
        return len(self.results)

    @property
    def why_not(self) -> str:
        """In one line, the first of them with names, as much as a cookie takes; empty where all succeeded."""
        more = len(self.refusals) - _NAMED
        named = [f"{name}（{why}）" for name, why in self.refusals[:_NAMED]]
        return "；".join([*named, f"另有 {more} 筆"] if more > 0 else named)


def one_by_one(wanted: Iterable[Wanted], act: Callable[[Wanted], Result], name_of: Callable[[Wanted], str]) -> Done[Result]:
    """What fails stops no other, but where a service is out, the rest is left as it is and said so.

    Raises InvalidInput and Unavailable where nothing was done yet: what was typed, or the outage, is the same for all.
    """
    results: list[Result] = []
    refusals: list[tuple[str, str]] = []
    waiting = list(wanted)
    while waiting:
        each = waiting.pop(0)
        try:
            results.append(act(each))
        except AppError as error:
            if not results and not refusals and isinstance(error, InvalidInput | Unavailable):
                raise
            refusals.append((name_of(each), error.message))
            if isinstance(error, Unavailable):
                break
    if waiting:
        refusals.append((f"其餘 {len(waiting)} 筆", "服務暫時沒有回應，都還沒有處理，請稍後再按一次"))
    return Done(tuple(results), tuple(refusals))
