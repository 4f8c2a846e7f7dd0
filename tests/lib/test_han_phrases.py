"""Titles break between words and lose no character."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.lib.han import phrases


def test_a_title_breaks_between_words_and_keeps_numbers_with_their_units():
    pieces = phrases("临澄市人民政府2025年政府信息公开工作年度报告（试行）")

    assert "2025年" in pieces
    assert not any(piece[0] in "年（）的" for piece in pieces[1:] if piece != "（试行）")


@given(st.text(max_size=80))
def test_the_pieces_joined_are_the_text(text):
    assert "".join(phrases(text)) == text
