"""Cold start: CPU seconds until a function could handle its first call, from the packaged zip with its bytecode, in a fresh interpreter."""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.bench.line import Line
from infra.deploy.check_imports import placeholders

RUNS = 9
# At most so many times what the libraries cost that we cannot do without.
MOST = 1.3
# The libraries alone, with what of each every user of it needs.
FLOOR = "import chalice.app, boto3, pynamodb.models, jinja2"
SCRIPTS = {
    "start.http": "import app",
    "start.http.sign_in": "import app; app.router.routes_of('domains.people.routes')",
    "start.http.check_in": "import app; app.router.routes_of('domains.attendance.routes')",
    "start.sweep": "import app, chalicelib.messaging.sweeping",
    "start.worker": "import app; dict(app.registry.jobs('work'))",
}
# No variables of Python, no site-packages: only the standard library and the folder. Nothing is written.
_PYTHON = [sys.executable, "-I", "-S", "-B", "-c"]
_MEASURED = """
import os, sys, time
os.environ.update({settings!r})
sys.path.insert(0, {folder!r})
{script}
print(time.process_time())
"""


def measure(folder: Path) -> Iterator[Line]:
    """`folder` holds the unpacked zip. Floor and measures take turns, so that a busy moment hits all of them."""
    spent: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for name, script in {"floor": FLOOR, **SCRIPTS}.items():
            spent.setdefault(name, []).append(_cpu(folder, script))
    floor = statistics.median(spent["floor"])
    for name in SCRIPTS:
        yield Line(name, round(statistics.median(spent[name]), 3), "s CPU", round(floor, 3), round(MOST * floor, 3))


def _cpu(folder: Path, script: str) -> float:
    done = subprocess.run(
        [*_PYTHON, _MEASURED.format(folder=str(folder), script=script, settings=placeholders())], capture_output=True, text=True, check=True
    )
    return float(done.stdout)
