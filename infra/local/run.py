"""make run: the system on this machine with a sample centre.

Its tables are DynamoDB Local's, and what is done in it is kept in .local/ (home.py); where Java is missing, moto's, which forget.
With --announce it prints its addresses as one line of JSON (for tests).
"""

import argparse
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib.centre import centre as profile
from chalicelib.clock import taipei
from infra.local import dynamodb_local
from infra.local.home import Home
from infra.local.server import HOST, Addresses, Centre

HOME = Path(__file__).parents[2] / ".local"
Say = Callable[[str], None]


def main() -> None:
    chosen = _options()
    say = _say_beside if chosen.announce else _say
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    _check_port(chosen.port)
    home = _home(chosen, say)
    clock_start = os.environ.get("CLOCK_START", "")
    centre = Centre(port=chosen.port, home=home.folder if home else None, clock_start=clock_start)
    try:
        wanted = not chosen.empty and _sample_is_due(home, clock_start, say)
        say("啟動本機雲端…")
        addresses = centre.start()
        if wanted:
            _load_sample(centre, home, say)
        if chosen.announce:
            print(json.dumps(asdict(addresses)), flush=True)
        else:
            _welcome(addresses, [] if chosen.empty else _accounts())
        while True:
            time.sleep(60)
    except KeyboardInterrupt:
        pass
    finally:
        say("結束中…")
        centre.stop()


def _options() -> argparse.Namespace:
    """The variables of `make run` (README) are the defaults."""
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    options.add_argument("--engine", choices=["dynamodb-local", "moto"], default=os.environ.get("ENGINE") or None)
    options.add_argument("--home", type=Path, default=HOME, help="where data is kept")
    options.add_argument("--fresh", action="store_true", default=os.environ.get("FRESH", "") not in {"", "0"}, help="forget what was kept")
    options.add_argument("--announce", action="store_true")
    options.add_argument("--empty", action="store_true", help="no sample centre")
    options.add_argument("--centre", default=os.environ.get("CENTRE", ""), help="another centre's profile (docs/centre-profile.md)")
    chosen = options.parse_args()
    if chosen.centre:
        os.environ["CENTRE_PROFILE"] = chosen.centre
        chosen.home /= Path(chosen.centre).stem  # each centre keeps its own data
    return chosen


def _home(chosen: argparse.Namespace, say: Say) -> Home | None:
    """The folder of this run, taken and in order; None where moto holds the tables."""
    if chosen.engine == "moto":
        return None
    try:
        dynamodb_local.fetch()
    except dynamodb_local.Unavailable as why:
        if chosen.engine:
            raise
        say(f"{why}。這次改用 moto：資料在結束後不保留。")
        return None
    home = Home(chosen.home.resolve())
    home.take(f"http://localhost:{chosen.port}")
    dynamodb_local.end_left_over(home.folder / "dynamodb")
    if chosen.fresh:
        home.begin_anew()
    elif home.undo_interrupted():
        say("上次在載入範例時中斷，已回到載入之前，重新載入。")
    return home


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise SystemExit(f"連接埠 {port} 已經有程式使用。換一個：PORT={port + 1} make run") from None


def _sample_is_due(home: Home | None, clock_start: str, say: Say) -> bool:
    """Whether today's sample is not there yet; then what is there is remembered first, since loading may be interrupted."""
    if home is None:
        return True
    if home.day_of_sample() == _today(clock_start):
        if not home.sample_is_current():
            say("範例的內容已經更新；要看新的範例：make run FRESH=1（保留的資料會清除）。")
        return False
    home.before_sample()
    return True


def _today(clock_start: str) -> Any:
    return taipei(datetime.fromisoformat(clock_start) if clock_start else datetime.now(UTC)).date()


def _load_sample(centre: Centre, home: Home | None, say: Say) -> None:
    """On another day than the first only what that day adds."""
    from chalicelib.clock import clock
    from infra.local.sample import centre as sample_centre

    now = clock.now()
    if home and home.day_of_sample():
        say("今天的班期…")
        sample_centre.add_day(now, say)
    else:
        sample_centre.load(now, say)
    if home:
        centre.keep()
        home.sample_is_whole(taipei(now).date())


def _accounts() -> Sequence[Any]:
    from infra.local.sample.accounts import ready

    return ready()


def _welcome(addresses: Addresses, accounts: Sequence[Any]) -> None:
    print(f"\n  網站      {addresses.site}\n  信箱      {addresses.mailbox}  （系統寄出的每一封信）")
    print(f"  {profile().member_pass.name:<6} {addresses.mailbox}/taipeipass  （製作會員條碼）\n")
    for account in accounts:
        print(f"  {account.role:<10}\t{addresses.site}/sign-in\t帳號 {account.username}\t密碼 {account.password}")
    print("\n就緒 ready。按 Ctrl-C 結束。", flush=True)


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


if __name__ == "__main__":
    main()
