"""Pages: what every page is given, the main menu, and static files."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from chalicelib.centre import centre
from chalicelib.clock import taipei
from chalicelib.errors import NotFound
from chalicelib.identity import Principal
from chalicelib.rendering import templates
from chalicelib.site_map import MENU

HERE = Path(__file__).parents[1]
STATIC = HERE / "static"
_LONGEST_NAME = 100
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".txt": "text/plain; charset=utf-8",
}


def menu_of(principal: Principal | None, path: str = "") -> list[dict[str, Any]]:
    """The entries that this person may open, as {label, href, icon, current, count}."""
    return [
        {
            "label": entry.label,
            "href": entry.href,
            "icon": entry.icon,
            "current": path == entry.href or path.startswith(entry.href + "/"),
            "count": entry.count,
        }
        for entry in MENU
        if principal and principal.has(*entry.roles)
    ]


def rendered(template: str, values: Mapping[str, Any], *, principal: Principal | None, path: str, now: datetime) -> str:
    """The HTML of a template with what every page is given."""
    common = {"principal": principal, "nav": menu_of(principal, path), "now": taipei(now), "asset": asset, "path": path}
    return templates().get_template(template).render({**common, **values})


@lru_cache
def asset(name: str) -> str:
    """The URL of a static file, with its content's version, so that browsers may keep it for ever."""
    return f"/static/{name}?v={hashlib.sha256(_content(STATIC / name)).hexdigest()[:10]}"


def static_file(name: str) -> tuple[bytes, str]:
    """The bytes and content type of a file below static/, `name` as app.css or vendor/idb.js. Raises NotFound."""
    if len(name) > _LONGEST_NAME:
        raise NotFound
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file() or path.suffix not in CONTENT_TYPES:
        raise NotFound
    return _content(path), CONTENT_TYPES[path.suffix]


def _content(path: Path) -> bytes:
    """The file, with the centre's colours before the style sheet and its logo, if it has one, in the place of ours."""
    look = centre().look
    if path == STATIC / "icon.svg" and look.logo:
        return look.logo.encode()
    if path == STATIC / "app.css":
        tokens = f"--brand: {look.brand}; --brand-dark: {look.brand_dark}; --brand-pale: {look.brand_pale};"
        return f":root {{ {tokens} }}\n".encode() + path.read_bytes()
    return path.read_bytes()
