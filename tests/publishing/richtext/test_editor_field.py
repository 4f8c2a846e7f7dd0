"""The field: HTML from the editor, lines without it, and nothing typed is lost by a refusal."""

from typing import Any

from gongkai.publishing.editor import EditorField, EditorWidget, RichValue
from tests.publishing.richtext.site import WritingForm

BASE = '<p>第一段<strong>加粗</strong>。</p><table data-title="安排"><tbody><tr><td><p>甲</p></td></tr></tbody></table>'
TOKEN = "a" * 43


def form_of(**posted: Any) -> WritingForm:
    return WritingForm({"form_token": TOKEN, **{name.replace("_", "-"): v for name, v in posted.items()}} | {"form_token": TOKEN})  # fmt: skip


def test_html_from_the_editor_is_cleaned() -> None:
    form = form_of(body="老的行", body_html="<p onclick=x>新的</p>", body_mode="html")
    assert form.is_valid()
    assert form.cleaned_data["body"] == RichValue("<p>新的</p>", from_plain=False)


def test_lines_keep_the_look_of_what_they_were_made_from() -> None:
    form = form_of(
        body="第一段加粗。\r\n【表1：安排】\r\n二、新的", body_html=BASE, body_mode="lines"
    )
    assert form.is_valid()
    assert form.cleaned_data["body"] == RichValue(f"{BASE}<h2>二、新的</h2>", from_plain=True)


def test_lines_alone_are_enough() -> None:
    form = form_of(body="一段。")
    assert form.is_valid()
    assert form.cleaned_data["body"] == RichValue("<p>一段。</p>", from_plain=True)


def test_an_empty_text_is_asked_for() -> None:
    for posted in ({}, {"body": " \n"}, {"body_html": "<p></p>", "body_mode": "html"}):
        assert form_of(**posted).errors["body"] == ["正文还是空的，请写好正文后再保存。"]


def test_too_much_is_refused_and_shown_again_without_starting_the_editor() -> None:
    form = form_of(body="字" * 80_000)
    assert str(form.errors["body"][0]).startswith("正文连同格式有234KB，超过200KB的上限")
    shown = str(form["body"])
    assert "字" * 80_000 in shown
    assert "data-editor-off" in shown


def test_what_was_typed_is_shown_again_both_ways() -> None:
    lines = str(form_of(body="第一段加粗。\n改过的一行", body_html=BASE)["body"])
    assert "第一段加粗。\n改过的一行</textarea>" in lines
    assert (
        'value="&lt;p&gt;第一段&lt;strong&gt;加粗&lt;/strong&gt;。&lt;/p&gt;&lt;p&gt;改过的一行&lt;/p&gt;"'
        in lines
    )
    html = str(form_of(body="", body_html="<p>甲</p><p>乙</p>", body_mode="html")["body"])
    assert "甲\n乙</textarea>" in html


def test_the_first_line_of_a_textarea_is_not_eaten() -> None:
    shown = str(WritingForm(initial={"body": "<p>甲</p>"})["body"])
    assert ">\n甲</textarea>" in shown


def test_a_text_sent_back_as_it_was_has_not_changed() -> None:
    field = EditorField()
    sent = EditorWidget().value_from_datadict(
        {"body": "x", "body-html": BASE, "body-mode": "html"}, {}, "body"
    )
    assert not field.has_changed(BASE, sent)
    assert field.has_changed("<p>别的</p>", sent)
