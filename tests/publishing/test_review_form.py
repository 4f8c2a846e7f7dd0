"""The form of the review screen: every spelling of dates and numbers, body and tables kept whole."""

import datetime as dt

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.publishing import outline
from gongkai.publishing.forms import DocumentForm, initial_of, merge_tasks, merged, typed_cells

DAY = dt.date(2024, 5, 6)
DAYS = [
    "2024-05-06", "2024-5-6", "2024/05/06", "2024.5.6", "20240506", "2024年5月6日", "2024年05月06日", "二〇二四年五月六日",
    "二○二四年五月六日", "２０２４年５月６日", "2024 年 5 月 6 日", " 2024年5月6日 ", "2024年5月6日（周一）", "2024年5月6日星期一", "2024-05-06 09:30",
    "2024年5月6号", "２０２４－０５－０６", "2024—05—06", "2024-05-06T09:30:00+08:00",
]  # fmt: skip
NO_DAYS = [
    "2024-02-30",
    "五月六日",
    "24-05-06",
    "2024年5月",
    "明天",
    "2024-05-06-07",
    "2024年5月6日（周二）",
    "0000-00-00",
    "２０２４",
]
NUMBERS = [
    "明政办发〔2024〕12号", "明政办发[2024]12号", "明政办发（2024）12号", "明政办发(2024)12号", "明政办发【2024】12号", "明政办发﹝2024﹞12号",
    "明政办发〔２０２４〕１２号", " 明政办发 〔2024〕 12 号 ", "明政办发〔2024〕第12号",
]  # fmt: skip


def form_with(**typed: str) -> DocumentForm:
    data = {"keep": "on", "title": "标题", "attribute": "unknown", **typed}
    return DocumentForm(data)


@pytest.mark.parametrize("typed", DAYS)
def test_a_day_may_be_typed_in_any_usual_way(typed: str, db: None) -> None:
    form = form_with(signed_on=typed)
    assert (form.is_valid(), form.cleaned_data.get("signed_on")) == (True, DAY), form.errors


@pytest.mark.parametrize("typed", NO_DAYS)
def test_what_is_no_day_is_named_and_asked_for_again(typed: str, db: None) -> None:
    form = form_with(signed_on=typed)
    assert form.errors["signed_on"] == [
        f"“{typed}”不是有效的日期，请按“2024年5月6日”或“2024-05-06”填写。"
    ]


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_document_number_may_be_typed_in_any_usual_way(typed: str, db: None) -> None:
    form = form_with(doc_no=typed)
    assert (form.is_valid(), form.cleaned_data.get("doc_no")) == (True, "明政办发〔2024〕12号"), (
        form.errors
    )


def test_what_is_no_number_is_named(db: None) -> None:
    form = form_with(doc_no="十二号文")
    assert form.errors["doc_no"] == [
        "“十二号文”不像发文字号，应如“临政办发〔2024〕12号”；没有文号请留空。"
    ]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("市教育局、市财政局", ["市教育局", "市财政局"]),
        ("市教育局，市财政局,市卫生健康委", ["市教育局", "市财政局", "市卫生健康委"]),
        ("市教育局\r\n市财政局", ["市教育局", "市财政局"]),
        ("各县（市、区）人民政府，市政府各部门", ["各县（市、区）人民政府", "市政府各部门"]),
        ("、 、", []),
    ],
)
def test_names_are_parted_outside_brackets_alone(typed: str, names: list[str], db: None) -> None:
    form = form_with(addressees=typed)
    assert form.is_valid()
    assert form.cleaned_data["addressees"] == names


def test_a_list_of_names_comes_back_as_it_went_out(db: None) -> None:
    names = ["各县（市、区）人民政府", "市政府各部门", "各有关单位"]
    shown = DocumentForm(initial={"addressees": names})["addressees"].value()
    form = form_with(addressees=shown)
    assert form.is_valid()
    assert form.cleaned_data["addressees"] == names


def test_notes_are_a_line_each_and_keep_their_commas(db: None) -> None:
    form = form_with(notes="（此件公开发布）\r\n（联系人：王某，电话：0000-1）\r\n")
    assert form.is_valid()
    assert form.cleaned_data["notes"] == ["（此件公开发布）", "（联系人：王某，电话：0000-1）"]


def test_a_title_is_needed_only_for_what_is_kept(db: None) -> None:
    assert form_with(title="").errors["title"] == [
        "要入库的文件必须有标题，请填写；不入库请取消“这份要入库”。"
    ]
    assert form_with(title="", keep="").is_valid()


def test_a_term_cannot_end_before_it_begins(db: None) -> None:
    form = form_with(effective_on="2024年7月1日", expires_on="2024年6月30日")
    assert form.errors["expires_on"] == [
        "有效期截止日期不能早于施行日期2024年7月1日，请核对后改正。"
    ]


@pytest.mark.parametrize("name", ["title", "doc_no", "issuers", "notes", "body", "source"])
def test_a_null_character_is_an_error_of_its_field_and_no_crash(name: str, db: None) -> None:
    assert list(form_with(**{name: "甲\x00乙"}).errors) == [name]


