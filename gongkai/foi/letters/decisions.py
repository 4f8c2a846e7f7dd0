"""Letters that end a request: what was asked, what is decided, on which article, why, and redress."""

from collections.abc import Mapping
from typing import Any

from gongkai.foi.letters.blanks import blank
from gongkai.foi.letters.grounds import GROUNDS, Ground
from gongkai.foi.letters.matter import Facts, Matter, printable, sentence
from gongkai.foi.letters.phrases import LAW, asked, contact, law, opening, reasons
from gongkai.foi.letters.redress import redress

REPORT_FORMAT = "《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）"


def _letter(
    m: Matter, *middle: str, which: str = "B", against: str = "本告知书", facts: Facts | None = None
) -> list[str]:
    found = (
        [f"经查明，{facts.whole('facts', '查明的事实')}"] if facts and facts.has("facts") else []
    )
    body = [opening(m), asked(m), *found, *(text for text in middle if text)]
    return [*body, *redress(which, m, against=against), contact(m)]


def _given(f: Facts, lead: str, label: str) -> str:
    return f"{lead}{f.whole('given', label)}"


def _optional(f: Facts, lead: str) -> str:
    return f"{lead}{f.whole('given', '')}" if f.has("given") else ""


def _because(f: Facts, lead: str = "理由如下：") -> str:
    """Reasons where the article alone does not say everything."""
    return reasons(f, lead=lead) if f.has("reasons") else ""


def public_already(m: Matter, f: Facts) -> list[str]:
    """已主动公开 (条例第三十六条第一项)."""
    return _letter(
        m,
        f"经核实，{m.you}申请公开的信息已经主动公开。",
        law("第三十六条第一项", "所申请公开信息已经主动公开的，告知申请人获取该政府信息的方式、途径"),
        _given(f, "获取的方式和途径是：", "获取的方式、途径"),
        _because(f, "补充说明："),
        facts=f,
    )  # fmt: skip


def disclosure(m: Matter, f: Facts) -> list[str]:
    """予以公开 (条例第三十六条第二项)."""
    return _letter(
        m,
        f"经审查，{m.you}申请公开的信息可以公开，本机关决定予以公开。",
        law("第三十六条第二项", "所申请公开信息可以公开的，向申请人提供该政府信息，或者告知申请人获取该政府信息的方式、途径和时间"),
        _given(f, "提供的信息以及获取的方式、途径和时间是：", "提供的信息或者获取的方式、途径和时间"),
        _because(f, "补充说明："),
        facts=f,
    )  # fmt: skip


def partial(m: Matter, f: Facts) -> list[str]:
    """部分公开 (条例第三十七条): every part with its result, every withheld part with its ground."""
    return _letter(
        m,
        f"经审查，{m.you}申请公开的信息能够作区分处理，本机关决定部分公开。",
        law("第三十七条", "申请公开的信息中含有不应当公开或者不属于政府信息的内容，但是能够作区分处理的，行政机关应当向申请人提供可以公开的政府信息内容，并对不予公开的内容说明理由"),
        *_items(f),
        _given(f, "提供的内容以及获取的方式是：", "提供的内容以及获取的方式"),
        *_grounds(f, "不予公开的内容"),
        reasons(f, lead="对不予公开的内容，理由如下："),
        which="A",
        against="本告知书中不予公开的部分",
        facts=f,
    )  # fmt: skip


def refusal(m: Matter, f: Facts) -> list[str]:
    """不予公开 (条例第十四条至第十六条、第三十六条第三项)."""
    return _letter(
        m,
        *_grounds(f, f"{m.you}申请公开的信息"),
        f"依照{LAW}{_articles(f)}和第三十六条第三项，本机关决定不予公开。",
        reasons(f),
        which="A",
        facts=f,
    )


def special_query(m: Matter, f: Facts) -> list[str]:
    """行政查询事项 (条例第三十六条第七项)."""
    return _letter(
        m,
        f"经审查，{m.you}申请公开的信息属于行政查询事项，有关法律、行政法规对获取有特别规定，请依照这些规定办理。",
        law("第三十六条第七项", "所申请公开信息属于工商、不动产登记资料等信息，有关法律、行政法规对信息的获取有特别规定的，告知申请人依照有关法律、行政法规的规定办理"),
        _given(f, "办理的依据和途径是：", "所依照的法律、行政法规以及办理途径"),
        _because(f),
        facts=f,
    )  # fmt: skip


