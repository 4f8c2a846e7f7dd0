"""How long `gongkai run` takes until /healthz answers: from an empty folder, and again.

    python -m bench.startup

The first start makes the database, collects static files and loads the demonstration; what `make
run` installs before is not counted.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

_LONGEST = 180.0


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        for name in ("第一次启动", "第二次启动", "第三次启动"):
            answered, well, stopped = start(folder)
            print(
                f"{name}：{answered:5.1f} 秒后应答，{well:5.1f} 秒后各部分都正常；停止用 {stopped:.1f} 秒"
            )


def start(folder: str) -> tuple[float, float, float]:
    """Seconds until /healthz answers at all, until it answers 200, and for the end after SIGTERM."""
    port = free_port()
    began = time.monotonic()
    with running(folder, port) as program:
        answered = wait(port, program, began, {200, 503})
        well = wait(port, program, began, {200})
        asked = time.monotonic()
        program.send_signal(signal.SIGTERM)
        program.wait(30)
        return answered, well, time.monotonic() - asked


@contextlib.contextmanager
def running(folder: str, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """The program in a process group of its own, gone at the end whatever happens."""
    program = subprocess.Popen(
        [sys.executable, "-m", "gongkai", "run", "--bind", f"127.0.0.1:{port}"],
        env={
            **os.environ,
            "GONGKAI_DATA": folder,
            "GONGKAI_ENV": "development",
            "GONGKAI_DATABASE": "",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield program
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def wait(port: int, program: "subprocess.Popen[bytes]", began: float, wanted: set[int]) -> float:
    """Seconds since `began` until /healthz answers with one of the wanted codes."""
    while time.monotonic() - began < _LONGEST:
        if program.poll() is not None:
            raise SystemExit(f"程序已退出，状态 {program.returncode}。")
        if status(port) in wanted:
            return time.monotonic() - began
        time.sleep(0.05)
    raise SystemExit(f"{_LONGEST:.0f} 秒内没有应答。")


def status(port: int) -> int:
    """The code /healthz answers with; 0 for no answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


if __name__ == "__main__":
    main()
