"""How AWS is asked: how often, for how long in all, and what its silence means to the person who waits.

    it answers                          the answer
    it refuses                          botocore's ClientError, as ever: a condition, a name that is taken, a file that is not there
    it is throttled, cannot be reached  asked again; then Unavailable: what was asked for was not done
    no reply, broken off, 5xx           asked again; then Unavailable for a reading, OutcomeUnknown for a change
    the function's role may not         Unavailable, and a line in the log: only an operator can mend it

Repeats are made here and not by botocore, which forgets after the last one that the first may have taken effect. A change that meets its
own first call is refused by AWS (the condition does not hold any more, the name exists): `after_lost_reply` tells such a refusal.

All calls of one page end in time: none begins that could outlast API Gateway's 29 s, whatever hangs. And once a page has changed
something, no later failure of it says that nothing was changed.
"""

import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError, NoCredentialsError, SSLError

from chalicelib.errors import OutcomeUnknown, Unavailable

log = logging.getLogger(__name__)
Result = TypeVar("Result")

# API Gateway gives up after 29 s; the rest is for a cold start and for the page itself.
PAGE_SECONDS = 22.0
TRIES = 3
_LONGEST_PAUSE = 0.5
_AT_ONCE = 8
_THROTTLED = {
    "BandwidthLimitExceeded",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionConflictException",
}
_DENIED = {
    "403",
    "AccessDenied",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "UnrecognizedClientException",
}
# The first of the same token is still being done.
_UNDER_WAY = "TransactionInProgressException"
_READINGS = (
    "AdminGet", "AdminInitiateAuth", "AdminList", "BatchGet", "Decrypt", "Describe", "GenerateDataKey", "Get", "Head", "List", "Query",
    "Receive", "Scan", "Sign", "TransactGet",
)  # fmt: skip
_SERVER_ERROR = 500
_LOST_REPLIES = "LostReplies"


class Watch:
    """The seconds that a page has, and the pauses between tries. A test puts a watch of its own here, which only counts."""

    def __init__(self) -> None:
        self.seconds: Callable[[], float] = time.monotonic
        self.wait: Callable[[float], None] = time.sleep


watch = Watch()


@dataclass
class _Page:
    """What is known of the page that is being answered: until when its calls must be over, and whether it changed anything."""

    until: float
    changed: bool = False


_page: ContextVar[_Page | None] = ContextVar("page", default=None)
_aside: ContextVar[bool] = ContextVar("aside", default=False)


@contextmanager
def one_page() -> Iterator[None]:
    """All calls inside belong to one request of a person."""
    before = _page.set(_Page(watch.seconds() + PAGE_SECONDS))
    try:
        yield
    finally:
        _page.reset(before)


@contextmanager
def aside() -> Iterator[None]:
    """Inside are notes beside what the person asked for (a try that is counted, a look that is recorded): they are no change of it."""
    before = _aside.set(True)
    try:
        yield
    finally:
        _aside.reset(before)


def at_once(acts: Iterable[Callable[[], Result]]) -> list[Result]:
    """What each answers, in their order, eight at a time and as calls of the same page. Raises what one of them raised, after all."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        tasks = [pool.submit(copy_context().run, act) for act in acts]
    return [task.result() for task in tasks]


def outage() -> Unavailable:
    """For what surely was not done: nothing was changed, unless the page had changed something before."""
    page = _page.get()
    return OutcomeUnknown() if page and page.changed else Unavailable()


def after_lost_reply(error: ClientError) -> bool:
    """Whether the refused call was a repeat, its first try's fate unknown: what stands in its way may be its own doing."""
    response: dict[str, Any] = vars(error)["response"]
    return bool(response.get("ResponseMetadata", {}).get(_LOST_REPLIES))


def is_change(operation: str) -> bool:
    """Whether an operation, named as AWS names it, changes anything there."""
    return not operation.startswith(_READINGS)


