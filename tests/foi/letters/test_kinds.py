"""Every kind says what the law wants, and no kind says more."""

import datetime as dt

import pytest

from gongkai.foi.letters import KINDS, unfilled
from gongkai.foi.letters.grounds import GROUNDS
from gongkai.foi.letters.redress import ONLY_A, ONLY_B
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.services import letters
from gongkai.foi.states import LetterState
from tests.foi.factories import Office, make_case
from tests.foi.letters.world import ABOUT, NAME, REASONS, WANTED, all_kinds, facts_for, full_case

ARTICLES = {
    "receipt": "第三十三条", "clarification": "第三十条", "correction_received": "第三十条",
    "extension": "第三十三条第二款", "third_party": "第三十二条", "third_party_told": "第三十二条",
    "joint_maker": "第三十四条", "fee": "国办函〔2020〕109号", "fee_paid": "第三十三条",
    "reasons": "第三十五条", "later": "第三十五条", "public_already": "第三十六条第一项",
    "disclosure": "第三十六条第二项", "partial": "第三十七条", "refusal": "第三十六条第三项",
    "special_query": "第三十六条第七项", "not_found": "第三十六条第四项",
    "not_ours": "第三十六条第五项", "must_be_made": "第三十八条", "still_unclear": "第三十条",
    "petition": "第三十九条第一款", "repeated": "第三十六条第六项",
    "publications": "第三十九条第二款", "excessive": "第三十五条",
    "confirmation": "国办公开办函〔2021〕30号", "lapse_correction": "第三十条",
    "lapse_fee": "国办函〔2020〕109号",
}  # fmt: skip
# DOMAIN A8 and the table of outcomes: A where something is withheld after 条例第十四条至第十六条.
FIRST_REVIEW = {"partial", "refusal"}
EITHER = {
    "public_already", "disclosure", "special_query", "not_found", "not_ours", "must_be_made",
    "still_unclear", "petition", "repeated", "publications", "excessive", "confirmation",
    "lapse_correction", "lapse_fee", "ended_otherwise", "third_party_told",
}  # fmt: skip


def test_there_are_thirty_one_kinds_and_each_outcome_has_its_letter() -> None:
    assert len(KINDS) == 31
    assert {outcome.letter for outcome in OUTCOMES} == {
        code for code, kind in KINDS.items() if kind.word == "答"
    }


@pytest.mark.parametrize("code", all_kinds())
def test_a_kind_is_issued_whole_from_a_case_with_all_facts(office: Office, code: str) -> None:
    case = full_case(office)
    facts = facts_for(case, code, office)
    letter = letters.issue_for(case, code, by=office.openness, facts=facts)
    rows, kind = letters.paragraphs_of(letter), KINDS[code]
    text = "\n".join(rows)
    assert letter.state == LetterState.ISSUED
    assert letter.number == f"市教育局{kind.series}〔{letter.dated_on.year}〕1号"
    assert letter.title == kind.name
    assert unfilled(rows) == []
    assert ARTICLES.get(code, "") in text
    assert (ONLY_A in text, ONLY_B in text) == (code in FIRST_REVIEW, code in EITHER)
    assert ("60日内" in text) == (code in FIRST_REVIEW | EITHER)
    assert ("15日内" in text) == (code in FIRST_REVIEW)
    assert ("明湖市人民政府" in text) == (code in FIRST_REVIEW | EITHER)
    assert (WANTED in text) == (kind.quotes and code not in ("correction_received", "fee_paid"))
    if not kind.form:
        assert all(row.endswith(("。", "：", "；", "”")) for row in rows)
    for wrong in ("None", "。。", "。”。", "；。", "{", "}"):
        assert wrong not in text


@pytest.mark.parametrize("code", all_kinds())
def test_a_kind_without_facts_shows_blanks_or_is_complete(office: Office, code: str) -> None:
    case = make_case(office.unit)
    rows = letters.preview(case, code, {})
    complete = {"receipt"}
    assert (unfilled(rows) == []) == (code in complete)


@pytest.mark.parametrize("code", list(GROUNDS))
def test_every_ground_is_named_with_its_article_and_its_words(office: Office, code: str) -> None:
    case = make_case(office.unit)
    rows = letters.preview(case, "refusal", {"grounds": [code], "reasons": REASONS})
    text = "".join(rows)
    assert GROUNDS[code].article in text
    assert f"“{GROUNDS[code].words}。”" in text
    assert GROUNDS[code].what in text


