"""What stands around the system (infra/) reads from the bottom up, too."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in (ROOT / "infra").rglob("*.py")}
PARTS = [module for module in FILES if module.startswith("infra.gallery.") and module != "infra.gallery.__main__"]


def imports_of(module: str) -> set[str]:
    """Modules of infra that it imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(FILES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide where an arrow leads"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return found & FILES.keys() - {module}


def test_no_import_circle() -> None:
    """Every module of infra can be read before those that use it."""
    try:
        TopologicalSorter({module: imports_of(module) for module in FILES}).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize(
    "module", [module for module in FILES if module.startswith("infra.gallery.") and module != "infra.gallery.__main__"]
)
def test_parts_of_the_gallery_share_the_scene_alone(module: str) -> None:
    """A part can be read and run without the others: what two of them do alike stands in the scene."""
    others = {name for name in imports_of(module) if name.startswith("infra.gallery.")}
    assert others <= ({"infra.gallery.scene"} if module != "infra.gallery.scene" else set())


def test_the_system_does_not_know_what_stands_around_it() -> None:
    """chalicelib and app.py are packaged without infra."""
    sources = [ROOT / "app.py", *(ROOT / "chalicelib").rglob("*.py")]
    users = [path for path in sources if "infra" in {name.partition(".")[0] for name in _imported(path)}]
    assert users == []


def _imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
