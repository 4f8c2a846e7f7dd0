"""A row of a ledger judged: what it becomes, what is doubtful, or why it cannot be taken.

Sentences name the line and the column, never what stands in it about a person.
"""

import datetime as dt
from dataclasses import dataclass, field

from gongkai.base.calendar import today
from gongkai.base.refusal import Refusal
from gongkai.foi.outcomes import BY_CODE
from gongkai.foi.services.intake import spelling
from gongkai.foi.services.intake.checking import MOST_WANTED, proposed_kind
from gongkai.foi.services.ledger import words
from gongkai.foi.services.ledger.columns import plain
from gongkai.foi.services.ledger.reading import Ledger, Line
from gongkai.foi.states import ApplicantKind, Channel, IdKind, RemedyKind, RemedyResult
from gongkai.lib.clock.periods import FIRST_LAW
from gongkai.lib.dates import plain_date

_LONGEST_NUMBER = 60
_LONGEST_NAME = 100


class Bad(Exception):
    """Why a row cannot be taken: a whole sentence."""


@dataclass(frozen=True, slots=True)
class PastRemedy:
    """A reconsideration or a lawsuit the ledger tells of."""

    kind: RemedyKind
    result: RemedyResult
    on: dt.date


@dataclass(slots=True)
class Entry:
    """A row as it will be stored."""

    line: Line
    key: str
    number: str
    name: str
    kind: ApplicantKind
    id_kind: str
    id_number: str
    phone: str
    address: str
    wanted: str
    channel: Channel
    received_on: dt.date
    outcome: str
    replied_on: dt.date
    in_time: bool | None
    withdrawn: bool
    remedies: list[PastRemedy] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def judge(line: Line, ledger: Ledger) -> Entry:
    """The row as an entry, with its doubts.

    Raises:
        Bad: something without which there is no case is missing or cannot be read.
    """
    cells = line.cells
    doubts: list[str] = []
    received, replied = _days(cells, doubts)
    number = _number(cells, ledger, received)
    code = _outcome(cells.get("outcome", ""))
    name = _needed(cells, "name", "申请人", _LONGEST_NAME)
    id_number, id_kind = _paper(cells, doubts)
    return Entry(
        line=line,
        key=plain(number)[:120],
        number=number,
        name=" ".join(name.split()),
        kind=_kind(cells, name, id_number, id_kind, doubts),
        id_kind=id_kind,
        id_number=id_number,
        phone=_phone(cells, doubts),
        address=" ".join(cells.get("address", "").split())[:200],
        wanted=_needed(cells, "wanted", "申请内容", MOST_WANTED),
        channel=_channel(cells, ledger, doubts),
        received_on=received,
        outcome=code,
        replied_on=replied,
        in_time=_in_time(cells, ledger, doubts),
        withdrawn=code == "D6-3" and "撤" in cells.get("outcome", ""),
        remedies=_remedies(cells, replied, doubts),
        doubts=doubts,
    )


# -- without these there is no case


def _needed(cells: dict[str, str], fact: str, label: str, most: int) -> str:
    text = cells.get(fact, "").replace("\0", "").strip()
    if not text:
        raise Bad(f"没有写{label}，没有导入，请补上后再导入一次。")
    if len(text) > most:
        raise Bad(f"{label}有{len(text)}个字，超过{most}个字，没有导入，请缩短后再导入一次。")
    return text


def _number(cells: dict[str, str], ledger: Ledger, received: dt.date) -> str:
    text = " ".join(_needed(cells, "number", "编号", _LONGEST_NUMBER).split())
    return f"{received.year}-{text}"[:_LONGEST_NUMBER] if ledger.serial else text


def _days(cells: dict[str, str], doubts: list[str]) -> tuple[dt.date, dt.date]:
    received = _day(cells, "received_on", "收到日期", doubts)
    replied = _day(cells, "replied_on", "答复日期", doubts)
    if received < FIRST_LAW:
        raise Bad(f"收到日期早于{plain_date(FIRST_LAW)}条例施行，没有导入，请核对日期。")
    if replied < received:
        raise Bad(
            f"答复日期{plain_date(replied)}早于收到日期{plain_date(received)}，没有导入，请核对日期。"
        )
    if replied > today():
        raise Bad(f"答复日期{plain_date(replied)}还没有到，没有导入，请核对日期。")
    return received, replied


