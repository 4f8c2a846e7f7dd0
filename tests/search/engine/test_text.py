"""Text to tokens, keys, passages and sketches."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.search.engine.text import (
    cut_passages,
    key,
    parts_of_sketch,
    sketch,
    storable,
    tokens,
)

PARAGRAPH = "申请人应当提交书面材料，由受理机关审查；材料齐全的，当场受理。不齐全的，一次告知。"


def test_a_query_and_a_document_are_cut_alike():
    assert tokens("公租房 ABC 2024年") == ["公租", "租房", "abc", "2024", "年"]


def test_a_token_is_never_longer_than_the_index_takes():
    assert [len(token) for token in tokens("a" * 100_000)] == [64]
    assert max(map(len, tokens("公开" + "9" * 5000 + "公开"))) == 64


def test_two_spellings_of_a_title_have_one_key():
    assert key("关于《公租房》的通知 ") == key("关于“公租房”的 通知") == "关于公租房的通知"


@given(st.text(alphabet="公开申请。；\n ab", max_size=3000))
def test_passages_are_the_whole_text_without_gap_or_overlap(text):
    spans = list(cut_passages(text))
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(end - start <= 360 for start, end in spans)


def test_a_long_text_is_cut_at_the_ends_of_sentences():
    text = PARAGRAPH * 40
    spans = list(cut_passages(text))
    assert {text[end - 1] for _, end in spans} <= {"。", "；"}


def test_texts_that_are_nearly_the_same_share_their_sketch():
    text = "".join(
        f"第{number}条规定的事项由主管机关办理，期限为{number}日。" for number in range(1, 60)
    )
    copy = "转载：" + text.replace("第7条", "第七条")
    other = "".join(
        f"施工单位应当于{number}时以后停止作业，不得扰民{number}次。" for number in range(60)
    )
    assert len(parts_of_sketch(sketch(text)) & parts_of_sketch(sketch(copy))) >= 2
    assert not parts_of_sketch(sketch(text)) & parts_of_sketch(sketch(other))


def test_a_text_of_three_clauses_has_no_sketch():
    assert (
        parts_of_sketch(sketch("甲乙丙丁戊己庚。子丑寅卯辰巳午。天地玄黄宇宙洪荒。")) == frozenset()
    )


def test_halves_of_characters_are_left_out():
    assert storable("公\ud800开") == "公开"
