"""The functions that AWS calls. Routes live in the workflows' blueprints; every queue and schedule handler is here, two or three lines each."""

import logging
from typing import Any

from chalice.app import Chalice, Cron, Rate

from chalicelib import outbox
from chalicelib.clock import clock

app = Chalice(app_name="training-centre")
app.log.setLevel(logging.INFO)
app.api.binary_types.append("application/wasm")
