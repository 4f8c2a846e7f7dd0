"""The workbench and the page of a case by keyboard, by click and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_every_page import looked_at
from tests.browser.world import World

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_list_and_case_bar_nobody(open_as: Open, world: World) -> None:
    page = open_as("handler")
    for name in ("requests", "request", "request revisions"):
        page.goto(world.desk[name])
        assert looked_at(page) == []


def test_from_the_list_to_the_case_by_keyboard(open_as: Open, world: World) -> None:
    page = open_as("handler")
    page.goto(world.desk["requests"])
    page.keyboard.press("j")
    expect(page.locator("tbody th a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{world.desk['request']}")


def test_a_date_leads_to_its_row_of_the_account(open_as: Open, world: World) -> None:
    page = open_as("handler")
    page.goto(world.desk["request"])
    link = page.locator(".past .day").last  # the oldest: the day of receipt
    row = page.locator(str(link.get_attribute("href")))
    expect(row).to_be_hidden()
    link.click()
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("收到当日不计")


def test_an_act_opens_in_place_and_tells_its_errors_without_scripts(
    open_as: Open, world: World
) -> None:
    page = open_as("handler", scripts=False, width=360)
    page.goto(world.desk["request"])
    page.click("summary:text-is('写工作记录')")
    page.click("form button:text-is('写工作记录')")
    target = page.locator(".error-summary a").first.get_attribute("href")
    expect(page.locator(str(target))).to_be_visible()
