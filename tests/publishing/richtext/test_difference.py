"""What changed between two texts: by paragraph, inside each by characters, whatever their size."""

import random

import pytest

from gongkai.publishing.richtext import Line, difference, difference_html, matching


def told(old: str, new: str) -> list[str]:
    """Each paragraph as 「=…」 kept, 「+…」, 「-…」, or 「~…」 with [-…-] and {+…+} inside."""
    signs = {"kept": "=", "added": "+", "removed": "-", "changed": "~"}
    frames = {"kept": "{}", "added": "{{+{}+}}", "removed": "[-{}-]"}
    return [
        signs[line.sign] + "".join(
            frames[piece.sign].format(piece.text) if line.sign == "changed" else piece.text for piece in line.pieces
        )
        for line in difference(old, new)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("", "甲", ["+甲"]),
        ("甲", "", ["-甲"]),
        ("甲\n乙\n丙", "甲\n丙", ["=甲", "-乙", "=丙"]),
        ("甲\n丙", "甲\n乙\n丙", ["=甲", "+乙", "=丙"]),
        ("每年召开1次会议。", "每年召开2次会议。", ["~每年召开[-1-]{+2+}次会议。"]),
        ("由市教育局负责。", "由市教育局会同市财政局负责。", ["~由市教育局{+会同市财政局+}负责。"]),
        ("完全不同的一段。", "Lorem ipsum", ["-完全不同的一段。", "+Lorem ipsum"]),
        (
            "一、时间\n五月底前报送。\n二、要求\n认真组织。", "一、时间\n六月底前报送材料。\n新的一段。\n二、要求\n认真组织。",
            ["=一、时间", "~[-五-]{+六+}月底前报送{+材料+}。", "+新的一段。", "=二、要求", "=认真组织。"],
        ),
        (
            "甲乙丙丁戊己庚辛。\n一二三四五六七八。", "一二三四五六七八九。\n甲乙丙丁戊己庚辛壬。",
            ["-甲乙丙丁戊己庚辛。", "~一二三四五六七八{+九+}。", "+甲乙丙丁戊己庚辛壬。"],
        ),
    ],
)  # fmt: skip
def test_paragraphs_are_aligned_and_changes_inside_are_told(
    old: str, new: str, expected: list[str]
) -> None:
    assert told(old, new) == expected


def sides(lines: list[Line]) -> tuple[list[str], list[str]]:
    """The old and the new paragraphs as the difference has them."""
    both = []
    for without in ("added", "removed"):
        shown = [line for line in lines if line.sign != without]
        both.append(["".join(p.text for p in line.pieces if p.sign != without) for line in shown])
    return both[0], both[1]


def test_both_texts_can_be_read_out_of_their_difference() -> None:
    made = random.Random(7)  # noqa: S311
    for _ in range(150):
        old = ["".join(made.choices("市县区政府公开。", k=made.randint(1, 12))) for _ in range(8)]
        new = [line for line in old if made.random() < 0.8]
        new += ["".join(made.choices("市县区政府公开。", k=6)) for _ in range(2)]
        new = [line + "甲" if made.random() < 0.3 else line for line in new]
        assert sides(difference("\n".join(old), "\n".join(new))) == (old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("甲\n" * 60_000, "乙\n" * 60_000),
        ("甲\n乙\n" * 30_000, "乙\n甲\n" * 30_000),
        ("甲" * 200_000, "乙" * 200_000),
        ("甲乙" * 100_000, "乙丙" * 100_000),
        ("\n".join("甲乙" * 200 for _ in range(300)), "\n".join("乙丙" * 200 for _ in range(300))),
        ("\n".join(map(str, range(60_000))), "\n".join(map(str, range(59_999, -1, -1)))),
    ],
    ids=["repeated", "swapped", "long", "scattered", "alike", "reversed"],
)
def test_hostile_texts_are_told_whole(old: str, new: str) -> None:
    before, after = sides(difference(old, new))
    assert [line for line in before if line] == [line for line in old.split("\n") if line]
    assert [line for line in after if line] == [line for line in new.split("\n") if line]


def test_equal_lines_are_found_in_large_texts_by_those_that_stand_once() -> None:
    old = [f"第{number}段" for number in range(9_000)]
    new = [line for number, line in enumerate(old) if number % 3] + ["新"]
    assert matching(old, new) == [(n, i) for i, n in enumerate(n for n in range(9_000) if n % 3)]


def test_the_page_names_changes_in_words_and_folds_what_stayed() -> None:
    old = "\n".join(f"第{number}段<b>" for number in range(9))
    shown = difference_html(difference(old, old.replace("第8段<b>", "第8段<i>")))
    assert (
        '<details class="unchanged"><summary>未改动的6段</summary><p class="line-kept">第0段&lt;b&gt;</p>'
        in shown
    )
    assert (
        '第8段&lt;<del><span class="unseen">（删除：</span>b<span class="unseen">）</span></del>'
        '<ins><span class="unseen">（新增：</span>i<span class="unseen">）</span></ins>&gt;</p>'
    ) in shown
    assert "<b>" not in shown


def test_two_equal_texts_are_said_to_be_equal() -> None:
    assert "两个版本的文字完全相同。" in difference_html(difference("甲", "甲"))
