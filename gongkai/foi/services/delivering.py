"""送达: which day counts, by which mode; what the applicant sees from then on."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.foi.models import CaseFile, Decision, Delivery, DisclosureRequest, FoiLetter
from gongkai.foi.queries.decisions import decision_of, signing_act
from gongkai.foi.services import acting, redacting, vault
from gongkai.foi.services.decision_text import digest_of
from gongkai.foi.states import Act, DeliveryMode, FilePurpose, LetterState
from gongkai.lib.dates import plain_date
from gongkai.lib.widths import fold, strip_spaces

# Names of the postal enterprise and its services, as `_plain` writes them (国办公开办函〔2016〕235号).
POSTAL = frozenset(
    {
        "ems",
        "中国邮政",
        "中国邮政ems",
        "中国邮政集团",
        "中国邮政集团有限公司",
        "中国邮政速递物流",
        "中国邮政速递物流股份有限公司",
        "中国邮政挂号信",
        "中国邮政特快专递",
        "邮政",
        "邮政ems",
        "邮政挂号信",
        "邮政特快专递",
        "特快专递ems",
        "挂号信",
    }
)
# What proves the service, by mode; the sentence names it.
_PROOF = {
    DeliveryMode.POST: "邮件号",
    DeliveryMode.NOTICE: "公告的刊载处",
}
_SIGNED = (DeliveryMode.DIRECT, DeliveryMode.ENTRUSTED, DeliveryMode.PICKUP)


@dataclass(frozen=True, slots=True)
class Service:
    """How and when a letter was served.

    Args:
        handed_on: day it was handed over, posted, or sent.
        signed_for_on: day of the signature; for a public notice, the day its time is over.
        operator: who carried it.
        evidence: number of the item, or where the proof is.
        receipt: the signed receipt as a file.
    """

    mode: DeliveryMode
    handed_on: dt.date
    signed_for_on: dt.date | None = None
    operator: str = ""
    evidence: str = ""
    receipt: "UploadedFile[Any] | None" = None

    @property
    def effective_on(self) -> dt.date:
        """The day that counts: posting by post, else the signature, else the day it was sent."""
        if self.mode.posted or self.mode == DeliveryMode.ELECTRONIC:
            return self.handed_on
        return self.signed_for_on or self.handed_on


def is_postal(operator: str) -> bool:
    """Whether the operator is the postal enterprise or one of its services."""
    return strip_spaces(fold(operator)) in POSTAL


@transaction.atomic
def deliver(
    case: DisclosureRequest,
    *,
    by: User,
    mode: DeliveryMode | str,
    handed_on: dt.date,
    signed_for_on: dt.date | None = None,
    operator: str = "",
    evidence: str = "",
    receipt: "UploadedFile[Any] | None" = None,
    letter: FoiLetter | None = None,
    seen: int | None = None,
) -> Delivery:
    """Serves the decision on the applicant (国办公开办函〔2016〕235号).

    1. locks the case; asks the move, the letter (issued, of this round), the days and the proof;
    2. asks that words and files are still those that were signed;
    3. the row of the delivery, whose effective day is the posting day by post, the day of the
       signature by hand, and by electronic means the day it entered the applicant's page or mailbox;
    4. the copies become visible to the applicant; the letter does with the act;
    5. one act on the effective day; the clock says whether it was in time (I3). In the first round
       the case keeps the day, by which the report counts it.

    A decision on paper goes by the postal enterprise: a private courier is refused.

    Raises:
        Refusal: as above; a day that is not possible; proof missing.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.DELIVER)
    decision = decision_of(row)
    signed = decision.letter if decision else None
    if signed is None or signed.state != LetterState.ISSUED:
        raise Refusal("本件的答复文书还没有发出文号，不能送达；请先签发。")
    if letter is not None and letter.pk != signed.pk:
        raise Refusal("要送达的不是本轮签发的答复文书，请刷新页面后重新选择。", field="letter")
    service = Service(
        DeliveryMode(mode), handed_on, signed_for_on, operator.strip(), evidence.strip(), receipt
    )
    _check(service, signed, decides=True)
    _check_signed(row, decision)
    delivery = _write(row, signed, service, by)
    redacting.open_to_applicant(row)
    acting.perform(
        row,
        Act.DELIVER,
        by=by,
        on=delivery.effective_on,
        data={"mode": service.mode.value, "delivery": delivery.pk, "handed_on": handed_on},
        note=f"{delivery.operator} {delivery.evidence}".strip(),
        visible=True,
        letter=signed,
        sets={"replied_on": delivery.effective_on} if row.round == 1 else {},
    )
    return delivery


