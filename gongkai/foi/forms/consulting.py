"""Forms of consultations (征求意见) and conferrals (会商)."""

from typing import Any

from django import forms

from gongkai.base.forms import TokenForm
from gongkai.foi.forms.steps import (
    LinesField,
    StepForm,
    active_units,
    choices_of,
    day_field,
    files_field,
    text_field,
    unit_field,
)
from gongkai.foi.models import Consultation
from gongkai.foi.services.consulting import about_of, addressee_of, facts_of
from gongkai.foi.states import ConsultationKind, Stance

STANCES = [
    (Stance.AGREE, "同意公开"),
    (Stance.PARTLY, "同意部分公开"),
    (Stance.REFUSE, "不同意公开"),
]
_STANCE_ERRORS = {
    "required": "请选择意见：同意公开、同意部分公开或者不同意公开。",
    "invalid_choice": "请选择意见：同意公开、同意部分公开或者不同意公开。",
}


class ConsultForm(StepForm):
    """Whom to ask about what; `kind` says as what they are asked."""

    kind = ConsultationKind.THIRD_PARTY
    letter_kind = "third_party"
    unit = unit_field("平台上的单位", required=False, empty_label="不是平台上的单位")
    name = forms.CharField(
        label="姓名或者名称",
        required=False,
        max_length=100,
        help_text="不是平台上的单位时填写，加密保存。",
        error_messages={"max_length": "姓名或者名称最多%(limit_value)s个字，请写短一些。"},
    )
    contact = forms.CharField(
        label="联系方式", required=False, max_length=300, help_text="地址、电话或者邮箱，加密保存。"
    )
    items = LinesField(
        label="征求意见的信息",
        help_text="一行写一项，与答复时逐项处理的写法一致，便于签发前核对。",
        error_messages={"required": "请写明就哪些信息征求意见，一行写一项。"},
    )
    question = text_field(
        "征求意见的事项", help_text="请对方说明什么。不要写申请人是谁，也不要写能看出申请人的内容。"
    )
    served_on = day_field(
        "对方收到的日期", required=False, help_text="当场送达的填写；邮寄的先空着，签收后再登记。"
    )
    evidence = forms.CharField(
        label="送达凭证", required=False, max_length=300, help_text="邮件号或者签收人，加密保存。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = active_units(self.case.unit)  # type: ignore[attr-defined]

    def letter_facts(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        unit = cleaned.get("unit")
        to = unit.name if unit else cleaned.get("name", "")
        return facts_of(self.kind, to, cleaned.get("items") or [], cleaned.get("question", ""))


class JointMakerForm(ConsultForm):
    """Which agency that made the information together with this one is asked what."""

    kind = ConsultationKind.JOINT_MAKER
    letter_kind = "joint_maker"


class OneOfForm(StepForm):
    """A form that is about one of several consultations of the case."""

    which = forms.ChoiceField(
        label="哪一项征求意见",
        error_messages={
            "required": "请选择是哪一项征求意见。",
            "invalid_choice": "这一项已经办过或者不在本案中，请重新选择。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in self.case.consultations.all() if self.fits(row)}
        choices = choices_of(self.rows.values())
        self.fields["which"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["which"].initial = choices[0][0]

    @staticmethod
    def fits(row: Consultation) -> bool:
        """Whether the form can be about this one."""
        return row.kind != ConsultationKind.CONFER and row.answered_on is None

    @property
    def consultation(self) -> Consultation:
        """The one that was chosen."""
        return self.rows[self.cleaned_data["which"]]


class ServeForm(OneOfForm):
    """The day on which the letter was received."""

    on = day_field(
        "对方收到的日期", help_text="从次日起暂停计算答复期限，对方有15个工作日提出意见。"
    )
    evidence = forms.CharField(
        label="送达凭证", required=False, max_length=300, help_text="邮件号或者签收人，加密保存。"
    )

    @staticmethod
    def fits(row: Consultation) -> bool:
        return OneOfForm.fits(row) and row.served_on is None


class OpinionForm(OneOfForm):
    """What those asked say, entered by the desk."""

    stance = forms.ChoiceField(
        label="意见", choices=STANCES, widget=forms.RadioSelect, error_messages=_STANCE_ERRORS
    )
    opinion = text_field(
        "意见的理由",
        rows=6,
        most=20_000,
        required=False,
        help_text="照录对方的文字；同意公开的可以不写。",
    )
    on = day_field("收到意见的日期", help_text="答复期限从次日起继续计算。")
    served_on = day_field(
        "对方收到征求意见书的日期",
        required=False,
        help_text="还没有登记送达的填写；不填的，按收到意见的当日登记。",
    )
    files = files_field("意见材料")  # type: ignore[assignment]


class OverrideForm(OneOfForm):
    """Telling a third party what is disclosed against its will, and why."""

    letter_kind = "third_party_told"
    reason = text_field(
        "决定公开的理由",
        help_text="写明为什么不公开会对公共利益造成重大影响（条例第十五条、第三十二条），会写进告知书。",
    )
    release_on = day_field("公开的日期", required=False, help_text="已经确定的填写，会写进告知书。")
    on = day_field("告知第三方的日期")

    def letter_facts(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        row = self.rows.get(cleaned.get("which", ""))
        if row is None:
            return {}
        to, about = addressee_of(row), about_of(row)
        return {"to": to, "about": about, "reasons": cleaned.get("reason", "")}

    @staticmethod
    def fits(row: Consultation) -> bool:
        return (
            row.kind == ConsultationKind.THIRD_PARTY
            and row.stance in (Stance.REFUSE, Stance.PARTLY)
            and row.told_on is None
        )


class ConferForm(StepForm):
    """Which unit is asked what."""

    letter_kind = "confer"
    unit = unit_field("会商的单位", empty_label="请选择单位")
    question = text_field(
        "会商的问题",
        help_text="对方只看到这里写的内容，看不到案件和申请人。不要写申请人是谁。",
    )
    due_on = day_field("请对方答复的日期", help_text="会商不影响答复期限，请留出办理的时间。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = active_units(self.case.unit)  # type: ignore[attr-defined]

    def letter_facts(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        unit = cleaned.get("unit")
        return {"to": unit.name if unit else "", "until": cleaned.get("due_on")}


class ConferAnswerForm(OneOfForm):
    """An answer that came on paper, entered by who asked."""

    opinion = text_field("会商意见", rows=6, most=20_000)
    on = day_field("收到答复的日期")
    files = files_field()  # type: ignore[assignment]

    @staticmethod
    def fits(row: Consultation) -> bool:
        return row.kind == ConsultationKind.CONFER and row.answered_on is None


class AnswerForm(TokenForm):
    """The answer of the unit that was asked, on its own page."""

    opinion = text_field("贵单位的意见", rows=8, most=20_000)
    files = files_field()  # type: ignore[assignment]


class ServedForm(TokenForm):
    """The day of receipt, on the page of the consultation."""

    on = day_field("对方收到的日期")
    evidence = forms.CharField(
        label="送达凭证", required=False, max_length=300, help_text="邮件号或者签收人，加密保存。"
    )


class PublicOpinionForm(TokenForm):
    """The answer of those asked, through their link."""

    stance = forms.ChoiceField(
        label="您的意见", choices=STANCES, widget=forms.RadioSelect, error_messages=_STANCE_ERRORS
    )
    opinion = text_field(
        "理由",
        rows=6,
        most=20_000,
        required=False,
        help_text="不同意或者只同意部分公开的，请写明涉及哪些内容、为什么不宜公开。",
    )
    files = files_field("证明材料", "没有材料的可以不传，可以一次选多个。")  # type: ignore[assignment]
