"""Whether the zip alone has all that our code imports, inside functions too: run in a fresh interpreter, without site-packages."""

import ast
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from chalicelib.settings import Settings
from infra.deploy.check_template import Wrong

_SCRIPT = """
import importlib, json, os, sys
folder, settings, names = json.loads(sys.stdin.read())
os.environ.update(settings)
sys.path.insert(0, folder)
for name in names:
    importlib.import_module(name)
"""


def check_imports(archive: Path) -> None:
    """Raises Wrong, with what could not be imported."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        said = json.dumps([folder, placeholders(), _names(Path(folder))])
        done = subprocess.run([sys.executable, "-I", "-S", "-B", "-c", _SCRIPT], input=said, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Wrong(f"the zip lacks what our code imports: {done.stderr[-1000:]}")


def placeholders() -> dict[str, str]:
    """Every setting with a value that nothing is done with, for a process that only imports."""
    return {name.upper(): "-" for name in Settings.__dataclass_fields__ if name not in {"clock_start", "centre_profile"}}


def _names(folder: Path) -> list[str]:
    """Our own modules, and every module that they import."""
    names: dict[str, None] = {}
    for path in sorted((folder / "chalicelib").rglob("*.py")):
        names[".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")] = None
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= dict.fromkeys(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                names[node.module or ""] = None
    return list(names)
