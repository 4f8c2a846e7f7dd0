"""Forms of the registers: units, people with their roles, the working-day calendar."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gongkai.base.forms import DayField, NamesField, TokenForm
from gongkai.base.models import Unit
from gongkai.base.queries.registers import unit_choices, units_called, units_like
from gongkai.base.services.unit_facts import clean as clean_facts
from gongkai.base.states import Role, UnitKind
from gongkai.lib.calendar_lines import Reading, read_lines
from gongkai.lib.cells import decode
from gongkai.lib.doc_no import parse_doc_no


class UnitInput(forms.TextInput):
    """A text field with the names of units as suggestions; what is typed stays as it is."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        names = f"{(attrs or {}).get('id', name)}_names"
        field = super().render(
            name, value, {**(attrs or {}), "list": names, "autocomplete": "off"}, renderer
        )
        options = format_html_join(
            "", '<option value="{}"></option>', ((n,) for n in unit_choices())
        )
        return format_html('{}<datalist id="{}">{}</datalist>', field, names, options)


class UnitField(forms.Field):
    """A unit by its full name, short name, alias or address."""

    widget = UnitInput
    default_validators = [ProhibitNullCharactersValidator()]

    def to_python(self, value: Any) -> Unit | None:
        text = (value or "").replace("\x00", "").strip()[:200]
        if not text:
            return None
        found = units_called(text)
        if len(found) == 1:
            return found[0]
        if found:
            several = "、".join(unit.name for unit in found[:4])
            raise forms.ValidationError(f"“{text}”可能指{several}，请写全称。")
        near = units_like(text)
        hint = f"，名称相近的有{'、'.join(unit.name for unit in near)}" if near else ""
        raise forms.ValidationError(f"在用的单位中没有“{text}”{hint}，请核对后填写全称。")

    def run_validators(self, value: Any) -> None:
        """A unit that was found needs no check of its characters."""

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Unit) else value


def _needed(what: str) -> dict[str, str]:
    return {"required": f"请填写{what}。"}


_KINDS = [("", "请选择"), *UnitKind.choices]


