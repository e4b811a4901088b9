"""DynamoDB Local under the stores: what moto cannot judge. Each test has an access key of its own, which there means data of its own."""

import uuid
from collections.abc import Iterator

import pytest

from chalicelib import dynamodb
from infra.local import cloud, dynamodb_local

ON_BOTH_ENGINES = pytest.mark.parametrize("engine", ["dynamodb-local", "moto"], indirect=True)


@pytest.fixture(scope="session")
def dynamodb_address() -> Iterator[str]:
    """One DynamoDB Local for this test process."""
    process, address = dynamodb_local.start()
    yield address
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The tables of the template on DynamoDB Local, for this test only. The other services stay on moto.

    A module that says `pytestmark = ON_BOTH_ENGINES` has its tests on moto as well: the engine of most tests, behind its lock.
    """
    name = getattr(request, "param", "dynamodb-local")
    if name == "moto":
        yield name
        return
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", request.getfixturevalue("dynamodb_address"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", uuid.uuid4().hex[:20])
    dynamodb.connection.cache_clear()
    cloud.make_tables()
    yield name
    dynamodb.connection.cache_clear()
