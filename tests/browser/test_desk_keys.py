"""The desk by keyboard: shortcuts that keep out of the way of typing; the combobox."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.world import World

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
FOCUSED = "document.activeElement"
LIST = ".combobox [role=listbox]"


@pytest.fixture
def library(open_as: Open, world: World) -> Page:
    """The list of the library, its filters unfolded."""
    page = open_as("openness")
    page.goto(world.desk["library"])
    page.click(".filters-more > summary")
    return page


def test_letters_lead_from_page_to_page_and_through_the_rows(open_as: Open, world: World) -> None:
    page = open_as("openness")
    page.goto(world.desk["home"])
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/desk/library/")
    rows = page.locator("tbody th a")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("tbody tr:nth-child(2) input")).to_be_checked()
    expect(page.locator("[data-bulk-count]")).to_contain_text("已勾选1份。")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/library/*/")


def test_letters_are_letters_while_somebody_types_or_composes(library: Page) -> None:
    library.keyboard.press("/")
    assert library.evaluate(f"{FOCUSED}.id") == "library-q"
    library.keyboard.type("gt?jx/")
    expect(library.locator("#library-q")).to_have_value("gt?jx/")
    library.evaluate(f"{FOCUSED}.blur()")
    composing = "new KeyboardEvent('keydown', {key: '?', isComposing: true, bubbles: true})"
    library.evaluate(f"document.dispatchEvent({composing})")
    expect(library.locator("#keys")).not_to_be_visible()


def test_the_list_of_shortcuts_switches_them_off_and_stays_in_reach(library: Page) -> None:
    library.keyboard.press("?")
    expect(library.get_by_role("dialog", name="快捷键")).to_be_visible()
    library.uncheck("[data-keys-on]")
    library.keyboard.press("Escape")
    library.reload()
    library.keyboard.press("?")
    expect(library.locator("#keys")).not_to_be_visible()
    assert library.get_attribute(".rail a[data-key=t]", "title") == ""
    library.click(".menu > summary")
    library.click("[data-keys-open] button")
    library.check("[data-keys-on]")
    library.click("#keys button")
    assert library.get_attribute(".rail a[data-key=t]", "title") == "待办（快捷键 g t）"
    library.keyboard.press("g")
    library.keyboard.press("t")
    library.wait_for_url("**/desk/")


def test_a_combobox_is_chosen_from_by_hand_and_says_how_many_there_are(library: Page) -> None:
    box = library.get_by_role("combobox", name="主题分类")
    box.focus()
    library.keyboard.type("教育")
    expect(library.locator(".combobox [aria-live]")).to_have_text("有5项。")
    expect(box).to_have_attribute("aria-expanded", "true")
    library.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "library-theme-0")
    library.keyboard.press("Enter")
    expect(box).to_have_value("科技、教育")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("没有这一项")
    expect(library.locator(".combobox [aria-live]")).to_have_text("没有符合的选项。")
    library.keyboard.press("Tab")
    expect(box).to_have_value("科技、教育")
    box.press("Enter")
    library.wait_for_url("**theme=11&**")


def test_a_combobox_waits_for_the_end_of_a_composition(library: Page) -> None:
    box = library.get_by_role("combobox", name="主题分类")
    box.focus()
    session = library.context.new_cdp_session(library)
    session.send(
        "Input.imeSetComposition", {"text": "jiao", "selectionStart": 4, "selectionEnd": 4}
    )
    expect(library.locator(LIST)).to_be_hidden()
    session.send("Input.insertText", {"text": "教育"})
    expect(library.locator(f"{LIST} [role=option]")).to_have_count(5)


def test_without_scripts_many_are_picked_looked_at_and_left(open_as: Open, world: World) -> None:
    page = open_as("openness", scripts=False, width=360)
    page.goto(world.desk["library"])
    expect(page.locator("#library-theme")).to_have_js_property("tagName", "SELECT")
    page.check("tbody tr:nth-child(1) input")
    page.click("text=逐份核对")
    expect(page.locator("h1")).to_have_text("弃用草稿：核对")
    page.click("a:text-is('返回文件库')")
    expect(page.locator("h1")).to_have_text("文件库")
