"""Files from outside are opened in a child process with a limit on time and memory."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gongkai.lib.redaction.errors import DAMAGED, TOO_HEAVY, NotRedacted
from gongkai.lib.redaction.model import PageSize, Region, check_size
from gongkai.lib.redaction.words import Left

logger = logging.getLogger(__name__)

# By the clock. A glance at one page is waited for by a person; a whole file is a job, and a job of
# the worker ends after 50 seconds.
SECONDS_GLANCE = 30
SECONDS_WHOLE = 45
MEMORY = 1536 * 1024 * 1024


def redact_pdf(data: bytes, regions: Sequence[Region]) -> bytes:
    """The public copy: every page a picture, the regions painted black, their grounds printed in.

    All pages become pictures, not only the marked ones. A text layer kept elsewhere would be
    pleasant, but pages share fonts, and the part of a font that lies in a file names every letter
    the withheld words need; layers switched off, text outside the crop box and invisible OCR would
    have to be told from what is seen. A file of pictures holds what can be seen, and that is proved.
    Same file and regions, same bytes. No region at all gives a copy without anything hidden.

    Args:
        data: a PDF of at most 50 MB and 300 pages.

    Raises:
        NotRedacted: a region that cannot be; a damaged, locked or too heavy file.
    """
    return _asked("redact", data, seconds=SECONDS_WHOLE, regions=_plain(regions))[1]


def verify_pdf(redacted: bytes, original: bytes, regions: Sequence[Region]) -> list[str]:
    """What is wrong with a public copy, a Chinese sentence each; empty means verified.

    Read again with two libraries: as many pages of the same sizes; no text to extract but the
    grounds; nothing of the words under the boxes in any stream; no properties, notes, files,
    bookmarks, thumbnails, layers or fonts; every box black in the picture itself and as shown; the
    rest of each page as in the original; not a byte besides pictures and printed grounds.
    """
    found = _asked(
        "verify",
        original + redacted,
        seconds=SECONDS_WHOLE,
        regions=_plain(regions),
        split=len(original),
    )
    return list(found[0]["faults"])


def words_under(data: bytes, regions: Sequence[Region]) -> list[list[str]]:
    """For each region the words under it, also those nobody sees (small letters, no blanks)."""
    return list(_asked("words", data, regions=_plain(regions))[0]["words"])


def left_elsewhere(data: bytes, regions: Sequence[Region]) -> list[Left]:
    """Words under a region that can still be read outside all regions, by page."""
    found = _asked("left", data, regions=_plain(regions))[0]["left"]
    return [Left(**row) for row in found]


def find_text(data: bytes, text: str, *, ground: str = "", note: str = "") -> list[Region]:
    """A region for every place where the text stands; blanks, line ends, width and case aside.

    Text broken over two lines gives two regions. On scans (`blind_pages`) nothing can be found.

    Raises:
        NotRedacted: no text; far too many places; a file that cannot be read.
    """
    found = _asked("find", data, text=text, ground=ground, note=note)[0]["regions"]
    return [Region(**row) for row in found]


def blind_pages(data: bytes) -> list[int]:
    """Numbers of the pages that carry no text, so that nothing can be searched on them."""
    return list(_asked("blind", data)[0]["pages"])


def page_sizes(data: bytes) -> list[PageSize]:
    """Sizes of the pages as seen, in points. Also the test whether a PDF can be taken at all."""
    return [PageSize(*row) for row in _asked("sizes", data)[0]["sizes"]]


def page_image(data: bytes, page: int, width: int) -> bytes:
    """A page (counted from 1) as PNG, `width` points wide, at most what 200 dpi give."""
    return _asked("image", data, page=page, width=max(40, min(width, 4000)))[1]


def picture_pdf(data: bytes) -> bytes:
    """A PNG, JPEG or TIFF as a PDF of one page a picture: the original all the rest works on."""
    return _asked("picture", data)[1]


def _plain(regions: Sequence[Region]) -> list[dict[str, Any]]:
    return [asdict(region) for region in regions]


def _asked(
    what: str, data: bytes, *, seconds: int = SECONDS_GLANCE, **more: Any
) -> tuple[dict[str, Any], bytes]:
    """Sends a line of JSON and the bytes to a child and reads the same back."""
    check_size(data[: more["split"]] if "split" in more else data)
    question = json.dumps({"what": what, "seconds": seconds, "memory": MEMORY, **more})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "gongkai.lib.redaction.child"],
            input=question.encode() + b"\n" + data,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise NotRedacted(TOO_HEAVY) from None
    head, _, body = done.stdout.partition(b"\n")
    try:
        answer: dict[str, Any] = json.loads(head)
    except ValueError:
        # The last line names the error; what stands above it could quote the file.
        logger.warning("redaction child ended: %s", done.stderr[-300:].splitlines()[-1:])
        stopped = done.returncode < 0 or b"MemoryError" in done.stderr
        raise NotRedacted(TOO_HEAVY if stopped else DAMAGED) from None
    if "refusal" in answer:
        raise NotRedacted(answer["refusal"])
    return answer, body


def _environment() -> dict[str, str]:
    """Lets the child find this package wherever the parent was started from."""
    root = str(Path(__file__).resolve().parents[3])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{known}" if known else root}
