"""The whole system in one process: moto as a server, the HTTP side, the queues' poller, the scheduler and the mailbox."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from moto.server import ThreadedMotoServer

from infra.local import cloud, dynamodb_local, engines, persistence
from infra.local.iam import guard
from infra.local.poller import Poller

HOST = "127.0.0.1"
MINUTE, TEN_MINUTES, HOUR, DAY = 60, 600, 3600, 86_400
SCHEDULES = {"sweep": MINUTE, "every_ten_minutes": TEN_MINUTES, "every_day": DAY, "clean": HOUR}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Addresses:
    """Where things answer."""

    site: str
    mailbox: str
    aws: str


def _note_error(request: object, client_address: object) -> None:
    """A browser that went on to another page hung up: that is no error."""
    if not isinstance(sys.exception(), ConnectionError):
        log.exception("a request ended in an error")


class Centre:
    """`start` brings it up, `stop` takes everything down again. One per process: the settings are read once.

    With `home`, a folder, tables are DynamoDB Local's and everything is kept there; without, moto holds them and forgets.
    """

    def __init__(self, *, port: int = 0, home: Path | None = None, clock_start: str = "") -> None:
        self._port = port or dynamodb_local.free_port()
        self._home = home
        self._clock_start = clock_start
        self._stopping = threading.Event()
        self._undo: list[Callable[[], Any]] = []
        self.app: Any = None

    def start(self) -> Addresses:
        aws_port, mail_port = dynamodb_local.free_port(), dynamodb_local.free_port()
        addresses = Addresses(f"http://localhost:{self._port}", f"http://localhost:{mail_port}", f"http://{HOST}:{aws_port}")
        self._start_aws(aws_port, addresses)
        self._start_mailbox(mail_port)
        self._start_site()
        poller = Poller(self.app)
        poller.start()
        self._undo.append(poller.stop)
        self._background(self._schedule)
        return addresses

    def stop(self) -> None:
        self._stopping.set()
        while self._undo:
            self._undo.pop()()

    def keep(self) -> None:
        """Writes down what only moto knows, as `stop` does, too."""
        if self._home:
            persistence.save(self._home / "kept", dict(os.environ))

    def _start_aws(self, port: int, addresses: Addresses) -> None:
        os.environ |= {
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": "ap-northeast-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": addresses.aws,
        }
        engines.one_at_a_time()
        guard.enforce()
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = ThreadedMotoServer(ip_address=HOST, port=port, verbose=False)
        server.start()
        self._undo.append(server.stop)
        if self._home:
            process, os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = dynamodb_local.start(self._home / "dynamodb")
            self._undo += [lambda: process.wait(timeout=20), process.terminate]
        made = cloud.create(
            base_url=addresses.site,
            uploads_origin=addresses.aws,
            issuer=addresses.mailbox,
            jwks_url=f"{addresses.mailbox}/taipeipass/jwks.json",
            kept_keys=self._home / "keys.json" if self._home else None,
        )
        os.environ |= made
        if self._home:
            persistence.restore(self._home / "kept", made)
            self._undo.append(self.keep)
        if self._clock_start:
            os.environ["CLOCK_START"] = self._clock_start

    def _start_mailbox(self, port: int) -> None:
        from infra.local.mailbox import Handler

        self._serve(ThreadingHTTPServer((HOST, port), Handler))

    def _start_site(self) -> None:
        from app import app
        from infra.local import gateway

        self.app = app
        self._serve(gateway.server(app, HOST, self._port))

    def _serve(self, server: ThreadingHTTPServer) -> None:
        server.daemon_threads = True
        server.handle_error = _note_error  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self._undo += [server.server_close, server.shutdown]

    def _background(self, loop: Callable[[], None]) -> None:
        thread = threading.Thread(target=loop, daemon=True)
        thread.start()
        self._undo.append(lambda: thread.join(timeout=30))

    def _schedule(self) -> None:
        from infra.local import lambdas

        seconds = 0
        while not self._stopping.wait(MINUTE):
            seconds += MINUTE
            for name in [name for name, period in SCHEDULES.items() if seconds % period == 0]:
                try:
                    lambdas.run_schedule(self.app, name)
                except Exception:
                    log.exception("the schedule %s met an error and comes again", name)
