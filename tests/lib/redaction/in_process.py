"""Redaction without its child process: the same answers, without the half second each start costs.

Tests of the child itself (limits, damaged and hostile files) do without this.
"""

import json
from typing import Any

import pytest

from gongkai.lib.redaction import child, isolate
from gongkai.lib.redaction.errors import DAMAGED, NotRedacted
from gongkai.lib.redaction.model import check_size


def answer_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the questions to the child be answered by this process, until the test ends."""
    monkeypatch.setattr(isolate, "_asked", _asked)


def _asked(
    what: str, data: bytes, *, seconds: int = 0, **more: Any
) -> tuple[dict[str, Any], bytes]:
    check_size(data[: more["split"]] if "split" in more else data)
    try:
        answer, body = child._answer(json.loads(json.dumps({"what": what, **more})), data)
    except NotRedacted:
        raise
    except Exception:  # noqa: BLE001 — whatever ends the child ends here as a damaged file
        raise NotRedacted(DAMAGED) from None
    return json.loads(json.dumps(answer)), body
