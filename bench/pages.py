"""What a public page costs: CPU as a ratio to a constant view, statements, bytes.

    python -m bench.pages [--publications 2000] [--rounds 100]

In process, through the WSGI handler with all middleware. The constant view answers ten bytes, goes
through the same middleware and is never remembered. Of three runs the middle one counts.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import cycle
from typing import Any

from bench.installation import fresh
from bench.official_text import OfficialText

RUNS = 3
Ask = Callable[[str], tuple[str, int]]
urlpatterns: list[Any] = []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--publications", type=int, default=2000, help="generated beside the demonstration"
    )
    parser.add_argument("--rounds", type=int, default=100, help="requests a page and run")
    given = parser.parse_args()
    with fresh(demo=True):
        fill(given.publications)
        measure(given.rounds)


def fill(number: int) -> None:
    """Generated publications, released, by the units of the demonstration in turn."""
    from gongkai.base.models import Unit
    from gongkai.publishing.services.entries import Entry
    from gongkai.publishing.services.library import Register, add_many
    from gongkai.publishing.states import Attribute
    from gongkai.search.services import catch_up

    units = cycle(Unit.objects.order_by("pk").values_list("pk", flat=True))
    entries = [
        Entry(
            title=put.title,
            plain=put.text,
            attribute=Attribute.PROACTIVE,
            external_id=f"bench-{put.id}",
            unit_id=next(units),
            released_on=put.released,
        )
        for put in OfficialText(7).documents(number)
    ]
    register = Register()
    for first in range(0, len(entries), 50):
        add_many(entries[first : first + 50], by=None, release=True, register=register)
    catch_up()


def measure(rounds: int) -> None:
    """Prints one line a page."""
    from django.conf import settings

    ask, paths = handler(), addresses()
    settings.PAGE_CACHE_SECONDS = 0
    counts = {name: statements(ask, paths[name][-1]) for name in paths}
    names = [*paths, *(f"{name}，在内存中" for name in ("首页", "文件页"))]
    runs = [{name: cpu(ask, name, paths, rounds) for name in names} for _ in range(RUNS)]
    middle = {name: statistics.median(run[name] for run in runs) for name in names}
    constant = middle["不变的页面"]
    print(f"{wide('页面', 22)}{wide('CPU 毫秒', 10)}{wide('倍数', 8)}{wide('语句', 6)}字节")
    for name in names:
        status, size = ask(paths[name.split("，")[0]][-1])
        assert status == "200 OK", (name, status)
        asked = 0 if "内存" in name else counts[name]
        print(
            f"{wide(name, 22)}{middle[name]:<10.2f}{middle[name] / constant:<8.1f}{asked:<6}{size:,}"
        )


def wide(text: str, columns: int) -> str:
    """The text with spaces after it; a Chinese character takes two columns."""
    return text + " " * (columns - sum(2 if ord(ch) > 0x2E80 else 1 for ch in text))


def cpu(ask: Ask, name: str, paths: dict[str, list[str]], rounds: int) -> float:
    """Milliseconds of CPU for one request to a page."""
    from django.conf import settings

    kept = "内存" in name
    settings.PAGE_CACHE_SECONDS = 300 if kept else 0
    targets = paths[name.split("，")[0]][: 1 if kept else None]
    for path in targets[:10]:
        ask(path)
    began = time.process_time()
    for _, path in zip(range(rounds), cycle(targets), strict=False):
        ask(path)
    spent = (time.process_time() - began) / rounds * 1000
    settings.PAGE_CACHE_SECONDS = 0
    return spent


def addresses() -> dict[str, list[str]]:
    """The pages, each with the addresses that stand for it."""
    from gongkai.publishing.models import Publication

    public = Publication.objects.public()
    demo = [row.get_absolute_url() for row in public.filter(external_id="", kind="document")[:50]]
    generated = [row.get_absolute_url() for row in public.exclude(external_id="")[:50]]
    return {
        "不变的页面": ["/constant/"],
        "首页": ["/"],
        "文件页": demo,
        "文件页（只有正文）": generated,
        "全部文件": ["/search/"],
        "查找结果": ["/search/?q=%E8%80%81%E6%97%A7%E5%B0%8F%E5%8C%BA%E6%94%B9%E9%80%A0"],
        "单位名录": ["/units/"],
        "接口的文件列表": ["/api/v1/documents?limit=20"],
    }


def handler() -> Ask:
    """Asks one address in process; returns status and size of the body."""
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import RequestFactory

    settings.ROOT_URLCONF = "bench.pages"
    install_addresses()
    application, factory = WSGIHandler(), RequestFactory(SERVER_NAME="127.0.0.1")

    def ask(path: str) -> tuple[str, int]:
        told: list[str] = []
        response = application(
            factory.get(path).environ, lambda status, headers: told.append(status)
        )
        size = sum(len(part) for part in response)
        response.close()
        return told[0], size

    return ask


def statements(ask: Ask, path: str) -> int:
    """How many statements a page takes once the small facts are remembered."""
    from django.db import connection

    ask(path)
    asked: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        ask(path)
    return len(asked)


def install_addresses() -> None:
    """The addresses of the program, and the constant view beside them."""
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    from config import urls

    def constant(request: HttpRequest) -> HttpResponse:
        return HttpResponse(b"constant\r\n", headers={"Cache-Control": "no-store"})

    urlpatterns[:] = [path("constant/", constant), *urls.urlpatterns]


if __name__ == "__main__":
    # Under its own name too: the address table is looked up there.
    from bench import pages

    pages.main()
