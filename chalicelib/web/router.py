"""From an address to the view that answers it.

API Gateway knows `/` and one greedy path; which room answers stands in chalicelib/site_map.py. A room names its routes in a Chalice
Blueprint. It is imported when the first request asks for it, and no other room is.
"""

import importlib
from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import quote, unquote

from chalice.app import Chalice, Request, Response, RouteEntry

from chalicelib.cloud.calls import one_page
from chalicelib.errors import AppError, MethodNotAllowed, NotFound
from chalicelib.site_map import ROOMS
from chalicelib.web.edge import Keeper, refuse

Routes = Mapping[str, Mapping[str, RouteEntry]]


def answer(raw: Request, keeper: Keeper) -> Response:
    """The answer to any request; where nothing is, the page that says so."""
    try:
        # The greedy parameter, not the context's path: that begins with the stage where no domain of ours stands before it.
        entry, values = find(raw.method, "/" + (raw.uri_params or {}).get("proxy", ""))
    except AppError as error:
        return refuse(raw, error)
    with one_page():
        response: Response = entry.view_function(raw, keeper, **values)
    return response


def find(method: str, path: str) -> tuple[RouteEntry, dict[str, str]]:
    """The route of this address and the values of its {names}. Raises NotFound, or MethodNotAllowed where the address knows others."""
    parts = _parts(path)
    # Sorted, a word stands before a {name}: /fees/files before /fees/{case_id}.
    for pattern, methods in sorted(routes_of(ROOMS[beginning_of(parts)]).items()):
        names = pattern[1:].split("/")
        if len(names) == len(parts) and _begins(parts, names):
            if method not in methods:
                raise MethodNotAllowed
            return methods[method], {name[1:-1]: part for name, part in zip(names, parts, strict=True) if name.startswith("{")}
    raise NotFound


def beginning_of(parts: Sequence[str]) -> str:
    """The line of the map that leads to an address of these parts. Raises NotFound."""
    beginnings = [line for line in ROOMS if _begins(parts, line[1:].split("/"))]
    if not beginnings:
        raise NotFound
    return max(beginnings, key=lambda line: [not name.startswith("{") for name in line[1:].split("/")])


@cache
def routes_of(room: str) -> Routes:
    """Path → method → route of one room, which is imported here. Chalice registers a Blueprint on an app: this one meets no gateway."""
    app = Chalice(room, configure_logs=False)
    app.register_blueprint(importlib.import_module(f"chalicelib.{room}").blueprint)
    return app.routes


def every_route() -> Routes:
    """Path → method → route of all rooms, for documents and tests: it imports everything."""
    routes: dict[str, dict[str, RouteEntry]] = {}
    for room in dict.fromkeys(ROOMS.values()):
        for path, methods in routes_of(room).items():
            twice = routes.setdefault(path, {}).keys() & methods.keys()
            if twice:
                raise ValueError(f"two rooms answer {path}: {room} and another")
            routes[path] |= methods
    return routes


def _parts(path: str) -> list[str]:
    """/c/115-B00492-1/enter → ["c", "115-B00492-1", "enter"]; one slash at the end is nothing, as at API Gateway. Raises NotFound.

    REST APIs hand on what stands in percent as it was sent. Each part gets one spelling, the shortest: an id of ours is itself, and
    anything else stays in percent, so that no id holds a slash or a sign that keys are joined with. A view that takes more decodes it.
    """
    parts = [quote(unquote(part), safe="@+") for part in path[1:].removesuffix("/").split("/")]
    if path != "/" and not all(parts):
        raise NotFound
    return parts


def _begins(parts: Sequence[str], names: Sequence[str]) -> bool:
    return len(names) <= len(parts) and all(name.startswith("{") or name == part for name, part in zip(names, parts, strict=False))
