"""make run: the system on this machine with a sample centre. With --announce it prints its addresses as one line of JSON (for tests)."""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from infra.local.server import Addresses, Centre


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    options.add_argument("--announce", action="store_true")
    options.add_argument("--empty", action="store_true", help="no sample centre")
    chosen = options.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    keep = os.environ.get("ENGINE", "moto") == "dynamodb-local"
    centre = Centre(port=chosen.port, keep=keep, clock_start=os.environ.get("CLOCK_START", ""))
    say = _say_beside if chosen.announce else _say
    try:
        say("啟動本機雲端…")
        addresses = centre.start()
        accounts = [] if chosen.empty else _load_sample(say)
        if chosen.announce:
            print(json.dumps(asdict(addresses)), flush=True)
        else:
            _welcome(addresses, accounts)
        while True:
            time.sleep(60)
    except KeyboardInterrupt:
        pass
    finally:
        say("結束中…")
        centre.stop()


def _say(text: str) -> None:
    print(text, flush=True)


def _say_beside(text: str) -> None:
    """Not between the addresses, which a test reads."""
    print(text, file=sys.stderr, flush=True)


def _interrupt(*_: object) -> None:
    """Ends the run, also while it still loads; a second Ctrl-C must not disturb the clearing up."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)  # SIG_IGN would race with one that is pending
    raise KeyboardInterrupt


def _load_sample(say: Callable[[str], None]) -> list[Any]:
    from chalicelib.clock import clock
    from infra.local.sample import centre as sample_centre

    now: datetime = clock.now()
    return list(sample_centre.load(now, say))


def _welcome(addresses: Addresses, accounts: list[Any]) -> None:
    print(f"\n  網站      {addresses.site}\n  信箱      {addresses.mailbox}  （系統寄出的每一封信）")
    print(f"  台北通    {addresses.mailbox}/taipeipass  （製作會員條碼）\n")
    for account in accounts:
        print(f"  {account.role:<10}\t{addresses.site}/sign-in\t帳號 {account.username}\t密碼 {account.password}")
    print("\n就緒 ready。按 Ctrl-C 結束。", flush=True)


if __name__ == "__main__":
    main()
