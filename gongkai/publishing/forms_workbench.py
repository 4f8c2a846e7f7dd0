"""What may be typed on the page of a publication: a small form for each act."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from gongkai.base.forms import DayField, TokenForm
from gongkai.catalogue.models import LegalGround
from gongkai.lib import shortcode
from gongkai.lib.dates import parse_date
from gongkai.lib.doc_no import parse_doc_no
from gongkai.publishing.models import Publication
from gongkai.publishing.services.secrecy import CHECKLIST
from gongkai.publishing.states import Attribute, InterpretationForm, SecrecyOutcome, Takedown

_CHOICES = [(value, label) for value, label in Attribute.choices if value != Attribute.UNKNOWN]


def _area(label: str, help_text: str = "", *, rows: int = 2, required: bool = False) -> Any:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=500,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。"},
    )  # fmt: skip


class AttributeForm(TokenForm):
    """公开属性 with its ground and reason."""

    attribute = forms.ChoiceField(
        label="公开属性",
        choices=_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择公开属性：主动公开、依申请公开或者不予公开。"},
    )
    legal_ground = forms.ModelChoiceField(
        LegalGround.objects.all(),
        label="法定依据",
        required=False,
        empty_label="无",
        help_text="依申请公开和不予公开的必须选择（条例第十四条至第十六条，只有这些，没有“其他”）；主动公开的不选。",
    )
    reason = _area(
        "理由",
        "依申请公开和不予公开的，写明哪些内容符合所选依据；与前一环节结论不同的，写明为什么；其他情况不用写。",
    )

    def facts(self) -> dict[str, Any]:
        """What the services of the attribute are called with."""
        data = self.cleaned_data
        return {
            "attribute": Attribute(data["attribute"]),
            "legal_ground": data["legal_ground"],
            "reason": data["reason"],
        }


class SubmitForm(TokenForm):
    """报审 with a word to the reviewers."""

    note = _area("报审说明", "需要审校人特别留意的地方；没有可以不写。")
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReviewForm(TokenForm):
    """One review with its proof-reading."""

    opinion = _area("审核意见", "对内容的意见；没有意见可以不写。")
    proof_note = _area("校对记录", "必填。发现并改正了什么；没有发现问题，写“未发现差错”。")
    digest = forms.CharField(widget=forms.HiddenInput)


class ReturnForm(TokenForm):
    """退回 with its reason."""

    reason = _area("退回的理由", "写明哪里要改、怎样改，拟稿人会收到这段话。", required=True)


class SecrecyForm(TokenForm):
    """保密审查: the points one by one, the outcome."""

    checklist = forms.MultipleChoiceField(
        label="逐项确认",
        help_text="逐条看过、没有问题的打勾；得出“可以公开”的结论，六条都要打勾。",
        choices=list(CHECKLIST.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    outcome = forms.ChoiceField(
        label="审查结论",
        choices=SecrecyOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择审查结论。"},
    )
    opinion = _area("审查意见", "不得公开或者难以确定的，写明是哪些内容；可以公开的可以不写。")
    referred_to = forms.CharField(
        label="提请确定的部门",
        required=False,
        max_length=100,
        help_text="只在难以确定时填写：上级单位、主管部门或者保密行政管理部门的名称。",
    )
    digest = forms.CharField(widget=forms.HiddenInput)


class SignForm(AttributeForm):
    """签发: the attribute a third time, and the signature."""

    note = _area("签发意见", "没有可以不写。")
    digest = forms.CharField(widget=forms.HiddenInput)


class MomentField(forms.CharField):
    """A day with an hour, as 2026年5月6日 9:30; empty means now."""

    def clean(self, value: Any) -> dt.datetime | None:
        text = (super().clean(value) or "").replace("：", ":").replace("T", " ").strip()
        if not text:
            return None
        day_text, _, hour_text = text.rpartition(" ")
        day = parse_date(day_text)
        try:
            hour = dt.time.fromisoformat(hour_text.zfill(5))
        except ValueError:
            hour = None
        # An hour of another zone would be taken for Beijing's.
        if day is None or hour is None or hour.tzinfo is not None:
            raise forms.ValidationError(
                f"“{text[:20]}”不是有效的时间，请按“2026年5月6日 9:30”填写；留空表示现在发布。"
            )
        return timezone.make_aware(dt.datetime.combine(day, hour))


class ReleaseForm(TokenForm):
    """发布 now or at a time."""

    at = MomentField(
        label="发布时间",
        required=False,
        help_text="留空表示现在发布；定时发布写成“2026年5月6日 9:30”。",
    )


class UrgentForm(TokenForm):
    """紧急发布 with its reason."""

    reason = _area(
        "紧急发布的理由", "与红色标记一起显示在办理页上，直到缺少的审校全部补齐。", required=True
    )


class TakeOverForm(TokenForm):
    """存量入库: where it was public, and since when."""

    place = forms.CharField(
        label="原来公开的地方", max_length=100, help_text="例如：市政府门户网站政策文件栏目。",
        error_messages={"required": "请写明原来在哪里公开。"},
    )  # fmt: skip
    on = DayField(label="首次公开的日期", error_messages={"required": "请写明首次公开的日期。"})


class WithdrawForm(TokenForm):
    """撤下: which of the two kinds, why, and where the matter is now."""

    kind = forms.ChoiceField(
        label="撤下类型",
        choices=[
            (Takedown.ERROR, "发布有误：地址只说明何时、为何撤下，不再显示正文"),
            (Takedown.MERGED, "已并入其他信息：读者打开原地址时转到那份信息"),
        ],
        initial=Takedown.ERROR,
        widget=forms.RadioSelect,
    )
    reason = _area("撤下的原因", "会显示在公众页面上，请写一句完整的话。", required=True)
    into = forms.CharField(
        label="并入的信息",
        required=False,
        help_text="只在已并入其他信息时填写：那份信息的网址、文号或者完整标题。",
    )

    def clean_into(self) -> Publication | None:
        """The one public publication that is meant."""
        typed = self.cleaned_data["into"].strip()
        return find_public(typed) if typed else None


def find_public(typed: str) -> Publication:
    """The one public publication behind an address, a document number or a whole title.

    Raises:
        ValidationError: none, or several.
    """
    public = Publication.objects.public()
    number = parse_doc_no(typed)
    if "/d/" in typed:
        pk = shortcode.decode(typed.split("/d/", 1)[1].strip("/ ").split("/")[0])
        found = list(public.filter(pk=pk)[:2]) if pk else []
    elif number:
        found = list(public.filter(document__doc_no_key=number.key)[:2])
    else:
        found = list(public.filter(title=typed)[:2])
    if len(found) != 1:
        word = "不止一份" if found else "没有"
        raise forms.ValidationError(
            f"已公开的信息里{word}“{typed[:40]}”，请改填它的网址（/d/……/）。"
        )
    return found[0]


class ExemptForm(TokenForm):
    """同意不解读."""

    reason = _area("不解读的理由", "写明为什么这份文件不需要解读，签发人会看到。", required=True)


class CompanionForm(TokenForm):
    """起草同步解读 in one of the forms."""

    form = forms.ChoiceField(
        label="解读形式", choices=InterpretationForm.choices, initial=InterpretationForm.TEXT
    )


class LaterForm(CompanionForm):
    """起草施行后解读 from what people ask."""

    questions = forms.CharField(
        label="大家常问的问题",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个，会作为解读稿的初稿；暂时没有可以不写。",
    )


class ReassessForm(TokenForm):
    """定期评估."""

    attribute = forms.ChoiceField(
        label="评估结论",
        choices=[("keep", "仍不公开"), (Attribute.PROACTIVE, "情形已变化，转为主动公开")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择评估结论。"},
    )
    reason = _area("评估的理由", "情形有什么变化，或者为什么仍不能公开。", required=True)


class PlainForm(TokenForm):
    """An act that needs nothing but to be wanted."""