class UnitFactsForm(TokenForm):
    """The facts of a unit that may be corrected at any time."""

    short_name = forms.CharField(
        label="简称", required=False, help_text="平时怎么叫，如“市教育局”；列表和检索里显示简称。"
    )
    kind = forms.ChoiceField(
        label="类别",
        choices=_KINDS,
        error_messages={"required": "请选择类别。", "invalid_choice": "没有这个类别，请重新选择。"},
    )
    credit_code = forms.CharField(
        label="统一社会信用代码", required=False, help_text="18位，末位校验码会当场核对。"
    )
    division_code = forms.CharField(
        label="行政区划代码",
        required=False,
        help_text="只给一级政府、镇街和村居填写：区县及以上6位，镇街9位，村居12位。",
    )
    agency_words = NamesField(
        label="机关代字",
        required=False,
        help_text="发文用的代字，如“济政发、济政办发”，几个之间用顿号隔开。",
    )
    active_from = DayField(label="设立日期", required=False, help_text="不清楚可以不填。")
    functions = forms.CharField(
        label="机构职能",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="显示在公众网站的单位页面上。",
    )
    address = forms.CharField(label="办公地址", required=False)
    hours = forms.CharField(label="办公时间", required=False)
    phone = forms.CharField(
        label="联系电话", required=False, help_text="带区号，如“0531-66601234”。"
    )
    head_post = forms.CharField(label="负责人职务", required=False)
    site_code = forms.CharField(
        label="网站标识码", required=False, help_text="有自己网站的单位填写，10位数字。"
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        facts = {k: v for k, v in cleaned.items() if k not in ("seen", "parent", "alias")}
        checked = clean_facts(facts)
        for name, sentence in checked.problems:
            self.add_error(name if name in self.fields else None, sentence)
        self.warnings = checked.warnings
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What was typed, for the service."""
        return {k: v for k, v in self.cleaned_data.items() if k != "seen"}


class NewUnitForm(UnitFactsForm):
    """A unit that is entered for the first time."""

    name = forms.CharField(
        label="全称", error_messages=_needed("全称"), help_text="公章上的名称，如“明湖市教育局”。"
    )
    slug = forms.SlugField(
        label="网址代号",
        required=False,
        help_text="单位公开网址的一部分，登记后不再改动；不填则由名称的拼音生成。",
        error_messages={
            "invalid": "网址代号只能用小写字母、数字和短横线，请修改，或者留空由程序生成。"
        },
    )
    aliases = NamesField(
        label="别名",
        required=False,
        help_text="曾用名和各种叫法，几个之间用顿号隔开；任务表里写别名也认得出。",
    )
    field_order = ["name", "short_name", "kind", "slug", "aliases"]


class RenameForm(TokenForm):
    """Another name for a unit."""

    name = forms.CharField(label="新全称", error_messages=_needed("新全称"))
    short_name = forms.CharField(label="新简称", required=False)
    note = forms.CharField(
        label="依据",
        required=False,
        max_length=300,
        help_text="如机构改革方案或者批复的文号，写进事件记录。",
    )


class CloseUnitForm(TokenForm):
    """The end of a unit."""

    on = DayField(
        label="撤销日期", error_messages=_needed("撤销日期"), help_text="存在的最后一天。"
    )
    successor = UnitField(
        label="承继单位",
        required=False,
        help_text="接着行使职权的单位；任务表里再写原名称，会按承继单位处理。",
    )
    note = forms.CharField(
        label="依据",
        required=False,
        max_length=300,
        help_text="如机构改革方案的文号，写进事件记录。",
    )


class MoveUnitForm(TokenForm):
    """Another superior for a unit."""

    parent = UnitField(label="新的上级单位", error_messages=_needed("新的上级单位"))
    note = forms.CharField(label="依据", required=False, max_length=300, help_text="写进事件记录。")


class UnitsFileForm(TokenForm):
    """A table of units to look at before it is loaded."""

    file = forms.FileField(
        label="单位表",
        error_messages={
            "required": "请选择单位表。",
            "empty": "这个文件是空的，请重新选择。",
            "missing": "请选择单位表。",
        },
        help_text="CSV、xlsx 或者 TOML 文件，第一行是列名。先预览，确认后才写入。",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.toml,.txt"}),
    )


class PersonForm(TokenForm):
    """Name and unit of a person."""

    name = forms.CharField(
        label="姓名",
        error_messages=_needed("姓名"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unit = UnitField(
        label="所在单位",
        error_messages=_needed("所在单位"),
        help_text="写全称或者简称，输入时有提示。",
    )


class AccountForm(PersonForm):
    """An account that is opened."""

    username = forms.CharField(
        label="登录名",
        error_messages=_needed("登录名"),
        help_text="3到30个小写字母、数字、点或者横线，以字母开头，如姓名的拼音；开立后不能改。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ["name", "username", "unit"]


class RoleForm(TokenForm):
    """A role that is given."""

    role = forms.ChoiceField(
        label="角色", choices=[("", "请选择"), *Role.choices],
        error_messages={"required": "请选择角色。", "invalid_choice": "没有这个角色，请重新选择。"},
        help_text="系统、安全、审计三员互相排斥，也不能兼任别的角色。",
    )  # fmt: skip
    unit = UnitField(label="为哪个单位", error_messages=_needed("单位"))
    starts_on = DayField(label="从哪天起", error_messages=_needed("开始日期"))
    ends_on = DayField(
        label="到哪天止", required=False, help_text="临时代理时填写最后一天；不填则一直有效。"
    )


class EndRoleForm(TokenForm):
    """The end of a role."""

    assignment = forms.IntegerField(widget=forms.HiddenInput)
    since = DayField(
        label="从哪天起不再担任", error_messages=_needed("日期"), help_text="填今天，立即失去权限。"
    )


class CalendarForm(TokenForm):
    """The holidays of a year, typed, pasted or in a file."""

    year = forms.IntegerField(
        label="年份", min_value=2000, max_value=2100,
        error_messages={"required": "请填写年份。", "invalid": "年份要写四位数字，如2027。", "min_value": "年份应在2000年到2100年之间。", "max_value": "年份应在2000年到2100年之间。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    source = forms.CharField(
        label="放假通知的文号", max_length=80, error_messages=_needed("国务院办公厅放假通知的文号"),
        help_text="国务院办公厅关于部分节假日安排的通知，如“国办发明电〔2026〕9号”。",
    )  # fmt: skip
    lines = forms.CharField(
        label="放假和调休安排", required=False, widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text="一行一天：日期,休或班,名称。连续几天可以写“2027-02-05至2027-02-11,休,春节”，其中的周末会自动略去。",
    )  # fmt: skip
    file = forms.FileField(
        label="或者选择文件", required=False, allow_empty_file=True,
        help_text="CSV 文本，内容同上；选了文件就不看上面的文字。", widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )  # fmt: skip
    reason = forms.CharField(
        label="改动的原因",
        required=False,
        max_length=300,
        help_text="这一年已经载入过，改动时必填，写进事件记录。",
    )
    agreed = forms.CharField(widget=forms.HiddenInput, required=False)
    reading: Reading | None = None
    text = ""

    def clean_source(self) -> str:
        typed = str(self.cleaned_data["source"]).strip()
        number = parse_doc_no(typed)
        if number is None:
            raise forms.ValidationError(
                f"“{typed[:30]}”不是文号，请按“国办发明电〔2026〕9号”填写。"
            )
        return number.printed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        text = self._text(cleaned)
        if text is None or "year" not in cleaned:
            return cleaned
        self.reading = read_lines(text, year=cleaned["year"], notice=cleaned.get("source", ""))
        self.text = text
        for number, sentence in self.reading.problems:
            self.add_error("lines", f"第{number}行：{sentence}" if number else sentence)
        return cleaned

    def _text(self, cleaned: dict[str, Any]) -> str | None:
        """What is to be read: the file where one was chosen, else what was typed."""
        upload = cleaned.get("file")
        if upload:
            text = decode(upload.read(1_000_000))
            if text is None:
                self.add_error("file", "这个文件不是文本，请另存为 CSV 后再试。")
            return text
        if not str(cleaned.get("lines") or "").strip():
            self.add_error("lines", "请粘贴放假和调休安排，或者选择文件。")
            return None
        return str(cleaned["lines"])
