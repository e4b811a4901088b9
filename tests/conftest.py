"""The cloud in this process (moto behind one lock), made once from infra/resources.yaml and emptied between tests."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime
from typing import Any

os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "ap-northeast-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}

import boto3
import pytest
from moto import mock_aws

from infra.local import cloud, engines
from infra.local.iam import guard

engines.one_at_a_time()
guard.enforce()
_aws = mock_aws()
_aws.start()
os.environ |= cloud.create(
    base_url="http://localhost:8000",
    uploads_origin="https://local-uploads-bucket.s3.amazonaws.com",
    issuer="https://issuer.example",
    jwks_url="https://issuer.example/jwks.json",
)

from app import app as application
from chalicelib.clock import clock
from chalicelib.domains.people.guesses import guesses
from chalicelib.dynamodb import connection
from infra.local.lambdas import deliver_queues, run_schedule
from tests.support import faults, roles_used, sharing_out
from tests.support.browser_client import Browser

NOW = datetime.fromisoformat("2026-03-02T08:50:00+08:00")


@pytest.fixture(autouse=True)
def clean_cloud() -> Iterator[None]:
    """Every test begins with empty tables, queues, buckets and pool."""
    clock.set(lambda: NOW)
    guesses.forget()
    yield
    clock.set(None)
    cloud.empty()


@pytest.fixture(autouse=True)
def roles_suffice() -> Iterator[None]:
    """No function asked for what its role does not allow (infra/deploy/policies.py), whatever became of the refusal."""
    guard.refused.clear()
    yield
    assert guard.refused == []


@pytest.fixture
def now() -> datetime:
    """The moment that the clock shows: Monday 2 March 2026, 08:50 in Taipei."""
    return NOW


@pytest.fixture
def set_clock() -> Callable[[datetime], None]:
    """Moves the clock to another moment for the rest of the test."""
    return lambda moment: clock.set(lambda: moment)


@pytest.fixture
def browser() -> Browser:
    """A browser without cookies."""
    return Browser(application)


@pytest.fixture
def new_browser() -> Callable[[], Browser]:
    """Makes further browsers: other people, other phones."""
    return lambda: Browser(application)


@pytest.fixture
def drain() -> Callable[[], int]:
    """Runs the queued messages through app.py's handlers until nothing waits; answers how many were handled."""
    return lambda: deliver_queues(application)


@pytest.fixture
def schedule() -> Callable[[str], None]:
    """Runs one of app.py's scheduled functions by its name. What a day begins with are messages: see `drain`."""
    return lambda name: run_schedule(application, name)


@pytest.fixture
def sent_mail() -> Callable[[], list[Any]]:
    """Every letter that was handed to SES, as email.message.EmailMessage, oldest first."""
    return cloud.sent_mail


@pytest.fixture
def aws() -> Callable[[str], Any]:
    """boto3.client, for looking at what was stored."""
    return boto3.client


@pytest.fixture
def calls() -> Iterator[Counter[str]]:
    """DynamoDB operations as they are sent."""
    counted: Counter[str] = Counter()

    def count(event_name: str, **_: object) -> None:
        counted[event_name.rpartition(".")[2]] += 1

    events = connection().client.meta.events
    events.register("before-send.dynamodb", count)
    yield counted
    events.unregister("before-send.dynamodb", count)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--lose-replies`: the whole suite while the reply of every change is lost once; all must be as ever."""
    parser.addoption("--lose-replies", action="store_true", help="every change asked of AWS is made, and its reply lost once")


@pytest.fixture(autouse=True)
def replies(request: pytest.FixtureRequest, clean_cloud: None) -> Iterator[None]:
    """With that option only. Who counts requests is left out then."""
    if request.config.getoption("--lose-replies") and request.node.get_closest_marker("counts_requests"):
        pytest.skip("counts requests")
    with faults.lost_replies() if request.config.getoption("--lose-replies") else nullcontext():
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first."""
    sharing_out.longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing_out.Sharing:
    """One worker takes what shares a scene, a centre or an engine."""
    return sharing_out.Sharing(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker is over, and says what its tests did."""
    roles_used.take_over(node)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What no test uses is taken from a role: looked at when the whole suite has run."""
    roles_used.hand_over_or_compare(session)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    roles_used.tell(terminalreporter)