@transaction.atomic
def serve_letter(
    letter: FoiLetter,
    *,
    by: User,
    mode: DeliveryMode | str,
    handed_on: dt.date,
    signed_for_on: dt.date | None = None,
    operator: str = "",
    evidence: str = "",
    receipt: "UploadedFile[Any] | None" = None,
) -> Delivery:
    """Keeps how a letter other than the decision was served; the stage of the case stays.

    The act that sent the letter has named its day to the clock already; this is the proof of it.
    Effects: the row, one event.

    Raises:
        Refusal: not issued; the decision itself; served before; days or proof not possible.
    """
    case = acting.lock(letter.case)
    row = FoiLetter.objects.select_for_update().get(pk=letter.pk)
    if row.state != LetterState.ISSUED:
        raise Refusal("这份文书还没有发出文号，不能登记送达；请先发出。")
    decision = decision_of(case)
    if decision is not None and decision.letter_id == row.pk:
        raise Refusal("这是本轮的答复文书，请用“送达”办理，答复期限以它为准。")
    if row.deliveries.exists():
        raise Refusal("这份文书已经登记过送达，请在送达记录里查看。")
    service = Service(
        DeliveryMode(mode), handed_on, signed_for_on, operator.strip(), evidence.strip(), receipt
    )
    _check(service, row, decides=False)
    delivery = _write(case, row, service, by)
    record(
        "登记文书送达",
        case,
        by=by,
        unit=case.unit,
        data={"letter": row.number, "mode": service.mode.value, "on": delivery.effective_on},
    )
    return delivery


def _write(case: DisclosureRequest, letter: FoiLetter, service: Service, by: User) -> Delivery:
    proof: CaseFile | None = None
    if service.receipt is not None:
        proof = vault.keep(
            service.receipt,
            name=service.receipt.name or "送达凭证",
            purpose=FilePurpose.EVIDENCE,
            by=by,
            case=case,
        )
    return Delivery.objects.create(
        case=case,
        letter=letter,
        mode=service.mode,
        handed_on=service.handed_on,
        signed_for_on=service.signed_for_on,
        effective_on=service.effective_on,
        operator=service.operator[:60],
        evidence=service.evidence[:100],
        receipt=proof,
        by=by,
    )


# -- what must be right


def _check(service: Service, letter: FoiLetter, *, decides: bool) -> None:
    _check_days(service, letter)
    if service.mode in _SIGNED and service.signed_for_on is None:
        raise Refusal(
            f"{service.mode.label}以签收日期为准，请填写受送达人签收的日期。", field="signed_for_on"
        )
    if service.mode == DeliveryMode.NOTICE and service.signed_for_on is None:
        raise Refusal("公告送达请填写公告期满的日期。", field="signed_for_on")
    proof = _PROOF.get(service.mode)
    if proof and not service.evidence:
        raise Refusal(f"{service.mode.label}须有凭证，请填写{proof}。", field="evidence")
    late = service.mode == DeliveryMode.ELECTRONIC and service.handed_on < today()
    if late and not service.evidence and service.receipt is None:
        raise Refusal(
            "补记以前的电子送达须有凭证，请填写发送记录的编号，或者上传发送记录。", field="evidence"
        )
    if service.mode == DeliveryMode.POST:
        _check_operator(service.operator, decides=decides)


def _check_operator(operator: str, *, decides: bool) -> None:
    if not operator:
        raise Refusal("请填写投递单位，例如“中国邮政挂号信”或者“EMS”。", field="operator")
    if decides and not is_postal(operator):
        raise Refusal(
            f"“{operator}”不是邮政企业。邮寄政府信息公开的书面决定应当通过邮政企业，"
            "不得交给其他快递企业（国办公开办函〔2016〕235号）。请改由邮政企业寄送后再登记。",
            field="operator",
        )


def _check_days(service: Service, letter: FoiLetter) -> None:
    made = letter.dated_on
    if made is not None and service.handed_on < made:
        raise Refusal(
            f"交付日期{plain_date(service.handed_on)}早于文书的落款日期{plain_date(made)}，请核对。",
            field="handed_on",
        )
    if service.handed_on > today():
        raise Refusal(
            f"{plain_date(service.handed_on)}还没有到，请在交付或者投递以后再登记。",
            field="handed_on",
        )
    signed = service.signed_for_on
    if signed is not None and signed < service.handed_on:
        raise Refusal(
            f"签收日期{plain_date(signed)}早于交付日期{plain_date(service.handed_on)}，请核对。",
            field="signed_for_on",
        )
    if signed is not None and signed > today():
        raise Refusal(f"{plain_date(signed)}还没有到，请在签收以后再登记。", field="signed_for_on")


def _check_signed(row: DisclosureRequest, decision: Decision | None) -> None:
    """Letter and copies are those that were reviewed and signed: nothing slips in or drops out (I8)."""
    signature = signing_act(row)
    signed = signature.data if signature else {}
    if [file.sha256 for file in redacting.delivered_files_of(row)] != signed.get("files", []):
        raise Refusal(
            "要提供的文件与签发时不一致，不能送达。请恢复签发时的公开副本；"
            "确需改动的，请联系公开工作机构负责人另行处理。"
        )
    if decision is None or digest_of(decision) != signed.get("digest"):
        raise Refusal(
            "答复或者文书的文字与签发时不一致，不能送达。换发的文书应当与签发的文字相同，请改回以后再送达。"
        )
