"""Amazon's DynamoDB Local: the judge of races. The jar comes from an npm package, as a file, without its hundreds of dependencies."""

import os
import shutil
import socket
import subprocess
import tarfile
import time
from pathlib import Path

HOME = Path(__file__).parents[2] / ".local"
PACKAGE = "amplify-dynamodb-simulator@2.9.30"
_EMULATOR = HOME / "dynamodb-local" / "package" / "emulator"


def fetch() -> Path:
    """The folder of the jar; fetched once. Stops with advice where npm or Java is missing."""
    for program, advice in (("java", "apt-get install default-jre-headless"), ("npm", "https://nodejs.org")):
        if shutil.which(program) is None:
            raise SystemExit(f"DynamoDB Local 需要 {program}：{advice}")
    if not (_EMULATOR / "DynamoDBLocal.jar").exists():
        target = HOME / "dynamodb-local"
        target.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=target, check=True, capture_output=True, text=True)
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
    for _ in range(2):
        port = free_port()
        process = _launched(port, where)
        if _answers(process, port):
            return process, f"http://127.0.0.1:{port}"
        process.kill()
    raise SystemExit("DynamoDB Local 無法啟動")


def _launched(port: int, where: list[str]) -> subprocess.Popen[bytes]:
    command = ["java", "-Xmx512m", "-Djava.library.path=DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-port", str(port), *where]
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