def not_found(m: Matter, f: Facts) -> list[str]:
    """信息不存在 (条例第三十六条第四项): with the search that was made."""
    return _letter(
        m,
        *_searches(f),
        f"经检索，没有{m.you}申请公开的信息，该政府信息不存在。",
        law("第三十六条第四项", "经检索没有所申请公开信息的，告知申请人该政府信息不存在"),
        _because(f),
        _optional(f, "供参考的线索："),
        facts=f,
    )


def not_ours(m: Matter, f: Facts) -> list[str]:
    """不属于本机关负责公开 (条例第三十六条第五项): with the right one where it is known."""
    other = ""
    if f.has("agency"):
        reach = (
            f"，联系方式为：{f.text('agency_contact', '联系方式')}"
            if f.has("agency_contact")
            else ""
        )
        other = f"该信息由{f.text('agency', '负责公开的机关')}负责公开{reach}。请{m.you}向该机关提出申请。"
    return _letter(
        m,
        f"经审查，{m.you}申请公开的信息不属于本机关负责公开。",
        law("第三十六条第五项", "所申请公开信息不属于本行政机关负责公开的，告知申请人并说明理由；能够确定负责公开该政府信息的行政机关的，告知申请人该行政机关的名称、联系方式"),
        reasons(f),
        other or _optional(f, "负责公开该信息的机关是："),
        facts=f,
    )  # fmt: skip


def must_be_made(m: Matter, f: Facts) -> list[str]:
    """需要另行制作 (条例第三十八条)."""
    return _letter(
        m,
        *_searches(f),
        f"经审查，本机关没有现成的{m.you}申请公开的信息，提供该信息需要对现有政府信息进行加工、分析，本机关不予提供。",
        law("第三十八条", "行政机关向申请人提供的信息，应当是已制作或者获取的政府信息。除依照本条例第三十七条的规定能够作区分处理的外，需要行政机关对现有政府信息进行加工、分析的，行政机关可以不予提供"),
        reasons(f),
        _optional(f, "可以提供的相关信息："),
        facts=f,
    )  # fmt: skip


def still_unclear(m: Matter, f: Facts) -> list[str]:
    """补正后仍不明确 (条例第三十条)."""
    return _letter(
        m,
        f"本机关已依照{LAW}第三十条告知{m.you}补正。经审查补正材料，申请内容仍然不明确，本机关无法据此查找，因此无法提供。",
        reasons(f, lead="仍不明确的地方是："),
        f"{m.you}可以在明确所需信息的名称、文号或者便于查询的其他特征后，重新提出申请。",
        facts=f,
    )  # fmt: skip


def petition(m: Matter, f: Facts) -> list[str]:
    """信访举报投诉 (条例第三十九条第一款)."""
    return _letter(
        m,
        f"经审查，{m.you}提出的内容属于信访、投诉、举报等诉求，本机关不作为政府信息公开申请处理。",
        law("第三十九条第一款", "申请人以政府信息公开申请的形式进行信访、投诉、举报等活动，行政机关应当告知申请人不作为政府信息公开申请处理并可以告知通过相应渠道提出"),
        reasons(f),
        _optional(f, f"{m.you}可以通过以下渠道提出："),
        facts=f,
    )  # fmt: skip


def repeated(m: Matter, f: Facts) -> list[str]:
    """重复申请 (条例第三十六条第六项)."""
    earlier = (
        f"此前的答复是：{f.whole('earlier', '此前答复的文号和日期')}" if f.has("earlier") else ""
    )
    return _letter(
        m,
        f"经核实，{m.you}此前已经申请公开相同的政府信息，本机关已经作出答复，现不予重复处理。",
        law("第三十六条第六项", "行政机关已就申请人提出的政府信息公开申请作出答复、申请人重复申请公开相同政府信息的，告知申请人不予重复处理"),
        earlier,
        reasons(f),
        facts=f,
    )  # fmt: skip


def publications(m: Matter, f: Facts) -> list[str]:
    """公开出版物 (条例第三十九条第二款)."""
    return _letter(
        m,
        f"经审查，{m.you}申请提供的是公开出版物，本机关不再作为政府信息公开申请处理。",
        law("第三十九条第二款", "申请人提出的申请内容为要求行政机关提供政府公报、报刊、书籍等公开出版物的，行政机关可以告知获取的途径"),
        _given(f, "获取的途径是：", "获取的途径"),
        _because(f),
        facts=f,
    )  # fmt: skip


def excessive(m: Matter, f: Facts) -> list[str]:
    """无正当理由大量、反复申请 (条例第三十五条), the second of two steps."""
    return _letter(
        m,
        f"本机关已经要求{m.you}说明理由。经审查，本机关认为申请理由不合理，对该申请不予处理。",
        law("第三十五条", "申请人申请公开政府信息的数量、频次明显超过合理范围，行政机关可以要求申请人说明理由。行政机关认为申请理由不合理的，告知申请人不予处理"),
        reasons(f),
        facts=f,
    )  # fmt: skip