def test_the_receipt_says_how_the_due_day_was_computed(office: Office) -> None:
    case = make_case(office.unit)
    text = "".join(letters.preview(case, "receipt", {"query_code": "K7QX9M2P"}))
    assert "2026年4月1日（周三）之前（含当日）答复" in text
    assert "2026年3月4日（周三）当日不计" in text
    assert "共有20个工作日，其间周末、节假日等不计的有8天" in text
    assert f"登记编号为{case.number}" in text
    assert "K7QX9M2P" in text


def test_the_extension_names_the_old_and_the_new_day(office: Office) -> None:
    case = full_case(office)
    facts = {"days": 20, "reason": "需要逐份核对", "old_due": "2026-04-01", "new_due": "2026-04-30"}
    text = "".join(letters.preview(case, "extension", facts))
    assert "原定在2026年4月1日之前答复" in text
    assert "延长20个工作日" in text
    assert "延长后的答复期限为2026年4月30日" in text


def test_the_clock_tells_the_new_day_of_an_extension_where_nobody_says_it(office: Office) -> None:
    case = make_case(office.unit)
    case.due_on = dt.date(2026, 4, 1)
    day = dt.date(2026, 3, 20)
    facts = {"days": 20, "reason": "需要逐份核对"}
    text = "".join(letters.preview(case, "extension", facts, dated_on=day))
    assert "延长后的答复期限为2026年4月30日" in text


def test_the_fee_notice_shows_every_line_and_the_last_day_to_pay(office: Office) -> None:
    text = "".join(letters.preview(full_case(office), "fee", {}))
    assert "按件计收" in text
    assert "同一自然月内此前已经申请12件" in text
    assert "每件100元，计100元" in text
    assert "合计100元" in text
    assert "20个工作日内，即在2026年4月7日之前（含当日）缴纳" in text


def test_items_of_a_partly_disclosed_decision_are_told_one_by_one(office: Office) -> None:
    case = full_case(office)
    facts_for(case, "partial", office)
    rows = letters.preview(case, "partial", {})
    assert "（1）招生计划：予以公开。" in rows
    assert "（2）合同价格：不予公开（条例第十五条）。" in rows
    assert any("本告知书中不予公开的部分不服" in row for row in rows)


def test_an_organisation_is_addressed_as_one(office: Office) -> None:
    case = make_case(office.unit, kind="business", name="明湖咨询有限公司")
    assert letters.preview(case, "receipt", {})[0].startswith("贵单位提出的")


def test_a_government_is_reviewed_by_the_next_higher_one(office: Office) -> None:
    case = make_case(office.city.east)
    text = "".join(letters.preview(case, "disclosure", {"given": "见附件"}))
    assert "向明湖市人民政府申请行政复议" in text
    higher = make_case(office.city.city)
    text = "".join(letters.preview(higher, "disclosure", {"given": "见附件"}))
    assert "向泉城省人民政府申请行政复议" in text


def test_a_body_the_unit_tree_cannot_tell_is_named_by_the_law(office: Office) -> None:
    case = make_case(office.city.tax)
    text = "".join(letters.preview(case, "disclosure", {"given": "见附件"}))
    assert "有管辖权的行政复议机关" in text
    named = {"given": "见附件", "reconsideration_body": "泉城省税务局", "court": "明湖铁路运输法院"}
    text = "".join(letters.preview(case, "disclosure", named))
    assert "向泉城省税务局申请行政复议" in text
    assert "向明湖铁路运输法院提起行政诉讼" in text


def test_the_receipt_for_service_carries_the_letter_and_no_salutation(office: Office) -> None:
    case = full_case(office)
    sent = letters.issue_for(case, "receipt", by=office.openness)
    facts = {"letter": sent, "mode": "直接送达"}
    draft = letters.draft(case, "delivery_receipt", by=office.openness, facts=facts)
    assert draft.addressee == ""
    rows = letters.paragraphs_of(draft)
    assert rows[:2] == [f"送达文书：{sent.title}", f"文书字号：{sent.number}"]
    assert f"受送达人：{NAME}" in rows


def test_what_third_parties_are_asked_about_is_written_out(office: Office) -> None:
    case = full_case(office)
    for code in ("third_party", "third_party_told", "joint_maker"):
        facts = facts_for(case, code, office)
        assert any(ABOUT in row for row in letters.preview(case, code, facts))
