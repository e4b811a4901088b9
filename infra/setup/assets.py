"""Copies what the pages use from node_modules into chalicelib/static/vendor/: `python infra/setup/assets.py`.

Nothing of others is kept in git or fetched from another site while a page loads. Only files whose content differs are written.
"""

import hashlib
import re
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
COPIES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "idb.js": "idb/build/umd.js",
    "barcode-detector.js": "barcode-detector/dist/iife/ponyfill.js",
    "signature_pad.js": "signature_pad/dist/signature_pad.umd.min.js",
}
LICENCES = ["htmx.org", "idb", "barcode-detector", "zxing-wasm", "lucide-static", "signature_pad"]
# Icons that no template names by a literal: those of the five kinds in components.html, and those that scripts put in.
KINDS = {"circle-check", "triangle-alert", "octagon-x", "info", "circle"}
SCRIPTED = {"check", "camera", "wifi", "wifi-off", "refresh-cw", "undo-2", "clock"}
ICON_USE = re.compile(r"""(?:\bicon\b["']?\s*[(=:]\s*["']|icons\.svg#)([a-z][a-z0-9-]*)""")
SYMBOL_STYLE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'


class AssetError(Exception):
    """The assets cannot be made; the text says what to do."""


def zxing(modules: Path) -> Path:
    """The zxing-wasm that barcode-detector was built with: its own copy, where npm nested one."""
    nested = modules / "barcode-detector/node_modules/zxing-wasm"
    return nested if nested.is_dir() else modules / "zxing-wasm"


def wasm(modules: Path) -> bytes:
    """The barcode reader; raises AssetError unless it is the very build that barcode-detector names by its SHA-256."""
    content = (zxing(modules) / "dist/reader/zxing_reader.wasm").read_bytes()
    if hashlib.sha256(content).hexdigest() not in (modules / COPIES["barcode-detector.js"]).read_text("utf-8"):
        raise AssetError("zxing_reader.wasm is not the build that barcode-detector expects; run: npm ci")
    return content


def icons_used(package: Path) -> set[str]:
    """Icons that templates, menus made in Python and our scripts name by a literal: icon("check"), icon="check", "icon": "check"."""
    code = [*package.glob("templates/**/*.html"), *package.glob("*.py"), *package.glob("domains/**/*.py"), *package.glob("static/*.js")]
    return KINDS.union(SCRIPTED, *(ICON_USE.findall(path.read_text("utf-8")) for path in code))


def sprite(icons: Path, names: set[str]) -> bytes:
    """One SVG of symbols, in the order of their names; raises AssetError for a name that lucide does not have."""
    unknown = sorted(name for name in names if not (icons / f"{name}.svg").is_file())
    if unknown:
        raise AssetError(f"lucide has no icon called: {', '.join(unknown)} (see https://lucide.dev/icons)")
    symbols = [symbol(name, (icons / f"{name}.svg").read_text("utf-8")) for name in sorted(names)]
    licence = (icons / "check.svg").read_text("utf-8").splitlines()[0]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', licence, *symbols, "</svg>", ""]).encode()


def symbol(name: str, svg: str) -> str:
    shapes = re.sub(r"\s*\n\s*", "", svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")])
    return f'<symbol id="{name}" viewBox="0 0 24 24" {SYMBOL_STYLE}>{shapes}</symbol>'


def licences(modules: Path) -> bytes:
    texts = []
    for package in LICENCES:
        home = zxing(modules) if package == "zxing-wasm" else modules / package
        texts.append(f"==== {package} ====\n\n{(home / 'LICENSE').read_text('utf-8').strip()}\n")
    return "\n".join(texts).encode()


def wanted(modules: Path, package: Path) -> dict[str, bytes]:
    """File name in static/vendor/ → content."""
    files = {name: (modules / source).read_bytes() for name, source in COPIES.items()}
    files["zxing_reader.wasm"] = wasm(modules)
    files["icons.svg"] = sprite(modules / "lucide-static/icons", icons_used(package))
    files["LICENSES.txt"] = licences(modules)
    return files


def write(files: dict[str, bytes], target: Path) -> list[str]:
    """Writes what differs; returns the names written."""
    target.mkdir(parents=True, exist_ok=True)
    stale = [name for name, content in files.items() if not (target / name).is_file() or (target / name).read_bytes() != content]
    for name in stale:
        (target / name).write_bytes(files[name])
    return stale


def main(repository: Path = REPOSITORY) -> int:
    modules, package = repository / "node_modules", repository / "chalicelib"
    if not modules.is_dir():
        print("assets: node_modules is missing; run: npm ci", file=sys.stderr)
        return 1
    try:
        files = wanted(modules, package)
    except FileNotFoundError as error:
        print(f"assets: {error.filename} is missing; run: npm ci", file=sys.stderr)
        return 1
    except AssetError as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    written = write(files, package / "static/vendor")
    print(f"assets: wrote {', '.join(written)}" if written else "assets: up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
