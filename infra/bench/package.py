"""What is deployed: the size of the zip, and how much of API Gateway's quota the template takes."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from infra.bench.line import Line
from infra.deploy.check_template import GATEWAY_RESOURCES, UNZIPPED, ZIPPED, gateway_resources

_MB = 1024 * 1024


def measure(package: Path) -> Iterator[Line]:
    """`package` is build/package."""
    with zipfile.ZipFile(package / "deployment.zip") as archive:
        entries = archive.infolist()
    libraries = [entry for entry in entries if not entry.filename.startswith(("app.py", "chalicelib/", "__pycache__/app."))]
    for name, limit, size in (("zip.packed", ZIPPED, "compress_size"), ("zip.unpacked", UNZIPPED, "file_size")):
        whole, floor = (sum(getattr(entry, size) for entry in part) / _MB for part in (entries, libraries))
        yield Line(name, round(whole, 1), "MB", round(floor, 1), limit / _MB)
    template = json.loads((package / "sam.json").read_text())
    yield Line("gateway.resources", gateway_resources(template["Resources"]), "resources", None, GATEWAY_RESOURCES)
