"""Every page, public and desk: fits, says nothing to strangers, complains of nothing, bars nobody."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import who_opens
from tests.browser.world import World

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
WIDTHS = (320, 360, 768, 1280, 1920)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The page itself is the resource that could not be loaded.
MISSING = {"not found": "404", "withdrawn": "410"}
MODES = {
    "plain": "",
    "large": "auto.normal.large",
    "high contrast": "auto.high.normal",
    "dark": "dark.normal.normal",
}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Text stands out 7 : 1 in every mode; what is not about colours or sizes is the same in all of them.
SEVEN = {"color-contrast-enhanced": {"enabled": True}}
EVERYTHING = {
    "runOnly": {"type": "tag", "values": [*TAGS, "wcag2aaa"]},
    "rules": {**SEVEN, "identical-links-same-purpose": {"enabled": False}},
}
COLOURS = {
    "runOnly": {
        "type": "rule",
        "values": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"],
    }
}


def all_pages(open_as: Open, world: World, **wanted: Any) -> Iterator[tuple[str, Page]]:
    """Each page once, opened by whoever may open it."""
    browsers: dict[str, Page] = {}
    visits = [(f"public {name}", "", url) for name, url in world.public.items()]
    visits += [(f"desk {name}", who_opens(name), url) for name, url in world.desk.items()]
    for name, person, url in visits:
        page = browsers.setdefault(person, None) or open_as(person, **wanted)
        browsers[person] = page
        answer = page.goto(url)
        assert answer is not None
        assert str(answer.status) == MISSING.get(name.removeprefix("public "), "200"), name
        yield name, page


def violations(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """What axe finds, a line each."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"][:3]]


def too_wide(page: Page) -> list[int]:
    """The widths at which a page sticks out of the screen."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(WIDER) > 0:
            found.append(width)
    return found


def test_no_page_is_wider_than_the_screen_asks_a_stranger_or_complains(
    open_as: Open, world: World
) -> None:
    wide, foreign, complaints = {}, {}, {}
    for name, page in all_pages(open_as, world):
        wide[name] = too_wide(page)
        foreign[name] = list(page.foreign)  # type: ignore[attr-defined]
        complaints[name] = [
            text
            for text in page.complaints
            if MISSING.get(name.removeprefix("public "), "\n") not in text
        ]  # type: ignore[attr-defined]
        page.complaints.clear()  # type: ignore[attr-defined]
    assert [
        {name: said for name, said in found.items() if said}
        for found in (wide, foreign, complaints)
    ] == [{}, {}, {}]


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
def test_axe_finds_nothing_on_any_page(mode: str, open_as: Open, world: World) -> None:
    width = 360 if mode.endswith("large") else 1280
    rules = COLOURS if "high" in mode or "dark" in mode else EVERYTHING
    found = {
        name: said
        for name, page in all_pages(open_as, world, width=width, mode=mode)
        if (said := violations(page, rules))
    }
    assert found == {}


def test_axe_finds_nothing_on_the_review_screen_with_errors(open_as: Open, world: World) -> None:
    page = open_as("clerk")
    page.goto(world.desk["review"])
    page.fill("#id_d0-signed_on", "2024年2月30日")
    page.fill("#id_d0-title", "")
    page.click("button[value=accept]")
    assert page.locator(".error-summary li").count() == 2
    assert violations(page) == []
