"""The written sections of the annual report, drafted from figures.

Every sentence says something the figures say; what no figure supports (measures taken, training,
plans) is left for the person who edits the draft.
"""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.lib.annual_report.form import COLUMNS, GROUPS, LEAVES, PARTS
from gongkai.lib.annual_report.tables import Number, Tables


@dataclass(frozen=True, slots=True)
class Facts:
    """What the draft is made of; figures of one calendar year.

    Args:
        name: full name of the unit.
        year: the reporting year.
        units: number of units summed up; 1 for a report of one unit.
        tables: the three tables.
        before: the tables of the year before, None where there are none.
        released: pieces of information published; `released_before` those of the year before.
        documents, interpretations: those among them.
        on_time, late: answers by whether they kept the day.
        average_days: working days from receipt to answer, on average; None without an answer.
        converted: answers given on request that became public for everybody.
        fees_yuan, fee_notices: money that came in, and notices sent.
        orders, orders_settled: orders of the authority about requests, received in the year.
    """

    name: str
    year: int
    tables: Tables
    units: int = 1
    before: Tables | None = None
    released: int = 0
    released_before: int | None = None
    documents: int = 0
    interpretations: int = 0
    on_time: int = 0
    late: int = 0
    average_days: float | None = None
    converted: int = 0
    fees_yuan: int = 0
    fee_notices: int = 0
    orders: int = 0
    orders_settled: int = 0


def draft_sections(facts: Facts) -> dict[str, str]:
    """Text of the written sections by their number, a paragraph a line."""
    return {"1": _lines(_overall(facts)), "5": _lines(_problems(facts)), "6": _other(facts)}


def _lines(paragraphs: list[str]) -> str:
    return "\n".join(paragraphs)


def _overall(facts: Facts) -> list[str]:
    parts = [
        ("主动公开情况", _proactive(facts)),
        ("依申请公开情况", _requests(facts)),
        ("政府信息管理情况", _documents(facts)),
        ("监督保障情况", _watched(facts)),
    ]
    numbers = "一二三四五"
    said = [(name, text) for name, text in parts if text]
    return [
        _first(facts),
        *(f"（{numbers[place]}）{name}。{text}" for place, (name, text) in enumerate(said)),
    ]


def _first(facts: Facts) -> str:
    covers = f"，汇总了{facts.units}个单位的数据" if facts.units > 1 else ""
    return (
        f"根据《中华人民共和国政府信息公开条例》第四十九条、第五十条，编制{facts.name}"
        f"{facts.year}年政府信息公开工作年度报告{covers}。"
        f"本报告所列数据的统计期限为{facts.year}年1月1日至12月31日。"
    )


def _proactive(facts: Facts) -> str:
    if not facts.released:
        return f"{facts.year}年没有通过政府信息公开平台发布政府信息。"
    kinds = [
        f"{name}{number}{unit}"
        for name, number, unit in (
            ("公文", facts.documents, "件"),
            ("政策解读", facts.interpretations, "条"),
        )
        if number
    ]
    among = f"，其中{'、'.join(kinds)}" if kinds else ""
    than = _than(facts.released, facts.released_before, "条")
    return f"{facts.year}年通过政府信息公开平台发布政府信息{facts.released}条{among}{than}。"


def _requests(facts: Facts) -> str:
    table = facts.tables.table2
    new, before = table["a1"]["c7"], facts.before
    then = before.table2["a1"]["c7"] if before else None
    if not any(cells["c7"] for cells in table.values()):
        return f"{facts.year}年没有收到政府信息公开申请，也没有上年结转的申请。"
    text = [f"全年新收政府信息公开申请{_n(new)}件{_than(new, then, '件')}"]
    who = [f"{COLUMNS[c]}{_n(table['a1'][c])}件" for c in PARTS if table["a1"][c]]
    if who:
        text.append(f"按申请人分，{'、'.join(who)}")
    text.append(
        f"上年结转{_n(table['a2']['c7'])}件，办结{_n(table['r7']['c7'])}件，"
        f"结转下年度继续办理{_n(table['a4']['c7'])}件"
    )
    text += _results(facts)
    return "；".join(text) + "。" + _kept(facts) + _remedies(facts)


_RESULTS = (
    ("予以公开", ("r1",)),
    ("部分公开", ("r2",)),
    ("不予公开", tuple(key for key in LEAVES if key.startswith("r3_"))),
    ("无法提供", tuple(key for key in LEAVES if key.startswith("r4_"))),
    ("不予处理", tuple(key for key in LEAVES if key.startswith("r5_"))),
    ("其他处理", tuple(key for key in LEAVES if key.startswith("r6_"))),
)


