"""Forms of the register of outlets."""

from typing import Any

from django import forms
from django.conf import settings

from gongkai.base.forms import DayField, TokenForm
from gongkai.base.forms_registers import UnitField
from gongkai.outlets.facts import BY_KIND, LABELS, clean
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.states import OutletAct, OutletKind, Platform

_HINTS = {
    "url": "网站写首页的网址；没有写 https:// 的会自动补上。",
    "site_code": "10位数字，由网站信息报送系统分配。",
    "icp_no": "如“鲁ICP备12345678号-1”。",
    "police_no": "如“鲁公网安备37010202000001号”；开通时还没有的，办好后登记变更。",
    "operator": "委托别的单位或者公司运维的，写它的全称。",
    "contact": "出现问题时找谁。",
    "phone": "带区号的固定电话或者手机号码。",
    "update_days": "多少天之内必须有更新，写天数；首页和政务新媒体最长14天。",
    "account_id": "平台上的账号，如微信号。",
    "main": "本单位政务新媒体矩阵里重点建设的那一个。",
    "place": "群众怎么找到，写到楼层或者窗口。",
    "hours": "如“工作日9:00至12:00，13:30至17:00”。",
}
_ACCOUNT_HINTS = {"url": "账号主页或者二维码的网址；客户端写下载地址。"}


def _text(name: str, kind: str) -> forms.Field:
    hint = _ACCOUNT_HINTS.get(name) if kind == OutletKind.ACCOUNT else None
    return forms.CharField(
        label=LABELS[name], required=name == "name", help_text=hint or _HINTS.get(name, ""),
        error_messages={"required": f"请填写{LABELS[name]}。"},
    )  # fmt: skip


def _field(name: str, kind: str) -> forms.Field:
    if name == "platform":
        return forms.ChoiceField(
            label=LABELS[name],
            choices=[("", "请选择"), *Platform.choices],
            error_messages={
                "required": "请选择平台。",
                "invalid_choice": "没有这个平台，请重新选择。",
            },
            help_text="一个单位在同一平台只开设一个账号。",
        )
    if name == "main":
        return forms.BooleanField(label=LABELS[name], required=False, help_text=_HINTS[name])
    if name == "update_days":
        return forms.IntegerField(
            label=LABELS[name], min_value=1, max_value=400, initial=14, help_text=_HINTS[name],
            error_messages={
                "required": "请填写更新周期。",
                "invalid": "更新周期请写天数，如“14”。",
                "min_value": "更新周期最短1天。",
                "max_value": "更新周期最长400天。",
            },
        )  # fmt: skip
    return _text(name, kind)


