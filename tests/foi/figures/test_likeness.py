"""Copied paragraphs of last year's report are found, whatever their order and figures."""

from gongkai.foi.queries.figures.likeness import likeness

LAST = """（一）主动公开情况。2025年通过政府信息公开平台发布政府信息120条，其中公文30件。
（二）依申请公开情况。全年新收政府信息公开申请12件，办结11件，结转下年度继续办理1件。
一、总体情况"""


def test_a_text_with_new_figures_alone_is_flagged():
    found = likeness(LAST.replace("120", "131").replace("12件", "15件"), LAST)
    assert found is not None
    assert (found.percent > 95, found.flagged, len(found.copied)) == (True, True, 2)


def test_another_text_is_not():
    found = likeness(
        "今年重点推进学校招生信息公开，对一百二十所学校逐一核对了招生计划的公开时间。", LAST
    )
    assert found is not None
    assert (found.flagged, found.copied) == (False, ())


def test_without_last_years_text_nothing_is_compared():
    assert likeness("今年通过政府信息公开平台发布政府信息。", "") is None
    assert likeness("", LAST) is None
