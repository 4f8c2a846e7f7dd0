"""Cells that a spreadsheet must not take for formulas, and the encodings of tables."""

import pytest

from gongkai.lib.cells import decode, guard, unguard
from gongkai.lib.ids import check_division_code


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@x", "\tx", "市教育局", "", "'", "'quoted"])
def test_a_guarded_cell_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_usual_encodings(encoding: str) -> None:
    assert decode("市教育局".encode(encoding)) == "市教育局"


def test_bytes_that_are_no_text_are_none() -> None:
    assert decode(b"\x00\x01") is None
    assert decode(b"\xff\xfe\x00") is None


@pytest.mark.parametrize("code", ["370105", "370105001", "370105001001", "３７０１０５"])
def test_a_division_code_has_six_nine_or_twelve_figures(code: str) -> None:
    assert check_division_code(code).normal is not None


def test_a_division_code_of_no_province_warns_and_another_length_is_refused() -> None:
    assert (
        check_division_code("990100").warning
        == "行政区划代码前两位不是已知的省级代码，请留意核对。"
    )
    assert check_division_code("37010").normal is None