class OutletForm(TokenForm):
    """The facts of an outlet of one kind."""

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in BY_KIND[kind]:
            self.fields[name] = _field(name, kind)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, sentence in clean(self.kind, self.facts()).problems:
            if name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What was typed, for the service."""
        return {
            name: self.cleaned_data[name]
            for name in BY_KIND[self.kind]
            if name in self.cleaned_data
        }


class NewOutletForm(OutletForm):
    """An outlet that is entered for the first time."""

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(kind, *args, **kwargs)
        self.fields["unit"] = UnitField(
            label="主办单位", error_messages={"required": "请填写主办单位。"}
        )
        if kind == OutletKind.SITE:
            self.fields["reason"] = forms.CharField(
                label="单独开设的理由",
                required=False,
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="县级政府部门和镇街原则上不单独开设网站，确需开设的写明理由；其他单位不用填。",
            )
        self.order_fields(["unit", *BY_KIND[kind], "reason"])


class FilingForm(TokenForm):
    """The day, document and material behind an act."""

    on = DayField(label="日期", error_messages={"required": "请填写办理的日期。"})
    document_no = forms.CharField(
        label="批准或者备案文号", required=False, max_length=100,
        error_messages={"max_length": "文号最多100个字，请写短一些。"},
    )  # fmt: skip
    note = forms.CharField(
        label="说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "说明最多300个字，请写短一些。"},
    )  # fmt: skip
    announced = forms.CharField(
        label="公告", required=False, max_length=300, help_text="向社会公告的标题或者网址。",
        error_messages={"max_length": "公告最多300个字，请写短一些。"},
    )  # fmt: skip
    file = forms.FileField(
        label="材料", required=False, help_text="批文、备案表或者公告的扫描件，只在工作台存档。",
        error_messages={"empty": "这个文件是空的，请重新选择。"},
    )  # fmt: skip

    def __init__(self, act: str, outlet: Outlet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if act == OutletAct.OPEN and outlet.kind == OutletKind.SITE:
            self.fields["security"] = forms.CharField(
                label="安全检测",
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="检测机构、日期和结论；没有通过检测的网站不能上线。",
                error_messages={
                    "required": "请写明检测机构、日期和结论，没有通过检测的网站不能上线。"
                },
            )
        if act == OutletAct.PAUSE:
            self.fields["until"] = DayField(
                label="暂停到哪一天",
                help_text=f"恢复前的最后一天；最多{settings.OUTLET_PAUSE_DAYS}天，一年一次。",
                error_messages={"required": "请填写恢复前的最后一天。"},
            )
        self._require(act, outlet)
        self.order_fields(["on", "until", "security", "document_no", "note", "announced", "file"])

    def _require(self, act: str, outlet: Outlet) -> None:
        if act in (OutletAct.PAUSE, OutletAct.CLOSE):
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = "请写明原因，原因会与备案一并留存。"
            self.fields["note"].label = "原因"
            self.fields["announced"].required = outlet.opened_on is not None
            self.fields["announced"].error_messages["required"] = (
                "要向社会公告，请填写公告的标题或者网址；还没有公告的，先发布公告再办理。"
            )
        if act == OutletAct.OPEN and outlet.kind in (OutletKind.SITE, OutletKind.ACCOUNT):
            self.fields["document_no"].required = True
            self.fields["document_no"].error_messages["required"] = (
                "开通要经批准或者备案，请填写文号。"
            )


class ColumnForm(TokenForm):
    """A column of a site."""

    name = forms.CharField(
        label="名称",
        max_length=60,
        error_messages={"required": "请填写栏目名称。", "max_length": "栏目名称最多60个字。"},
    )
    parent = forms.ModelChoiceField(
        Column.objects.none(),
        label="上级栏目",
        required=False,
        empty_label="没有，是一级栏目",
        error_messages={"invalid_choice": "没有这个栏目，请重新选择。"},
    )
    unit = UnitField(label="责任单位", error_messages={"required": "请填写责任单位。"})
    cycle_days = forms.IntegerField(
        label="更新周期",
        required=False,
        min_value=1,
        max_value=400,
        help_text="多少天之内必须有新内容，写天数；动态类14天，通知政策类180天。不填按网站的周期算。",
        error_messages={
            "invalid": "更新周期请写天数，如“14”。",
            "min_value": "更新周期最短1天。",
            "max_value": "更新周期最长400天。",
        },
    )
    column_type = forms.CharField(
        label="栏目类型",
        required=False,
        max_length=30,
        help_text="写进网页标签，如“政策文件”“新闻动态”。",
        error_messages={"max_length": "栏目类型最多30个字。"},
    )
    description = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="栏目里有什么，一句话。",
        error_messages={"max_length": "说明最多200个字。"},
    )
    position = forms.IntegerField(
        label="顺序",
        min_value=1,
        max_value=9999,
        initial=1,
        error_messages={
            "required": "请填写顺序。",
            "invalid": "顺序请写数字，如“1”。",
            "min_value": "顺序从1开始。",
            "max_value": "顺序最大9999。",
        },
    )
    active = forms.BooleanField(
        label="启用", required=False, initial=True, help_text="不用的栏目取消勾选，已有的内容保留。"
    )

    def __init__(
        self, outlet: Outlet, *args: Any, column: Column | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        others = outlet.columns.all()
        self.fields["parent"].queryset = others.exclude(pk=column.pk) if column else others  # type: ignore[attr-defined]

    @classmethod
    def of(cls, outlet: Outlet, column: Column) -> "ColumnForm":
        """The form with what the column has now."""
        initial = {name: getattr(column, name) for name in cls.base_fields}
        return cls(outlet, column=column, initial=initial)

    def facts(self) -> dict[str, Any]:
        """What was typed, for the service."""
        return dict(self.cleaned_data)
