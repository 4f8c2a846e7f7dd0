"""A case with everything any letter needs, and the facts of every kind."""

import datetime as dt
from typing import Any

from gongkai.foi.letters import KINDS
from gongkai.foi.models import CaseAct, Decision, DisclosureRequest, FeeNotice, SearchRecord
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.states import Act, Stage
from tests.foi.factories import Office, make_case

WANTED = "2025年度义务教育学校招生计划及其制定依据"
ABOUT = "湖畔学校2025年购置校车合同的价格条款"
REASONS = "合同约定价格条款不对外提供，第三方已书面说明"
NAME = "陈一诺"

FACTS: dict[str, dict[str, Any]] = {
    "receipt": {"query_code": "K7QX9M2P"},
    "clarification": {"what": ["请写明学校名称", "请写明招生年度"], "until": "2026-03-20"},
    "correction_received": {"on": "2026-03-18"},
    "extension": {"days": 10, "reason": "所涉信息需要逐份核对"},
    "third_party": {"to": "明湖客车有限公司", "about": ABOUT, "link": "https://example.gov.cn/o/1"},
    "third_party_told": {"to": "明湖客车有限公司", "about": ABOUT, "reasons": REASONS},
    "joint_maker": {"to": "明湖市财政局", "about": ABOUT, "question": "请说明贵单位的保密期限"},
    "confer": {"to": "明湖市财政局", "question": "请说明该合同的归档情况", "until": "2026-03-20"},
    "fee": {},
    "fee_paid": {},
    "reasons": {"why": "自2026年1月起您已提出申请35件", "until": "2026-03-20"},
    "later": {"until": "2026-06-30", "reasons": "所涉信息达1200份"},
    "not_ours": {"agency": "明湖市财政局", "agency_contact": "电话0000-12345678"},
    "repeated": {"earlier": "市教育局公开答〔2025〕7号，2025年11月3日"},
    "ended_otherwise": {"reasons": "您于2026年3月10日撤回申请"},
    "transfer_advice": {"to": "基础教育科", "reasons": "所需信息由该科保存"},
    "delivery_receipt": {"letter": "市教育局公开答〔2026〕1号", "letter_title": "告知书", "mode": "邮寄送达"},
}  # fmt: skip
DECISIONS = {outcome.letter: outcome for outcome in OUTCOMES}


def full_case(office: Office, **facts: Any) -> DisclosureRequest:
    """A case in which every row a letter may ask for is there, but no decision."""
    case = make_case(office.unit, Stage.HANDLING, handler=office.handler, **facts)
    case.due_on = dt.date(2026, 4, 1)
    case.save()
    SearchRecord.objects.create(
        case=case, places="档案室和办公系统", words="校车 合同", found=False, result="没有查到",
        on=dt.date(2026, 3, 10), by=office.handler,
    )  # fmt: skip
    FeeNotice.objects.create(
        case=case, tariff="count", quantity=1, before=12, amount=100,
        lines=["第13件在第11至30件之间，每件100元，计100元"], served_on=dt.date(2026, 3, 9),
        pay_until=dt.date(2026, 4, 7), paid_on=dt.date(2026, 3, 12), voucher="PJ0001",
    )  # fmt: skip
    return case


def facts_for(case: DisclosureRequest, code: str, office: Office) -> dict[str, Any]:
    """The facts of a kind; rows that only this kind needs are written too."""
    if code == "lapse_correction":
        CaseAct.objects.create(
            case=case, kind=Act.ASK_CLARIFICATION, on=dt.date(2026, 3, 6), actor="承办人",
            stage="clarifying", data={"until": "2026-03-20"}, digest="0" * 64, event_seq=0,
        )  # fmt: skip
    if code in DECISIONS and code != "ended_otherwise":
        Decision.objects.filter(case=case).delete()
        Decision.objects.create(
            case=case, outcome=DECISIONS[code].code, grounds=list(DECISIONS[code].grounds[:2]),
            facts="该信息由本机关制作", reasons=REASONS, given="请在本机关网站“规划计划”栏目查阅",
            items=[
                {"what": "招生计划", "result": "full", "ground": ""},
                {"what": "合同价格", "result": "withheld", "ground": "E15-1"},
            ],
            proposed_by=office.handler,
        )  # fmt: skip
    return FACTS.get(code, {})


def all_kinds() -> list[str]:
    """Codes of all kinds."""
    return list(KINDS)
