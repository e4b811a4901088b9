"""Our own CSS and scripts."""

from tests.architecture.access import everyone

ROWS = {
    ("GET", "/static/{name}"): everyone(200, ids={"name": "app.css"}),
    ("GET", "/static/{folder}/{name}"): everyone(200, ids={"folder": "vendor", "name": "htmx.min.js"}),
}