def review(body: str, document: dict | None = None) -> dict:
    """The document as saved after its body was typed over."""
    form = form_with(body=body)
    assert form.is_valid(), form.errors
    return merged(document or {"outline": []}, form)


def letters(text: str) -> str:
    return "".join(text.split())


BODIES = [
    "一、总体要求\n（一）目标。到年底完成。\n（二）原则。先易后难。\n二、组织保障\n加强领导。",
    "各区县人民政府：\n请认真执行。\n明湖市人民政府办公厅\n2024年5月6日\n（此件公开发布）",
    "第一章　总则\n第一条　为了规范工作，制定本办法。\n第二条　本办法自公布之日起施行。",
    "没有标点的一行\n1.第一点\n1.1第二点\n（1）第三点\n①第四点",
    "附件：1.申请表\n2.清单\n\n抄送：市委各部门。\n明湖市人民政府办公厅　2024年5月6日印发",
    "明政办发〔2024〕12号\n关于某事的通知\n正文。",
]


@pytest.mark.parametrize("body", BODIES)
def test_a_body_typed_over_is_read_into_an_outline_without_losing_a_character(
    body: str, db: None
) -> None:
    saved = review(body)
    assert letters(outline.plain(saved["outline"])) == letters(body)


def test_a_body_typed_over_has_its_levels(db: None) -> None:
    nodes = review(BODIES[0])["outline"]
    assert [(node["label"], node["heading"].rstrip("。")) for node in outline.walk(nodes) if node["level"]] == [
        ("一、", "总体要求"), ("（一）", "目标"), ("（二）", "原则"), ("二、", "组织保障"),
    ]  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lines=st.lists(
        st.text(
            st.sampled_from("一二（）()1２.、。：；《》〔〕第条章号附件抄送年月日密级　 甲乙丙abc"),
            min_size=1,
            max_size=25,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_is_typed_as_body_no_character_is_lost(lines: list[str], db: None) -> None:
    body = "\n".join(lines)
    assert letters(outline.plain(review(body)["outline"])) == letters(body)


def test_an_untouched_body_keeps_the_outline_as_the_parser_read_it(db: None) -> None:
    nodes = [
        {
            "level": 1,
            "label": "一、",
            "heading": "目标",
            "text": "甲。\n乙。",
            "children": [],
            "lines": [3, 4],
        }
    ]
    document = {"title": "标题", "outline": nodes}
    shown = DocumentForm(initial=initial_of(document))["body"].value()
    assert review(shown.replace("\n", "\r\n"), document)["outline"] == nodes


TABLE = {
    "title": "任务分工表", "year": 2024, "warnings": [],
    "tasks": [
        {
            "no": "1", "level1": "公开", "level2": "目录", "requirement": "编制目录。\n按季更新。", "units": ["市教育局", "市财政局"],
            "units_open": True, "deadline": "2024年6月底前", "deadline_date": "2024-06-30", "recurrence": "", "filled": ["level1", "deadline"],
        },
        {"no": "2", "level1": "公开", "level2": "解读", "requirement": "同步解读。", "units": ["市司法局"], "units_open": False, "deadline": ""},
    ],
}  # fmt: skip


def saved(**typed: str) -> list[dict]:
    post = QueryDict(mutable=True)
    post.update(typed)
    (table,) = merge_tasks([TABLE], post, "d0")
    return table["tasks"]


def test_cells_that_are_sent_unchanged_change_nothing() -> None:
    sent = {
        "d0-t0-r0-level1": "公开", "d0-t0-r0-level2": "目录", "d0-t0-r0-requirement": "编制目录。\r\n按季更新。",
        "d0-t0-r0-units": "市教育局、市财政局等有关部门（单位）", "d0-t0-r0-deadline": "2024年6月底前",
    }  # fmt: skip
    assert saved(**sent)[0] == TABLE["tasks"][0]


def test_a_new_deadline_is_read_anew() -> None:
    task = saved(**{"d0-t0-r0-deadline": "9月底前"})[0]
    assert (task["deadline"], task["deadline_date"], task["recurrence"], task["filled"]) == (
        "9月底前",
        "2024-09-30",
        "",
        ["level1"],
    )
    task = saved(**{"d0-t0-r0-deadline": "长期坚持"})[0]
    assert (task["deadline"], task["deadline_date"], task["recurrence"]) == (
        "长期坚持",
        None,
        "standing",
    )


def test_units_are_parted_and_their_open_end_is_kept() -> None:
    task = saved(**{"d0-t0-r1-units": "市司法局、市卫生健康委等部门"})[1]
    assert (task["units"], task["units_open"]) == (["市司法局", "市卫生健康委"], True)


def test_a_row_marked_for_removal_goes_and_the_others_keep_their_numbers() -> None:
    assert [task["no"] for task in saved(**{"d0-t0-r0-drop": "on"})] == ["2"]


def test_typed_cells_are_what_was_sent_without_null_characters() -> None:
    post = QueryDict(mutable=True)
    post.update({"b-level1": " 甲\x00\r\n乙 ", "b-units": "丙", "c-level1": "丁"})
    assert typed_cells(post, "b") == {"level1": "甲\n乙", "units": "丙"}
