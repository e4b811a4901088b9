"""Nothing is kept of which the documents do not say what for, how long, and what ends it."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

import chalicelib
from chalicelib.centre import Keep
from chalicelib.cloud import files
from chalicelib.domains.payments.deadline_rules import BANK_FILE_LIVES
from chalicelib.dynamodb import Item
from chalicelib.records import sealing_worker
from chalicelib.records.retention_rules import EXPORTS_LIVE

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs/data-protection.md").read_text().partition("## How long what is kept")[2]
BUCKETS = yaml.safe_load((ROOT / "infra/resources.yaml").read_text())["Resources"]
# Stored themselves, though others are made from them.
STORED_BASES = {"AttendanceItem"}


def items() -> set[str]:
    """As workflow.ItemClass: every class that is stored, not what several of them have in common."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        importlib.import_module(module.name)
    ours = [each for each in below(Item) if each.__module__.startswith("chalicelib.")]  # tests make some of their own
    stored = [each for each in ours if not each.__subclasses__() or each.__name__ in STORED_BASES]
    return {f"{room(each.__module__)}.{each.__name__}" for each in stored}


def below(kind: type[Item]) -> Iterator[type[Item]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def room(module: str) -> str:
    parts = module.split(".")
    return parts[2] if parts[1] == "domains" else parts[1]


def rules(bucket: str) -> dict[str, dict[str, object]]:
    return {rule["Id"]: rule for rule in BUCKETS[bucket]["Properties"]["LifecycleConfiguration"]["Rules"]}


def test_every_item_has_a_line() -> None:
    """By its class; and the table names none that is no more."""
    named = set(re.findall(r"`(\w+\.\w+Item)`", TABLE))
    assert (items() - named, named - items()) == (set(), set())


def test_every_line_says_what_ends_it() -> None:
    """In words that stand above the table."""
    ways = ("TTL", "`clean`, details", "`clean`, records", "the procedure", "the bucket's rule", "the worker", "nothing")
    lines = [line for line in TABLE.splitlines() if line.startswith(("| `", "| documents", "| uploads", "| both"))]
    assert len(lines) > 50
    assert [line for line in lines if not any(way in line.split("|")[4] for way in ways)] == []


def test_every_place_has_a_line() -> None:
    """Each first part of a key, by its bucket; a key elsewhere is refused where it would be written."""
    places = {"documents": set[str](), "uploads": set[str]()}
    for bucket, named in re.findall(r"^\| (documents|uploads): ([^|]+) \|", TABLE, re.M):
        places[bucket] |= set(re.findall(r"`([\w-]+)/`", named))
    assert places == {"documents": set(files.DOCUMENTS), "uploads": set(files.UPLOADS | files.PASSING)}
    with pytest.raises(ValueError, match="no place"):
        files.save("elsewhere/x.pdf", b"", "application/pdf")


def test_the_buckets_forget_as_the_rules_say() -> None:
    """Exports as long as their items, older versions a month, uploads a day; files that pass a bank live no longer than that."""
    documents = rules("DocumentsBucket")
    assert timedelta(days=documents["exports"]["ExpirationInDays"]) == EXPORTS_LIVE  # type: ignore[arg-type]
    assert documents["exports"]["Prefix"] == "exports/"
    assert (documents["replaced"]["Prefix"], documents["replaced"]["NoncurrentVersionExpiration"]) == ("", {"NoncurrentDays": 30})
    assert rules("UploadsBucket")["forget"]["ExpirationInDays"] == 1
    assert timedelta(days=1) > BANK_FILE_LIVES


def test_no_rule_forgets_what_is_sealed() -> None:
    """Sealed papers are locked for years; no rule of the bucket ends them before, and no function deletes them."""
    sealed = {"certificates/", "fees/", "licences/", "payments/"}
    ended = {rule["Prefix"] for rule in rules("DocumentsBucket").values() if "ExpirationInDays" in rule}
    assert sealed & ended == set()
    texts = [path.read_text() for path in ROOT.glob("chalicelib/**/forgetting.py")]
    assert {found for text in texts for found in re.findall(r'files\.forget\(f"(\w+/)', text)} == {"leave/", "photos/"}
    assert timedelta(days=3650) <= sealing_worker.KEPT_FOR


def test_every_number_of_the_profile_is_in_the_table() -> None:
    """docs/centre-profile.md says what each is; here stands what it is for."""
    profile = (ROOT / "docs/centre-profile.md").read_text()
    assert [name for name in Keep.__dataclass_fields__ if f"`keep.{name}`" not in profile] == []
    assert set(re.findall(r"\*(\d+ (?:days|years))\*", TABLE)) == {"30 days", "90 days", "365 days", "5 years", "10 years"}
