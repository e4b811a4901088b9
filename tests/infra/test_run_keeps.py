"""What one `make run` leaves to the next. These start the whole system several times, as a person does."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).parents[2]
FOREIGN = {name for name in os.environ if name.startswith("AWS_") or name.endswith(("_TABLE", "_URL", "_CIPHERTEXT"))}
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in FOREIGN}


class Run:
    """One start on the folder: `site` answers; `said` is what it told until it was ready."""

    def __init__(self, home: Path, *options: str, path: str = "") -> None:
        command = [sys.executable, "-m", "infra.local.run", "--port", "0", "--announce", "--home", str(home), *options]
        environment = ENVIRONMENT | ({"PATH": path} if path else {})
        self.log = home.with_name(f"{home.name}.log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout
        announced = self.process.stdout.readline()
        self.said = self.log.read_text()
        assert announced, self.said
        self.site: str = json.loads(announced)["site"]

    def signs_in(self, username: str) -> bool:
        """With the sample's password, through the page."""
        page = requests.get(f"{self.site}/sign-in", timeout=30)
        token = page.text.partition('name="csrf" value="')[2].partition('"')[0]
        form = {"csrf": token, "username": username, "password": "Taipei-Demo-2026"}
        # By hand: a cookie that is Secure would not be sent to http, as browsers do for localhost.
        headers = {"Origin": self.site, "Cookie": "; ".join(f"{each.name}={each.value}" for each in page.cookies)}
        return requests.post(f"{self.site}/sign-in", form, headers=headers, allow_redirects=False, timeout=30).status_code == 303


@contextmanager
def running(home: Path, *options: str, path: str = "") -> Iterator[Run]:
    run = Run(home, *options, path=path)
    try:
        yield run
    finally:
        run.process.terminate()
        run.process.wait(timeout=120)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a first start, with the sample, has left."""
    home = tmp_path_factory.mktemp("runs") / "home"
    with running(home) as first:
        assert "今天上課" in first.said
        assert first.signs_in("organizer1")
    return home


def test_the_second_start_loads_no_sample(kept: Path) -> None:
    """It is there, with its accounts, without a step of loading."""
    with running(kept) as second:
        assert second.said.splitlines() == ["啟動本機雲端…"]
        assert second.signs_in("organizer1")


def test_fresh_begins_anew(kept: Path, tmp_path: Path) -> None:
    """Nothing of the run before is known any more."""
    home = tmp_path / "home"
    shutil.copytree(kept, home)
    with running(home, "--fresh", "--empty") as anew:
        assert not anew.signs_in("organizer1")


def test_without_java_it_forgets_and_says_so(tmp_path: Path) -> None:
    """One line names what is missing; the system runs, and leaves no folder behind."""
    bare = tmp_path / "bin"
    bare.mkdir()
    with running(tmp_path / "home", "--empty", path=str(bare)) as run:
        assert "java" in run.said.splitlines()[0]
        assert "moto" in run.said.splitlines()[0]
        assert requests.get(f"{run.site}/sign-in", timeout=30).status_code == 200
    assert not (tmp_path / "home").exists()
