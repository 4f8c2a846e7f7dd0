"""The child process of `isolate`: limits itself, reads a line of JSON and the bytes, answers the same."""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from dataclasses import asdict
from typing import Any


def main() -> None:
    """Answers one question."""
    question = json.loads(sys.stdin.buffer.readline())
    _limit(question["seconds"], question["memory"])
    from gongkai.lib.redaction.errors import NotRedacted

    answer: dict[str, Any] = {}
    body = b""
    try:
        answer, body = _answer(question, sys.stdin.buffer.read())
    except NotRedacted as refusal:
        answer = {"refusal": refusal.sentence}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + body)


def _answer(question: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    from gongkai.lib.redaction import document, paint, picture, verify, words
    from gongkai.lib.redaction.model import Region

    regions = [Region(**row) for row in question.get("regions", [])]
    match question["what"]:
        case "redact":
            return {}, paint.redacted(data, regions)
        case "verify":
            at = question["split"]
            return {"faults": verify.faults(data[at:], data[:at], regions)}, b""
        case "words":
            return {"words": words.words_under(data, regions)}, b""
        case "left":
            return {"left": [asdict(row) for row in words.left_elsewhere(data, regions)]}, b""
        case "find":
            hits = words.found(data, question["text"], question["ground"], question["note"])
            return {"regions": [asdict(hit) for hit in hits]}, b""
        case "blind":
            return {"pages": words.blind_pages(data)}, b""
        case "sizes":
            with document.opened(data) as opened:
                sizes = [document.size_of(page) for page in opened]
            return {"sizes": [(size.width, size.height) for size in sizes]}, b""
        case "image":
            return {}, document.page_png(data, question["page"], question["width"])
        case "picture":
            return {}, picture.pdf_of_picture(data)
    raise ValueError(question["what"])


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
    main()
