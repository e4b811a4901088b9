"""AWS as it is on a bad day, below botocore: replies that are lost, services that hang, throttle, break or deny.

Waits are skipped and counted on a watch of the test's own, so that `Outage.seconds` is what a person would have waited.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from chalicelib.cloud import calls, keys
from chalicelib.cloud.clients import client, hurried_client
from chalicelib.dynamodb import connection
from infra.local.iam.acting import acting

SERVICES = ("dynamodb", "sqs", "s3", "kms", "cognito-idp", "sesv2")


class Fault(StrEnum):
    """What a service does instead of answering."""

    HANGS = "hangs"
    THROTTLES = "throttles"
    BREAKS = "answers 5xx"
    DENIES = "denies"


_ANSWERS = {
    Fault.THROTTLES: (400, "ThrottlingException"),
    Fault.BREAKS: (500, "InternalServerError"),
    Fault.DENIES: (400, "AccessDeniedException"),
}
_OF_S3 = {Fault.THROTTLES: (503, "SlowDown"), Fault.BREAKS: (500, "InternalError"), Fault.DENIES: (403, "AccessDenied")}


@dataclass
class Outage:
    """What came of it: (service, operation) of every request that met the fault, and the seconds that went by."""

    met: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0


def clients_of(service: str) -> list[Any]:
    """The system's own clients, which every call goes through."""
    if service == "dynamodb":
        return [connection().client]
    return [client(service), *([hurried_client(service)] if service == "sqs" else [])]


@contextmanager
def _skipping_waits(outage: Outage) -> Iterator[None]:
    before = vars(calls.watch).copy()

    def wait(seconds: float) -> None:
        outage.seconds += seconds

    calls.watch.seconds, calls.watch.wait = (lambda: outage.seconds), wait
    try:
        yield
    finally:
        vars(calls.watch).update(before)


@contextmanager
def _before_send(service: str, handler: Callable[[Any, str, Any], Any], *, last: bool) -> Iterator[None]:
    """Asks `handler(client, operation, request)` at each request of the service: before moto answers it, or after."""
    with ExitStack() as stack:
        for each in clients_of(service):

            def asked(request: Any, event_name: str, each: Any = each, **_: Any) -> Any:
                return handler(each, event_name.rpartition(".")[2], request)

            # moto listens at the same place; a narrower name would always come before it.
            events = each.meta.events
            (events.register_last if last else events.register_first)("before-send", asked)
            stack.callback(events.unregister, "before-send", asked)
        yield


@contextmanager
def lost_replies(only: Callable[[int], bool] = lambda number: True, *, of: str = "", then_silence: bool = False) -> Iterator[Outage]:
    """Every change that is asked of any service is made, and its reply is lost once; its repeat is answered as ever.

    Except of SES and SQS, which are not asked again (docs/decisions.md): a letter might go out twice, and the sweep sends. `only` says of
    the n-th change (`of` one operation, where given), from 0, whether it happens to it. With `then_silence`, whatever is asked afterwards
    hangs.
    """
    outage = Outage()
    seen: dict[Any, int] = {}

    def lose(made: Any, operation: str, request: Any) -> None:
        if not calls.is_change(operation) or operation.startswith("Send") or (of and operation != of):
            return
        key = (operation, request.url, hash(request.body) if isinstance(request.body, bytes | str) else 0)
        number = seen.setdefault(key, len(seen))
        if only(number) and key not in lost:
            lost.add(key)
            outage.met.append((made.meta.service_model.service_name, operation))
            raise ConnectionClosedError(endpoint_url=made.meta.endpoint_url)

    def hang(made: Any, operation: str, request: Any) -> None:
        if then_silence and lost:
            raise _time_out(made, outage)

    lost: set[Any] = set()
    with ExitStack() as stack:
        stack.enter_context(_skipping_waits(outage))
        for service in SERVICES:
            stack.enter_context(_before_send(service, hang, last=False))
            stack.enter_context(_before_send(service, lose, last=True))
        yield outage


@contextmanager
def out_of_order(fault: Fault, *services: str) -> Iterator[Outage]:
    """Nothing that is asked of the services is done."""
    outage = Outage()

    def fail(made: Any, operation: str, _: Any) -> None:
        service = made.meta.service_model.service_name
        outage.met.append((service, operation))
        raise _time_out(made, outage) if fault is Fault.HANGS else _answer(service, operation, fault)

    with ExitStack() as stack:
        stack.enter_context(_skipping_waits(outage))
        for service in services:
            stack.enter_context(_before_send(service, fail, last=False))
        yield outage


def close_keys() -> None:
    """The site is a process that has just begun, and has opened none of its secrets yet."""
    with acting("http"):
        keys.opened.clear()


@contextmanager
def noted_calls() -> Iterator[list[tuple[str, str]]]:
    """(service, operation) of every request meanwhile; nothing is wrong with any."""
    noted: list[tuple[str, str]] = []
    with ExitStack() as stack:
        for service in SERVICES:
            stack.enter_context(
                _before_send(service, lambda made, op, _: noted.append((made.meta.service_model.service_name, op)), last=False)
            )
        yield noted


def _time_out(made: Any, outage: Outage) -> ReadTimeoutError:
    outage.seconds += made.meta.config.connect_timeout + made.meta.config.read_timeout
    return ReadTimeoutError(endpoint_url=made.meta.endpoint_url)


def _answer(service: str, operation: str, fault: Fault) -> ClientError:
    status, code = (_OF_S3 if service == "s3" else _ANSWERS)[fault]
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, operation)  # type: ignore[typeddict-item]
