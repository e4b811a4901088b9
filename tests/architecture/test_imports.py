"""Who may import whom (docs/architecture.md), walked with `ast`, so that no arrow hides inside a function.

Inside a workflow the last part of a module's name says its layer, and nothing else does: model, service, rules and *_rules, store and
store_*, routes and routes_*, jobs, *_worker; every other name is a use case.
"""

import ast
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.architecture.heavy_libraries import HEAVY

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "chalicelib"
FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in PACKAGE.rglob("*.py")}
PYTHON = sorted([ROOT / "app.py", *PACKAGE.rglob("*.py"), *(ROOT / "infra").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
LONGEST = 300
MOST_MODULES = 16
# What a layer may use of chalicelib outside the workflows. A name stands for itself and all below it.
FOUNDATION = {"errors", "clock", "identity", "centre"}
GROUND = {
    "rules": FOUNDATION,
    "store": {*FOUNDATION, "dynamodb", "settings", "records.chain_items", "records.store_exports"},
    "use case": {*FOUNDATION, "dynamodb", "settings", "messaging", "records", "cloud", "web.card"},
    "worker": {*FOUNDATION, "dynamodb", "settings", "messaging", "records", "cloud", "documents"},
    "routes": {*FOUNDATION, "settings", "web", "messaging"},
    "jobs": {"messaging.registry"},
}
# Which layers of its own workflow a layer may use, and which of another's.
OWN = {
    "rules": {"rules"},
    "store": {"rules", "store"},
    "use case": {"rules", "store", "use case"},
    "worker": {"rules", "store", "use case", "worker"},
    "routes": {"rules", "use case", "routes"},
    "jobs": set(),
}
NEIGHBOURS: dict[str, set[str]] = {
    **{layer: {"service"} for layer in ("use case", "worker")},
    **{layer: set() for layer in ("jobs", "routes", "rules", "store")},
}


def imports_of(module: str) -> set[str]:
    """Full names of what the module imports; of `from a import b`, a.b where that is a module, else a."""
    tree = ast.parse(FILES[module].read_text("utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide where an arrow leads"
            base = node.module or ""
            found |= {f"{base}.{alias.name}" if f"{base}.{alias.name}" in FILES else base for alias in node.names}
    return found


def layer_of(module: str) -> str:
    """By the last part of its name."""
    name = module.rpartition(".")[2]
    if name == "jobs":
        return "jobs"
    for layer in ("store", "routes"):
        if name == layer or name.startswith(f"{layer}_"):
            return layer
    if name in {"model", "rules"} or name.endswith("_rules"):
        return "rules"
    return "worker" if name.endswith("_worker") else "use case"


def workflow_of(module: str) -> str:
    parts = module.split(".")
    return parts[2] if parts[:2] == ["chalicelib", "domains"] and len(parts) > 2 else ""


def is_pure(module: str) -> bool:
    """Whether it says of itself that it is."""
    return bool(re.search(r"\bPure\b", ast.get_docstring(ast.parse(FILES[module].read_text("utf-8"))) or ""))


IN_WORKFLOWS = sorted(module for module in FILES if workflow_of(module) and FILES[module].name != "__init__.py")
PURE = sorted(module for module in FILES if is_pure(module))


def allowed(name: str, rooms: set[str]) -> bool:
    return any(f"{name}.".startswith(f"{room}.") for room in rooms)


def wrong_arrow(module: str, imported: str) -> str:
    """Why a module of a workflow may not import this; empty where it may."""
    layer = layer_of(module)
    if not imported.startswith("chalicelib"):
        foreign = imported.partition(".")[0] not in sys.stdlib_module_names
        return "rules know the standard library only" if layer == "rules" and foreign else ""
    if not workflow_of(imported):
        pure = imported in PURE
        return "" if pure or allowed(imported.removeprefix("chalicelib."), GROUND[layer]) else f"{layer} may not use {imported}"
    if workflow_of(imported) == workflow_of(module):
        return "" if FILES[imported].name != "__init__.py" and layer_of(imported) in OWN[layer] else f"{layer} may not use {imported}"
    if imported.count(".") == 3 and imported.rpartition(".")[2].split("_")[0] in NEIGHBOURS[layer]:
        return ""
    return f"{layer} may not use another workflow's {imported}"


@pytest.mark.parametrize("module", IN_WORKFLOWS, ids=lambda module: module.removeprefix("chalicelib.domains."))
def test_each_layer_imports_only_what_it_may(module: str) -> None:
    """Routes lead to use cases, use cases to stores, and to another workflow only through its service; jobs name functions as text."""
    assert [why for imported in sorted(imports_of(module)) if (why := wrong_arrow(module, imported))] == []


@pytest.mark.parametrize("module", PURE, ids=lambda module: module.removeprefix("chalicelib."))
def test_what_says_that_it_is_pure_is(module: str) -> None:
    """It imports the standard library, the errors, the roles, the centre, and what is pure itself: no clock, no table, no library."""
    may = {*PURE, "chalicelib.errors", "chalicelib.clock", "chalicelib.identity", "chalicelib.centre"}
    strangers = {name for name in imports_of(module) if name not in may and name.partition(".")[0] not in sys.stdlib_module_names}
    assert strangers == set()
    assert not re.search(r"\bclock\.now\(|datetime\.now\(|date\.today\(", FILES[module].read_text("utf-8"))


@pytest.mark.parametrize("module", [module for module in IN_WORKFLOWS if layer_of(module) == "rules"])
def test_rules_say_that_they_are_pure(module: str) -> None:
    """Who opens a file of rules reads what may be relied on, and the test above holds it to that."""
    assert module in PURE


def test_no_arrow_leads_up_or_round_among_the_rooms() -> None:
    """Rooms of a workflow (its sub-packages, and each module beside them) can be read one after the other."""
    graph: dict[str, set[str]] = {}
    for module in FILES:
        for imported in imports_of(module) & FILES.keys():
            room, used = (".".join(name.split(".")[:4]) for name in (module, imported))
            if workflow_of(module) and room != used and FILES[imported].name != "__init__.py":
                graph.setdefault(room, set()).add(used)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize("room", ["cloud", "documents", "records", "messaging", "web"])
def test_the_ground_floor_knows_no_workflow(room: str) -> None:
    """They may be used by any workflow, so they use none; and the lower room knows none of the upper ones."""
    order = ("cloud", "documents", "messaging", "records", "web")
    upper = set(order[order.index(room) + 1 :])
    wrong = [
        f"{module} → {imported}"
        for module in FILES
        if module.startswith(f"chalicelib.{room}")
        for imported in imports_of(module)
        if imported.startswith("chalicelib.") and (workflow_of(imported) or imported.split(".")[1] in upper)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("boto3", ("chalicelib.cloud",)),
        ("botocore", ("chalicelib.cloud", "chalicelib.dynamodb")),
        (
            "pynamodb",
            (
                "chalicelib.dynamodb",
                "chalicelib.messaging.store",
                "chalicelib.messaging.returned.store",
                "chalicelib.messaging.store_redrives",
                "chalicelib.records.chain_items",
                "chalicelib.records.store_exports",
                "store",
            ),
        ),
        ("os", ("chalicelib.settings",)),
        ("chalice", ("chalicelib.web", "routes")),
    ],
)
def test_each_library_has_its_room(library: str, rooms: tuple[str, ...]) -> None:
    """boto3 lives in cloud, PynamoDB in stores, Chalice at the edge, and only settings reads the environment."""
    users = [module for module in FILES if any(name.split(".")[0] == library for name in imports_of(module))]
    strangers = [
        module
        for module in users
        if not f"{module}.".startswith(tuple(f"{room}." for room in rooms)) and not (module in IN_WORKFLOWS and layer_of(module) in rooms)
    ]
    assert strangers == []
    assert users, f"nobody uses {library}: this row can go"


def test_no_import_circle() -> None:
    """Every module can be read before those that use it, imports inside functions too."""
    graph = {module: {imported for imported in imports_of(module) if imported in FILES} - {module} for module in FILES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_the_http_side_starts_without_the_makers_of_documents() -> None:
    """fpdf2, pyHanko and their like cost whole seconds of start: only workers load them, when they make a document."""
    script = f"import app, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr[-2000:]


def test_no_folder_is_crowded() -> None:
    """A folder of more modules than one looks over at a glance is two rooms."""
    folders = {path.parent for path in PYTHON if "tests" not in path.relative_to(ROOT).parts}
    assert {
        str(f.relative_to(ROOT)): n for f in folders if (n := len([p for p in f.glob("*.py") if p.name != "__init__.py"])) > MOST_MODULES
    } == {}


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short(path: Path) -> None:
    """A file of more than 300 lines has more than one subject."""
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def test_there_is_no_utils() -> None:
    """A name that says nothing gathers everything."""
    assert [module for module in FILES if module.split(".")[-1] in {"utils", "helpers", "common", "misc"}] == []


def test_no_test_module_imports_another() -> None:
    """What two of them need is a scene or a support; else a change of one test breaks another's."""
    wrong = []
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").rpartition(".")[2].startswith("test_"):
                wrong.append(f"{path.relative_to(ROOT)} → {node.module}")
    assert wrong == []
