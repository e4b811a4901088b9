"""The folder that `make run` keeps its data in."""

from datetime import date
from pathlib import Path

import pytest

from infra.local.home import Home, InUse

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """With a table and the keys in it."""
    (tmp_path / "dynamodb").mkdir()
    (tmp_path / "dynamodb/tables.db").write_text("before")
    (tmp_path / "keys.json").write_text("{}")
    return Home(tmp_path)


def test_a_sample_counts_when_it_is_whole(home: Home) -> None:
    """While it loads, and after a run that was killed in the middle, there is none."""
    home.before_sample()
    assert home.day_of_sample() is None
    home.sample_is_whole(MONDAY)
    assert (home.day_of_sample(), home.sample_is_current()) == (MONDAY, True)


def test_an_interrupted_sample_is_taken_back(home: Home) -> None:
    """Tables, keys and the day of the sample are again what they were before; done once, it is done."""
    home.before_sample()
    home.sample_is_whole(MONDAY)
    home.before_sample()
    (home.folder / "dynamodb/tables.db").write_text("half of Tuesday's")
    (home.folder / "keys.json").unlink()
    assert home.undo_interrupted()
    assert (home.folder / "dynamodb/tables.db").read_text() == "before"
    assert (home.folder / "keys.json").exists()
    assert home.day_of_sample() == MONDAY
    assert not home.undo_interrupted()


def test_a_whole_sample_is_not_taken_back(home: Home) -> None:
    """What was done since it was loaded stays."""
    home.before_sample()
    (home.folder / "dynamodb/tables.db").write_text("Monday's")
    home.sample_is_whole(MONDAY)
    assert not home.undo_interrupted()
    assert (home.folder / "dynamodb/tables.db").read_text() == "Monday's"


def test_begin_anew_forgets_everything(home: Home) -> None:
    """Also what an interrupted run had remembered."""
    home.before_sample()
    home.sample_is_whole(MONDAY)
    home.before_sample()
    home.begin_anew()
    assert not home.undo_interrupted()
    assert home.day_of_sample() is None
    assert [path.name for path in home.folder.iterdir()] == []


def test_one_run_at_a_time(home: Home) -> None:
    """The second is told who has the folder, and where that one answers."""
    home.take("http://localhost:8000")
    with pytest.raises(InUse, match="http://localhost:8000"):
        Home(home.folder).take("http://localhost:8001")


def test_a_sample_made_by_other_code_is_said_to_be_old(home: Home) -> None:
    """It stays so on the next day, too, until the folder is begun anew."""
    home.before_sample()
    (home.folder / "sample.json").write_text('{"day": "2026-03-02", "made_by": "older"}')
    home.sample_is_whole(TUESDAY)
    assert (home.day_of_sample(), home.sample_is_current()) == (TUESDAY, False)
