"""What a workflow does later, as tables of names: <workflow>/jobs.py says which function handles what, and it is imported when that comes.

So a Lambda function starts with these tables alone and loads a PDF library only where a PDF is to be made. A target is
"package.module:function". How each is called:

    WORK, MAIL   kind of message → Job        function(**body, now=now): the body's keys are the function's parameters
    UPLOADS      first part of a key → Upload  none: the file announces a message, whose kind has a Job
    PUBLIC_FILES first part of a key → PublicFile  function(**parts, now=now), without a message (public_files)
    SEALED       what is sealed → target       function(sha256): the RegisteredPaper whose file has this hash, or None
    BOUNCES      prefix of a reference → target  function(rest of the reference, addresses, reason, now)
    DAILY        kind of message → Job        function(now=now), once a day, as a message of work with tries of its own
    SCHEDULES    name → targets                 function(now), one after the other in the schedule's own function
    FORGET       stage → targets                function(class_id, now), when the class has come to that stage; answers how many it deleted
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

from chalicelib.domains import WORKFLOWS
from chalicelib.errors import outline

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """`target` handles messages of a kind; `label` is what staff read where one of them failed."""

    target: str
    label: str


@dataclass(frozen=True)
class Upload:
    """A file that arrived at <first part>/<parts, each a segment of the key> announces a message of this kind.

    The message's body are the parts by name, its subject the class_id if there is one, its id is `id` with the parts filled in.
    """

    kind: str
    parts: tuple[str, ...]
    id: str


@dataclass(frozen=True)
class PublicFile:
    """`target` looks at a file that anybody may have sent to <first part>/<parts>: function(**parts by name, now=now)."""

    target: str
    parts: tuple[str, ...]


class Functions(Mapping[str, Callable[..., Any]]):
    """key → function, imported when it is asked for."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        self._targets = targets

    def __getitem__(self, key: str) -> Callable[..., Any]:
        return resolve(self._targets[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._targets)

    def __len__(self) -> int:
        return len(self._targets)


def resolve(target: str) -> Callable[..., Any]:
    """Returns the function that "package.module:function" names. Raises ImportError, AttributeError."""
    module, _, name = target.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


def jobs(queue: str) -> dict[str, Job]:
    """Every kind of message of a queue, "work" or "mail", of all workflows; what is done daily is work."""
    return {**_merged(queue.upper()), **(daily() if queue == "work" else {})}


def daily() -> dict[str, Job]:
    """What a day begins with, each a kind of message."""
    return _merged("DAILY")


def handlers(queue: str) -> Functions:
    return Functions({kind: job.target for kind, job in jobs(queue).items()})


def uploads() -> dict[str, Upload]:
    return _merged("UPLOADS")


def public_files() -> dict[str, PublicFile]:
    return _merged("PUBLIC_FILES")


def sealed() -> Functions:
    """By the words for each kind of paper, who knows it by its file."""
    return Functions(_merged("SEALED"))


def bounces() -> Functions:
    return Functions(_merged("BOUNCES"))


def scheduled(name: str) -> list[str]:
    """The targets of one schedule, in the order of the workflows; the messages' own last."""
    return [target for table in _tables() for target in getattr(table, "SCHEDULES", {}).get(name, ())]


def forgetting(stage: str) -> list[Callable[[str, datetime], int]]:
    """What deletes a class's data at this stage, of all workflows."""
    return [resolve(target) for table in _tables() for target in getattr(table, "FORGET", {}).get(stage, ())]


def run_schedule(name: str, now: datetime) -> None:
    """Raises as `run` does."""
    run(scheduled(name), now)


def run(targets: Sequence[str], now: datetime) -> None:
    """Calls each; what fails keeps none of the others. Raises ExceptionGroup of what failed, once all have run."""
    failures = []
    for target in targets:
        try:
            resolve(target)(now)
        except Exception as error:
            log.error("%s failed: %s", target, outline(error))
            failures.append(error)
    if failures:
        raise ExceptionGroup("not all that was scheduled ran to its end", failures)


def label_of(kind: str) -> str:
    """Returns the words for staff; empty for a kind that is no more."""
    job = {**jobs("work"), **jobs("mail")}.get(kind)
    return job.label if job else ""


def _merged(name: str) -> dict[str, Any]:
    return {key: value for table in _tables() for key, value in getattr(table, name, {}).items()}


def _tables() -> list[ModuleType]:
    """The workflows' first: a schedule ends with what the messages themselves need."""
    return [*(tables(workflow) for workflow in WORKFLOWS), import_module("chalicelib.messaging.jobs")]


def tables(workflow: str) -> ModuleType:
    """The workflow's module of tables."""
    return import_module(f"chalicelib.domains.{workflow}.jobs")
