"""A citizen applies on a phone: with scripts and without, and how much there is to do."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from gongkai.foi.models import Application, FoundAnswer
from tests.browser.test_every_page import looked_at, said
from tests.browser.world import World
from tests.foi.intake.people import PERSON_ID, PHONE

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
T = TypeVar("T")
WANTED = "2025年明湖市东城区学校食堂招标的评标结果"
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}\Z")


class Counted:
    """A page of which every tap and every key is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.keys, self.pages = page, 0, 0, 0

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).first.click()

    def type(self, selector: str, text: str) -> None:
        self.tap(selector)
        self.keys += len(text)
        self.page.locator(selector).first.press_sequentially(text, delay=0)

    def go(self) -> None:
        self.pages += 1
        self.tap(".apply-go button[type=submit]")


@pytest.fixture
def unit(world: World) -> str:
    """The slug of the agency that takes applications."""
    bureau = world.people.handler.unit
    assert bureau is not None
    return str(bureau.slug)


def stored(read: Callable[[], T]) -> T:
    """Reads the database in a thread: in this one the browser's loop is running."""

    def work() -> T:
        try:
            return read()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def answer_all(one: Counted, unit: str, *, choose: Callable[[], None]) -> None:
    """The shortest way from the start page to the answers to check."""
    page = one.page
    page.goto("/requests/")
    one.tap(".apply-begin")
    choose()
    one.go()
    one.type("#id_wanted", WANTED)
    one.go()
    one.tap("#id_kind_0")
    one.type("#id_name", "陈一诺")
    one.type("#id_id_number", PERSON_ID)
    one.go()
    one.go()
    one.type("#id_phone", PHONE)
    one.go()
    expect(page.locator("h1")).to_have_text("核对后提交")


def finish(page: Page) -> None:
    page.click("text=提交申请")
    expect(page.locator("h1")).to_have_text("申请已经提交")
    code = page.locator(".receipt-code").inner_text()
    assert CODE.match(code)
    number = page.locator(".receipt .num").first.inner_text()

    def facts() -> tuple[str, str]:
        application = Application.objects.select_related("applicant").get(number=number)
        return application.wanted, application.applicant.name

    assert stored(facts) == (WANTED, "陈一诺")


def test_a_phone_with_scripts_from_the_start_page_to_the_code(open_as: Open, unit: str) -> None:
    page = open_as(width=360)
    one = Counted(page)

    def choose() -> None:
        one.type("input[role=combobox]", "教育")
        one.tap("#id_unit-list li")

    answer_all(one, unit, choose=choose)
    finish(page)
    # All there is to do before the last button: the office, the wish, a name, two
    # numbers, and a finger for each field and page.
    assert (one.taps, one.keys, one.pages) == (13, 56, 5)
    assert said(page, "") == []
    page.click(".how > summary")
    expect(page.locator(".how")).to_contain_text("期限届满")
    assert page.evaluate("localStorage.getItem('gongkai-foi-draft')") is None


def test_a_phone_without_scripts_from_the_start_page_to_the_code(open_as: Open, unit: str) -> None:
    page = open_as(width=360, scripts=False)
    one = Counted(page)
    answer_all(one, unit, choose=lambda: page.select_option("#id_unit", unit) and None)
    finish(page)


def test_every_page_of_the_door_fits_and_bars_nobody(open_as: Open, unit: str) -> None:
    page = open_as()
    wrong: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found = [*looked_at(page), *said(page, "")]
        if found:
            wrong[name] = found
        page.set_viewport_size({"width": 1280, "height": 900})

    page.goto("/requests/")
    look("start")
    page.goto("/requests/find/?q=关于做好课后服务工作的通知")
    look("find")
    page.goto(f"/requests/apply/?unit={unit}")
    look("office")
    page.click(".apply-go button")
    look("what")
    page.fill("#id_wanted", WANTED)
    page.click(".apply-go button")
    look("who")
    page.check("#id_kind_1")
    page.check("#id_agent_1")
    look("who an organisation with an agent")
    page.check("#id_kind_0")
    page.check("#id_agent_0")
    page.fill("#id_name", "陈一诺")
    page.click(".apply-go button")
    page.set_input_files("#id_identity", {"name": "证.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"})  # fmt: skip
    page.click(".form .apply-go button")
    page.goto("/requests/apply/proof/")
    look("proof with a file")
    page.goto("/requests/apply/reach/")
    page.check("#id_wanted_route_2")
    look("reach by post")
    page.check("#id_wanted_route_0")
    page.fill("#id_phone", PHONE)
    page.click(".apply-go button")
    look("check")
    page.click("text=提交申请")
    page.click(".how > summary")
    look("done")
    page.goto("/requests/?kiosk=1")
    look("start at a kiosk")
    page.goto("/requests/apply/?kiosk=1")
    look("office at a kiosk")
    assert wrong == {}


