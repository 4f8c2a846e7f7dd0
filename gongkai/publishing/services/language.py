"""The language of this installation: how its published texts put characters together.

One disposable file below the data folder, counted from what is public, read in place by every
process. Nothing of a text can be read back from it but runs of four characters.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max
from django.utils import timezone

from gongkai.lib.proofread.counting import build
from gongkai.lib.proofread.statistics import Statistics
from gongkai.lib.proofread.typos import TypoFinder
from gongkai.publishing.models import Publication

logger = logging.getLogger(__name__)

# Grown or shrunk by more than that, the library is counted anew at once; with lesser changes daily.
_GROWTH = 0.05
_AGE = dt.timedelta(days=1)
# Below that the language is hardly known, and whoever proofreads must know it.
SMALL = 2_000_000

_opened: tuple[tuple[Path, int, int], TypoFinder] | None = None


def path() -> Path:
    """Where the statistics lie."""
    return settings.DATA / "language" / "library.counts"


def refresh(force: bool = False) -> bool:
    """Counts the library anew where it has changed enough; a periodic job.

    Returns whether it did. The file is put in its place in one step: who reads the old one goes on.
    """
    now = _library()
    if not force and _is_fresh(now):
        return False
    characters = build(_texts(), path(), now)
    logger.info("language counted", extra={"texts": now["texts"], "characters": characters})
    return True


def finder() -> TypoFinder | None:
    """The finder of wrong characters by the present statistics, or None while there are none."""
    global _opened
    try:
        status = path().stat()
    except OSError:
        return None
    sign = (path(), status.st_mtime_ns, status.st_size)
    if _opened is None or _opened[0] != sign:
        statistics = _read()
        if statistics is None:
            return None
        _opened = (sign, TypoFinder(statistics))
    return _opened[1]


def warnings() -> list[str]:
    """What to say beside findings about how much the statistics can tell."""
    known = finder()
    if known is None:
        return [
            "本站的语言统计还没有建立，这次没有检查错别字；后台任务会自动建立，请稍后再校对一次。"
        ]
    if known.characters < SMALL:
        amount = max(1, known.characters // 10_000)
        return [
            f"文件库的文字还不多（约{amount}万字），错别字只报把握大的，可能有遗漏，请人工通读。"
        ]
    return []


def _read() -> Statistics | None:
    """The statistics, or None where there are none that this version reads."""
    try:
        return Statistics(path())
    except (OSError, ValueError):
        return None


def _library() -> dict[str, Any]:
    """How large the library is and when it last changed."""
    facts = Publication.objects.public().aggregate(texts=Count("pk"), newest=Max("updated_at"))
    newest = facts["newest"].isoformat() if facts["newest"] else ""
    return {"texts": facts["texts"], "newest": newest, "at": timezone.now().isoformat()}


def _is_fresh(now: dict[str, Any]) -> bool:
    statistics = _read()
    if statistics is None:
        return False
    then = statistics.built
    if abs(now["texts"] - then["texts"]) > _GROWTH * then["texts"]:
        return False
    changed = (now["texts"], now["newest"]) != (then["texts"], then["newest"])
    age = dt.datetime.fromisoformat(now["at"]) - dt.datetime.fromisoformat(then["at"])
    return not changed or age < _AGE


def _texts() -> Iterator[str]:
    """Titles and texts of what is public, the newest first."""
    rows = Publication.objects.public().order_by("-released_at", "-pk")
    for title, plain in rows.values_list("title", "text__plain").iterator(chunk_size=100):
        yield f"{title}\n{plain or ''}"
