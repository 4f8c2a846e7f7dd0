"""What a document says it encloses: read, kept, shown, and asked for before the reviews."""

import datetime as dt

import pytest
from django.test import Client

from gongkai.base.models import Unit
from gongkai.publishing.models import Publication, Relation
from gongkai.publishing.queries import pages
from gongkai.publishing.render.sheet import sheet_of
from gongkai.publishing.services import draft_files, reasons
from gongkai.publishing.states import Kind
from tests.cast import People
from tests.publishing.factories import attach, make_publication
from tests.publishing.workflow import people as way

TEXT = """明湖市教育局文件
明教发〔2026〕61号
明湖市助学金管理办法
各区县教育局：
为规范助学金发放，制定本办法。
本办法自2026年12月1日起施行，有效期五年。
附件：助学金申请表
明湖市教育局
2026年11月18日
"""


def from_text(people: People, text: str = TEXT) -> Publication:
    unit = people.clerk.unit
    assert isinstance(unit, Unit)
    made = draft_files.from_text(text, by=people.clerk, unit=unit, kind=Kind.DOCUMENT)
    assert isinstance(made, Publication)
    return way.fresh(made)


def missing(row: Publication) -> list[str]:
    return [s for s in reasons.reasons_against_submission(row) if "附件说明" in s]


def test_names_and_term_of_the_text_are_read_into_the_draft(people: People) -> None:
    document = from_text(people).document
    assert document.attachment_names == ["助学金申请表"]
    assert (document.effective_on, document.expires_on) == (
        dt.date(2026, 12, 1),
        dt.date(2031, 11, 30),
    )


def test_what_is_named_must_be_there_before_the_reviews(people: People) -> None:
    row = from_text(people)
    assert missing(row) == [
        "附件说明写有1个附件（助学金申请表），现在有0个；请上传，或者改正附件说明。"
    ]
    attach(row, title="助学金申请表")
    assert missing(row) == []


def test_text_behind_the_signature_counts_as_an_attachment(people: People) -> None:
    behind = {
        "level": 0,
        "label": "附件",
        "heading": "助学金申请表",
        "text": "姓名。",
        "children": [],
    }
    letter = {"level": 0, "label": "", "heading": "", "text": "正文。", "children": []}
    row = way.draft(people)
    row.document.attachment_names = ["助学金申请表"]
    row.document.save()
    row.text.outline = [letter, behind]
    row.text.save()
    assert missing(way.fresh(row)) == []


@pytest.mark.parametrize("names", [["申请表"], ["申请表", "汇总表"]])
def test_page_and_copies_name_what_has_no_file_here(
    names: list[str], people: People, client: Client
) -> None:
    row = make_publication(unit=people.clerk.unit)
    row.document.attachment_names = names
    row.document.save()
    page = client.get(row.get_absolute_url()).content.decode()
    sheet = sheet_of(pages.detail(way.fresh(row)), validity="", day="")
    text = "".join(paragraph.text for paragraph in sheet.paragraphs)
    for name in names:
        assert name in page
        assert name in text


def test_a_title_that_is_short_for_a_full_one_is_no_second_relation(people: People) -> None:
    changed = make_publication("明湖市停车管理办法", unit=people.clerk.unit)
    text = TEXT.replace("明湖市助学金管理办法", "明湖市教育局关于修改停车管理办法的决定").replace(
        "为规范助学金发放，制定本办法。", "经研究，决定对《明湖市停车管理办法》作如下修改。"
    )
    row = from_text(people, text)
    found = Relation.objects.filter(source=row)
    assert [(relation.target, relation.target_title) for relation in found] == [
        (changed, "明湖市停车管理办法")
    ]