def test_the_error_summary_has_the_focus_and_each_link_lands_on_its_control(
    open_as: Open, unit: str
) -> None:
    page = open_as(width=360)
    page.goto("/requests/apply/?unit=" + unit)
    page.click(".apply-go button")
    page.fill("#id_wanted", WANTED)
    page.click(".apply-go button")
    page.click(".apply-go button")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("错误：")
    links = page.locator(".error-summary a")
    for at in range(links.count()):
        target = links.nth(at).get_attribute("href")
        links.nth(at).click()
        expect(page.locator(str(target))).to_be_focused()
    assert [links.nth(at).get_attribute("href") for at in range(links.count())] == ["#id_kind_0", "#id_name"]  # fmt: skip


def test_a_closed_tab_loses_nothing_but_the_numbers(open_as: Open, unit: str) -> None:
    page = open_as(width=360)
    page.goto(f"/requests/apply/?unit={unit}")
    page.click(".apply-go button")
    page.fill("#id_wanted", WANTED)
    page.click(".apply-go button")
    page.check("#id_kind_0")
    page.fill("#id_name", "陈一诺")
    page.fill("#id_id_number", PERSON_ID)
    kept = page.evaluate("localStorage.getItem('gongkai-foi-draft')")
    assert "陈一诺" in kept
    assert PERSON_ID not in kept
    page.context.clear_cookies()
    page.goto(f"/requests/apply/?unit={unit}")
    page.click(".apply-go button")
    expect(page.locator("#id_wanted")).to_have_value(WANTED)
    expect(page.locator("[data-restored]")).to_be_visible()
    page.click(".apply-go button")
    expect(page.locator("#id_name")).to_have_value("陈一诺")
    expect(page.locator("#id_id_number")).to_have_value("")
    page.click("text=清除本机草稿")
    assert page.evaluate("localStorage.getItem('gongkai-foi-draft')") is None


def test_numbers_stay_on_the_device_where_the_person_says_so(open_as: Open, unit: str) -> None:
    page = open_as(width=360)
    page.goto(f"/requests/apply/?unit={unit}")
    page.click(".apply-go button")
    page.fill("#id_wanted", WANTED)
    page.click(".apply-go button")
    page.fill("#id_id_number", PERSON_ID)
    page.check("[data-keep-numbers]")
    assert PERSON_ID in page.evaluate("localStorage.getItem('gongkai-foi-draft')")


def test_while_typing_near_texts_are_shown_and_counted(open_as: Open, unit: str) -> None:
    page = open_as(width=360)
    page.goto("/search/")
    first = page.locator("#results .row-title a").first
    title, url = first.inner_text(), str(first.get_attribute("href"))
    page.goto(f"/requests/apply/?unit={unit}")
    page.click(".apply-go button")
    box = page.locator("#id_wanted")
    box.press_sequentially(f"申请公开《{title}》全文", delay=0)
    expect(page.locator(".found")).to_be_visible()
    link = page.locator(f'.found a[href="{url}"]')
    expect(link).to_be_visible()
    assert page.locator(".found li").count() <= 3
    with page.context.expect_page():
        link.click()
    page.locator(".found li", has=page.locator(f'a[href="{url}"]')).locator("button").click()
    page.wait_for_url(f"**{url}")
    found = stored(lambda: FoundAnswer.objects.values_list("shown", "opened", "ended").get(url=url))
    assert found == (1, 1, 1)


def test_nothing_is_asked_while_an_input_method_composes(open_as: Open, unit: str) -> None:
    page = open_as(width=360)
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/search/" in request.url else None
    )
    page.goto(f"/requests/apply/?unit={unit}")
    page.click(".apply-go button")
    expect(page.locator("#id_wanted")).to_be_visible()
    page.wait_for_load_state()  # the script of the page listens from here on
    page.clock.install()
    page.evaluate("""() => {
      const box = document.querySelector('#id_wanted');
      box.dispatchEvent(new CompositionEvent('compositionstart'));
      box.value = '义务教育学校课后服务'; box.dispatchEvent(new InputEvent('input', {bubbles: true}));
    }""")
    page.clock.run_for(3000)
    assert asked == []
    page.evaluate(
        "document.querySelector('#id_wanted').dispatchEvent(new CompositionEvent('compositionend'))"
    )
    with page.expect_request("**/search/**"):
        page.clock.run_for(3000)


def test_two_idle_minutes_at_a_kiosk_clear_everything_after_a_warning(
    open_as: Open, unit: str
) -> None:
    page = open_as(width=1280)
    page.clock.install()
    page.goto(f"/requests/apply/?kiosk=1&unit={unit}")
    page.click(".apply-go button")
    page.fill("#id_wanted", WANTED)
    page.click(".apply-go button")
    page.fill("#id_name", "陈一诺")
    page.clock.run_for(95_000)
    expect(page.locator(".kiosk-warning")).to_be_visible()
    page.click("[data-kiosk-stay]")
    expect(page.locator(".kiosk-warning")).to_be_hidden()
    page.clock.run_for(125_000)
    page.wait_for_url("**/requests/?cleared=1&kiosk=1")
    page.goto("/requests/apply/who/")
    expect(page.locator("h1")).to_have_text("向哪个机关申请")
    assert page.evaluate("localStorage.getItem('gongkai-foi-draft')") is None
