"""The piece shown under a hit."""

from gongkai.search.engine.snippet import mark, snippet

NOISE = "其他事项另行通知，请留意公告栏。" * 40
ANSWER = "年满八十周岁的老年人每月可以领取高龄津贴一百元。"
TERMS = [("高龄", 3.0), ("龄津", 3.0), ("津贴", 2.0), ("领取", 1.0)]


def test_the_best_place_is_shown_from_the_start_of_its_sentence():
    pieces = snippet(NOISE + ANSWER + NOISE, TERMS)
    assert pieces[:4] == [
        ("…", False),
        ("年满八十周岁的老年人每月可以", False),
        ("领取高龄津贴", True),
        ("一百元。" + NOISE[:96], False),
    ]
    assert pieces[4:] == [("…", False)]


def test_a_known_passage_saves_the_rest_of_the_text():
    text = ANSWER + NOISE + ANSWER.replace("八十", "九十") + NOISE
    at = text.index("年满九十")
    shown = "".join(piece for piece, _ in snippet(text, TERMS, near=(at, at + 40)))
    assert shown.startswith("…年满九十周岁")


def test_a_passage_that_lies_outside_the_text_is_ignored():
    assert snippet(ANSWER, TERMS, near=(500, 900)) == snippet(ANSWER, TERMS)


def test_without_a_hit_the_beginning_is_shown():
    assert snippet(NOISE, [("没有", 1.0)]) == [(NOISE[:120], False), ("…", False)]


def test_a_short_text_is_shown_whole_without_ellipsis():
    assert mark("高龄津贴", TERMS) == [("高龄津贴", True)]
    assert snippet(ANSWER, []) == [(ANSWER, False)]
    assert snippet("", TERMS) == []


def test_widths_and_capitals_are_alike_and_offsets_stay_right():
    assert mark("ＡＢＣ与Abc", [("abc", 1.0)]) == [("ＡＢＣ", True), ("与", False), ("Abc", True)]
    assert mark("㎡以下的高龄", [("高龄", 1.0)]) == [("㎡以下的", False), ("高龄", True)]


def test_a_number_inside_a_longer_one_is_no_hit():
    assert mark("12345与123", [("123", 1.0)]) == [("12345与", False), ("123", True)]


def test_white_space_is_made_single():
    assert snippet("第一条\n\n　　为了  公开", []) == [("第一条 为了 公开", False)]
