"""Texts of a case without its people: what is sealed in the case, and what looks like a person's number."""

import re
from collections.abc import Iterator

from gongkai.foi.models import Applicant, DisclosureRequest
from gongkai.foi.states import ApplicantKind
from gongkai.lib.anonymous import Known, without

# What follows the county in an address leads to a door, also without what stands before it.
_TO_COUNTY = re.compile(r"\A(?:[^省市区县旗州]{1,8}(?:自治区|自治州|[省市区县旗州])){1,3}")
_SHORTEST_DOOR = 4
_SPLIT = re.compile(r"[，,、；;\s]+")
_BODY = re.compile(r"(?:有限责任公司|股份有限公司|有限公司|律师事务所|合作社)\Z")


def known_of(case: DisclosureRequest) -> list[Known]:
    """Everything that names or reaches a person of the case, from all its sealed fields."""
    found = list(_of_applicant(case.application.applicant))
    for row in case.consultations.all():
        found.append(Known(row.name, "第三方的名称", "第三方"))
        found += [Known(part, "第三方的联系方式", "某联系方式") for part in _parts(row.contact)]
    for letter in case.letters.all():
        found.append(Known(letter.addressee, "文书收件人", "收件人"))
    return [one for one in found if len(one.words.strip()) > 1]


def _of_applicant(who: Applicant) -> Iterator[Known]:
    person = "申请人" if who.kind == ApplicantKind.NATURAL else "申请人（组织）"
    yield Known(who.name, "申请人的姓名或者名称", person)
    short = _BODY.sub("", who.name)
    if short != who.name and len(short) >= _SHORTEST_DOOR:
        yield Known(short, "申请人的名称", person)
    yield Known(who.contact_name, "联系人的姓名", "联系人")
    yield Known(who.agent_name, "代理人的姓名", "代理人")
    yield Known(who.id_number, "申请人的证件号码", "某证件号码")
    yield Known(who.agent_id_number, "代理人的证件号码", "某证件号码")
    yield Known(who.phone, "申请人的电话", "某号码")
    yield Known(who.fax, "申请人的传真", "某号码")
    yield Known(who.email, "申请人的邮箱", "某邮箱")
    yield Known(who.address, "申请人的地址", "某地址")
    door = _TO_COUNTY.sub("", who.address)
    if len(door) >= _SHORTEST_DOOR:
        yield Known(door, "申请人的地址", "某地址")


def _parts(contact: str) -> list[str]:
    """A contact as it was typed, and its parts: several are often written into one line."""
    return [contact, *(part for part in _SPLIT.split(contact) if len(part) >= _SHORTEST_DOOR)]


def anonymous(text: str, case: DisclosureRequest) -> str:
    """The text without the people of the case."""
    return without(text, known_of(case))
