"""Measures and prints; ends with 1 where something is too much."""

import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from infra.bench import package, start
from infra.bench.line import Line, table
from infra.deploy.package import OUT


def _lines() -> Iterator[Line]:
    yield from package.measure(OUT)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(OUT / "deployment.zip") as archive:
            archive.extractall(folder)
        yield from start.measure(Path(folder))


def main() -> None:
    lines = []
    for line in _lines():
        print(line.to_json(), flush=True)
        lines.append(line)
    print(table(lines))
    sys.exit(0 if all(line.ok for line in lines) else 1)


if __name__ == "__main__":
    main()