def _results(facts: Facts) -> list[str]:
    table = facts.tables.table2
    total = table["r7"]["c7"]
    if not total:
        return []
    found = [(name, sum(table[row]["c7"] for row in rows)) for name, rows in _RESULTS]
    said = [
        f"{name}{_n(number)}件（占{_share(number, total)}）" for name, number in found if number
    ]
    return [f"办理结果中，{'、'.join(said)}"] if said else []


def _kept(facts: Facts) -> str:
    answered = facts.on_time + facts.late
    if not answered:
        return ""
    days = (
        f"，平均每件从收到申请到答复用时{facts.average_days:.1f}个工作日"
        if facts.average_days is not None
        else ""
    )
    late = f"，超过期限答复{facts.late}件" if facts.late else "，没有超过期限的"
    return f"答复的{answered}件中，按期答复{facts.on_time}件{late}{days}。"


def _remedies(facts: Facts) -> str:
    table = facts.tables.table3
    total = sum(table[group]["total"] for group in GROUPS)
    if not total:
        return f"{facts.year}年没有因政府信息公开引起的行政复议和行政诉讼。"
    suits = table["suit_direct"]["total"] + table["suit_after_review"]["total"]
    ends = [
        f"{name}{_n(number)}件"
        for name, key in (
            ("结果维持", "kept"),
            ("结果纠正", "corrected"),
            ("其他结果", "other"),
            ("尚未审结", "pending"),
        )
        if (number := sum(table[group][key] for group in GROUPS))
    ]
    return (
        f"因政府信息公开引起的行政复议{_n(table['review']['total'])}件、行政诉讼{_n(suits)}件，"
        f"其中{'、'.join(ends)}。"
    )


def _documents(facts: Facts) -> str:
    said = []
    for key, name in (("rules", "规章"), ("normative", "行政规范性文件")):
        cells = facts.tables.table1[key]
        if any(cells.values()):
            said.append(
                f"本年制发{name}{_n(cells['made'])}件、废止{_n(cells['repealed'])}件，"
                f"现行有效{_n(cells['valid'])}件"
            )
    return f"{'；'.join(said)}。" if said else ""


def _watched(facts: Facts) -> str:
    if not facts.orders:
        return ""
    rest = facts.orders - facts.orders_settled
    open_ones = f"，{rest}件正在办理" if rest else ""
    return f"全年收到主管部门关于依申请公开的督办单{facts.orders}件，已了结{facts.orders_settled}件{open_ones}。"


def _problems(facts: Facts) -> list[str]:
    """Only what the figures show to be wrong; the rest, and what is done about it, is a person's."""
    table = facts.tables.table2
    corrected = sum(int(facts.tables.table3[group]["corrected"]) for group in GROUPS)
    found = []
    if facts.late:
        found.append(f"有{facts.late}件申请超过期限答复，办理期限的管理需要加强")
    if corrected:
        found.append(f"有{corrected}件行政复议或者行政诉讼结果纠正，答复的规范程度需要提高")
    if table["r4_3"]["c7"]:
        found.append(f"有{_n(table['r4_3']['c7'])}件补正后申请内容仍不明确，对申请人的指导需要加强")
    if not found:
        return []
    return [f"从办理情况看，{facts.year}年存在以下问题：{'；'.join(found)}。"]


def _other(facts: Facts) -> str:
    if facts.fees_yuan:
        fee = f"{facts.year}年依法收取政府信息公开信息处理费{facts.fees_yuan}元。"
    elif facts.fee_notices:
        fee = f"{facts.year}年发出收费通知{facts.fee_notices}件，收取政府信息公开信息处理费0元。"
    else:
        fee = f"{facts.year}年没有收取政府信息公开信息处理费，收取金额为0元。"
    turned = f"依申请提供的信息转为主动公开{facts.converted}件。" if facts.converted else ""
    return fee + turned


def _than(now: Number, then: Number | None, unit: str) -> str:
    """，比上年增加3件（增长50.0%）; nothing where last year is not known."""
    if then is None:
        return ""
    if now == then:
        return "，与上年持平"
    word, rate = ("增加", "增长") if now > then else ("减少", "下降")
    gap: Number = now - then if now > then else then - now
    share = f"（{rate}{_share(gap, then)}）" if then else ""
    return f"，比上年{word}{_n(gap)}{unit}{share}"


def _share(part: Number, whole: Number) -> str:
    return f"{float(part) / float(whole) * 100:.1f}%"


def _n(value: Number) -> str:
    return str(value)
