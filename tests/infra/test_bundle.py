"""The zip that is deployed."""

import re
import zipfile
from pathlib import Path

from infra.deploy import bundle

ROOT = Path(__file__).parents[2]


def _packed(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("app.py", "chalicelib/clock.py", "boto3/__init__.py", "boto3/tests/test_it.py", "pip/__init__.py"):
            archive.writestr(name, "x = 1\n")
        for name in (
            "boto3-1.dist-info/METADATA",
            "botocore/data/s3/s3.json",
            "botocore/data/ec2/ec2.json",
            "botocore/data/endpoints.json",
        ):
            archive.writestr(name, "{}")
    return path


def test_it_has_bytecode_and_nothing_that_no_function_imports(tmp_path: Path) -> None:
    """Beside each source its bytecode; no installers, no tests of libraries, no services that we do not call."""
    archive = _packed(tmp_path / "deployment.zip")
    bundle.rebuild(archive)
    names = {re.sub(r"\.cpython-\d+\.pyc$", ".pyc", name) for name in zipfile.ZipFile(archive).namelist()}
    sources = {"app.py", "chalicelib/clock.py", "boto3/__init__.py"}
    compiled = {"__pycache__/app.pyc", "chalicelib/__pycache__/clock.pyc", "boto3/__pycache__/__init__.pyc"}
    assert names == {*sources, *compiled, "botocore/data/s3/s3.json", "botocore/data/endpoints.json"}


def test_the_same_code_gives_the_same_zip(tmp_path: Path) -> None:
    """Whoever packs it, and when."""
    archives = [_packed(tmp_path / name) for name in ("one.zip", "two.zip")]
    for archive in archives:
        bundle.rebuild(archive)
    assert archives[0].read_bytes() == archives[1].read_bytes()


def test_every_service_that_we_call_is_shipped() -> None:
    """A new one in chalicelib/cloud must be added to what is kept of botocore's data."""
    called = {name for path in (ROOT / "chalicelib").rglob("*.py") for name in re.findall(r'client\("([\w-]+)"', path.read_text("utf-8"))}
    assert called
    assert called <= bundle.SERVICES
