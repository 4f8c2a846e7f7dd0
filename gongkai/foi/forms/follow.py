"""What the applicant fills in after applying: the query, a correction, reasons, a rating, a sign-in."""

from typing import Any

from django import forms

from gongkai.base.forms import TokenForm
from gongkai.foi.forms.steps import files_field, text_field

_STARS = [("5", "非常满意"), ("4", "满意"), ("3", "基本满意"), ("2", "不满意"), ("1", "非常不满意")]


class QueryForm(forms.Form):
    """Number and query code; whatever is typed, the answer is the same for wrong and for absent."""

    use_required_attribute = False
    number = forms.CharField(
        label="申请编号",
        max_length=60,
        help_text="登记回执上的编号，以 SQ 开头。",
        error_messages={"required": "请填写申请编号，它在登记回执上，以 SQ 开头。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label="查询码",
        max_length=60,
        help_text="提交申请时显示的8位字母和数字，大小写都可以。",
        error_messages={"required": "请填写查询码，它在提交申请时显示过一次。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class CorrectForm(TokenForm):
    """补正: a text, and files where there are some."""

    text = text_field(
        "补正的内容",
        rows=8,
        most=20_000,
        required=False,
        help_text="请对照上面列出的各点，一点一点写清楚。只交材料的，这里可以不写。",
    )
    files = files_field("补充的材料", "没有材料的可以不传，可以一次选多个，最多10个。")  # type: ignore[assignment]


class ReasonsForm(TokenForm):
    """理由: why so much, or so often, is asked for (条例第三十五条)."""

    text = text_field(
        "理由", rows=8, most=20_000, required=False, help_text="请说明为什么需要申请这些信息。"
    )
    files = files_field("证明材料", "没有材料的可以不传，可以一次选多个，最多10个。")  # type: ignore[assignment]


class WithdrawForm(TokenForm):
    """撤回: a word to go with it, which nobody has to give."""

    note = text_field("想对承办机关说的话", rows=3, most=500, required=False)


class RateForm(TokenForm):
    """评价: one to five, and a word."""

    stars = forms.ChoiceField(
        label="您对这次办理满意吗",
        choices=_STARS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选择一项，再提交评价。",
            "invalid_choice": "请在列出的五项中选择一项。",
        },
    )
    note = text_field("想说的话", rows=3, most=500, required=False)


class ContactForm(TokenForm):
    """Where the code goes."""

    contact = forms.CharField(
        label="手机号码或者电子邮箱",
        max_length=200,
        error_messages={"required": "请填写手机号码或者电子邮箱，再获取验证码。"},
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )


class CodeForm(TokenForm):
    """The code that came."""

    code = forms.CharField(
        label="验证码",
        max_length=20,
        help_text="6位数字，10分钟内有效，最多可以试5次。",
        error_messages={"required": "请填写收到的6位验证码。"},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
