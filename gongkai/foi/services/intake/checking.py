"""Makes what was stated into what is stored; every check stands here, whichever door it came by."""

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.base.calendar import today
from gongkai.base.refusal import Refusal
from gongkai.foi.services.intake import spelling
from gongkai.foi.services.intake.facts import FROM_AFAR, ApplicantFacts, ApplicationFacts
from gongkai.foi.services.intake.papers import CheckedPaper
from gongkai.foi.states import (
    ApplicantKind,
    Channel,
    FilePurpose,
    IdKind,
    WantedForm,
    WantedRoute,
)
from gongkai.lib import ids
from gongkai.lib.dates import plain_date

MOST_WANTED = 5000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# What a route of reply cannot do without.
_ROUTE_NEEDS = {
    WantedRoute.POST: ("address", "选择了邮寄，请填写通信地址，写到门牌号。"),
    WantedRoute.EMAIL: ("email", "选择了用电子邮件获取，请填写电子邮箱。"),
    WantedRoute.FAX: ("fax", "选择了用传真获取，请填写传真号码。"),
    WantedRoute.PICKUP: ("phone", "选择了自行领取，请填写联系电话，便于通知领取。"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing of article 29 that is missing: its field, its word, and what to do about it."""

    field: str
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """An application as it will be stored, with what is missing (of one from afar) and doubts."""

    applicant: ApplicantFacts
    facts: ApplicationFacts
    arrived_on: dt.date
    gaps: tuple[Gap, ...]
    doubts: tuple[str, ...]


def check(
    applicant: ApplicantFacts,
    facts: ApplicationFacts,
    papers: Sequence[CheckedPaper] = (),
    *,
    by_clerk: bool = False,
) -> Checked:
    """The application in its stored form.

    Args:
        by_clerk: written up by a clerk; what came from afar is entered even where parts of article 29
            are missing, since those are asked for by way of 补正 (条例第三十条).

    Raises:
        Refusal: at the field it concerns.
    """
    facts = _facts(facts)
    who = _applicant(applicant)
    found = tuple(gaps(who, facts, papers))
    if found and not (by_clerk and facts.channel in FROM_AFAR):
        raise Refusal(found[0].sentence, field=found[0].field)
    _check_agent(who, papers, strict=not (by_clerk and facts.channel in FROM_AFAR))
    if facts.channel == Channel.ORAL and not facts.read_back:
        # 条例第二十九条：口头提出的，由受理机关代为填写。
        raise Refusal(
            "口头申请由工作人员代填，请向申请人宣读或者请其看过，确认无误后勾选再提交（条例第二十九条）。",
            field="read_back",
        )
    doubt = spelling.id_doubt(who.id_number, who.id_kind)
    return Checked(who, facts, _arrival(facts), found, (doubt,) if doubt else ())


def gaps(
    who: ApplicantFacts, facts: ApplicationFacts, papers: Sequence[CheckedPaper] = ()
) -> list[Gap]:
    """What article 29 wants and is not there; fields in their normal form."""
    found = []
    shown = any(paper.purpose == FilePurpose.IDENTITY for paper in papers)
    if not who.id_number and not shown:
        found.append(
            Gap("id_number", "身份证明", "请填写证件号码，或者上传身份证明（条例第二十九条）。")
        )
    field, sentence = _ROUTE_NEEDS.get(WantedRoute(facts.wanted_route), ("", ""))
    if field and not getattr(who, field):
        found.append(Gap(field, _WORDS[field], sentence))
    if not (who.phone or who.email or who.address):
        found.append(
            Gap("phone", "联系方式", "请至少填写联系电话、电子邮箱、通信地址中的一项（条例第二十九条）。")
        )  # fmt: skip
    return found


_WORDS = {"address": "通信地址", "email": "电子邮箱", "fax": "传真号码", "phone": "联系电话"}


def proposed_kind(number: str, id_kind: str) -> str:
    """The column of the report a paper suggests; the person may choose another."""
    if id_kind == IdKind.CREDIT_CODE:
        return ids.applicant_type(number) or ApplicantKind.OTHER
    return ApplicantKind.NATURAL


def _applicant(said: ApplicantFacts) -> ApplicantFacts:
    name = _line(said.name, 100, "name")
    if not name:
        raise Refusal("请填写申请人的姓名或者单位名称（条例第二十九条）。", field="name")
    _check_choice(said.id_kind, IdKind, "id_kind", "身份证明的种类")
    _check_choice(said.kind, ApplicantKind, "kind", "申请人类型")
    number, id_kind = spelling.id_number(said.id_number, said.id_kind)
    id_kind = id_kind or (
        IdKind.RESIDENT if said.kind in ("", ApplicantKind.NATURAL) else IdKind.CREDIT_CODE
    )
    return dataclasses.replace(
        said,
        name=name,
        id_kind=id_kind,
        id_number=number,
        kind=said.kind or proposed_kind(number, id_kind),
        contact_name=_line(said.contact_name, 50, "contact_name"),
        phone=spelling.phone(said.phone),
        fax=spelling.phone(said.fax, field="fax"),
        email=spelling.email(said.email),
        address=_line(said.address, 200, "address"),
        agent_name=_line(said.agent_name, 50, "agent_name"),
        agent_id_number=spelling.id_number(said.agent_id_number, "", field="agent_id_number")[0],
        help_needed=_line(said.help_needed, 200, "help_needed"),
    )


def _facts(said: ApplicationFacts) -> ApplicationFacts:
    _check_choice(said.channel, Channel, "channel", "提交渠道", needed=True)
    _check_choice(said.wanted_form, WantedForm, "wanted_form", "提供形式", needed=True)
    _check_choice(said.wanted_route, WantedRoute, "wanted_route", "获取方式", needed=True)
    wanted = _CONTROL.sub("", said.wanted.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(wanted) < 2:
        raise Refusal(
            "请写明需要的政府信息的名称、文号或者便于查询的其他特征（条例第二十九条）。",
            field="wanted",
        )
    if len(wanted) > MOST_WANTED:
        raise Refusal(
            f"所需信息的描述有{len(wanted)}字，超过{MOST_WANTED}字，请写要点，其余内容作为申请材料上传。",
            field="wanted",
        )
    _check_unit(said)
    return dataclasses.replace(said, wanted=wanted, doc_no=_line(said.doc_no, 100, "doc_no"))


def _check_unit(said: ApplicationFacts) -> None:
    unit, day = said.unit, today()
    gone = unit.active_to is not None and unit.active_to < day
    if gone or (unit.active_from is not None and unit.active_from > day):
        after = (
            f"请向承继其职权的{unit.successor}申请"
            if unit.successor
            else "请向现在承担这项职权的单位申请"
        )
        raise Refusal(f"{unit}已经不再履行职权，{after}（条例第十条）。", field="unit")


def _check_agent(who: ApplicantFacts, papers: Sequence[CheckedPaper], *, strict: bool) -> None:
    if who.agent_id_number and not who.agent_name:
        raise Refusal("填写了代理人的证件号码，请一并填写代理人的姓名。", field="agent_name")
    mandate = any(paper.purpose == FilePurpose.MANDATE for paper in papers)
    if strict and who.agent_name and not mandate:
        raise Refusal("委托他人申请的，请上传申请人签名或者盖章的授权委托书。", field="files")


def _arrival(facts: ApplicationFacts) -> dt.date:
    day = facts.arrived_on or today()
    if day > today():
        raise Refusal(
            f"{plain_date(day)}还没有到，申请不能在那一天到达。请核对日期。", field="arrived_on"
        )
    return day


def _check_choice(
    value: str, choices: type, field: str, what: str, *, needed: bool = False
) -> None:
    if (value or needed) and value not in set(choices):  # type: ignore[call-overload]
        raise Refusal(f"请在列出的选项中选择{what}。", field=field, status=400)


def _line(text: str, most: int, field: str) -> str:
    line = " ".join(_CONTROL.sub("", text).split())
    if len(line) > most:
        raise Refusal(f"这一项最多写{most}字，现在是{len(line)}字，请写得短一些。", field=field)
    return line