def confirmation(m: Matter, f: Facts) -> list[str]:
    """要求确认或者重新出具 (年度报告格式)."""
    return _letter(
        m,
        f"经审查，{m.you}要求本机关对已经获取的信息予以确认或者重新出具，属于{REPORT_FORMAT}所列“要求行政机关确认或重新出具已获取信息”的情形，本机关不予处理。",
        reasons(f),
        _optional(f, "相关办事途径："),
        facts=f,
    )


def lapse_correction(m: Matter, f: Facts) -> list[str]:
    """逾期不补正 (条例第三十条)."""
    return _letter(
        m,
        f"本机关已于{f.day('asked_on', '告知补正日期')}告知{m.you}作出补正，补正期限为{f.day('until', '补正期限')}。至该期限届满，本机关没有收到{m.you}的补正材料，也没有收到说明正当理由的材料。",
        law("第三十条", "申请人无正当理由逾期不补正的，视为放弃申请，行政机关不再处理该政府信息公开申请"),
        f"据此，视为{m.you}放弃申请，本机关不再处理该政府信息公开申请。{m.you}仍需要该信息的，可以重新提出申请。",
        _because(f, "补充说明："),
    )  # fmt: skip


def lapse_fee(m: Matter, f: Facts) -> list[str]:
    """逾期不缴费 (国办函〔2020〕109号第六条)."""
    return _letter(
        m,
        f"本机关的收费通知{m.you}已于{f.day('served_on', '收到收费通知日期')}收到，应缴信息处理费{f.number('amount', '金额')}元，缴费期限为{f.day('pay_until', '缴费期限')}。至该期限届满，{m.you}没有缴纳。",
        f"依照《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）第六条，视为{m.you}放弃申请，本机关不再处理该政府信息公开申请。{m.you}仍需要该信息的，可以重新提出申请。",
        _because(f, "补充说明："),
    )  # fmt: skip


def ended_otherwise(m: Matter, f: Facts) -> list[str]:
    """其他处理, withdrawal for one."""
    return _letter(
        m,
        f"该申请不再继续办理，现予办结。{reasons(f, lead='原因是：')}",
        f"{m.you}仍需要该信息的，可以重新提出申请。",
        facts=f,
    )


def _articles(f: Facts) -> str:
    articles = dict.fromkeys(
        GROUNDS[code].article for code in f.codes("grounds") if code in GROUNDS
    )
    return "、".join(articles) or blank("不予公开所依据的条款")


def _grounds(f: Facts, what: str) -> list[str]:
    """What the information is, and the words of each article, each article once."""
    found = [GROUNDS[code] for code in f.codes("grounds") if code in GROUNDS]
    if not found:
        return [law(blank("不予公开所依据的条款"), blank("条款原文"))]
    words = {ground.article: ground.words for ground in found}
    quotes = [law(article, text) for article, text in words.items()]
    kinds = "；".join(_kind_of(ground) for ground in found)
    return [f"经审查，{what}属于{kinds}。", *quotes]


def _kind_of(ground: Ground) -> str:
    return f"{ground.what}（条例{ground.article}）"


_RESULTS = {"full": "予以公开", "partial": "部分公开", "withheld": "不予公开"}


def _items(f: Facts) -> list[str]:
    """Every item with its result, and its article where something is withheld."""
    rows = f.rows("items")
    lines = [f"（{number}）{_item(row)}" for number, row in enumerate(rows, 1)]
    return ["各项内容的处理结果是：", *lines] if lines else []


def _item(row: Mapping[str, Any]) -> str:
    result = _RESULTS.get(str(row.get("result", "")), blank("处理结果"))
    ground = GROUNDS.get(str(row.get("ground", "")))
    basis = f"（条例{ground.article}）" if ground else ""
    what = printable(str(row.get("what", ""))).strip().rstrip("。；") or blank("内容")
    return sentence(f"{what}：{result}{basis}")


def _searches(f: Facts) -> list[str]:
    """Where and with which words was searched, and what came of it."""
    rows = f.rows("searches")
    if not rows:
        return [f"本机关{blank('检索的时间、范围、检索词和结果')}。"]
    return [f"检索情况：{_search(row)}" for row in rows]


def _search(row: Mapping[str, Any]) -> str:
    f = Facts(row)
    return (
        f"{f.day('on', '检索日期')}，本机关在{f.text('places', '检索范围')}中，"
        f"以“{f.text('words', '检索词')}”检索，结果为：{f.whole('result', '检索结果')}"
    )
