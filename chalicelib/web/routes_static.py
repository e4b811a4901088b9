"""Our own CSS and scripts, and the third-party files that set-up copied beside them."""

from chalice.app import Blueprint

from chalicelib.web.edge import Raw, Request, route
from chalicelib.web.pages import static_file

blueprint = Blueprint(__name__)

# The address changes with the content (pages.asset), so a browser never needs to ask again.
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@route(blueprint, "/static/{name}")
def own(request: Request, name: str) -> Raw:
    return _file(name)


@route(blueprint, "/static/{folder}/{name}")
def in_folder(request: Request, folder: str, name: str) -> Raw:
    return _file(f"{folder}/{name}")


def _file(name: str) -> Raw:
    body, content_type = static_file(name)
    return Raw(body if content_type == "application/wasm" else body.decode("utf-8"), content_type, _FOR_EVER)
