"""Redaction without its child process: the same answers, without the half second each start costs.

Tests of the child itself (limits, damaged and hostile files) do without this.
"""

import functools
import json
from typing import Any

import pytest

from gongkai.lib.redaction import child, isolate
from gongkai.lib.redaction.errors import DAMAGED, NotRedacted
from gongkai.lib.redaction.model import check_size


def answer_in_process(monkeypatch: pytest.MonkeyPatch, *, remember: bool = False) -> None:
    """Lets the questions to the child be answered by this process, until the test ends.

    Args:
        remember: for tests of what is done with an answer; the same question about the same bytes
            is worked out once for all of them.
    """
    answered = _remembered if remember else _worked_out

    def asked(
        what: str, data: bytes, *, seconds: int = 0, **more: Any
    ) -> tuple[dict[str, Any], bytes]:
        check_size(data[: more["split"]] if "split" in more else data)
        answer, body = answered(json.dumps({"what": what, **more}), data)
        return json.loads(answer), body

    monkeypatch.setattr(isolate, "_asked", asked)


def _worked_out(question: str, data: bytes) -> tuple[str, bytes]:
    try:
        answer, body = child._answer(json.loads(question), data)
    except NotRedacted:
        raise
    except Exception:  # noqa: BLE001 — whatever ends the child ends here as a damaged file
        raise NotRedacted(DAMAGED) from None
    return json.dumps(answer), body


_remembered = functools.lru_cache(maxsize=256)(_worked_out)
