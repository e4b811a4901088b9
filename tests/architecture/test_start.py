"""What a fresh process loads: a function starts with what its own calls need, and a first request adds its own room."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.heavy_libraries import HEAVY

ROOT = Path(__file__).parents[2]
# A fresh process whose KMS opens every secret, and which has no other cloud: moto would load half of what is looked for.
SCRIPT = """
import base64, json, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

class Kms(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.dumps({"Plaintext": base64.b64encode(b"k" * 32).decode()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_): pass

kms = HTTPServer(("127.0.0.1", 0), Kms)
threading.Thread(target=kms.serve_forever, daemon=True).start()
import os
os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{kms.server_port}"
from app import app
statuses = []
for path in sys.argv[1:]:
    context = {"httpMethod": "GET", "resourcePath": "/{proxy+}", "path": path, "identity": {}}
    event = {"requestContext": context, "headers": {}, "pathParameters": {"proxy": path[1:]}, "stageVariables": {}, "body": None}
    statuses.append(app({**event, "multiValueQueryStringParameters": None}, None)["statusCode"])
rooms = sorted(name for name, module in sys.modules.items() if name.startswith("chalicelib") and hasattr(module, "blueprint"))
print(json.dumps({"statuses": statuses, "rooms": rooms, "modules": sorted(sys.modules)}))
"""


def _start(*paths: str) -> dict[str, list[str]]:
    """What is in a fresh process after app.py was imported and these pages were fetched."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, *paths], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("path", "status", "room"),
    [
        ("/sign-in", 200, "domains.people.routes"),
        ("/q/x", 410, "domains.attendance.routes"),
        ("/classes/x/portal", 303, "domains.portal.routes_staff"),
        ("/no-such-page", 404, ""),
    ],
)
def test_a_first_request_loads_its_room_and_nothing_heavy(path: str, status: int, room: str) -> None:
    """Neither another room's routes nor what makes documents, pictures and seals: those cost tenths of a second each."""
    found = _start(path)
    assert found["statuses"] == [status]
    assert found["rooms"] == ([f"chalicelib.{room}"] if room else [])
    assert [name for name in HEAVY if name in found["modules"]] == []


def test_a_function_starts_without_any_workflow() -> None:
    """app.py is imported by every function, by the sweep that needs no page as well: it loads no room, no job and no document library."""
    found = _start()
    loaded = [name for name in found["modules"] if name.startswith(("chalicelib.domains.", "chalicelib.documents"))]
    assert (found["rooms"], loaded) == ([], [])
    assert [name for name in HEAVY if name in found["modules"]] == []
