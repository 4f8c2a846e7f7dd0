"""Passages that many letters share."""

from gongkai.foi.letters.blanks import blank
from gongkai.foi.letters.matter import Facts, Matter, sentence
from gongkai.lib.dates import chinese_date, plain_date

LAW = "《中华人民共和国政府信息公开条例》"


def law(article: str, words: str) -> str:
    """The article and what it says."""
    return f"{LAW}{article}规定：“{words}。”"


def opening(m: Matter) -> str:
    """Who asked, when it came, under which number."""
    received = f"本机关于{plain_date(m.received_on)}收到" if m.received_on else "本机关已经收到"
    asked = "提出"
    if m.submitted_on and m.received_on and m.submitted_on < m.received_on:
        asked = f"于{plain_date(m.submitted_on)}提出"
    return f"{m.you}{asked}的政府信息公开申请，{received}，登记编号为{m.number}。"


def asked(m: Matter) -> str:
    """What was asked, as the applicant wrote it."""
    doc_no = f"所写文号为{m.doc_no}。" if m.doc_no else ""
    return f"{m.you}申请公开的内容是：{quoted(m.wanted)}{doc_no}"


def quoted(text: str) -> str:
    """The applicant's words in quotation marks; a full stop behind them where they have none."""
    text = text.strip()
    return f"“{text}”" if text.endswith(("。", "！", "？", "；")) else f"“{text}”。"


def due(m: Matter) -> str:
    """The day by which the reply comes."""
    if m.due_on is None:
        return f"本机关将在{blank('答复期限')}之前（含当日）答复。"
    note = "这一年的节假日安排尚未公布，公布后如有变化会另行告知。" if m.provisional else ""
    return f"本机关将在{chinese_date(m.due_on)}之前（含当日）答复。{note}"


def contact(m: Matter) -> str:
    """Where to ask."""
    parts = [
        f"{name}：{value}"
        for name, value in (
            ("地址", m.contact.address),
            ("电话", m.contact.phone),
            ("办公时间", m.contact.hours),
        )
        if value
    ]
    if not parts:
        return (
            "如有疑问，请按照本机关政府信息公开指南载明的联系方式与本机关政府信息公开工作机构联系。"
        )
    return f"如有疑问，请与本机关政府信息公开工作机构联系。{'；'.join(parts)}。"


def numbered(rows: list[str]) -> list[str]:
    """Texts as numbered paragraphs."""
    if len(rows) == 1:
        return [sentence(rows[0])]
    return [f"（{number}）{sentence(text)}" for number, text in enumerate(rows, 1)]


def reasons(f: Facts, *, lead: str = "理由如下：") -> str:
    """Why it was decided so."""
    return lead + f.whole("reasons", "理由")
