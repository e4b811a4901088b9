"""The zip that Lambda loads, made again from Chalice's: without what no function imports, and with bytecode, which Lambda cannot keep.

Bytecode is of the kind that is never compared with its source (unchecked hash): the two travel together. The sources stay, for tracebacks.
The same code and the same wheels give the same zip.
"""

import compileall
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode

from infra.deploy.check_template import Wrong

# What pip brings for Chalice's command line only.
UNUSED = {
    *("pip", "setuptools", "wheel", "pkg_resources", "_distutils_hack", "distutils-precedence.pth", "packaging"),
    *("yaml", "_yaml", "click", "inquirer", "readchar", "blessed", "jinxed", "wcwidth", "runs", "xmod", "editor"),
}
# What botocore knows of the other four hundred services is a third of the zip.
SERVICES = frozenset({"cognito-idp", "dynamodb", "kms", "s3", "sesv2", "sqs", "sts"})
_LAMBDA = "/var/task"
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def rebuild(archive: Path) -> None:
    """Replaces the zip by one that starts faster. Raises Wrong where a module of ours does not compile."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        _prune(folder)
        _compile(folder)
        _zip(folder, archive)


def _prune(folder: Path) -> None:
    unused = [path for path in folder.iterdir() if path.name in UNUSED or path.suffix in {".dist-info", ".data"}]
    tests = [path for path in folder.rglob("tests") if path.is_dir()]
    services = [path for path in (folder / "botocore/data").iterdir() if path.is_dir() and path.name not in SERVICES]
    for path in (*unused, *tests, *services):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _compile(folder: Path) -> None:
    ours = [folder / "app.py", folder / "chalicelib"]
    mode = PycInvalidationMode.UNCHECKED_HASH
    # Wheels may hold a file that is no Python of this version; our own may not.
    compileall.compile_dir(folder, quiet=2, force=True, invalidation_mode=mode, stripdir=str(folder), prependdir=_LAMBDA)
    if uncompiled := [path.name for root in ours for path in ([root] if root.is_file() else root.rglob("*.py")) if not _bytecode(path)]:
        raise Wrong(f"no bytecode of {uncompiled}")


def _bytecode(path: Path) -> list[Path]:
    return list((path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"))


def _zip(folder: Path, archive: Path) -> None:
    made = archive.with_suffix(".new")
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(str(path.relative_to(folder)), _NO_TIME)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())
    os.replace(made, archive)
