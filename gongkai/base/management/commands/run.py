"""`run`: everything on this machine, from an empty folder to a page in the browser."""

import os
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from gongkai.base import installation
from gongkai.base.processes import Child, Supervisor, command

_WAIT_SECONDS = 60
_LOOPBACK = ("127.", "localhost", "::1")


class Command(BaseCommand):
    help = "启动网站和后台任务。首次启动会建立数据库、收集静态文件并载入演示数据。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="监听的地址和端口"
        )
        parser.add_argument(
            "--no-worker", action="store_true", help="不启动后台任务，由另外的进程运行"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = self._address(options["bind"])
        _name_the_site(host, port)
        installation.prepare(self.stdout.write)
        children = [Child("web", _server(host, port))]
        if not options["no_worker"]:
            children += [
                Child(part, command("worker", "--part", part)) for part in ("jobs", "outbox")
            ]
        threading.Thread(target=self._announce, args=(host, port), daemon=True).start()
        Supervisor(children).run()
        self.stdout.write("已停止。")

    def _address(self, bind: str) -> tuple[str, int]:
        host, _, number = bind.rpartition(":")
        if not number.isdecimal() or not 0 < int(number) < 65536:
            self._end(f"监听地址“{bind}”不对，应写成 主机:端口，如 127.0.0.1:8000。", 2)
        host, port = host.strip("[]") or "127.0.0.1", int(number)
        try:
            with socket.create_server((host, port), family=_family(host)):
                pass
        except OSError as error:
            self._end(
                f"{host} 的 {port} 端口用不了（{error.strerror}），可能已有程序占用，请换一个端口。",
                1,
            )
        return host, port

    def _announce(self, host: str, port: int) -> None:
        if not _answers(host, port):
            self.stderr.write(
                "网站还没有启动成功，请查看数据文件夹中 logs/gongkai.log 的记录。", style_func=str
            )
            return
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(
            f"\n网站已启动：http://{shown}:{port}/ ，工作台：http://{shown}:{port}/desk/ 。"
        )
        for line in installation.demo_accounts():
            self.stdout.write(line)
        if not host.startswith(_LOOPBACK):
            self.stdout.write("提示：当前地址可以从其他机器访问。")
        self.stdout.write(
            "正式使用时，前面必须有 nginx 等带缓冲的反向代理，说明见部署手册。按 Ctrl-C 停止。"
        )
        self.stdout.flush()

    def _end(self, sentence: str, status: int) -> None:
        self.stderr.write(sentence, style_func=str)
        sys.exit(status)


def _name_the_site(host: str, port: int) -> None:
    """Short addresses, codes and feeds of a trial lead to where it runs; production names its own."""
    if settings.PRODUCTION or os.environ.get("GONGKAI_URL"):
        return
    shown = f"[{host}]" if ":" in host else host
    os.environ["GONGKAI_URL"] = f"http://{shown}:{port}"


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _answers(host: str, port: int) -> bool:
    """Waits until the server takes connections."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((reachable, port), timeout=1):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _server(host: str, port: int) -> list[str]:
    """granian with limits that were measured: header time against slow clients, no short queue."""
    return [
        sys.executable, "-m", "granian",
        "--interface", "wsgi",
        "--host", host,
        "--port", str(port),
        "--workers", "2",
        "--blocking-threads", "4",
        "--backpressure", "512",
        "--http1-header-read-timeout", "3000",
        "--no-ws",
        "--respawn-failed-workers",
        "--workers-kill-timeout", "3",
        "--log-level", "warning",
        "--working-dir", str(settings.ROOT),
        "config.wsgi:application",
    ]  # fmt: skip
