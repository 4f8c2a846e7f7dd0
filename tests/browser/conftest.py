"""A browser, and the one site that all browser tests look at."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from gongkai.portal import cache
from tests.browser.world import World, build

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: once Playwright's loop runs in a thread, Django does not like its queries.

    The long ones come first among them, so that no process is left with one while the other is done.
    """
    items.sort(key=lambda item: (_in_browser(item), _in_browser(item) and not _is_long(item)))


def _in_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


def _is_long(item: pytest.Item) -> bool:
    return item.path.stem.endswith(("_every_page", "_walk"))


@pytest.fixture(scope="session")
def program() -> str:
    """Chromium of this machine; nothing is downloaded."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    return found


@pytest.fixture(scope="session")
def db(program: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database that stays as it is between browser tests; emptied before and after them.

    pytest-django makes a database for tests that ask for one by this name.
    """
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False)
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="session")
def world(db: None) -> World:
    """The city, written once."""
    return build()


@pytest.fixture(scope="session")
def server(world: World) -> Iterator[str]:
    """The address of a server of this process."""
    cache.forget()
    started = LiveServer("127.0.0.1")
    yield started.url
    started.stop()


@pytest.fixture(scope="session")
def browser(program: str, server: str) -> Iterator[Browser]:
    """A browser, started when the city is written."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_as(browser: Browser, server: str, world: World) -> Iterator[Callable[..., Page]]:
    """`open_as("clerk", width=360)` is a fresh page of that person; without a name, a visitor's.

    What the page asked for from elsewhere and what it complained of is in `page.foreign` and
    `page.complaints`.
    """
    opened: list[BrowserContext] = []

    def opener(
        name: str = "", *, width: int = 1280, mode: str = "", scripts: bool = True, **wanted: Any
    ) -> Page:
        context = browser.new_context(
            base_url=server,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="zh-CN",
            **wanted,
        )
        opened.append(context)
        cookies = {"gongkai_session": world.sessions[name]} if name else {}
        cookies |= {"gongkai_mode": mode} if mode else {}
        context.add_cookies(
            [{"name": key, "value": value, "url": server} for key, value in cookies.items()]
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.foreign, page.complaints = [], []  # type: ignore[attr-defined]
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((server, "data:"))
                else page.foreign.append(request.url)
            ),
        )  # type: ignore[attr-defined]
        page.on(
            "console",
            lambda said: (
                page.complaints.append(said.text) if said.type in ("error", "warning") else None
            ),
        )  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
        return page

    yield opener
    for context in opened:
        context.close()
