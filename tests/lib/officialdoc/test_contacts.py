"""Contacts in notes: numbers come out, what only looks like one stays."""

import pytest

from gongkai.lib.officialdoc.contacts import cut_phones, names_contact
from tests.lib.officialdoc.samples import first


@pytest.mark.parametrize(
    ("note", "left", "phones"),
    [
        ("（联系电话：市园林局，0000-1234567）", "（联系电话：市园林局，（电话另存））", ["0000-1234567"]),
        ("（联系人：王某，13800000000）", "（联系人：王某，（电话另存））", ["13800000000"]),
        ("（电话：０５３１－８１２３４５６７）", "（电话：（电话另存））", ["0531-81234567"]),
        ("（有效期至20291231）", "（有效期至20291231）", []),
        ("（第20240506号议案答复件）", "（第20240506号议案答复件）", []),
        ("（经费1200000元另行下达）", "（经费1200000元另行下达）", []),
        ("（本文有删减）", "（本文有删减）", []),
    ],
)  # fmt: skip
def test_numbers_are_taken_out_of_a_note(note, left, phones):
    assert cut_phones(note) == (left, phones)


@pytest.mark.parametrize(
    ("note", "restricted"),
    [
        ("（联系人：王某）", True),
        ("（咨询：市园林局，0000-1234567）", True),
        ("（联系电话：（电话另存））", True),
        ("（意见请发至邮箱）", True),
        ("（本文有删减）", False),
        ("（本办法附各处室电话表）", False),
        ("（2021年5月28日第3次会议通过）", False),
    ],
)
def test_a_note_that_says_whom_to_call_is_restricted(note, restricted):
    assert names_contact(note) is restricted


def test_the_number_of_a_note_under_the_date_stands_in_a_field_of_its_own():
    document = first(
        "示例市园林局关于公园管理的通知\n示园发〔2021〕9号\n各公园管理单位：\n为方便市民，请做好管理工作。\n"
        "示例市园林局\n2021年5月28日\n（联系电话：市园林局，0000-1234567）\n（此件公开发布）\n"
    )
    assert (document.notes, document.phones) == (
        ["（联系电话：市园林局，（电话另存））"],
        ["0000-1234567"],
    )
