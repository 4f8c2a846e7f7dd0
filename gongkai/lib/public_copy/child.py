"""The child process of `isolate`: limits itself, reads standard input, answers a line of JSON and the bytes."""

from __future__ import annotations

import contextlib
import json
import resource
import sys


def main(kind: str, seconds: str, memory: str) -> None:
    """Cleans one file from standard input under the given limits (seconds, bytes)."""
    _limit(int(seconds), int(memory))
    from gongkai.lib.public_copy.errors import NotPublic
    from gongkai.lib.public_copy.kinds import clean

    content = b""
    try:
        content = clean(kind, sys.stdin.buffer.read())
        answer: dict[str, object] = {"size": len(content)}
    except NotPublic as refusal:
        answer = {"refusal": refusal.sentence}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)


def _limit(seconds: int, memory: int) -> None:
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
