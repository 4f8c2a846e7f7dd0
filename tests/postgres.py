"""A throw-away PostgreSQL in a temporary folder, reached through a Unix socket only.

    python -m tests.postgres COMMAND ARGUMENT…

runs a command with GONGKAI_DATABASE pointing to it, and removes it afterwards whatever happened.
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests import prepared

LEAST = 15
OWNER = "gongkai"
START_SECONDS = 60
STOP_SECONDS = 20

# Small, but as durable as a real one: the program refuses to start where a commit may be lost.
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "autovacuum_naptime": "10min",
    "log_min_messages": "fatal",
    "jit": "off",
}


class NoServer(Exception):
    """There is no PostgreSQL to start; the text says why, in one sentence."""


def programs() -> tuple[Path, str]:
    """Folder of the newest server programs on this machine, and their version.

    Raises:
        NoServer: none is installed, or only older ones.
    """
    found = sorted(((_version(folder), folder) for folder in _folders()), reverse=True)
    if not found:
        raise NoServer("没有找到 PostgreSQL 的服务程序（initdb、postgres），可安装 postgresql-15。")
    version, folder = found[0]
    if version[0] < LEAST:
        raise NoServer(f"PostgreSQL {version[0]} 太旧，需要 {LEAST} 及以上。")
    return folder, ".".join(map(str, version))


def _folders() -> set[Path]:
    folders = {*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")}
    if config := shutil.which("pg_config"):
        told = subprocess.run(
            [config, "--bindir"], capture_output=True, text=True, check=False
        ).stdout.strip()
        folders.add(Path(told))
    return {
        folder
        for folder in folders
        if (folder / "initdb").exists() and (folder / "postgres").exists()
    }


def _version(folder: Path) -> tuple[int, ...]:
    told = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    number = re.search(r"[0-9]+(?:\.[0-9]+)*", told)
    return tuple(map(int, number.group().split("."))) if number else (0,)


def _identity() -> dict[str, Any]:
    """As whom the server runs: initdb refuses root, so root lends it another user."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoServer("当前是 root，而本机没有 postgres 或 nobody 用户，不能启动 PostgreSQL。")


@contextlib.contextmanager
def throwaway() -> Iterator[str]:
    """Starts a server and gives its address for GONGKAI_DATABASE; stops and removes it at the end.

    Raises:
        NoServer: there is none to start, or it did not start.
    """
    folder, _ = programs()
    identity = _identity()
    # The name is part of the address, whose host is read in small letters; a socket's path is short.
    base = prepared.memory() or Path("/tmp")  # noqa: S108 - mkdtemp makes a folder of its own there
    home = Path(tempfile.mkdtemp(prefix="gongkai-pg-", dir=base if base.is_dir() else None))
    try:
        if identity:
            os.chown(home, identity["user"], identity["group"])
        _initialise(folder, home, identity)
        with _server(folder, home, identity):
            yield f"postgresql://{OWNER}@{quote(str(home), safe='')}/{OWNER}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _initialise(folder: Path, home: Path, identity: dict[str, Any]) -> None:
    # Everybody who reaches the socket may come in; only the owner of the folder (and root) does.
    words = f"-D {home}/data -U {OWNER} --auth=trust --encoding=UTF8 --locale=C --no-sync".split()
    made = subprocess.run(
        [f"{folder}/initdb", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        **identity,
    )
    if made.returncode:
        raise NoServer(f"initdb 没有成功：{made.stderr.strip().splitlines()[-1:]}。")


@contextlib.contextmanager
def _server(folder: Path, home: Path, identity: dict[str, Any]) -> Iterator[None]:
    options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    command = [f"{folder}/postgres", "-D", f"{home}/data", "-k", str(home), *options]
    with (home / "log").open("wb") as log:
        # A session of its own: Ctrl-C ends the tests first and the server after them.
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
            start_new_session=True,
            **identity,
        )
    try:
        _wait(folder, home, server)
        createdb = [f"{folder}/createdb", "-h", str(home), "-U", OWNER, OWNER]
        subprocess.run(createdb, check=True, cwd=home)
        yield
    finally:
        _stop(server)


def _wait(folder: Path, home: Path, server: "subprocess.Popen[Any]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        ready = [f"{folder}/pg_isready", "-q", "-h", str(home)]
        if not subprocess.run(ready, check=False, cwd=home).returncode:
            return
        time.sleep(0.1)
    raise NoServer(
        f"PostgreSQL 没有启动：{(home / 'log').read_text(errors='replace').strip()[-300:]}"
    )


def _stop(server: "subprocess.Popen[Any]") -> None:
    # Fast shutdown: connections are closed, nothing is waited for.
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main(command: list[str]) -> int:
    """Runs a command beside a throw-away server; its exit status, or 3 where there is no server."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with throwaway() as url:
            return subprocess.run(
                command, env={**os.environ, "GONGKAI_DATABASE": url}, check=False
            ).returncode
    except NoServer as reason:
        print(reason, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["env"]))
