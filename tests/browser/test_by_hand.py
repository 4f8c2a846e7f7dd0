"""With the keyboard alone, and with scripts switched off."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.world import World
from tests.publishing.factories import NOTICE

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
FOCUSED = "document.activeElement"


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Presses the tabulator until the element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}?.matches({selector!r})"):
            return
    raise AssertionError(f"{selector} is out of reach of the keyboard")


def outlined(page: Page) -> bool:
    """Whether the focus can be seen."""
    style = page.evaluate(
        f"(() => {{ const s = getComputedStyle({FOCUSED}); return [s.outlineStyle, s.outlineWidth, s.boxShadow] }})()"
    )
    return bool((style[0] != "none" and style[1] != "0px") or style[2] != "none")


@pytest.mark.parametrize("page_name", ["home", "document", "search"])
def test_the_first_stop_jumps_to_the_text(page_name: str, open_as: Open, world: World) -> None:
    page = open_as()
    page.goto(world.public[page_name])
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.textContent") == "跳到正文"
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.id") == "main"


def test_searching_and_narrowing_down_with_the_keyboard(open_as: Open, world: World) -> None:
    page = open_as()
    page.goto("/")
    tab_to(page, "input[name=q]")
    assert outlined(page)
    page.keyboard.type("工作")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    before = page.locator(".rows > li").count()
    assert before == 10
    tab_to(page, "aside .option")
    assert outlined(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**&*=*")
    expect(page.locator(".chip")).to_have_count(1)
    tab_to(page, ".rows a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/d/**")
    expect(page.locator("h1")).to_be_visible()


def test_importing_a_file_with_the_keyboard(open_as: Open, world: World, tmp_path: Path) -> None:
    file = tmp_path / "键盘.txt"
    file.write_text(NOTICE.replace("7号", "17号"), encoding="utf-8")
    page = open_as("clerk")
    page.goto(world.desk["import"])
    tab_to(page, "input[type=file]")
    assert outlined(page)
    page.set_input_files("input[type=file]", file)
    tab_to(page, "form[data-drop] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/import/*/")
    expect(page.locator("table")).to_contain_text("键盘.txt")


def test_every_link_of_the_error_summary_lands_on_its_control(open_as: Open, world: World) -> None:
    page = open_as("clerk")
    page.goto(world.desk["review"])
    page.fill("#id_d0-signed_on", "2024年2月30日")
    page.fill("#id_d0-doc_no", "不是文号")
    page.fill("#id_d0-expires_on", "昨天")
    page.click("button[value=accept]")
    assert page.evaluate(f"{FOCUSED}.className") == "error-summary"
    links = page.locator(".error-summary a")
    assert links.count() == 3
    for number in range(3):
        target = links.nth(number).get_attribute("href")
        links.nth(number).click()
        assert page.evaluate(f"'#' + {FOCUSED}.id") == target
        expect(page.locator(target)).to_be_in_viewport()


def test_from_an_element_to_its_line_of_the_source(open_as: Open, world: World) -> None:
    page = open_as("clerk")
    page.goto(world.desk["review"])
    page.click("a.place >> nth=0")
    expect(page.locator(":target")).to_be_in_viewport()


@pytest.fixture
def bare(open_as: Open) -> Callable[..., Page]:
    """Pages without scripts."""
    return lambda name="", **wanted: open_as(name, scripts=False, **wanted)


def test_without_scripts_one_can_search_and_read(bare: Open, world: World) -> None:
    page = bare(width=360)
    page.goto("/")
    page.fill("#q", "课后服务")
    page.click(".search-large button")
    page.click(".rows a:text('做好中小学课后服务')")
    expect(page.locator("h1")).to_have_text("明湖市教育局关于做好中小学课后服务工作的通知")
    expect(page.locator("#s2")).to_contain_text("总体要求")
    page.goto(world.public["results with filters"])
    expect(page.locator(".rows > li").first).to_be_visible()


def test_without_scripts_a_file_is_imported_checked_and_put_aside(
    bare: Open, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "无脚本.txt"
    file.write_text(NOTICE.replace("7号", "27号"), encoding="utf-8")
    page = bare("clerk")
    page.goto(world.desk["import"])
    page.set_input_files("input[type=file]", file)
    page.click("text=导入这些文件")
    expect(page.locator("noscript, p.second").first).to_be_attached()
    page.goto(world.desk["review"])
    page.fill("#id_d0-summary", "一句话说明。")
    page.click("button[value=save]")
    expect(page.locator(".notice-success")).to_have_text("修改已保存。")
    expect(page.locator("#id_d0-summary")).to_have_value("一句话说明。")


def test_typed_text_is_not_lost_by_a_stray_click(open_as: Open, world: World) -> None:
    page = open_as("clerk")
    page.goto(world.desk["review"])
    page.fill("#id_d0-summary", "还没有保存的话。")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.click("text=公开网站", no_wait_after=True)
    expect(page.locator("#id_d0-summary")).to_have_value("还没有保存的话。")
    assert asked == ["beforeunload"]
