"""Heavy formats are read in a child process with a time and a memory limit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.model import Grid, Line, Source
from gongkai.lib.officialdoc.readers.sniff import extension

SECONDS = 20
MEMORY = 1024 * 1024 * 1024

_TOO_HEAVY = (
    "文件内容过于庞大或复杂，在规定的时间和内存内没有读完，为保护系统已停止读取，请拆分后重新上传。"
)


def read_isolated(name: str, data: bytes, max_bytes: int) -> Source:
    """Read a file's bytes in a child process.

    Raises `Unreadable` with the child's own sentence, or with one about the limits.
    """
    command = [
        sys.executable,
        "-m",
        "gongkai.lib.officialdoc.readers.child",
        f"x.{extension(name)}",
        str(max_bytes),
        str(SECONDS),
        str(MEMORY),
    ]
    try:
        # No shell; the only argument taken from outside is the extension, as one word.
        done = subprocess.run(  # noqa: S603
            command,
            input=data,
            capture_output=True,
            timeout=SECONDS * 2,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired as fault:
        raise Unreadable(_TOO_HEAVY) from fault
    try:
        answer = json.loads(done.stdout)
    except ValueError as fault:
        raise Unreadable(
            _TOO_HEAVY
            if done.returncode < 0 or b"MemoryError" in done.stderr
            else "文件已损坏或格式特殊，无法读取，请另存为docx或txt后重新上传。"
        ) from fault
    if "refusal" in answer:
        raise Unreadable(answer["refusal"])
    return from_plain(answer)


def _environment() -> dict[str, str]:
    """Let the child find this package wherever the parent was started from."""
    root = str(Path(__file__).resolve().parents[4])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{known}" if known else root}


def to_plain(source: Source) -> dict[str, object]:
    """Return a source as plain data that survives JSON."""
    return {
        "kind": source.kind,
        "lines": [[line.text, line.grid] for line in source.lines],
        "grids": [[grid.rows, grid.first_line] for grid in source.grids],
        "meta": source.meta,
        "warnings": source.warnings,
    }


def from_plain(answer: dict[str, list[list[object]]]) -> Source:
    """Build a source from what `to_plain` returned."""
    return Source(
        kind=str(answer["kind"]),
        lines=[Line(*line) for line in answer["lines"]],  # type: ignore[arg-type]
        grids=[Grid(*grid) for grid in answer["grids"]],  # type: ignore[arg-type]
        meta=dict(answer["meta"]),  # type: ignore[arg-type]
        warnings=list(answer["warnings"]),  # type: ignore[arg-type]
    )
