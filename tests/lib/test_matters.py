"""Wordings of one matter meet, different matters do not."""

import pytest

from gongkai.lib import matters

TITLE = "关于印发2025年义务教育招生计划的通知"


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        f"《{TITLE}》",
        f"申请公开《{TITLE}》",
        f"申请公开《{TITLE}》的复印件",
        f"请提供{TITLE}电子版，谢谢。",
        "印发2025年义务教育招生计划的通知",
        "关于印发２０２５年义务教育招生计划的通知",
        "关于印发 2025 年 义务教育 招生计划 的通知",
        "关于印发二〇二五年义务教育招生计划的通知",
        f"本人现申请公开贵局《{TITLE}》全文",
        f"要求公开：{TITLE}\n",
    ],
)
def test_a_changed_title_still_meets(text: str) -> None:
    assert matters.core(text) == matters.core(TITLE)


@pytest.mark.parametrize(
    "text",
    [
        "关于印发2024年义务教育招生计划的通知",
        "关于印发2025年高中教育招生计划的通知",
        "2025年义务教育招生计划",
    ],
)
def test_another_matter_does_not_meet(text: str) -> None:
    assert matters.core(text) != matters.core(TITLE)


def test_a_text_of_fillers_keeps_them() -> None:
    assert matters.core("申请公开《相关信息》") == "申请公开相关信息"


def test_filler_words_before_a_number_go() -> None:
    assert matters.without_lead("申请公开关于明教发〔2025〕7号") == "明教发〔2025〕7号"


def test_likeness_runs_from_nothing_to_the_same() -> None:
    one, other = matters.pair_set("义务教育招生计划"), matters.pair_set("城镇污水处理")
    assert (matters.likeness(one, one), matters.likeness(one, other)) == (1.0, 0.0)
    assert matters.likeness(one, frozenset()) == 0.0


def test_a_short_wording_is_covered_by_a_long_one() -> None:
    part, whole = matters.pair_set("招生计划"), matters.pair_set("义务教育招生计划")
    assert (matters.covered(part, whole), matters.covered(frozenset(), whole)) == (1.0, 0.0)
