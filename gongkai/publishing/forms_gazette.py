"""Forms of the gazette: a series, an issue, an old issue and its contents."""

import re
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from gongkai.base.calendar import today
from gongkai.base.forms import DayField, TokenForm, UnitChoice
from gongkai.base.models import Unit, User
from gongkai.base.states import UnitKind
from gongkai.catalogue.models import DocumentClass
from gongkai.publishing.models import GazetteIssue, GazetteSeries
from gongkai.publishing.queries.gazette import makers_units

# 国办发〔2018〕22号: provinces and cities must have a gazette, counties may, nobody else does.
KINDS = (UnitKind.PROVINCE, UnitKind.CITY, UnitKind.COUNTY)
_FIRST_YEAR = 1949
_PAGE = re.compile(r"[\s.…·]+([0-9]{1,4})\Z")
_MOST = 9999


class LinesField(forms.CharField):
    """Names, one a line; doubles and blanks are left out."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in (super().to_python(value) or "").split("\n"))
        return list(dict.fromkeys(line for line in lines if line))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))

    def validate(self, value: Any) -> None:
        super().validate(value)
        long = next((line for line in value if len(line) > 40), "")
        if long:
            raise forms.ValidationError(
                f"“{long[:12]}…”有{len(long)}个字，栏目名称最多40个字，请写短一些。"
            )


class SeriesForm(TokenForm):
    """刊名、主办单位、刊号、自动收录、栏目."""

    name = forms.CharField(label="刊名", max_length=100, help_text="例如“明湖市人民政府公报”。")
    slug = forms.SlugField(
        label="网址代号",
        max_length=60,
        help_text="小写字母、数字和连字符，例如 minghu；出版以后不能再改。",
        error_messages={"invalid": "网址代号只能用字母、数字、连字符和下划线，请改写。"},
    )
    unit = UnitChoice(
        Unit.objects.none(),
        label="主办单位",
        empty_label="请选择",
        help_text="省、市两级政府应当办公报，县级政府可以办，部门和乡镇不办。",
    )
    serial_code = forms.CharField(label="刊号", max_length=60, required=False)
    cadence = forms.CharField(label="刊期", max_length=20, required=False, help_text="例如“月刊”。")
    about = forms.CharField(
        label="说明",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="显示在公报首页：这是什么刊物，从哪里可以取到纸质版。",
    )
    classes = forms.MultipleChoiceField(
        label="自动收录的文件类别",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="本单位和下属单位的这些文件一经发布，自动进入正在编辑的一期。",
    )
    sections = LinesField(
        label="栏目",
        required=False,
        max_length=2000,
        help_text="一行一个，按印刷的先后排。自动收录的文件归入名称与文件类别相合的栏目。",
    )

    @classmethod
    def of(cls, user: User, series: GazetteSeries | None = None, data: Any = None) -> "SeriesForm":
        """The form with what is registered; units to choose from are the person's governments."""
        names = ("name", "slug", "serial_code", "cadence", "about", "classes", "sections")
        initial = {name: getattr(series, name) for name in names} if series else {}
        form = cls(data, initial={**initial, "unit": series.unit_id if series else None})
        units = makers_units(user).filter(kind__in=KINDS)
        if series:
            units |= Unit.objects.filter(pk=series.unit_id)
        form.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]
        form.fields["classes"].choices = list(  # type: ignore[attr-defined]
            DocumentClass.objects.values_list("code", "name")
        )
        return form


def _number(label: str, least: int, **more: Any) -> forms.IntegerField:
    field = forms.IntegerField(
        label=label,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": f"{label}要写数字，例如 3。"},
        **more,
    )
    sentence = f"{label}要在{least}到{_MOST}之间，请核对。"
    field.validators += [
        MinValueValidator(least, sentence),
        MaxValueValidator(_MOST, sentence),
    ]
    return field


class NumberForm(TokenForm):
    """Year, number and total number: what every issue has."""

    year = _number("年份", _FIRST_YEAR)
    number = _number("期号", 1)
    total_number = _number(
        "总期号", 1, required=False, help_text="创刊以来的第几期，封面上印“总第几期”的才填。"
    )


class IssueForm(NumberForm):
    """A new issue, or the facts of one in preparation."""

    editor = forms.CharField(label="责任编辑", max_length=50, required=False)
    published_on = DayField(
        label="出版日期", required=False, help_text="印在封面上；到了这一天才能出版。"
    )

    @classmethod
    def of(cls, issue: GazetteIssue | None = None, data: Any = None, **initial: Any) -> "IssueForm":
        """The form with what is registered."""
        names = ("year", "number", "total_number", "editor", "published_on")
        facts = {name: getattr(issue, name) for name in names} if issue else initial
        return cls(data, initial=facts)


class NewIssueForm(NumberForm):
    """The number of an issue before it has anything in it."""

    editor = forms.CharField(label="责任编辑", max_length=50, required=False)


class SeriesChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class OldIssueForm(NumberForm):
    """An issue of former times: which one it is, and its PDF."""

    series = SeriesChoice(GazetteSeries.objects.none(), label="公报", empty_label="请选择")
    published_on = DayField(
        label="出版日期", required=False, help_text="照刊物上印的日期；现在不确定的，公开以前再补。"
    )
    file = forms.FileField(
        label="PDF文件",
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        help_text="带文字层的PDF可以检索；只有图像的，先做文字识别再上传更好。",
        error_messages={"required": "请选择旧刊的PDF文件。"},
    )
    field_order = ("series", "year", "number", "total_number", "published_on", "file")


class ContentsForm(TokenForm):
    """The contents of an old issue as lines 「标题　页码」."""

    contents = forms.CharField(
        label="目录",
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="一行一篇：先写标题，空一格写PDF中的页码；不知道页码的只写标题。",
        error_messages={"required": "请录入目录，一行一篇。"},
    )
    published_on = DayField(label="出版日期", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, issue: GazetteIssue, data: Any = None) -> "ContentsForm":
        """The form with the contents as lines."""
        lines = [
            f"{row['title']}　{row['page']}" if row.get("page") else row["title"]
            for row in issue.contents
        ]
        initial = {
            "contents": "\n".join(lines),
            "published_on": issue.published_on,
            "seen": issue.row_version,
        }
        return cls(data, initial=initial)

    def clean_contents(self) -> list[dict[str, Any]]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["contents"].split("\n"))
        rows = [_entry(line) for line in lines if line]
        long = next((row["title"] for row in rows if len(row["title"]) > 200), "")
        if long:
            raise forms.ValidationError(f"“{long[:15]}…”超过200个字，请一行只写一篇的标题。")
        return rows


def _entry(line: str) -> dict[str, Any]:
    found = _PAGE.search(line)
    title = line[: found.start()] if found else line
    page = int(found[1]) if found and title else None
    return {"title": title or line, "page": page or None}


def next_number(series: GazetteSeries) -> dict[str, Any]:
    """What an editor would type for the next issue."""
    last = series.issues.order_by("-year", "-number").first()
    year = today().year
    return {
        "year": year,
        "number": last.number + 1 if last and last.year == year else 1,
        "total_number": last.total_number + 1 if last and last.total_number else None,
        "editor": last.editor if last else "",
    }
