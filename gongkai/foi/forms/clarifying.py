"""Forms of the correction (补正)."""

from django import forms

from gongkai.foi.forms.steps import LinesField, StepForm, day_field, files_field, text_field


class AskForm(StepForm):
    """What is to be corrected, until when."""

    letter_kind = "clarification"
    what = LinesField(
        label="需要补正的内容",
        help_text="一行写一项，逐项写全：补正只能告知一次（条例第三十条）。",
        error_messages={"required": "请逐项写明需要补正的内容，一行写一项。"},
    )
    guidance = text_field("怎样补正", required=False, help_text="写给申请人的指导，可以不写。")
    until = day_field(
        "补正截止日期", help_text="合理的期限，至少给申请人5个工作日。到期不补正视为放弃申请。"
    )
    on = day_field("申请人收到告知的日期", help_text="当面、网上告知的填写当日。")


class CorrectionForm(StepForm):
    """What the applicant corrected, entered by the desk."""

    on = day_field("收到补正的日期", help_text="答复期限从次日起重新计算。")
    text = text_field(
        "补正的内容",
        rows=6,
        most=20_000,
        required=False,
        help_text="照录申请人的文字；全部在附件里的可以不写。申请的原文不会改变。",
    )
    files = files_field("补正材料")  # type: ignore[assignment]
    matter = text_field(
        "事项",
        rows=2,
        most=300,
        required=False,
        help_text="补正后事项的提法有变化的，写明新的提法；没有变化的不填。",
    )
    accepted = forms.BooleanField(
        label="逾期收到，但有正当理由", required=False, help_text="按期收到的不勾选。"
    )
    reason = text_field("逾期的正当理由", rows=2, most=500, required=False)
    reply = forms.BooleanField(label="同时发出补正收悉告知书", required=False)
