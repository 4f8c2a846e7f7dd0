"""Forms after the delivery: closing with the question of conversion, remedies, reopening, archive."""

from typing import Any

from django import forms
from django.urls import Resolver404, resolve

from gongkai.base.calendar import today
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.forms.steps import day_field, text_field
from gongkai.foi.models import Remedy
from gongkai.foi.outcomes import BY_CODE
from gongkai.foi.states import Act, ProactiveAnswer, RemedyKind, RemedyResult
from gongkai.lib import shortcode
from gongkai.publishing.models import Publication


class PublicationField(forms.CharField):
    """A public publication, named by its address or its index number."""

    def to_python(self, value: Any) -> Any:
        typed = str(super().to_python(value) or "").strip()
        if not typed:
            return None
        public = Publication.objects.public()
        pk = _pk_of(typed)
        found = public.filter(pk=pk) if pk else public.filter(index_no=typed)
        rows = list(found[:2])
        if len(rows) != 1:
            raise forms.ValidationError(
                f"已公开的信息里没有“{typed[:60]}”，请填写公众页面的网址或者索引号。"
            )
        return rows[0]

    def run_validators(self, value: Any) -> None:
        """A row has no length to be checked."""


def _pk_of(typed: str) -> int | None:
    path = "/" + typed.split("//", 1)[-1].partition("/")[2] if "//" in typed else typed
    path = path.partition("?")[0].partition("#")[0]
    if not path.startswith("/"):
        return None
    try:
        found = resolve(path)
    except Resolver404:
        return None
    if found.url_name != "publication":
        return None
    return shortcode.decode(str(next(iter(found.kwargs.values()), "")))


class CloseForm(DeedForm):
    """办结; the question of conversion only where information was given (条例第四十四条)."""

    answer = forms.ChoiceField(
        label="是否转为主动公开",
        choices=ProactiveAnswer.choices,
        widget=forms.RadioSelect,
        help_text="多人可能需要的信息应当转为主动公开（条例第四十四条）。",
        error_messages={"required": "请回答是否转为主动公开。"},
    )
    title = forms.CharField(
        label="拟公开信息的标题",
        required=False,
        max_length=300,
        help_text="转为主动公开时填写，会生成一份草稿；不要写申请人的姓名。",
    )
    publication = PublicationField(
        label="已公开的信息",
        required=False,
        max_length=300,
        help_text="此前已主动公开时填写它的网址或者索引号。",
    )
    reason = text_field(
        "理由", rows=2, most=300, required=False, help_text="不转为主动公开的必须写明理由。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = BY_CODE.get(self.case.outcome)
        if found is None or not found.gives:
            for name in ("answer", "title", "publication"):
                del self.fields[name]
            self.fields["reason"].label = "说明"
            self.fields["reason"].help_text = "没有可以不写。"

    def facts(self) -> dict[str, Any]:
        """What `closing.close` is called with."""
        names = ("answer", "title", "publication", "reason")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class RemedyForm(DeedForm):
    """A reconsideration or a lawsuit that was taken up."""

    kind = forms.ChoiceField(
        label="种类",
        choices=RemedyKind.choices,
        error_messages={"required": "请选择种类。"},
    )
    organ = forms.CharField(
        label="复议机关或者法院",
        max_length=100,
        error_messages={"required": "请填写受理的复议机关或者法院。"},
    )
    reference = forms.CharField(label="案号", required=False, max_length=100)
    filed_on = day_field("受理日期")
    note = text_field("要旨", rows=2, most=1000, required=False)

    def facts(self) -> dict[str, Any]:
        """What `remedies.register_remedy` is called with."""
        names = ("kind", "organ", "reference", "filed_on", "note")
        return {name: self.cleaned_data[name] for name in names}


class SettleForm(DeedForm):
    """How one of the pending remedies ended."""

    remedy = forms.ChoiceField(
        label="复议诉讼", error_messages={"required": "请选择哪一件复议诉讼。"}
    )
    result = forms.ChoiceField(
        label="结果",
        choices=[row for row in RemedyResult.choices if row[0] != RemedyResult.PENDING],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结果。"},
    )
    decided_on = day_field("审结日期")
    order_until = day_field(
        "责令重新答复的期限", help_text="复议决定或者判决限期重新答复的填写。", required=False
    )
    note = text_field("要旨", rows=2, most=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {
            f"{row.pk}-{row.row_version}": row
            for row in self.case.remedies.all()
            if row.result == RemedyResult.PENDING
        }
        self.fields["remedy"].choices = [  # type: ignore[attr-defined]
            (key, f"{row.get_kind_display()}，{row.organ} {row.reference}".strip())
            for key, row in self.rows.items()
        ]

    def facts(self) -> dict[str, Any]:
        """What `remedies.settle_remedy` is called with."""
        row = self.rows[self.cleaned_data["remedy"]]
        names = ("result", "decided_on", "order_until", "note")
        return {"remedy": row, "seen": row.row_version} | {
            name: self.cleaned_data[name] for name in names
        }


class ReopenForm(DeedForm):
    """重新办理 on one of the orders that opened no round yet; the ordered day is that of the remedy."""

    remedy = forms.ChoiceField(
        label="据以重新办理的复议诉讼",
        error_messages={"required": "请选择据以重新办理的复议诉讼。"},
    )
    on = day_field("收到决定书或者判决书的日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in orders(self.case)}
        self.fields["remedy"].choices = [  # type: ignore[attr-defined]
            (key, f"{row.get_kind_display()}，{row.organ}，限{row.order_until:%Y-%m-%d}前答复")
            for key, row in self.rows.items()
        ]
        self.fields["on"].initial = today()

    def facts(self) -> dict[str, Any]:
        """What `closing.reopen` is called with."""
        row = self.rows[self.cleaned_data["remedy"]]
        return {"remedy": row, "until": row.order_until, "on": self.cleaned_data["on"]}


def orders(case: Any) -> list[Remedy]:
    """Remedies that ordered a new answer and have not opened a round."""
    used = {act.data.get("remedy") for act in case.acts.all() if act.kind == Act.REOPEN}
    return [
        row
        for row in case.remedies.all()
        if row.result == RemedyResult.CORRECTED and row.order_until and row.pk not in used
    ]


class ArchiveForm(DeedForm):
    """归档 asks for nothing."""
