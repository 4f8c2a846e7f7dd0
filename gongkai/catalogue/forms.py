"""Forms of the desk's catalogue pages."""

from typing import Any

from django import forms

from gongkai.base.forms import NamesField, TokenForm
from gongkai.base.forms_registers import UnitField
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.base.queries.registers import units_called
from gongkai.catalogue.models import (
    Catalogue,
    CatalogueEntry,
    LegalGround,
    NegativeItem,
    ServiceWindow,
)
from gongkai.catalogue.queries.catalogues import channel_rows
from gongkai.catalogue.rules import KEEPERS
from gongkai.catalogue.services.history import facts_of_entry
from gongkai.catalogue.states import FIELDS, SECTORS, CatalogueKind, LimitKind, LimitUnit
from gongkai.lib.catalogue_tables.channels import channels_text, read_channels

_YEAR = {
    "min_value": "年份要写四位数字，如2026。",
    "max_value": "年份要写四位数字，如2026。",
    "invalid": "年份要写四位数字，如2026。",
}
_NUMBER = {
    "invalid": "请填写整数。",
    "min_value": "请填写大于零的整数。",
    "max_value": "这个数太大，请核对。",
}
_CHOICE = {"required": "请选择一项。", "invalid_choice": "没有这个选项，请重新选择。"}


def _needed(what: str) -> dict[str, str]:
    return {"required": f"请填写{what}。"}


def _text(
    label: str, most: int, *, required: bool = False, rows: int = 0, hint: str = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, required=required, max_length=most or None, help_text=hint, widget=widget,
        error_messages={**_needed(label), "max_length": f"{label}最多{most}个字，请写短一些。"},
    )  # fmt: skip


