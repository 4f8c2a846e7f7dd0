"""Cleaning in a child process with a time and a memory limit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from gongkai.lib.public_copy.errors import NotPublic

SECONDS = 20
MEMORY = 1536 * 1024 * 1024

_TOO_HEAVY = "文件过于庞大或复杂，在规定的时间和内存内没有处理完，为保护系统已停止，请拆分或者重新导出后再上传。"
_DAMAGED = "文件已损坏或格式特殊，不能生成公开副本，请在原来的软件中另存一份后再上传。"


def cleaned(kind: str, data: bytes, *, seconds: int = SECONDS, memory: int = MEMORY) -> bytes:
    """The bytes of the public copy, made in a child process.

    Args:
        kind: as for `kinds.clean`.
        seconds: CPU time of the child; it has twice that by the clock.
        memory: address space of the child in bytes.

    Raises:
        NotPublic: with the child's own sentence, or one about the limits or a damaged file.
    """
    command = [
        sys.executable,
        "-m",
        "gongkai.lib.public_copy.child",
        kind,
        str(seconds),
        str(memory),
    ]
    try:
        # No shell; the only argument taken from outside is one of the known kinds.
        done = subprocess.run(  # noqa: S603
            command, input=data, capture_output=True, timeout=seconds * 2, check=False,
            env=_environment(),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotPublic(_TOO_HEAVY) from None
    head, _, content = done.stdout.partition(b"\n")
    try:
        answer = json.loads(head)
    except ValueError:
        heavy = done.returncode < 0 or b"MemoryError" in done.stderr
        raise NotPublic(_TOO_HEAVY if heavy else _DAMAGED) from None
    if "refusal" in answer:
        raise NotPublic(answer["refusal"])
    if len(content) != answer["size"]:
        raise NotPublic(_DAMAGED)
    return content


def _environment() -> dict[str, str]:
    """Lets the child find this package wherever the parent was started from."""
    root = str(Path(__file__).resolve().parents[3])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{known}" if known else root}
