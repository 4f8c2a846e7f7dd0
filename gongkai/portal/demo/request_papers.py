"""Papers of the demonstration cases: an original given whole, and one given with parts blacked out."""

from gongkai.base.models import User
from gongkai.catalogue.models import LegalGround
from gongkai.foi.models import CaseFile, DisclosureRequest, Redaction
from gongkai.foi.render.page import Page
from gongkai.foi.render.pdf import available, pdf
from gongkai.foi.services import redacting

# What the copy of the contract must not show: a name and a price, both invented.
HIDDEN = ("夏侯明澈", "二百七十三万四千元")


def give_whole(case: DisclosureRequest, *, by: User) -> CaseFile:
    """An original that goes to the applicant in full."""
    text = f"{case.matter}\n\n本件内容虚构，只供演示。\n一、总体情况。\n二、具体内容。\n"
    file = redacting.add_record(case, text.encode(), name="所查信息.txt", by=by)
    return redacting.give_whole(file, redacting.prepare_whole(file), by=by)


def give_redacted(case: DisclosureRequest, *, by: User, checked_by: User) -> Redaction:
    """An original whose copy has the words of `HIDDEN` taken out; looked through by another person.

    A PDF; a plain text on a machine without Chinese fonts.
    """
    content, name = _original(case)
    file = redacting.add_record(case, content, name=name, by=by)
    row = redacting.begin(file, by=by)
    ground = LegalGround.objects.get(code="E15-1")
    for words in HIDDEN:
        found = redacting.find(row, words)
        row = redacting.add(row, found, ground=ground, note="", by=by, seen=row.row_version)
    row = redacting.keep(row, redacting.prepare(row), by=by)
    return redacting.confirm(row, by=checked_by, seen=row.row_version)


def _original(case: DisclosureRequest) -> tuple[bytes, str]:
    """The contract and its file name."""
    paragraphs = [
        f"项目名称：{case.matter}。本件内容虚构，只供演示。",
        "一、标的：按附件清单提供服务，期限十二个月。",
        f"二、价款：合同总价{HIDDEN[1]}，分四次支付。",
        f"三、联系人：{HIDDEN[0]}，负责日常对接。",
        "四、违约责任：逾期提供服务的，按日扣减价款。",
    ]
    if not available():
        return "\n".join(paragraphs).encode(), "合同.txt"
    page = Page(case.unit.name, "", "采购合同", "", paragraphs)
    return pdf(page), "合同.pdf"
