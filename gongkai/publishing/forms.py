"""Forms of the publishing desk: dropped files, and the review of what the parser read."""

import datetime as dt
from typing import Any

from django import forms

from gongkai.base.forms import DayField, NamesField, TokenForm
from gongkai.catalogue.models import DocumentClass, Theme
from gongkai.lib.dates import plain_date
from gongkai.lib.doc_no import parse_doc_no
from gongkai.lib.officialdoc import parse_text
from gongkai.lib.officialdoc.deadline_text import read_deadline
from gongkai.lib.officialdoc.units_text import split_units
from gongkai.publishing import outline
from gongkai.publishing.states import Attribute, DocType

TASK_FIELDS = ("level1", "level2", "requirement", "units", "deadline")


class LinesField(NamesField):
    """Several sentences, one a line."""

    widget = forms.Textarea  # type: ignore[assignment]

    def to_python(self, value: Any) -> list[str]:
        return [part.strip() for part in (value or "").splitlines() if part.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class MultipleFileInput(forms.ClearableFileInput):
    """The browser's chooser of files, for more than one."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; each is checked as one would be."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        one = super().clean
        return [one(file, initial) for file in data] if data else one(None, initial)


class DropForm(TokenForm):
    """Files to import."""

    files = FilesField(  # type: ignore[assignment]
        label="要导入的文件",
        help_text="可以一次选多个，支持 txt、html、docx、doc、wps、pdf（要有文字层）。带密级标志的文件不得上传。",
        widget=MultipleFileInput(attrs={"accept": ".txt,.md,.html,.htm,.docx,.doc,.wps,.pdf"}),
        # An empty file refuses itself when it is stored, and not the others with it.
        allow_empty_file=True,
        error_messages={"required": "还没有选择文件，请选择后再导入。"},
    )


class DocumentForm(forms.Form):
    """Every element of one document as the parser read it, to be checked by a person."""

    keep = forms.BooleanField(label="这份要入库", required=False)
    title = forms.CharField(
        label="标题", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    doc_no = forms.CharField(label="发文字号", required=False, max_length=80)
    issuers = NamesField(
        label="发文机关", required=False, help_text="联合行文时牵头机关写在最前，用顿号隔开。"
    )
    addressees = NamesField(label="主送机关", required=False)
    signed_on = DayField(label="成文日期", required=False)
    printed_on = DayField(label="印发日期", required=False)
    released_on = DayField(label="原发布日期", required=False)
    effective_on = DayField(label="施行日期", required=False)
    expires_on = DayField(label="有效期截止日期", required=False)
    attribute = forms.ChoiceField(label="公开属性", choices=Attribute.choices)
    doc_type = forms.ChoiceField(
        label="体裁", required=False, choices=[("", "不确定"), *DocType.choices]
    )
    document_class = forms.ChoiceField(label="文件类别", required=False)
    theme = forms.ChoiceField(label="主题分类", required=False)
    index_no = forms.CharField(label="索引号", required=False, max_length=60)
    source = forms.CharField(label="信息来源", required=False, max_length=200)
    status_mark = forms.CharField(
        label="文稿状态",
        required=False,
        max_length=20,
        help_text="如“征求意见稿”。填了就不会作为正式文件发布。",
    )
    summary = forms.CharField(
        label="一句话说明",
        required=False,
        max_length=500,
        help_text="这份文件对群众和企业意味着什么，会显示在列表里。",
    )
    keywords = NamesField(label="关键词", required=False)
    cc = NamesField(label="抄送机关", required=False)
    printing_unit = forms.CharField(label="印发机关", required=False, max_length=100)
    notes = LinesField(
        label="附注",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一条一行。电话、联系人只在工作台可见，不会公开。",
    )
    phones = NamesField(
        label="联系电话（内部）", required=False, help_text="只在工作台可见，不会公开。"
    )
    body = forms.CharField(
        label="正文", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 24}),
        help_text="一段一行；层次序数（一、（一）1.（1））写在行首，保存后重新识别层次。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        classes = DocumentClass.objects.values_list("name", flat=True)
        self.fields["document_class"].choices = [("", "未定"), *((name, name) for name in classes)]  # type: ignore[attr-defined]
        self.fields["theme"].choices = _theme_choices(self.initial.get("theme") or "")  # type: ignore[attr-defined]

    def clean_doc_no(self) -> str:
        typed: str = self.cleaned_data["doc_no"].strip()
        if not typed:
            return ""
        number = parse_doc_no(typed)
        if number is None:
            raise forms.ValidationError(
                f"“{typed}”不像发文字号，应如“临政办发〔2024〕12号”；没有文号请留空。"
            )
        return number.printed

    def clean_title(self) -> str:
        return "".join(self.cleaned_data["title"].split("\n")).strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("keep") and not data.get("title"):
            self.add_error("title", "要入库的文件必须有标题，请填写；不入库请取消“这份要入库”。")
        starts, ends = data.get("effective_on"), data.get("expires_on")
        if starts and ends and ends < starts:
            self.add_error(
                "expires_on", f"有效期截止日期不能早于施行日期{plain_date(starts)}，请核对后改正。"
            )
        return data


def _theme_choices(current: str) -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for theme in Theme.objects.select_related("parent"):
        if theme.parent:
            path = f"{theme.parent.name}\\{theme.name}"
            groups.setdefault(theme.parent.name, []).append((path, theme.name))
        else:
            groups.setdefault(theme.name, []).append((theme.name, f"{theme.name}（不再细分）"))
    known = {value for options in groups.values() for value, _ in options}
    extra = (
        [(current, f"{current}（原文写法，目录中没有）")]
        if current and current not in known
        else []
    )
    return [("", "未定"), *extra, *groups.items()]


def initial_of(document: dict[str, Any]) -> dict[str, Any]:
    """The form's first values from a parsed or edited document."""
    days = ("signed_on", "printed_on", "released_on", "effective_on", "expires_on")
    first = {name: document.get(name) for name in DocumentForm.base_fields if name in document}
    first |= {name: dt.date.fromisoformat(document[name]) for name in days if document.get(name)}
    first["attribute"] = document.get("attribute") or Attribute.UNKNOWN
    first["keep"] = document.get("keep", True)
    first["body"] = outline.plain(document.get("outline") or [])
    return first


def merged(document: dict[str, Any], form: DocumentForm) -> dict[str, Any]:
    """The document with the reviewer's values; the outline is read anew only where the text changed."""
    data = form.cleaned_data
    result = {**document}
    for name, value in data.items():
        if name != "body":
            result[name] = value.isoformat() if isinstance(value, dt.date) else value
    body = data["body"].replace("\r\n", "\n").strip("\n")
    if body != outline.plain(document.get("outline") or []):
        result["outline"] = _outline_of(body)
    return result


def _outline_of(body: str) -> list[dict[str, Any]]:
    if not body.strip():
        return []
    documents = parse_text("", body).documents
    nodes = documents[0].to_json()["outline"] if documents else []
    kept = outline.plain(nodes)
    if "".join(kept.split()) == "".join(body.split()):
        return list(nodes)
    # The parser took a line for an element (a date, a signature): the reviewer's text is kept whole.
    return [
        {"level": 0, "label": "", "heading": "", "text": line, "children": []}
        for line in body.split("\n")
        if line.strip()
    ]


def merge_tasks(tables: list[dict[str, Any]], posted: Any, prefix: str) -> list[dict[str, Any]]:
    """Task tables with what was typed into their cells; a row marked for removal goes."""
    return [
        {
            **table,
            "tasks": [
                _merged_task(task, typed_cells(posted, base), table.get("year"))
                for task, base in rows_of(table, f"{prefix}-t{number}")
                if not posted.get(f"{base}-drop")
            ],
        }
        for number, table in enumerate(tables)
    ]


def rows_of(table: dict[str, Any], prefix: str) -> list[tuple[dict[str, Any], str]]:
    """The tasks of a table, each with the beginning of the names of its cells."""
    return [(task, f"{prefix}-r{number}") for number, task in enumerate(table.get("tasks") or [])]


def typed_cells(posted: Any, base: str) -> dict[str, str]:
    """What stands in the cells of a row as they were sent; browsers send line ends as two characters."""
    names = [name for name in TASK_FIELDS if f"{base}-{name}" in posted]
    cells = {
        name: posted[f"{base}-{name}"].replace("\r\n", "\n").replace("\x00", "") for name in names
    }
    return {name: text.strip() for name, text in cells.items()}


def _merged_task(task: dict[str, Any], typed: dict[str, str], year: int | None) -> dict[str, Any]:
    """The task with its cells; what hangs on a changed cell is read anew."""
    shown = {**task, "units": units_text(task)}
    changed = {
        name: text for name, text in typed.items() if text != (shown.get(name) or "").strip()
    }
    result = {**task, **changed}
    if "units" in changed:
        read = split_units(changed["units"])
        result |= {"units": list(read.names), "units_open": read.open}
    if "deadline" in changed:
        when = read_deadline(changed["deadline"], year)
        day = when.on.isoformat() if when.on else None
        result |= {"deadline_date": day, "recurrence": when.recurrence}
    result["filled"] = [name for name in task.get("filled") or [] if name not in changed]
    return result


def units_text(task: dict[str, Any]) -> str:
    """The units of a task as the cell shows them."""
    return "、".join(task.get("units") or []) + (
        "等有关部门（单位）" if task.get("units_open") else ""
    )
