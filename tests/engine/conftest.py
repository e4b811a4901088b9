"""DynamoDB Local under the stores: what moto cannot judge. Each test has an access key of its own, which there means data of its own."""

import uuid
from collections.abc import Iterator

import pytest

from chalicelib import dynamodb
from infra.local import cloud, dynamodb_local


@pytest.fixture(scope="session")
def dynamodb_address() -> Iterator[str]:
    """One DynamoDB Local for this test process."""
    process, address = dynamodb_local.start()
    yield address
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(autouse=True)
def real_engine(dynamodb_address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tables of the template on DynamoDB Local, for this test only. The other services stay on moto."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", uuid.uuid4().hex[:20])
    dynamodb.connection.cache_clear()
    cloud.make_tables()
    yield
    dynamodb.connection.cache_clear()
