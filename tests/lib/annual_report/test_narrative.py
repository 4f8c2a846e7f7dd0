"""The drafted sections say what the figures say, and nothing else."""

from dataclasses import replace

from gongkai.lib.annual_report import Facts, Tables, draft_sections, remedies_from, requests_from


def facts(**given: object) -> Facts:
    counts = [("a1", "c1", 5), ("a1", "c2", 1), ("a2", "c1", 1), ("r1", "c1", 3), ("r3_6", "c1", 1), ("r4_1", "c2", 1), ("a4", "c1", 2)]  # fmt: skip
    tables = Tables(table2=requests_from(counts))
    return replace(Facts("明湖市教育局", 2026, tables), **given)  # type: ignore[arg-type]


def test_requests_are_told_with_intake_results_and_what_goes_on():
    text = draft_sections(facts(on_time=4, late=1, average_days=11.44))["1"]
    assert (
        "全年新收政府信息公开申请6件；按申请人分，自然人5件、商业企业1件；上年结转1件，办结5件，"
        "结转下年度继续办理2件；办理结果中，予以公开3件（占60.0%）、不予公开1件（占20.0%）、"
        "无法提供1件（占20.0%）。答复的5件中，按期答复4件，超过期限答复1件，"
        "平均每件从收到申请到答复用时11.4个工作日。"
    ) in text


def test_last_year_is_compared_where_it_is_known():
    before = Tables(table2=requests_from([("a1", "c1", 4)]))
    assert (
        "新收政府信息公开申请6件，比上年增加2件（增长50.0%）；"
        in draft_sections(facts(before=before))["1"]
    )
    same = Tables(table2=requests_from([("a1", "c1", 6)]))
    assert "申请6件，与上年持平；" in draft_sections(facts(before=same))["1"]
    none = Tables()
    assert "申请6件，比上年增加6件；" in draft_sections(facts(before=none))["1"]
    assert "上年增加" not in draft_sections(facts())["1"]


def test_the_fee_is_stated_even_where_it_is_nothing():
    assert draft_sections(facts())["6"] == "2026年没有收取政府信息公开信息处理费，收取金额为0元。"
    assert draft_sections(facts(fees_yuan=300, converted=2))["6"] == (
        "2026年依法收取政府信息公开信息处理费300元。依申请提供的信息转为主动公开2件。"
    )
    assert draft_sections(facts(fee_notices=1))["6"] == (
        "2026年发出收费通知1件，收取政府信息公开信息处理费0元。"
    )


def test_problems_are_only_those_the_figures_show():
    assert draft_sections(facts())["5"] == ""
    tables = facts().tables.copy()
    tables.table3 = remedies_from([("review", "corrected", 2)])
    assert draft_sections(facts(late=1, tables=tables))["5"] == (
        "从办理情况看，2026年存在以下问题：有1件申请超过期限答复，办理期限的管理需要加强；"
        "有2件行政复议或者行政诉讼结果纠正，答复的规范程度需要提高。"
    )


def test_a_year_without_anything_is_said_plainly():
    text = draft_sections(Facts("明湖市教育局", 2026, Tables()))["1"]
    assert "（一）主动公开情况。2026年没有通过政府信息公开平台发布政府信息。" in text
    assert "（二）依申请公开情况。2026年没有收到政府信息公开申请，也没有上年结转的申请。" in text
    assert "监督保障" not in text


def test_remedies_are_summed_over_the_three_groups():
    tables = facts().tables.copy()
    tables.table3 = remedies_from([("review", "kept", 1), ("suit_direct", "pending", 2)])
    assert (
        "因政府信息公开引起的行政复议1件、行政诉讼2件，其中结果维持1件、尚未审结2件。"
        in (draft_sections(facts(tables=tables))["1"])
    )