def _day(cells: dict[str, str], fact: str, label: str, doubts: list[str]) -> dt.date:
    text = cells.get(fact, "")
    if not text:
        more = "还没有办结的，请在“登记申请”里登记。" if fact == "replied_on" else "请补上。"
        raise Bad(f"没有写{label}，没有导入，{more}")
    day, doubtful = words.day_of(text)
    if day is None:
        raise Bad(f"{label}“{text[:20]}”不是完整的日期，没有导入，请写明年、月、日。")
    if doubtful:
        doubts.append(f"{label}是一个数字，按表格的日期序号记为{plain_date(day)}，请核对。")
    return day


def _outcome(text: str) -> str:
    if not text:
        raise Bad("没有写办理结果，没有导入；还没有办结的，请在“登记申请”里登记。")
    found = words.outcomes_of(text)
    if len(found) == 1:
        return found[0]
    if not found:
        raise Bad(
            f"办理结果“{text[:30]}”对不上年度报告的任何一项，没有导入；"
            "不予公开的请写明是哪一种，例如“不予公开（过程性信息）”。"
        )
    names = "、".join(BY_CODE[code].name for code in found[:4])
    raise Bad(f"办理结果“{text[:30]}”可能是{names}，没有导入，请只写一种。")


# -- these may be doubtful


def _paper(cells: dict[str, str], doubts: list[str]) -> tuple[str, str]:
    text = cells.get("id_number", "")
    try:
        number, kind = spelling.id_number(text, "")
    except Refusal:
        doubts.append("证件号码的位数或者校验位不对，这一栏没有保存，请核对。")
        return "", ""
    return number, kind


def _phone(cells: dict[str, str], doubts: list[str]) -> str:
    try:
        return spelling.phone(cells.get("phone", ""))
    except Refusal:
        doubts.append("联系电话无法识别，这一栏没有保存，请核对。")
        return ""


def _kind(
    cells: dict[str, str], name: str, number: str, id_kind: str, doubts: list[str]
) -> ApplicantKind:
    if kind := words.kind_of(cells.get("kind", "")):
        return kind
    if number:
        kind = ApplicantKind(proposed_kind(number, id_kind))
        why = "按证件号码"
    else:
        kind, why = _guessed(name), "按名称"
    doubts.append(f"没有写明申请人类型，{why}记为“{kind.label}”，请核对。")
    return kind


def _guessed(name: str) -> ApplicantKind:
    if "律师事务所" in name:
        return ApplicantKind.LEGAL_SERVICE
    if name.endswith(("公司", "厂", "集团", "合作社")):
        return ApplicantKind.BUSINESS
    return ApplicantKind.NATURAL if len("".join(name.split())) <= 4 else ApplicantKind.OTHER


def _channel(cells: dict[str, str], ledger: Ledger, doubts: list[str]) -> Channel:
    channel = words.channel_of(cells.get("channel", ""))
    if channel is None and "channel" in ledger.facts:
        doubts.append("申请方式没有写或者无法识别，记为“网上提交”，请核对。")
    return channel or Channel.INTERNET


def _in_time(cells: dict[str, str], ledger: Ledger, doubts: list[str]) -> bool | None:
    text = cells.get("in_time", "")
    if not text:
        return None
    said = words.yes_of(text)
    if said is None:
        doubts.append("是否按期无法识别，没有记，请写“是”或者“否”。")
        return None
    plainly = plain(text) in ("是", "否", "y", "n", "yes", "no", "1", "0", "√")
    return not said if ledger.inverted and plainly else said


def _remedies(cells: dict[str, str], replied: dt.date, doubts: list[str]) -> list[PastRemedy]:
    found = []
    reviewed = not words.is_none(cells.get("review", ""))
    after = RemedyKind.SUIT_AFTER_REVIEW if reviewed else RemedyKind.SUIT_DIRECT
    for fact, label, kind in (("review", "复议", RemedyKind.REVIEW), ("suit", "诉讼", after)):
        text = cells.get(fact, "")
        if words.is_none(text):
            continue
        result, (day, _) = words.remedy_of(text), words.day_of(cells.get(f"{fact}_on", ""))
        if result is None or day is None or not replied <= day <= today():
            doubts.append(
                f"{label}的结果或者日期没有写明，或者日期不可能，{label}没有导入，请到案件页面登记。"
            )
            continue
        found.append(PastRemedy(kind, result, day))
    return found


def id_kind_of(entry: Entry) -> str:
    """What kind of paper the applicant has, where none was shown."""
    if entry.id_kind:
        return entry.id_kind
    natural = entry.kind == ApplicantKind.NATURAL
    return IdKind.RESIDENT if natural else IdKind.CREDIT_CODE
