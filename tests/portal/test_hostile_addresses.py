"""No page breaks off at what an address may hold: NUL, numbers no row has, years no calendar has."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from tests.browser.world import World, build

PROGRAM = Path(__file__).resolve().parent.parent.parent / "gongkai"
# Where a view asks the address for a word by its name.
ASKED = re.compile(r'(?:GET\.get\(|\(request, )"([a-z_]+)"')
HOSTILE = ["甲\x00乙", "9" * 30, "0000"]


def asked_for() -> list[str]:
    """Names of everything that some page reads from its address."""
    sources = (path.read_text(encoding="utf-8") for path in PROGRAM.rglob("*.py"))
    found = {name for source in sources for name in ASKED.findall(source)}
    return sorted({*found, "page", "q"} - {"format"})


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Session and address of every page of the world."""
    for url in world.public.values():
        yield "", url.partition("?")[0]
    for name, url in world.desk.items():
        yield world.sessions.get(world.who[name], ""), url.partition("?")[0]


def test_the_names_are_found() -> None:
    assert {"before", "conclusion", "days", "light", "page", "q", "unit", "year"} <= set(
        asked_for()
    )


@pytest.mark.django_db
def test_no_page_breaks_off_at_a_hostile_address() -> None:
    names, wrong, clients = asked_for(), [], {}
    for session, url in dict.fromkeys(pages(build())):
        if session not in clients:
            clients[session] = Client(raise_request_exception=False)
            clients[session].cookies["gongkai_session"] = session
        for value in HOSTILE:
            answer = clients[session].get(url, dict.fromkeys(names, value))
            if answer.status_code >= 500:
                wrong.append((url, value, answer.status_code))
    assert wrong == []
