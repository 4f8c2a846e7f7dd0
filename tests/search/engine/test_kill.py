"""A writer that is killed at any moment loses nothing it said was written."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongkai.search.engine.index import SearchIndex

ROOT = Path(__file__).resolve().parents[3]
WRITER = """
import sys
from gongkai.search.engine.documents import Put
from gongkai.search.engine.index import SearchIndex

index = SearchIndex(sys.argv[1])
at = index.applied()
with index.writing() as writer:
    while True:
        batch = [Put(id=n, title=f"公告{n}", text=f"第{n}号公告的正文。" * 20) for n in range(at + 1, at + 21)]
        at += 20
        writer.apply(batch, upto=at)
        print(at, flush=True)
"""


@pytest.mark.kill
def test_killed_writers_lose_no_acknowledged_batch_and_leave_no_lock(tmp_path):
    index = SearchIndex(tmp_path)
    index.create()
    draw = random.Random(3)  # noqa: S311
    acknowledged = 0
    for _ in range(6):
        acknowledged = max(acknowledged, _write_and_kill(tmp_path, draw))
        applied = SearchIndex(tmp_path).applied()
        assert applied >= acknowledged
        assert applied % 20 == 0
        _catch_up(index, applied)
        assert index.check(range(1, applied + 1)).ok
    assert acknowledged > 0


def _write_and_kill(path: Path, draw: random.Random) -> int:
    """Lets a writer write some batches, kills it, and returns the last number it said."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        said = 0
        for _ in range(draw.randint(1, 6)):
            said = int(process.stdout.readline())
        # A moment somewhere inside the next commit, which takes some milliseconds.
        time.sleep(draw.random() / 50)
        process.kill()
        rest = process.stdout.read().split()
    return int(rest[-1]) if rest else said


def _catch_up(index: SearchIndex, applied: int) -> None:
    """What the outbox does after a kill: the batch after the last applied number, once more.

    The two parts of the index are committed one after the other, so that one of them may have
    had it already.
    """
    again = range(applied + 1, applied + 21)
    index.apply([_put(n) for n in again], upto=applied)
    index.apply([_delete(n) for n in again], upto=applied)


def _put(n: int):
    from gongkai.search.engine.documents import Put

    return Put(id=n, title=f"公告{n}", text=f"第{n}号公告的正文。" * 20)


def _delete(n: int):
    from gongkai.search.engine.documents import Delete

    return Delete(n)
