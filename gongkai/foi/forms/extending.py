"""The form of the extension (延期)."""

from django import forms

from gongkai.foi.forms.steps import StepForm, day_field, text_field


class ExtendForm(StepForm):
    """How many working days, and why."""

    letter_kind = "extension"
    days = forms.IntegerField(
        label="延长的工作日数",
        min_value=1,
        max_value=20,
        help_text="合计最多20个工作日（条例第三十三条第二款）。",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "请填写延长多少个工作日。",
            "invalid": "请用数字填写延长多少个工作日。",
            "min_value": "至少延长1个工作日，请重新填写。",
            "max_value": "最多延长20个工作日（条例第三十三条第二款），请重新填写。",
        },
    )
    reason = text_field("延期的理由", most=500, help_text="会写进延期答复告知书。")
    on = day_field("告知申请人的日期", help_text="应当在答复期限届满以前告知。")
