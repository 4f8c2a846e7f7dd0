"""The editor of texts in a browser: typing, table, picture, paste, undo, keyboard, no scripts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.test_every_page import MODES, WIDER, violations
from tests.publishing.richtext.pictures import picture_bytes

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
WORD = (
    "<p class=MsoNormal style='mso-x:y'>粘贴的<b>一段</b>。<o:p></o:p></p>"
    "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span>列表项</p>"
    '<p><img src="data:image/png;base64,AAAA"></p>'
)
PASTE = """([html, plain]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", plain);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(".editor-text").dispatchEvent(event);
}"""


@pytest.fixture(autouse=True)
def _page_with_nothing_but_the_editor() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.publishing.richtext.site"):
        yield


def open_editor(open_as: Open, **wanted: Any) -> Page:
    page = open_as("clerk", **wanted)
    page.goto("/desk/writing/")
    expect(page.locator(".editor-text")).to_be_visible()
    page.get_by_role("textbox", name="正文").click()
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def saved(page: Page) -> str:
    press(page, "保存")
    return page.locator("#saved").text_content() or ""


def settle(page: Page) -> None:
    """The editor takes focus and cursor back in the next frame: sooner than anybody types, later than a test."""
    page.wait_for_timeout(150)


def write(page: Page) -> None:
    """A text with a heading, a table and a picture."""
    page.keyboard.insert_text("现通知如下。")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("一、总体要求")
    press(page, "一级标题")
    page.keyboard.press("Enter")
    press(page, "插入表格")
    page.get_by_label("表格标题").fill("任务安排")
    page.get_by_label("行数").fill("2")
    page.get_by_label("列数").fill("2")
    press(page, "插入")
    expect(page.locator(".editor-text table")).to_be_visible()
    settle(page)
    page.keyboard.insert_text("事项")
    page.keyboard.press("Control+End")
    press(page, "插入图片")
    file = FilePayload(name="图.png", mimeType="image/png", buffer=picture_bytes())
    page.get_by_label("图片文件").set_input_files(file)
    press(page, "插入")
    expect(page.get_by_role("alert")).to_have_text("请写明图片的替代文字。")
    page.get_by_label("替代文字").fill("流程图")
    press(page, "插入")
    expect(page.get_by_role("img", name="流程图")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_text_with_heading_table_and_picture_is_written_and_saved(
    open_as: Open, width: int
) -> None:
    page = open_editor(open_as, width=width)
    write(page)
    assert violations(page) == []
    assert page.evaluate(WIDER) == 0
    html = saved(page)
    number = page.locator(".editor-text img").get_attribute("data-file")
    assert html == (
        "<p>现通知如下。</p><h2>一、总体要求</h2>"
        '<table data-title="任务安排"><tbody><tr><th><p>事项</p></th><th><p></p></th></tr>'
        "<tr><td><p></p></td><td><p></p></td></tr></tbody></table>"
        f'<img data-file="{number}" alt="流程图" width="30" height="20">'
    )
    assert (page.complaints, page.foreign) == ([], [])  # type: ignore[attr-defined]


@pytest.mark.parametrize("mode", MODES)
def test_nobody_is_barred_from_editor_and_dialogs_in_any_mode(open_as: Open, mode: str) -> None:
    page = open_editor(open_as, mode=MODES[mode])
    write(page)
    assert violations(page) == []
    page.locator(".editor-text img").click()
    for name in ("改替代文字", "链接"):
        page.keyboard.press("Control+A") if name == "链接" else None
        press(page, name)
        assert violations(page) == []
        press(page, "取消")


def test_a_paste_from_word_is_cleaned_and_can_be_undone(open_as: Open) -> None:
    page = open_editor(open_as)
    page.keyboard.insert_text("原有。")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, [WORD, "粘贴的一段。"])
    expect(page.locator(".editor-status")).to_have_text(
        "粘贴的内容中有1张图片没有带入（“粘贴的一段。1.列表项”之后），请用“插入图片”逐张上传并写明替代文字。"
    )
    press(page, "撤销")
    expect(page.locator(".editor-text")).not_to_contain_text("列表项")
    press(page, "重做")
    assert saved(page) == "<p>原有。</p><p>粘贴的<strong>一段</strong>。</p><p>1.列表项</p>"
    assert page.complaints == []  # type: ignore[attr-defined]


def test_what_is_refused_is_still_in_the_editor(open_as: Open) -> None:
    page = open_editor(open_as)
    page.evaluate(PASTE, ["<p>" + "字" * 80_000, "字" * 80_000])
    expect(page.locator(".editor-status")).to_contain_text("超过200KB的上限")
    page.keyboard.insert_text("字" * 70_000)
    press(page, "保存")
    expect(page.locator(".field-error")).to_contain_text("超过200KB的上限")
    expect(page.locator(".editor-text")).to_contain_text("字" * 70_000)


def test_the_toolbar_is_one_stop_and_the_text_no_trap(open_as: Open) -> None:
    page = open_editor(open_as)
    focused = "document.activeElement.textContent"
    text = page.locator(".editor-text")
    page.keyboard.insert_text("文")
    page.keyboard.press("Alt+F10")
    assert page.evaluate(focused) == "正文"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "一级标题"
    page.keyboard.press("Enter")
    expect(text).to_be_focused()  # the editor takes the focus back a moment later
    page.keyboard.press("Alt+F10")
    page.keyboard.press("End")
    assert page.evaluate(focused) == "重做"
    page.keyboard.press("Tab")
    expect(text).to_be_focused()
    press(page, "插入表格")
    press(page, "插入")
    expect(page.locator(".editor-text table")).to_be_visible()
    settle(page)
    expect(text).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "保存"


def test_without_scripts_lines_keep_tables(open_as: Open) -> None:
    page = open_as("clerk", width=360, scripts=False)
    page.goto("/desk/writing/?start=<p><strong>甲</strong></p><table><tr><td>1</td></tr></table>")
    assert page.get_by_label("正文").input_value() == "甲\n【表1：无标题】"
    page.get_by_label("正文").fill("甲\n【表1：无标题】\n二、新的")
    assert saved(page) == (
        "<p><strong>甲</strong></p><table><tbody><tr><td><p>1</p></td></tr></tbody></table><h2>二、新的</h2>"
    )
