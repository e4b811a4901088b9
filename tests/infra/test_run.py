"""make run ends when it is told to."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import requests

ROOT = Path(__file__).parents[2]


def test_two_interrupts_end_it_once() -> None:
    """An impatient double Ctrl-C stops everything: the process ends by itself, and its addresses answer no more."""
    foreign = {name for name in os.environ if name.startswith("AWS_") or name.endswith(("_TABLE", "_URL", "_CIPHERTEXT"))}
    environment = {name: value for name, value in os.environ.items() if name not in foreign} | {"ENGINE": "moto"}
    command = [sys.executable, "-m", "infra.local.run", "--port", "0", "--announce", "--empty"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    site = json.loads(process.stdout.readline())["site"]
    assert requests.get(f"{site}/sign-in", timeout=10).status_code == 200
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=120) == 0
