"""What is done later: each workflow's jobs.py names functions that exist, take what they are given, and have words for staff."""

import inspect
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.messaging import registry

JOBS = {**registry.jobs("work"), **registry.jobs("mail")}
SCHEDULES = ("every_ten_minutes", "clean")
SCHEDULED = [target for name in SCHEDULES for target in registry.scheduled(name)]


ROOT = Path(__file__).parents[2]
LOADED = """
import sys
from chalicelib.messaging import registry
registry.jobs("work"), registry.jobs("mail"), registry.uploads(), registry.public_files(), registry.bounces(), registry.daily()
registry.scheduled("every_ten_minutes")
print([name for name in sys.modules if name.startswith("chalicelib.domains.") and name.count(".") > 2 and not name.endswith(".jobs")])
"""


def parameters(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)


@pytest.mark.parametrize("kind", sorted(JOBS))
def test_every_kind_has_its_function_and_is_named_for_staff(kind: str) -> None:
    """The function takes the body's keys by name, and the time; a message that failed is shown in words, whatever its kind."""
    function = registry.resolve(JOBS[kind].target)
    given = inspect.signature(function).parameters.values()
    assert "now" in parameters(function)
    assert not [each.name for each in given if each.kind in {each.POSITIONAL_ONLY, each.VAR_POSITIONAL}]
    assert JOBS[kind].label


def test_every_file_that_arrives_becomes_what_its_function_takes() -> None:
    """The parts of a key are the parameters of the function that handles the message."""
    wrong = {
        first: upload
        for first, upload in registry.uploads().items()
        if {*upload.parts, "now"} != set(parameters(registry.resolve(JOBS[upload.kind].target)))
    }
    assert wrong == {}


def test_every_file_of_the_public_has_its_function() -> None:
    """It takes the parts of the key and the time, and is no message of anybody's: its key is in no other table."""
    for first, file in registry.public_files().items():
        assert {*file.parts, "now"} == set(parameters(registry.resolve(file.target)))
        assert first not in registry.uploads()


def test_every_bounce_has_its_function() -> None:
    """It takes what the reference names, the addresses, the reason, and the time."""
    for note in registry.bounces().values():
        assert parameters(note)[1:] == ["addresses", "reason", "now"]


@pytest.mark.parametrize("target", SCHEDULED)
def test_what_is_scheduled_takes_the_time(target: str) -> None:
    """And nothing else."""
    assert parameters(registry.resolve(target)) == ["now"]


def test_every_workflow_has_one_table_of_what_it_does_later() -> None:
    """At its root and listed, or its messages would find no function."""
    domains = ROOT / "chalicelib/domains"
    workflows = {path.parent.name for path in domains.glob("*/__init__.py")}
    assert (set(registry.WORKFLOWS), len(registry.WORKFLOWS)) == (workflows, len(workflows))
    assert {str(path.relative_to(domains)) for path in domains.rglob("jobs*.py")} == {f"{name}/jobs.py" for name in workflows}


def test_no_name_is_given_twice() -> None:
    """A kind, a key or a prefix belongs to one workflow; a schedule is one that app.py runs."""
    tables = [vars(registry.tables(workflow)) for workflow in registry.WORKFLOWS]
    for names in (("WORK", "MAIL", "DAILY"), ("UPLOADS", "PUBLIC_FILES"), ("BOUNCES",)):
        keys = [key for table in tables for name in names for key in table.get(name, ())]
        assert sorted(keys) == sorted(set(keys))
    assert {name for table in tables for name in table.get("SCHEDULES", ())} <= set(SCHEDULES)


def test_the_tables_load_nothing_of_the_workflows() -> None:
    """A function starts with the names alone; it imports what its own messages need."""
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr[-2000:]
