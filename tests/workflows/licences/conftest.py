"""What several tests of letters begin with."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.scenes.licences import class_with_talks, link_in, send


@pytest.fixture
def link_with_code(now: datetime, drain: Callable[[], int], sent_mail: Callable[[], list[Any]]) -> str:
    """The path of a letter's link, as mailed; the letter asks for a code."""
    send(class_with_talks(now), now, template="courseware")
    drain()
    return f"/l/{link_in(sent_mail()[-1])}"
