"""The folder in which `make run` keeps its data, for one run at a time.

    dynamodb/  kept/  keys.json   the tables, what persistence.py writes, the keys that open both
    sample.json                   the day whose sample is whole, and which state of the sample's code made it
    before/                       the same things as they were before a sample was loaded; it goes when the sample is whole

A run that finds `before/` was interrupted while it loaded: it goes back to that, so that half a sample is never taken for a whole one.
"""

import fcntl
import hashlib
import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import IO

KEPT = ("dynamodb", "kept", "keys.json", "sample.json")
SAMPLE = (Path(__file__).parent / "sample", Path(__file__).parents[1] / "samples")


class InUse(SystemExit):
    """Another run has the folder."""


class Home:
    """`take` it before anything else is done with it; it is given back when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._before = folder / "before"
        self._lock: IO[str] | None = None

    def take(self, site: str) -> None:
        """`site` is told to who comes second. Raises InUse."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise InUse(
                f"另一個 make run 正在使用 {self.folder}（{lock.read().strip()}）。請先結束它，或以 ENGINE=moto 另外啟動。"
            ) from None
        lock.truncate(0)
        lock.write(f"行程 {os.getpid()}，{site}")
        lock.flush()
        self._lock = lock

    def begin_anew(self) -> None:
        """Forgets all that was kept."""
        self._forget()
        shutil.rmtree(self._before, ignore_errors=True)

    def undo_interrupted(self) -> bool:
        """Back to what was before a sample that was not loaded to its end. Whether there was one."""
        if not self._before.exists():
            return False
        self._forget()
        _copy(self._before, self.folder)
        self._drop_before()
        return True

    def day_of_sample(self) -> date | None:
        """The day whose sample is whole; None before the first."""
        known = self._sample()
        return date.fromisoformat(known["day"]) if known else None

    def sample_is_current(self) -> bool:
        """False where the sample's code or files changed since they were loaded."""
        return self._sample().get("made_by") == _state_of_sample()

    def before_sample(self) -> None:
        """While nothing runs on the folder: remembers what is there."""
        unfinished = self.folder / "before.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        _copy(self.folder, unfinished)
        unfinished.rename(self._before)

    def sample_is_whole(self, day: date) -> None:
        """After all of it was kept."""
        first = self._sample().get("made_by", _state_of_sample())
        write(self.folder / "sample.json", json.dumps({"day": str(day), "made_by": first}))
        self._drop_before()

    def _sample(self) -> dict[str, str]:
        path = self.folder / "sample.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def _drop_before(self) -> None:
        """In one step, so that what an interrupted deletion leaves is not taken for a whole one."""
        done = self.folder / "before.done"
        shutil.rmtree(done, ignore_errors=True)
        self._before.rename(done)
        shutil.rmtree(done)

    def _forget(self) -> None:
        for name in KEPT:
            path = self.folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def write(path: Path, text: str) -> None:
    """For the owner's eyes alone, and whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.touch(mode=0o600)
    part.write_text(text)
    part.replace(path)


def _copy(source: Path, target: Path) -> None:
    for name in KEPT:
        path = source / name
        if path.is_dir():
            shutil.copytree(path, target / name)
        elif path.exists():
            shutil.copy2(path, target / name)


def _state_of_sample() -> str:
    """A fingerprint of what makes the sample."""
    files = sorted(path for folder in SAMPLE for path in folder.iterdir() if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
