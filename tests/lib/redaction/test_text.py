"""Passages taken out of a text."""

import pytest

from gongkai.lib.redaction import NotRedacted, Passage, find_passages, redact_text, verify_text

TEXT = "申请人张三，住解放路1号。\n张三电话13800000000。"


def test_every_passage_becomes_four_squares_and_its_ground() -> None:
    passages = [
        *find_passages(TEXT, "张三", ground="个人隐私"),
        *find_passages(TEXT, "解放路1号", ground="个人隐私"),
        *find_passages(TEXT, "13800000000"),
    ]
    copy = redact_text(TEXT, passages)
    assert copy == "申请人████（个人隐私），住████（个人隐私）。\n████（个人隐私）电话████。"
    assert verify_text(copy, TEXT, passages) == []


def test_overlapping_passages_become_one_with_both_grounds() -> None:
    passages = [Passage(0, 4, "个人隐私"), Passage(2, 6, "商业秘密"), Passage(3, 5, "个人隐私")]
    assert redact_text("零一二三四五六七", passages) == "████（个人隐私、商业秘密）六七"


def test_letters_nobody_sees_are_dropped() -> None:
    assert redact_text("甲\u200b乙\u202e丙\x07\r\n丁\ufeff", [Passage(2, 3)]) == "甲████丙\n丁"


def test_a_name_is_found_over_a_line_end_in_another_width_and_case() -> None:
    assert find_passages("张\n 三，ＡＢc", "张三") == [Passage(0, 4)]
    assert find_passages("张\n 三，ＡＢc", "abC") == [Passage(5, 8)]


@pytest.mark.parametrize("passage", [Passage(3, 3), Passage(-1, 2), Passage(0, 99), Passage(2, 1)])
def test_a_passage_that_is_not_in_the_text_is_refused(passage: Passage) -> None:
    with pytest.raises(NotRedacted, match="第1处标记不在文字之内（全文5个字）"):
        redact_text("一二三四五", [passage])


def test_searching_for_nothing_in_a_text_is_refused() -> None:
    with pytest.raises(NotRedacted, match="请写要查找的文字"):
        find_passages(TEXT, "\n")


@pytest.mark.parametrize(
    ("copy", "sentences"),
    [
        ("甲████丙", []),
        ("甲张三丙", ["第1段文字或者其后的遮盖与原文、标记不一致，请重新生成。",
                  "第1处应当遮盖的文字仍在公开副本里，请重新生成。"]),
        ("甲████丙张三", ["公开副本的末尾多出了原文没有的文字，请重新生成。",
                    "第1处应当遮盖的文字仍在公开副本里，请重新生成。"]),
        ("甲████", ["第2段文字或者其后的遮盖与原文、标记不一致，请重新生成。"]),
    ],
)  # fmt: skip
def test_a_copy_that_is_not_the_text_without_the_passage_is_named(
    copy: str, sentences: list[str]
) -> None:
    assert verify_text(copy, "甲张三丙", [Passage(1, 3)]) == sentences
