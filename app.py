"""The functions that AWS calls. Routes live in the workflows; every queue and schedule handler is here, two or three lines each."""

import logging

from chalice.app import Chalice

from chalicelib.static_routes import blueprint as static

app = Chalice(app_name="training-centre")
app.log.setLevel(logging.INFO)
app.api.binary_types.append("application/wasm")
app.register_blueprint(static)
