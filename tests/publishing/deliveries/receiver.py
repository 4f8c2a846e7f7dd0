"""A receiving system for tests: a real HTTP server in a thread that keeps what it was sent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HEADERS = (
    "Gongkai-Event",
    "Gongkai-Delivery",
    "Gongkai-Timestamp",
    "Gongkai-Signature",
    "Content-Type",
)


@dataclass
class Receiver:
    """What it got, and with which status it answers next; the last one goes on."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [200])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    before_answer: Any = None

    @property
    def numbers(self) -> list[str]:
        """The numbers of what it got, in order."""
        return [headers["Gongkai-Delivery"] for headers, _ in self.got]

    @property
    def events(self) -> list[str]:
        """The events it was told, in order."""
        return [headers["Gongkai-Event"] for headers, _ in self.got]


@contextmanager
def receiver(*statuses: int) -> Iterator[Receiver]:
    """Serves on a port of its own until the block ends."""
    held = Receiver(statuses=list(statuses) or [200])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            held.got.append(({name: self.headers[name] for name in HEADERS}, body))
            if held.before_answer:
                held.before_answer()
            status = held.statuses.pop(0) if len(held.statuses) > 1 else held.statuses[0]
            self.send_response(status)
            if status == 302:
                self.send_header("Location", held.url + "elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
