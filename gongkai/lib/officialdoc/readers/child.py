"""The child process of `isolate`: limits itself, reads standard input, answers in JSON."""

from __future__ import annotations

import contextlib
import json
import resource
import sys


def main(name: str, max_bytes: str, seconds: str, memory: str) -> None:
    """Read one file from standard input under the given limits (bytes, seconds, bytes)."""
    _limit(int(seconds), int(memory))
    from gongkai.lib.officialdoc.errors import Unreadable
    from gongkai.lib.officialdoc.readers import read_source
    from gongkai.lib.officialdoc.readers.isolate import to_plain

    try:
        answer = to_plain(read_source(name, sys.stdin.buffer.read(), max_bytes=int(max_bytes)))
    except Unreadable as refusal:
        answer = {"refusal": refusal.sentence}
    sys.stdout.write(json.dumps(answer))


def _limit(seconds: int, memory: int) -> None:
    # Only the soft limits: an office program the doc reader may start needs more address space.
    for kind, wanted in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (wanted, hard))


if __name__ == "__main__":
    main(*sys.argv[1:])
