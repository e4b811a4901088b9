"""Writes the index of rooms in docs/architecture.md from the modules' own docstrings. `python -m infra.rooms`; a test compares the two."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/architecture.md"
BEGIN, END = "<!-- rooms: made by python -m infra.rooms -->\n", "<!-- end of rooms -->\n"


def index() -> str:
    """For each room its promise, then its modules: rules with what they decide, all others by name."""
    return "".join(_entry(room) for room in _rooms())


def _rooms() -> Iterator[Path]:
    for top in ("chalicelib", "infra"):
        yield from sorted(path.parent for path in (ROOT / top).rglob("__init__.py"))


def _entry(room: Path) -> str:
    modules = [path for path in sorted(room.glob("*.py")) if path.name != "__init__.py"]
    rules = [path for path in modules if path.stem in {"rules", "model"} or path.stem.endswith("_rules")]
    others = ", ".join(f"`{path.stem}`" for path in modules if path not in rules)
    lines = [
        f"\n**`{room.relative_to(ROOT)}/`** {_first_sentence(room / '__init__.py')}" + (f" Modules: {others}." if others else "") + "\n"
    ]
    lines += [f"- `{path.stem}`: {_first_sentence(path)}{_numbers(path)}\n" for path in rules]
    return "".join(lines)


def _first_sentence(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    text = " ".join(text.split("\n\n")[0].split())
    return re.sub(r"\s*\bPure\b[^.]*\.", "", re.split(r"(?<=[.。])\s+(?=[A-Z])", text)[0]).strip()


def _numbers(path: Path) -> str:
    """The constants that the module sets, so that who looks for a number finds where it is decided."""
    found = [
        (node.targets[0].id, ast.unparse(node.value))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_number(node.value)
    ]
    shown = [f"`{name} = {value}`" for name, value in found if not name.startswith("_")]
    return f" Sets {', '.join(shown)}." if shown else ""


def _is_number(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in {"timedelta", "time"}
    return isinstance(value, ast.Constant) and type(value.value) is int


def main() -> None:
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(before + BEGIN + index() + END + rest.partition(END)[2], "utf-8")


if __name__ == "__main__":
    main()
