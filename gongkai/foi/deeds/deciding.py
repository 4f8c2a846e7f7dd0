"""From the proposal to the signature, on the page of a case."""

from gongkai.base.models import User
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.deciding import (
    DecisionForm,
    LegalForm,
    ReturnForm,
    SecrecyForm,
    SendForm,
    SignForm,
)
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries.decisions import decision_of, missing_reviews, passed_on, writers
from gongkai.foi.services import deciding, reviewing
from gongkai.foi.services.decision_text import digest_of
from gongkai.foi.states import Act, ReviewStep, Stage


def _propose(case: DisclosureRequest, form: DecisionForm, user: User) -> str:
    decision = deciding.propose(case, by=user, seen=form.seen, **form.proposal())
    missing = deciding.reasons_against(case, decision)
    return f"答复已保存，送审以前还缺{len(missing)}项。" if missing else "答复已保存，可以送审。"


def _send(case: DisclosureRequest, form: SendForm, user: User) -> str:
    deciding.send_to_review(case, by=user, seen=form.seen, note=form.cleaned_data["note"])
    return "已送保密审查和法制审核。"


def _why_not_send(case: DisclosureRequest, user: User) -> str:
    return "".join(deciding.reasons_against(case, decision_of(case)))


def _secrecy(case: DisclosureRequest, form: SecrecyForm, user: User) -> str:
    reviewing.secrecy_review(case, by=user, seen=form.seen, **form.finding())
    return _after_review(case)


def _legal(case: DisclosureRequest, form: LegalForm, user: User) -> str:
    reviewing.legal_review(case, by=user, seen=form.seen, **form.finding())
    return _after_review(case)


def _after_review(case: DisclosureRequest) -> str:
    case.refresh_from_db(fields=["stage"])
    return {
        Stage.SIGNING: "审核已通过，两项审核都已完成，已送签发。",
        Stage.HANDLING: "审核没有通过，已退回承办人。",
    }.get(Stage(case.stage), "审核已通过，还在等另一项审核。")


def _why_not_review(case: DisclosureRequest, user: User) -> str:
    if user.pk in writers(case):
        return "您承办或者拟写了这份答复，不能由您审核，请由其他审核人办理。"
    return ""


def _still_open(step: ReviewStep, case: DisclosureRequest) -> bool:
    decision = decision_of(case)
    return decision is None or step not in passed_on(case, digest_of(decision))


def _secrecy_open(case: DisclosureRequest, user: User) -> bool:
    return _still_open(ReviewStep.SECRECY, case)


def _legal_open(case: DisclosureRequest, user: User) -> bool:
    return _still_open(ReviewStep.LEGAL, case)


def _return(case: DisclosureRequest, form: ReturnForm, user: User) -> str:
    reviewing.send_back(case, by=user, opinion=form.cleaned_data["opinion"], seen=form.seen)
    return "已退回承办人。"


def _sign(case: DisclosureRequest, form: SignForm, user: User) -> str:
    decision = deciding.sign(case, by=user, seen=form.seen, note=form.cleaned_data["note"])
    number = decision.letter.number if decision.letter else ""
    return f"已签发，文号是{number}。"


def _why_not_sign(case: DisclosureRequest, user: User) -> str:
    sentence = deciding.why_not_sign(case, user)
    decision = decision_of(case)
    if sentence or decision is None:
        return sentence
    missing = missing_reviews(case, digest_of(decision))
    if missing:
        names = "、".join(step.label for step in missing)
        return f"送审以后内容有了变动，{names}不再有效，请退回承办人重新送审。"
    return "".join(deciding.reasons_against(case, decision))


DEEDS: tuple[Deed, ...] = (
    Deed(
        Act.PROPOSE,
        "拟定答复",
        "选择办理结果，写明事实和理由，右边可以看到答复文书的样子；可以先保存，以后再改。",
        DecisionForm,
        _propose,
        main=True,
        page="desk_request_decision",
    ),
    Deed(
        Act.SEND_TO_REVIEW,
        "送审",
        "把答复、文书和要提供的文件送保密审查和法制审核，审核期间不能再改。",
        SendForm,
        _send,
        why_not=_why_not_send,
    ),
    Deed(
        Act.SECRECY_REVIEW,
        "保密审查",
        "看过答复、文书和每个要提供的文件以后，逐项确认；两项审核都通过，自动送签发。",
        SecrecyForm,
        _secrecy,
        why_not=_why_not_review,
        main=True,
        shown=_secrecy_open,
    ),
    Deed(
        Act.LEGAL_REVIEW,
        "法制审核",
        "核对结果、依据、程序和救济告知，逐项确认；两项审核都通过，自动送签发。",
        LegalForm,
        _legal,
        why_not=_why_not_review,
        main=True,
        shown=_legal_open,
    ),
    Deed(
        Act.SIGN,
        "签发",
        "签发以后生成文号和答复文书，内容不能再改，由登记人员送达。",
        SignForm,
        _sign,
        why_not=_why_not_sign,
        main=True,
    ),
    Deed(
        Act.RETURN,
        "退回承办人",
        "把答复退回承办人修改，已经作出的审核不再有效。",
        ReturnForm,
        _return,
        why_not=_why_not_review,
    ),
)
