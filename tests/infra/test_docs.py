"""The documents name everything that runs."""

from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from chalicelib.settings import Settings

ROOT = Path(__file__).parents[2]
OPERATIONS = (ROOT / "docs/operations.md").read_text()
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()
ROUTES = (ROOT / "docs/routes.md").read_text()
RESOURCES = yaml.safe_load((ROOT / "infra/resources.yaml").read_text())["Resources"]


def _named(resource_type: str) -> list[str]:
    return [name for name, resource in RESOURCES.items() if resource["Type"] == resource_type]


@pytest.mark.parametrize("name", [f.name.upper() for f in fields(Settings)])
def test_every_setting_is_documented(name: str) -> None:
    """Each setting stands in docs/operations.md."""
    assert f"`{name}`" in OPERATIONS


@pytest.mark.parametrize("name", _named("AWS::SQS::Queue"))
def test_every_queue_is_documented(name: str) -> None:
    """Each queue stands in docs/operations.md."""
    assert f"`{name}`" in OPERATIONS


@pytest.mark.parametrize("name", _named("AWS::DynamoDB::Table"))
def test_every_table_is_documented(name: str) -> None:
    """Each table stands in docs/architecture.md."""
    assert f"| {name} |" in ARCHITECTURE


def test_every_route_is_documented() -> None:
    """Each route with its method stands in docs/routes.md, and nothing else does."""
    from chalicelib.web.router import every_route

    routes = {f"| {method} | `{path}` |" for path, methods in every_route().items() for method in methods}
    documented = {"|".join(line.split("|")[:3]) + "|" for line in ROUTES.splitlines() if line.startswith(("| GET", "| POST"))}
    assert documented == routes


def test_every_schedule_is_documented() -> None:
    """Each scheduled function stands in docs/operations.md."""
    from app import app

    scheduled = [f.name for f in app.pure_lambda_functions] + [e.name for e in app.event_sources]
    assert scheduled
    assert [name for name in scheduled if f"`{name}`" not in OPERATIONS] == []


def test_every_room_is_in_the_index() -> None:
    """docs/architecture.md names every room and the rules in it, as the modules themselves say it."""
    from infra.rooms import BEGIN, END, index

    assert ARCHITECTURE.partition(BEGIN)[2].partition(END)[0] == index(), "python -m infra.rooms writes it anew"
