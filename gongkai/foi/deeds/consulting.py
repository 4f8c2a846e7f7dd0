"""征求意见 and 会商 on the case page; where several are open, the form asks which."""

from collections.abc import Callable
from typing import Any

from gongkai.base.models import User
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms import consulting as forms
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import conferring, consulting
from gongkai.foi.states import Act, ConsultationKind
from gongkai.lib.dates import plain_date


def _some(form: type[forms.OneOfForm]) -> Callable[[DisclosureRequest, User], bool]:
    """Shown while there is one the form can be about."""

    def shown(case: DisclosureRequest, user: User) -> bool:
        return any(form.fits(row) for row in case.consultations.all())

    return shown


def _consult(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    made = consulting.start_consultation(
        case,
        by=user,
        kind=form.kind,
        unit=data["unit"],
        name=data["name"],
        contact=data["contact"],
        question=data["question"],
        items=data["items"],
        served_on=data["served_on"],
        evidence=data["evidence"],
        seen=form.seen,
        draft=form.draft,
    )
    letter = made.letter.number if made.letter else ""
    if made.limit_on:
        return (
            f"{letter}已发出并登记送达，对方在{plain_date(made.limit_on)}前（含当日）提出意见，"
            "期间不计算答复期限。"
        )
    return (
        f"{letter}已发出。对方收到以后请登记送达，从次日起暂停计算答复期限；"
        "平台以外的人可以用在线答复链接，在征求意见的页面建立。"
    )


def _serve(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    made = consulting.serve(
        form.consultation, by=user, on=data["on"], evidence=data["evidence"], seen=form.seen
    )
    until = plain_date(made.limit_on) if made.limit_on else ""
    return f"送达已登记，对方在{until}前（含当日）提出意见，期间不计算答复期限。"


def _opinion(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    made = consulting.take_opinion(
        form.consultation,
        by=user,
        on=data["on"],
        stance=data["stance"],
        opinion=data["opinion"],
        files=data["files"] or [],
        served_on=data["served_on"],
        seen=form.seen,
    )
    if made.kind == ConsultationKind.JOINT_MAKER and made.limit_on and data["on"] > made.limit_on:
        return "意见已登记。收到时已超过15个工作日，此前视为同意公开（条例第三十四条）。"
    return "意见已登记，答复期限继续计算。"


def _override(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    consulting.tell_third_party(
        form.consultation,
        by=user,
        reason=data["reason"],
        on=data["on"],
        release_on=data["release_on"],
        seen=form.seen,
        draft=form.draft,
    )
    return "告知书已发出，第三方已知道决定公开的内容和理由。"


def _confer(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    conferring.confer(
        case,
        by=user,
        unit=data["unit"],
        question=data["question"],
        due_on=data["due_on"],
        seen=form.seen,
        draft=form.draft,
    )
    return (
        f"会商函已发给{data['unit'].label}，请对方在{plain_date(data['due_on'])}前（含当日）答复；"
        "答复期限照常计算。"
    )


def _confer_answer(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    conferring.confer_answer(
        form.consultation,
        by=user,
        opinion=data["opinion"],
        files=data["files"] or [],
        on=data["on"],
        seen=form.seen,
    )
    return "会商答复已登记。"


DEEDS = (
    Deed(
        Act.CONSULT,
        "征求第三方意见",
        "公开可能损害第三方合法权益的，发出征求意见书（条例第三十二条）；登记送达以后暂停计算答复期限，"
        "信中不写申请人是谁。",
        forms.ConsultForm,
        _consult,
        letter="third_party",
    ),
    Deed(
        Act.CONSULT,
        "征求共同制作机关意见",
        "由本机关牵头共同制作的，向相关机关发函（条例第三十四条）；登记送达以后暂停计算答复期限，"
        "逾期未提出意见视为同意公开。",
        forms.JointMakerForm,
        _consult,
        letter="joint_maker",
    ),
    Deed(
        Act.CONSULT,
        "登记征求意见书送达",
        "登记对方收到征求意见书的日期，从次日起暂停计算答复期限，最多15个工作日。",
        forms.ServeForm,
        _serve,
        shown=_some(forms.ServeForm),
    ),
    Deed(
        Act.TAKE_OPINION,
        "登记收到的意见",
        "登记第三方或者共同制作机关的意见，答复期限从次日起继续计算。",
        forms.OpinionForm,
        _opinion,
        shown=_some(forms.OpinionForm),
    ),
    Deed(
        Act.OVERRIDE,
        "告知第三方决定公开",
        "第三方不同意、而不公开会对公共利益造成重大影响的，书面告知其决定公开的内容和理由。",
        forms.OverrideForm,
        _override,
        letter="third_party_told",
        shown=_some(forms.OverrideForm),
    ),
    Deed(
        Act.CONFER,
        "发起会商",
        "向其他单位发出会商函，对方只看到问题，看不到案件和申请人；答复期限照常计算。",
        forms.ConferForm,
        _confer,
        letter="confer",
    ),
    Deed(
        Act.CONFER_ANSWER,
        "登记会商答复",
        "登记对方以书面等方式作出的会商答复；对方在平台上答复的会自动登记。",
        forms.ConferAnswerForm,
        _confer_answer,
        shown=_some(forms.ConferAnswerForm),
    ),
)
