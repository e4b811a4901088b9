"""Handles what was announced, message by message, and measures each kind."""

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from chalicelib.clock import TAIPEI
from chalicelib.cloud.clients import hurried_client
from chalicelib.dynamodb import connection
from chalicelib.messaging import handling, registry
from chalicelib.messaging.retry_rules import MessageState
from chalicelib.messaging.store import OutboxItem
from infra.bench.line import Line

_CONFIG = json.loads((Path(__file__).parents[3] / ".chalice/config.json").read_text())["stages"]["production"]
_FUNCTIONS = {"work": "work", "mail": "mails"}
_ONE_CORE = 1769  # MB of Lambda
_CALL = 0.005  # seconds
_SAMPLE = 20
# A batch of the bank holds forty applications; the scene has one.
_TIMES = {"payments.pay": 40, "payments.free": 40, "payments.results": 40}
START = datetime(2026, 3, 2, 8, 50, tzinfo=TAIPEI)


@dataclass
class Cost:
    """The most that one message of a kind took."""

    cpu: float = 0
    calls: int = 0
    messages: int = 0

    def take(self, cpu: float, calls: int) -> None:
        self.messages += 1
        if cpu > self.cpu:
            self.cpu, self.calls = cpu, calls


class Worker:
    """`now` is moved by the scenes."""

    def __init__(self) -> None:
        self.now = START
        self._costs: dict[tuple[str, str], Cost] = {}
        self._calls = 0
        connection().client.meta.events.register("before-send.dynamodb", self._count)
        # What is announced is read from the outbox; moto's queues get slower with what they hold.
        hurried_client("sqs").meta.events.register_first("before-call.sqs.SendMessageBatch", _taken)

    def work_off(self) -> None:
        """Until nothing is open; of each kind only a sample, the rest is put away."""
        seen: Counter[str] = Counter()
        while waiting := [item for item in OutboxItem.scan() if item.state is MessageState.PENDING and item.not_before is None]:
            for item in sorted(waiting, key=lambda each: each.created_at):
                seen[item.kind] += 1
                if seen[item.kind] > _SAMPLE:
                    item.change([OutboxItem.state.set(MessageState.DONE)], OutboxItem.pk.exists())
                else:
                    self._handle(item)

    def measure(self, kind: str, function: str, act: Callable[[], Any]) -> None:
        """Something that is no message: a schedule."""
        calls, began = self._calls, time.process_time()
        act()
        self._costs.setdefault((kind, function), Cost()).take(time.process_time() - began, self._calls - calls)

    def lines(self) -> list[Line]:
        return [_line(kind, function, cost) for (kind, function), cost in sorted(self._costs.items())]

    def _handle(self, item: OutboxItem) -> None:
        record = {"messageId": item.pk, "body": json.dumps({"id": item.pk})}
        handlers = registry.handlers(item.queue)
        _ = handlers[item.kind]  # what a worker imports once is not counted
        self.measure(item.kind, _FUNCTIONS[item.queue], lambda: handling.handle_batch(item.queue, [record], handlers, lambda: self.now))
        item.refresh()
        assert item.state is MessageState.DONE, f"{item.kind}: {item.error}"

    def _count(self, **_: object) -> None:
        self._calls += 1


def _taken(**_: object) -> tuple[AWSResponse, dict[str, Any]]:
    return AWSResponse("", 200, HTTPHeaders(), None), {"Successful": [], "ResponseMetadata": {"HTTPStatusCode": 200}}


def _line(kind: str, function: str, cost: Cost) -> Line:
    given = {**_CONFIG, **_CONFIG["lambda_functions"].get(function, {})}
    share = min(1, given["lambda_memory_size"] / _ONE_CORE)
    times = _TIMES.get(kind, 1)
    needs = times * (cost.cpu / share + cost.calls * _CALL)
    return Line(f"{kind} ({times * cost.cpu:.1f} s CPU)", round(needs, 1), f"s in {function}", None, given["lambda_timeout"] / 2)


def later(worker: Worker, **span: float) -> datetime:
    """Moves the clock."""
    worker.now += timedelta(**span)
    return worker.now