class Patient:
    """A base of every client: botocore's own call, made again where that may help, and its failures as our errors."""

    tries = TRIES
    # Whether what may have been done is asked for again at once.
    repeats_unknown = True

    def _make_api_call(self, operation_name: str, api_params: Any) -> Any:
        ask: Callable[[str, Any], Any] = super()._make_api_call  # type: ignore[misc]  # the client's own class comes behind this one
        meta: Any = self.meta  # type: ignore[attr-defined]
        call = _Call(f"{meta.service_model.service_name}:{operation_name}", meta.config.connect_timeout + meta.config.read_timeout)
        for left in reversed(range(self.tries)):
            call.check_time()
            try:
                # A copy: botocore puts a stream in the place of a body, and a repeat would send what is left of it.
                answer = ask(operation_name, dict(api_params))
            except (ClientError, BotoCoreError) as error:
                call.failed(error, again=left > 0, though_unknown=self.repeats_unknown)
                continue
            call.succeeded()
            return answer
        raise AssertionError("the last try answers or raises")


class _Fate(Enum):
    REFUSED = auto()
    DENIED = auto()
    NOT_DONE = auto()
    UNKNOWN = auto()


class _Call:
    """One call and its tries. `longest` is how many seconds a single try can take."""

    def __init__(self, name: str, longest: float) -> None:
        self._name, self._longest = name, longest
        self._changes = is_change(name.partition(":")[2])
        self._lost = self._tried = 0

    def check_time(self) -> None:
        """Raises Unavailable, or OutcomeUnknown, where the page has no time for another try."""
        page = _page.get()
        if page and watch.seconds() + self._longest > page.until:
            log.error("%s: the page has no time for it", self._name)
            raise self._outage()
        self._tried += 1

    def succeeded(self) -> None:
        self._note_change()

    def failed(self, error: ClientError | BotoCoreError, *, again: bool, though_unknown: bool) -> None:
        """Returns after a pause where another try may help; else raises what the failure means."""
        fate = _fate_of(error)
        if fate is _Fate.UNKNOWN:
            self._lost += 1
        if fate is _Fate.REFUSED:
            if isinstance(error, ClientError):
                response: dict[str, Any] = vars(error)["response"]
                response.setdefault("ResponseMetadata", {})[_LOST_REPLIES] = self._lost
            raise error
        if again and (fate is _Fate.NOT_DONE or (fate is _Fate.UNKNOWN and though_unknown)):
            watch.wait(random.uniform(0, _LONGEST_PAUSE * self._tried))  # noqa: S311  jitter, not a secret
            return
        if fate is _Fate.DENIED:
            log.error("%s: denied, the function's role lacks it", self._name)
        raise self._outage() from error

    def _outage(self) -> Unavailable:
        if self._changes and self._lost and not _aside.get():
            self._note_change()
            return OutcomeUnknown()
        return outage()

    def _note_change(self) -> None:
        page = _page.get()
        if page and self._changes and not _aside.get():
            page.changed = True


def _fate_of(error: ClientError | BotoCoreError) -> _Fate:
    """What became of the call that failed so."""
    if isinstance(error, ClientError):
        code = error.response.get("Error", {}).get("Code", "")
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code in _THROTTLED:
            return _Fate.NOT_DONE
        if code in _DENIED or code.endswith("AccessDeniedException"):
            return _Fate.DENIED
        return _Fate.UNKNOWN if status >= _SERVER_ERROR or code == _UNDER_WAY else _Fate.REFUSED
    if isinstance(error, NoCredentialsError):
        return _Fate.DENIED
    if isinstance(error, ConnectionError) and not isinstance(error, SSLError):
        return _Fate.NOT_DONE
    return _Fate.UNKNOWN if isinstance(error, HTTPClientError | SSLError) else _Fate.REFUSED


def make_patient(session: Any) -> None:
    """Every client that this session of botocore makes from now on has `Patient` as its first base."""
    session.register("creating-client-class", _add_base, unique_id="patient")


def _add_base(base_classes: list[type], **_: Any) -> None:
    base_classes.insert(0, Patient)