def _year(label: str = "年份", *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=required, min_value=2000, max_value=2100,
        error_messages={**_needed(label), **_YEAR},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class DatalistInput(forms.TextInput):
    """A text field with suggestions beside it."""

    def __init__(self, options: tuple[str, ...]) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self._options = options

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        from django.utils.html import format_html, format_html_join

        listed = f"{(attrs or {}).get('id', name)}_list"
        field = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join(
            "", '<option value="{}"></option>', ((one,) for one in self._options)
        )
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


class CatalogueForm(TokenForm):
    """A catalogue as a whole."""

    unit = UnitField(
        label="编制单位", error_messages=_needed("编制单位"), help_text="写单位的全称或者简称。"
    )
    kind = forms.ChoiceField(label="类型", choices=CatalogueKind, error_messages=_CHOICE)
    name = _text("名称", 100, required=True, hint="如“财政预决算领域基层政务公开标准目录”。")
    field = forms.CharField(
        label="领域", required=False, max_length=40, widget=DatalistInput((*FIELDS, *SECTORS)),
        help_text="落实情况按领域汇总；26个试点领域和行业可以直接选。",
    )  # fmt: skip
    year = _year()
    source = _text("依据文件", 200, hint="编制这份目录所依据的文件和文号。")


class EditCatalogueForm(CatalogueForm):
    """Changes to a catalogue; the unit stays."""

    unit = None  # type: ignore[assignment]
    active = forms.BooleanField(
        label="现行", required=False, help_text="停用以后不再计算落实情况，公众页面不再列出。"
    )
    note = _text("调整原因", 200, required=True, hint="记入调整记录。")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def initial_of(cls, row: Catalogue) -> dict[str, Any]:
        """The facts as they stand."""
        names = ("kind", "name", "field", "year", "source", "active")
        return {name: getattr(row, name) for name in names} | {"seen": row.row_version}


class ChannelsField(forms.CharField):
    """Channels as 「■政府网站 □政府公报」, one after another."""

    def to_python(self, value: Any) -> Any:
        return read_channels(super().to_python(value) or "").rows

    def prepare_value(self, value: Any) -> Any:
        return channels_text(value) if isinstance(value, list) else value


class EntryForm(TokenForm):
    """All columns of an entry."""

    number = _text("序号", 20)
    level1 = _text("一级事项", 200, required=True)
    level2 = _text("二级事项", 300)
    content = _text("公开内容（要素）", 0, rows=4)
    basis = _text("公开依据", 0, rows=3)
    limit_text = _text("公开时限", 500, hint="照目录原文填写。")
    limit_kind = forms.ChoiceField(label="时限类型", choices=LimitKind, error_messages=_CHOICE)
    limit_days = forms.IntegerField(
        label="时限数", required=False, min_value=1, max_value=999, error_messages=_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="类型为“形成或者变更之日起”时填写；不填按20个工作日（条例第二十六条）。",
    )  # fmt: skip
    limit_unit = forms.ChoiceField(
        label="时限单位", required=False, choices=[("", "不填"), *LimitUnit.choices],
        error_messages=_CHOICE,
    )  # fmt: skip
    cycle_days = forms.IntegerField(
        label="更新周期（日）", required=False, min_value=1, max_value=3660, error_messages=_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="多少日之内应当有新的内容：每月31，每季度92，每年366；没有周期的不填。",
    )  # fmt: skip
    body_text = _text("公开主体", 300, hint="照目录原文填写；由哪些单位公开，在事项页面上指定。")
    channels = ChannelsField(
        label="公开渠道和载体", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="■表示必选，□表示可选，如“■政府网站 □政府公报”。",
    )  # fmt: skip
    to_all = forms.BooleanField(label="面向全社会", required=False)
    audience = _text("特定群体", 200)
    proactive = forms.BooleanField(label="主动公开", required=False)
    on_request = forms.BooleanField(label="依申请公开", required=False)
    county = forms.BooleanField(label="县级", required=False)
    town = forms.BooleanField(label="乡级", required=False)
    village = forms.BooleanField(label="村级", required=False)
    note = _text("调整原因", 200, hint="记入调整记录；修改时必填。")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def initial_of(cls, entry: CatalogueEntry) -> dict[str, Any]:
        """The facts as they stand."""
        return {
            **facts_of_entry(entry), "channels": channel_rows(entry), "seen": entry.row_version,
        }  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        kept = {k: v for k, v in self.cleaned_data.items() if k not in ("note", "seen")}
        if kept["limit_kind"] != LimitKind.AFTER:
            kept["limit_days"], kept["limit_unit"] = None, ""
        elif kept["limit_days"] and not kept["limit_unit"]:
            kept["limit_unit"] = LimitUnit.WORKDAYS
        return kept


class AssignForm(TokenForm):
    """The units that must publish an entry."""

    units = NamesField(
        label="责任单位", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="单位的全称或者简称，用顿号隔开；清空后保存，就按公开主体一栏重新识别。",
    )  # fmt: skip
    note = _text("说明", 200)

    def clean_units(self) -> list[Unit]:
        """Each name means exactly one unit."""
        found = []
        for name in self.cleaned_data["units"]:
            units = units_called(name)
            if len(units) != 1:
                several = "、".join(unit.name for unit in units[:4])
                said = f"可能指{several}，请写全称" if units else "在单位库中没有找到，请核对"
                raise forms.ValidationError(f"“{name}”{said}。")
            found += units
        return found


class NoteForm(TokenForm):
    """One reason."""

    note = _text("原因", 200, required=True)


class TableFileForm(TokenForm):
    """A file with catalogues in it."""

    file = forms.FileField(
        label="目录文件",
        error_messages={
            "required": "请选择目录文件。", "empty": "这个文件是空的，请重新选择。",
            "missing": "请选择目录文件。", "invalid": "请选择目录文件。",
        },
        help_text="Word、Excel或者网页文件，表头要有公开事项、公开依据、时限、主体、渠道等栏。",
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx,.html,.htm,.pdf,.doc,.wps"}),
    )  # fmt: skip
    unit = UnitField(label="编制单位", error_messages=_needed("编制单位"))


class TableHeadForm(forms.Form):
    """Which catalogue one table of a file becomes."""

    use_required_attribute = False
    use = forms.BooleanField(label="导入这张表", required=False)
    kind = forms.ChoiceField(label="类型", choices=CatalogueKind, error_messages=_CHOICE)
    name = _text("目录名称", 100, required=True)
    field = forms.CharField(
        label="领域", required=False, max_length=40, widget=DatalistInput((*FIELDS, *SECTORS))
    )
    year = _year()
    source = _text("依据文件", 200)
    retire = forms.BooleanField(
        label="停用表中没有的事项", required=False,
        help_text="目录里现有而这张表没有的事项，导入时停用，历史保留。",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NegativeForm(TokenForm):
    """An item of the negative list."""

    unit = forms.ModelChoiceField(
        label="编制单位", queryset=Unit.objects.none(), empty_label="请选择",
        error_messages=_needed("编制单位") | {"invalid_choice": "您不能为这个单位编制负面清单，请重新选择。"},
    )  # fmt: skip
    matter = _text(
        "事项", 200, required=True, hint="写类别，不写具体内容，如“正在酝酿的人事任免”。"
    )
    ground = forms.ModelChoiceField(
        label="法定依据", queryset=LegalGround.objects.all(), required=False, empty_label="请选择",
        error_messages=_CHOICE,
    )  # fmt: skip
    basis = _text("依据说明", 300, hint="具体是哪部法律、行政法规的哪一条。")
    words = forms.CharField(
        label="提示词", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="认定公开属性时，标题和正文里出现就提示。一行一组，一组里几个词用空格隔开，全部出现才提示。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, user: User, item: NegativeItem | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if item is not None:
            del self.fields["unit"]
        else:
            field = self.fields["unit"]
            field.queryset = units_for(user, *KEEPERS)  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, item: NegativeItem) -> dict[str, Any]:
        """The facts as they stand."""
        words = "\n".join(item.words)
        return {
            "matter": item.matter,
            "ground": item.ground_id,
            "basis": item.basis,
            "words": words,
        }

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {
            **{name: self.cleaned_data[name] for name in ("matter", "ground", "basis")},
            "words": self.cleaned_data["words"].splitlines(),
        }


class WindowForm(TokenForm):
    """咨询窗口 and 申诉 of a public institution or enterprise."""

    sector = forms.ChoiceField(
        label="行业", choices=[("", "请选择"), *((one, one) for one in SECTORS)],
        error_messages=_CHOICE,
    )  # fmt: skip
    place = _text("咨询窗口地址", 200)
    hours = _text("服务时间", 100, hint="如“工作日8:30—17:30”。")
    phone = _text("咨询电话", 60)
    online = _text("网上咨询地址", 300)
    answer_days = forms.IntegerField(
        label="答复时限（工作日）", min_value=1, max_value=60, initial=5,
        error_messages={**_needed("答复时限"), **_NUMBER},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    complaint_unit = UnitField(
        label="申诉受理部门", error_messages=_needed("申诉受理部门"),
        help_text="对信息公开有异议的，向哪个主管部门申诉。",
    )  # fmt: skip
    complaint_phone = _text("申诉电话", 60)
    complaint_way = _text("申诉办法", 300)

    @classmethod
    def initial_of(cls, row: ServiceWindow) -> dict[str, Any]:
        """The facts as they stand."""
        names = (
            "sector",
            "place",
            "hours",
            "phone",
            "online",
            "answer_days",
            "complaint_unit",
            "complaint_phone",
            "complaint_way",
        )
        return {name: getattr(row, name) for name in names}

    def clean_online(self) -> str:
        """An address people can follow, or nothing."""
        said: str = self.cleaned_data["online"].strip()
        if said and not said.startswith(("http://", "https://")):
            raise forms.ValidationError("网上咨询地址要以 http:// 或者 https:// 开头，请改正。")
        return said
