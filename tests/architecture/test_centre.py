"""Whose system this is stands in the profile, and nowhere else in what is shipped."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from jinja2 import nodes

from chalicelib.centre import STANDARD, Centre, WrongProfile, centre, read
from chalicelib.rendering import templates
from tests.support.names import THEIRS

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "chalicelib"
INVENTED = ROOT / "infra/samples/centre-invented.toml"
# Names of others: a bank as the central bank lists it, and the zone of the whole country, named once.
OTHERS = {"chalicelib/domains/fees/payees/banks_rules.py": "台北富邦商業銀行", "chalicelib/clock.py": "Asia/Taipei"}
SOURCES = sorted(
    path
    for path in SHIPPED.rglob("*")
    if path.suffix in {".py", ".html", ".txt", ".js", ".css", ".svg"} and not {"vendor", "fonts", "voices"} & set(path.parts)
)
TEMPLATES = sorted(str(path.relative_to(SHIPPED / "templates")) for path in (SHIPPED / "templates").rglob("*.*"))


def paths_of(kind: type[Any], above: str = "") -> list[str]:
    """Fields as the file has them: government, look.brand."""
    hints = get_type_hints(kind)
    found = []
    for field in fields(kind):
        inner = hints[field.name]
        found += paths_of(inner, f"{above}{field.name}.") if is_dataclass(inner) else [f"{above}{field.name}"]
    return found


def strings_of(path: Path) -> Iterator[str]:
    """What the file can say: texts of Python without docstrings; of others everything but comments."""
    source = path.read_text("utf-8")
    if path.suffix == ".py":
        tree = ast.parse(source)
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        docstrings = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and ast.get_docstring(node)}  # type: ignore[attr-defined]
        yield from (
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        )
        return
    if path.suffix in {".html", ".txt"}:
        source = re.sub(r"\{#.*?#\}", "", source, flags=re.S)
    yield re.sub(r"/\*.*?\*/|(?m:^\s*//.*$)", "", source, flags=re.S) if path.suffix in {".js", ".css"} else source


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(SHIPPED)))
def test_no_source_names_the_centre_or_its_city(path: Path) -> None:
    """Of what is shipped only the profile says whose system this is."""
    allowed = OTHERS.get(str(path.relative_to(ROOT)), "")
    said = [text for text in strings_of(path) if THEIRS.search(text.replace(allowed, "") if allowed else text)]
    assert said == []


@pytest.mark.parametrize("path", sorted(OTHERS))
def test_every_exception_is_needed(path: str) -> None:
    """An exception that nothing needs any more goes."""
    assert any(OTHERS[path] in text for text in strings_of(ROOT / path))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_asks_for_fields_that_there_are(name: str) -> None:
    """A page that is opened rarely does not fail then on a name that the profile does not have."""
    for path in centre_paths(name):
        value: object = centre()
        for part in path.split("."):
            value = getattr(value, part)


@lru_cache
def centre_paths(name: str) -> tuple[str, ...]:
    """As look.brand for every centre.look.brand in the template."""
    environment = templates()
    tree = environment.parse((SHIPPED / "templates" / name).read_text("utf-8"))
    found = [path_of(node) for node in tree.find_all(nodes.Getattr)]
    return tuple(path.removeprefix("centre.") for path in found if path.startswith("centre."))


def path_of(node: nodes.Node) -> str:
    """Dotted, where it is nothing but names."""
    if isinstance(node, nodes.Getattr):
        return f"{path_of(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "?"


@pytest.mark.parametrize("path", paths_of(Centre))
def test_every_field_is_documented(path: str) -> None:
    """Who writes a profile finds each field in docs/centre-profile.md."""
    assert f"| `{path}` |" in (ROOT / "docs/centre-profile.md").read_text("utf-8")


def test_the_invented_centre_shares_no_word_with_this_one() -> None:
    """So that a word of ours on its pages is ours by mistake."""
    assert not THEIRS.search(re.sub(r"^#.*$", "", INVENTED.read_text("utf-8"), flags=re.M))
    ours, theirs = read(STANDARD), read(INVENTED)
    same = [path for path in paths_of(Centre) if value_at(ours, path) == value_at(theirs, path)]
    assert same == []


def value_at(profile: Centre, path: str) -> object:
    value: object = profile
    for part in path.split("."):
        value = getattr(value, part)
    return value


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ('we = "本院"', "", "we is missing"),
        ('we = "本院"', 'we = ""', "we must be a text"),
        ('we = "本院"', "we = 7", "we must be a text"),
        ('we = "本院"', 'we = "本院"\nwee = "x"', "wee is no field"),
        ('brand = "#5b2a6e"', 'brand = "purple"', "look.brand must be a colour"),
        ('accepted_ids = ["citizen", "resident"]', 'accepted_ids = ["passport"]', "accepted_ids: passport is none of citizen, resident"),
        ('accepted_ids = ["citizen", "resident"]', "accepted_ids = []", "accepted_ids must be a list"),
        ("[look]", "[looks]", "looks is no field"),
        ('we = "本院"', "we = ", "centre-wrong.toml"),
    ],
)
def test_a_wrong_profile_says_where(line: str, instead: str, said: str, tmp_path: Path) -> None:
    """Missing, empty, of a wrong kind or unknown: the message names the file and the field."""
    text = INVENTED.read_text("utf-8")
    assert line in text
    file = tmp_path / "centre-wrong.toml"
    file.write_text(text.replace(line, instead), "utf-8")
    with pytest.raises(WrongProfile, match=re.escape(said)) as refused:
        read(file)
    assert str(file) in str(refused.value)


def test_a_profile_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The setting names a file that was not shipped."""
    with pytest.raises(WrongProfile, match=r"nowhere\.toml"):
        read(tmp_path / "nowhere.toml")
