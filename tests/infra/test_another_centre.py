"""Another training centre runs the system by its profile alone."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_invented_centre_finds_no_word_of_taipei() -> None:
    """With infra/samples/centre-invented.toml no page, mail or paper of the sample centre speaks of another city."""
    environment = os.environ | {"CENTRE_PROFILE": "infra/samples/centre-invented.toml"}
    command = [sys.executable, "-m", "pytest", "-q", "tests/another_centre/pages.py"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-5000:]
