"""Everything that stands against sending a draft for review, or signing it, each a whole sentence."""

from gongkai.lib.dates import plain_date
from gongkai.lib.titles import quoted
from gongkai.publishing import outline
from gongkai.publishing.models import OfficialDocument, Publication, Review
from gongkai.publishing.queries import reviewing as turns
from gongkai.publishing.services import attributes, interpretation, secrecy
from gongkai.publishing.services.content import package
from gongkai.publishing.services.proof_gate import open_errors
from gongkai.publishing.states import Attribute, AttributeStep


def reasons_against_submission(publication: Publication, *, proofread: bool = True) -> list[str]:
    """Everything that stands against sending a draft for review, each a whole sentence.

    Args:
        proofread: whether the texts are proof-read, too; a page that only shows the rest goes without.
    """
    companions = package(publication)[1:]
    members = [publication, *companions]
    return [
        *(reason for row in members for reason in _reasons_of(row)),
        *filter(None, [interpretation.missing_sentence(publication, companions)]),
        *(reason for row in members if proofread for reason in open_errors(row)),
    ]


def _reasons_of(row: Publication) -> list[str]:
    name = f"{quoted(row.title)}" if row.companion_of_id else ""
    reasons = []
    if not row.title.strip():
        reasons.append("还没有标题，请先补上标题。")
    if row.unit_id is None:
        reasons.append("还没有确定发布机构，请先选择发布机构。")
    if row.attribute == Attribute.UNKNOWN and row.companion_of_id is None:
        reasons.append(
            "还没有提出公开属性，请先选择主动公开、依申请公开或者不予公开。"
        )  # 条例第十七条
    text = getattr(row, "text", None)
    if (text is None or not text.plain.strip()) and not row.attachments.exists():
        reasons.append(f"{name}正文是空的，也没有附件，请先写入正文。")
    if row.corrects_id and not row.correction_note.strip():
        reasons.append("这是更正稿，请写明更正了什么；更正说明会对外公布。")
    reasons += _document_reasons(row)
    return [*reasons, *_closed_attachments(row)]


def _closed_attachments(row: Publication) -> list[str]:
    """Attachments that may not go out with a public text."""
    if row.attribute != Attribute.PROACTIVE:
        return []
    name = f"{quoted(row.title)}" if row.companion_of_id else ""
    closed = row.attachments.exclude(attribute=Attribute.PROACTIVE).count()
    if not closed:
        return []
    return [
        f"{name}有{closed}个附件不是主动公开。主动公开的文件不能带不公开的内容，请移去或者区分处理后改为主动公开。"
    ]


def reasons_against_publicity(row: Publication, members: list[Publication]) -> list[str]:
    """What no hurry skips: the interpretation that is owed, attachments that stay closed, the unit."""
    reasons = [*filter(None, [interpretation.missing_sentence(row, members[1:])])]
    for member in members:
        reasons += _closed_attachments(member)
    if row.unit_id is None:
        reasons.append("还没有确定发布机构，请退回起草，选择发布机构。")
    return reasons


def _document_reasons(row: Publication) -> list[str]:
    """成文 ≤ 印发, no draft mark, a class where the obligations hang on it."""
    document = getattr(row, "document", None)
    if document is None:
        return []
    reasons = []
    if document.status_mark:
        reasons.append(
            f"文稿标有“{document.status_mark}”，不是正式印发的文件，不能作为正式文件发布。"
        )
    if document.document_class_id is None:
        reasons.append("还没有选择文件类别，解读、备案和有效期的要求要按类别确定。")
    reasons += _missing_attachments(row, document)
    if document.signed_on and document.printed_on and document.printed_on < document.signed_on:
        reasons.append(
            f"印发日期{plain_date(document.printed_on)}早于成文日期{plain_date(document.signed_on)}，请核对后改正。"
        )
    return reasons


def _missing_attachments(row: Publication, document: OfficialDocument) -> list[str]:
    """What the text says it encloses must be there: as a file, or as text behind the signature."""
    named = document.attachment_names
    text = getattr(row, "text", None)
    nodes = text.outline if text is not None else []
    behind = nodes[outline.letter_length(nodes) :]
    enclosed = sum((node.get("label") or "").startswith("附件") for node in behind)
    there = row.attachments.count() + enclosed if named else 0
    if there >= len(named):
        return []
    return [
        f"附件说明写有{len(named)}个附件（{'、'.join(named[:3])}），现在有{there}个；请上传，或者改正附件说明。"
    ]


def reasons_against_signature(
    row: Publication, members: list[Publication], digest: str
) -> list[str]:
    """What is still missing before the signature, all of it, each a whole sentence."""
    passed = turns.passed_reviews(row)
    missing = turns.next_step(row, passed)
    reasons = []
    if not turns.steps():
        reasons.append("还没有设置审校环节，请主管部门先在“审校环节”里设置三审三校的角色。")
    if missing is not None:
        reasons.append(f"还没有{missing.name}{missing.proof_name}，请先完成审校。")
    if attributes.latest(row, AttributeStep.CHECKED) is None:
        reasons.append("公开属性还没有核定，请先由公开工作机构核定。")
    if not chain_holds(row, passed, digest):
        reasons.append("最后一次审校以后内容又有改动，请退回，重新审校。")
    if row.attribute == Attribute.PROACTIVE and secrecy.passed(row, digest) is None:
        reasons.append("现在的内容还没有通过保密审查；审查以后改动过内容的，要重新审查。")
    return [*reasons, *reasons_against_publicity(row, members)]


def chain_holds(row: Publication, passed: list[Review], digest: str) -> bool:
    """Whether the hashes lead without a gap from the submission over the reviews to this content."""
    submission = row.submissions.filter(round=row.round).first()
    if submission is None:
        return False
    link = submission.digest
    for done in passed:
        if done.digest_before != link:
            return False
        link = done.digest_after
    return link == digest
