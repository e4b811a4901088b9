"""Who may import whom (shared design, "The house"): walked with `ast`, so that no arrow hides inside a function.

In a workflow's package the file's name says its layer: model and *_rules, store*, routes*, jobs*, and what WORKERS names, which only jobs
may use because it makes or reads documents; all others are service.
"""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "chalicelib"
FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in PACKAGE.rglob("*.py")}
PYTHON = sorted([ROOT / "app.py", *PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
LONGEST = 300
FOUNDATION = {"errors", "clock", "session", "settings", "portal_card", "signature", "chain"}
# What a layer may use of chalicelib, beside its own workflow's layers in OWN. A name stands for itself and all below it.
SHARED = {
    "model": {"errors", "clock", "session", "chain"},
    "store": {"errors", "clock", "session", "table", "settings", "chain", "chain_items"},
    "service": {*FOUNDATION, "table", "outbox", "cloud"},
    "routes": {*FOUNDATION, "web", "pages", "outbox"},
    "jobs": {*FOUNDATION, "table", "outbox", "cloud", "documents", "pages", "sealed"},
}
OWN = {
    "model": {"model"},
    "store": {"model", "store"},
    "service": {"model", "store", "service"},
    "routes": {"model", "service", "routes"},
    "jobs": {"model", "store", "service", "jobs"},
}
NEIGHBOURS = {"service": {"service"}, "jobs": {"service"}, "routes": set(), "model": set(), "store": set()}
WORKERS = {
    "certificate_paper",
    "checking",
    "confirmation_paper",
    "hours_file",
    "import_reading",
    "letters",
    "meals_paper",
    "papers",
    "picture",
    "register",
    "reports",
    "sealing",
    "vouchers",
    "year_lists",
}
HEAVY = ("fpdf", "odf", "xlsxwriter", "python_calamine", "icalendar", "pyhanko", "captcha")


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
    """The layer of a module below chalicelib.domains.<workflow>."""
    name = module.split(".")[3]
    for layer in ("store", "routes", "jobs"):
        if name == layer or name.startswith(f"{layer}_"):
            return layer
    if name in WORKERS:
        return "jobs"
    return "model" if name == "model" or name.endswith("_rules") else "service"


def workflow_of(module: str) -> str:
    parts = module.split(".")
    return parts[2] if parts[:2] == ["chalicelib", "domains"] and len(parts) > 2 else ""


IN_WORKFLOWS = sorted(module for module in FILES if workflow_of(module) and module.count(".") == 3)


def wrong_arrow(module: str, imported: str) -> str:
    """Why a module of a workflow may not import this; empty where it may."""
    layer = layer_of(module)
    if not imported.startswith("chalicelib"):
        foreign = imported.partition(".")[0] not in sys.stdlib_module_names
        return "a model knows the standard library only" if layer == "model" and foreign else ""
    if not workflow_of(imported):
        top = imported.split(".")[1] if "." in imported else ""
        return "" if top in SHARED[layer] else f"{layer} may not use {imported}"
    if workflow_of(imported) == workflow_of(module):
        return "" if imported.count(".") == 3 and layer_of(imported) in OWN[layer] else f"{layer} may not use {imported}"
    if imported.count(".") == 3 and imported.split(".")[3] in NEIGHBOURS[layer]:
        return ""
    return f"{layer} may not use another workflow's {imported}"


@pytest.mark.parametrize("module", IN_WORKFLOWS, ids=lambda module: module.removeprefix("chalicelib.domains."))
def test_each_layer_imports_only_what_it_may(module: str) -> None:
    """Routes and jobs lead to services, services to stores, and to another workflow only through its service."""
    assert [why for imported in sorted(imports_of(module)) if (why := wrong_arrow(module, imported))] == []


def test_cloud_and_documents_know_no_workflow() -> None:
    """They may be used by any workflow, so they use none, nor the edge, the outbox or a table."""
    allowed = {"cloud": {*FOUNDATION, "cloud"}, "documents": {*FOUNDATION, "documents"}}
    wrong = [
        f"{module} → {imported}"
        for room, may in allowed.items()
        for module in FILES
        if module.startswith(f"chalicelib.{room}")
        for imported in imports_of(module)
        if imported.startswith("chalicelib.") and imported.split(".")[1] not in may
    ]
    assert wrong == []


def test_the_ground_floor_knows_no_workflow() -> None:
    """What every workflow stands on imports none of them."""
    below = [module for module in FILES if not module.startswith("chalicelib.domains")]
    assert [module for module in below if any(workflow_of(imported) for imported in imports_of(module))] == []


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("boto3", ("chalicelib.cloud",)),
        ("botocore", ("chalicelib.cloud", "chalicelib.dynamodb")),
        ("pynamodb", ("chalicelib.dynamodb", "chalicelib.messaging.outbox", "chalicelib.records.chain_items", "store")),
        ("os", ("chalicelib.settings",)),
        ("chalice", ("chalicelib.web.edge", "chalicelib.web.routes_static", "routes")),
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


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short(path: Path) -> None:
    """A file of more than 300 lines has more than one subject."""
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def test_there_is_no_utils() -> None:
    """A name that says nothing gathers everything."""
    assert [module for module in FILES if module.split(".")[-1] in {"utils", "helpers", "common", "misc"}] == []
