"""Forms of the drafting pages: three ways to begin, the draft itself, who may see it."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.http import QueryDict

from gongkai.base.forms import DayField, NamesField, TokenForm
from gongkai.base.models import Unit, User
from gongkai.base.queries.units import resolve_units
from gongkai.catalogue.models import CatalogueEntry, DocumentClass, StatutoryItem, Theme
from gongkai.lib.dates import plain_date
from gongkai.lib.doc_no import parse_doc_no
from gongkai.publishing import richtext
from gongkai.publishing.editor import EditorField, Typed, html_of
from gongkai.publishing.models import Publication
from gongkai.publishing.queries.drafting import (
    MOST_ENTRIES,
    colleagues,
    entries_for,
    units_to_draft_for,
)
from gongkai.publishing.states import DocType, DraftSight, InterpretationForm, Kind

KINDS = [
    (Kind.DOCUMENT, "公文"),
    (Kind.INTERPRETATION, "政策解读"),
    (Kind.INFORMATION, "政府信息"),
]
LONGEST_PASTE = 1_000_000
_READABLE = ".txt,.md,.html,.htm,.docx,.doc,.wps,.pdf,.ofd"


class UnitField(forms.ModelChoiceField):
    """A unit by its whole name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class BeginForm(TokenForm):
    """What every way to begin asks: for which unit, and what it will be."""

    unit = UnitField(
        Unit.objects.none(),
        label="发布机构",
        empty_label=None,
        error_messages={"required": "请选择由哪个单位发布。"},
    )
    kind = forms.ChoiceField(label="种类", choices=KINDS, initial=Kind.DOCUMENT)

    def __init__(self, data: Any = None, files: Any = None, *, user: User, way: str) -> None:
        super().__init__(data, files, auto_id=f"{way}_%s")
        self.fields["unit"].queryset = units_to_draft_for(user)  # type: ignore[attr-defined]
        self.initial.setdefault("unit", user.unit_id)

    @property
    def kind_wanted(self) -> Kind:
        """The chosen kind."""
        return Kind(self.cleaned_data["kind"])


class FromFileForm(BeginForm):
    """Begin with a file."""

    file = forms.FileField(
        label="文件",
        allow_empty_file=True,  # an empty file is refused with a better sentence when it is stored
        help_text="支持docx、doc、wps、pdf（要有文字层）、ofd、txt、html。带密级标志的文件不得上传。",
        widget=forms.FileInput(attrs={"accept": _READABLE}),
        error_messages={"required": "还没有选择文件，请选择后再上传。"},
    )
    field_order = ["file", "unit", "kind"]


class FromTextForm(BeginForm):
    """Begin with pasted text."""

    text = forms.CharField(
        label="粘贴全文",
        strip=False,
        max_length=LONGEST_PASTE,
        help_text="从标题到落款整篇粘贴，程序会读出标题、文号、机关和日期。",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "还没有粘贴内容，请粘贴后再读取。",
            "max_length": "粘贴的内容有%(show_value)s个字，最多%(limit_value)s个字，请存成文件后上传。",
        },
    )
    field_order = ["text", "unit", "kind"]


class BlankForm(BeginForm):
    """Begin with nothing but a title."""

    title = forms.CharField(
        label="标题", required=False, max_length=500, help_text="可以先空着，报审之前补上。"
    )
    field_order = ["kind", "title", "unit"]


def _line(label: str, longest: int, hint: str = "", **more: Any) -> Any:
    too_long = f"{label}有%(show_value)s个字，最多%(limit_value)s个字，请写短一些。"
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=hint,
        error_messages={"max_length": too_long},
        **more,
    )


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


OF_DOCUMENTS = (
    "doc_no", "doc_type", "status_mark", "signed_on", "printed_on", "effective_on", "expires_on",
    "issuers", "addressees", "signature", "copies_to", "printing_unit", "annotation", "contact",
    "document_class",
)  # fmt: skip
GROUPS = (
    ("标题与文号", ("correction_note", "title", "doc_no", "doc_type", "status_mark", "form")),
    ("日期", ("signed_on", "printed_on", "effective_on", "expires_on")),
    (
        "机关",
        (
            "issuers",
            "addressees",
            "signature",
            "copies_to",
            "printing_unit",
            "annotation",
            "contact",
        ),
    ),
    ("分类与公开", ("unit", "document_class", "theme", "summary", "keywords", "source")),
    ("目录与对象", ("statutory_item", "entries", "audience", "audience_units")),
)
# Names of fields that the parser calls otherwise.
_PLACES = {"copies_to": "cc", "annotation": "notes"}


class DraftForm(TokenForm):
    """Everything an officer writes in a draft."""

    title = _line("标题", 500, widget=_area())
    doc_no = _line("发文字号", 80, "如“临政办发〔2024〕12号”；没有文号请留空。")
    doc_type = forms.ChoiceField(
        label="体裁", required=False, choices=[("", "不确定"), *DocType.choices]
    )
    status_mark = _line("文稿状态", 20, "如“征求意见稿”。填了就不能作为正式文件发布。")
    form = forms.ChoiceField(
        label="解读形式", required=False, choices=[("", "未定"), *InterpretationForm.choices]
    )
    signed_on = DayField(label="成文日期", required=False)
    printed_on = DayField(label="印发日期", required=False)
    effective_on = DayField(label="施行日期", required=False)
    expires_on = DayField(label="有效期截止日期", required=False)
    issuers = NamesField(
        label="发文机关", required=False, help_text="联合行文时牵头机关写在最前，用顿号隔开。"
    )
    addressees = NamesField(label="主送机关", required=False)
    signature = _line("发文机关署名", 300, "照落款写，一行一个。", widget=_area())
    copies_to = _line("抄送机关", 2000, widget=_area())
    printing_unit = _line("印发机关", 100)
    annotation = _line("附注", 300, "如“此件公开发布”，会随正文公开。")
    contact = _line("联系电话（内部）", 200, "只在工作台可见，不会公开。")
    unit = UnitField(
        Unit.objects.none(),
        label="发布机构",
        empty_label=None,
        error_messages={"required": "请选择由哪个单位发布。"},
    )
    document_class = forms.ModelChoiceField(
        DocumentClass.objects.all(),
        label="文件类别",
        required=False,
        empty_label="未定",
        help_text="解读、备案和有效期的要求按类别确定。",
    )
    theme = forms.ModelChoiceField(
        Theme.objects.select_related("parent"), label="主题分类", required=False, empty_label="未定"
    )
    summary = _line("一句话说明", 500, "对群众和企业意味着什么，会显示在列表里。", widget=_area())
    keywords = NamesField(label="关键词", required=False)
    source = _line("信息来源", 200)
    statutory_item = forms.ModelChoiceField(
        StatutoryItem.objects.all(),
        label="法定主动公开内容",
        required=False,
        empty_label="不属于",
        help_text="《政府信息公开条例》第二十条列举的，公开后归入相应栏目。",
    )
    entries = forms.ModelMultipleChoiceField(
        CatalogueEntry.objects.none(),
        label="对应的目录事项",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="发布以后，这些事项自动记为已公开。",
    )
    audience = _line("公开对象", 200, "面向全社会的留空；只与特定群体有关的，写明是谁。")
    audience_units = NamesField(
        label="面向的镇街村居", required=False, help_text="写单位名称，用顿号隔开；不限的留空。"
    )
    correction_note = _line("更正说明", 500, "更正了什么、为什么，会对外公布。", widget=_area())
    body = EditorField(label="正文", required=False)

    publication: Publication

    @classmethod
    def of(cls, found: Publication, user: User, data: Any = None) -> Self:
        """The form for this draft; `data` is what was sent or kept."""
        form = cls(data, initial=initial_of(found))
        form.publication = found
        form._fit(user)
        return form

    def _fit(self, user: User) -> None:
        """Takes out the fields this kind has not; sets what may be chosen."""
        found = self.publication
        if found.kind != Kind.DOCUMENT:
            self._drop(*OF_DOCUMENTS)
        if found.kind != Kind.INTERPRETATION:
            self._drop("form")
        if not found.corrects_id:
            self._drop("correction_note")
        if found.companion_of_id is not None:
            self._drop("unit", "statutory_item", "entries")  # those of its document count
            return
        own = units_to_draft_for(user).order_by() | Unit.objects.filter(pk=found.unit_id)
        self.fields["unit"].queryset = own.order_by("path")  # type: ignore[attr-defined]
        chosen = list(entries_for(found).values_list("pk", flat=True)[:MOST_ENTRIES])
        if chosen:
            rows = CatalogueEntry.objects.filter(pk__in=chosen)
            self.fields["entries"].queryset = rows  # type: ignore[attr-defined]
        else:
            self._drop("entries")

    def _drop(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)

    def groups(self, places: dict[str, int]) -> list[dict[str, Any]]:
        """The fields in their groups, each with its line in the source."""
        found = []
        for label, names in GROUPS:
            fields = [
                (self[name], places.get(_PLACES.get(name, name)))
                for name in names
                if name in self.fields
            ]
            if fields:
                found.append({"label": label, "fields": fields})
        return found

    def clean_title(self) -> str:
        return "".join(self.cleaned_data["title"].splitlines()).strip()

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

    def clean_issuers(self) -> list[str]:
        names: list[str] = self.cleaned_data["issuers"]
        long = next((name for name in names if len(name) > 100), None)
        if long:
            raise forms.ValidationError(
                f"“{long[:20]}”等{len(long)}个字连在一起，机关名称最多100个字，请核对是否漏了顿号。"
            )
        return names

    def clean_audience_units(self) -> list[Unit]:
        names = self.cleaned_data["audience_units"]
        if not names:
            return []
        within = self.publication.unit
        if within is None:
            raise forms.ValidationError("请先选好发布机构并保存，再填写面向的镇街村居。")
        found = resolve_units("、".join(names), within)
        if found.unknown:
            raise forms.ValidationError(
                f"单位库里没有“{'”“'.join(found.unknown[:5])}”，请核对名称，或者先在单位登记中补上。"
            )
        return found.units

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts, ends = data.get("effective_on"), data.get("expires_on")
        if starts and ends and ends < starts:
            self.add_error(
                "expires_on", f"有效期截止日期不能早于施行日期{plain_date(starts)}，请核对后改正。"
            )
        return data

    def facts(self) -> dict[str, Any]:
        """What `services.drafts.save` takes. A text that was not touched stays as it is stored."""
        data = {**self.cleaned_data}
        body = data.pop("body")
        if "body" in self.changed_data:
            data["html"] = body.html
        return data

    def typed_html(self) -> str:
        """The text as it stands in the form now, "" where it is too much to take in."""
        value = self["body"].value()
        if not isinstance(value, Typed):
            return str(value or "")
        try:
            return html_of(value)
        except richtext.TooMuch:
            return ""


def initial_of(found: Publication) -> dict[str, Any]:
    """The form's first values."""
    names = ("title", "summary", "source", "form", "audience", "correction_note", "keywords")
    first: dict[str, Any] = {name: getattr(found, name) for name in names}
    first |= {name: getattr(found, f"{name}_id") for name in ("unit", "theme", "statutory_item")}
    first["audience_units"] = [unit.name for unit in found.audience_units.all()]
    first["entries"] = list(found.meant_for.values_list("entry_id", flat=True))
    text = getattr(found, "text", None)
    if text is not None:
        nodes = text.outline or _bare(text.plain)
        first["body"] = text.html or richtext.from_outline(nodes, text.tables)
    document = getattr(found, "document", None)
    if document is not None:
        plain = (name for name in OF_DOCUMENTS if name not in ("issuers", "document_class"))
        first |= {name: getattr(document, name) for name in plain}
        first["issuers"] = [issuer.name for issuer in document.issuers.all()]
        first["document_class"] = document.document_class_id
    return first


def _bare(plain: str) -> list[dict[str, Any]]:
    """Lines without an outline, as one."""
    return [
        {"level": 0, "label": "", "heading": "", "text": line, "children": []}
        for line in plain.split("\n")
        if line.strip()
    ]


def kept_of(data: QueryDict) -> dict[str, list[str]]:
    """What is kept of a form that was not saved: the fields of a draft, nothing else."""
    names = {*DraftForm.base_fields, "body-html", "body-mode"}
    return {
        name: [value.replace("\x00", "") for value in data.getlist(name)]
        for name in data
        if name in names
    }


def as_sent(kept: dict[str, list[str]]) -> QueryDict:
    """What was kept, in the form in which browsers send it."""
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, values)
    return data


def differing(theirs: DraftForm, mine: DraftForm) -> list[dict[str, str]]:
    """Fields, the text aside, that say different things in two forms of the same draft."""
    rows = []
    for name in theirs.fields:
        if name == "body" or name not in mine.fields:
            continue
        left, right = _words(theirs[name]), _words(mine[name])
        if left != right:
            rows.append({"label": str(theirs[name].label), "theirs": left, "mine": right})
    return rows


def _words(field: forms.BoundField) -> str:
    """What a person reads in the field."""
    value = field.value()
    if hasattr(field.field, "choices"):
        several = isinstance(value, list | tuple)
        chosen = {str(part) for part in value} if several else {str(value or "")}
        return "、".join(_labels(field.field.choices, chosen))
    if isinstance(value, list):
        return "、".join(map(str, value))
    return " ".join(str(value or "").split())


def _labels(choices: Iterable[Any], chosen: set[str]) -> Iterable[str]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _labels(label, chosen)
        elif str(value) and str(value) in chosen:
            yield str(label)


class SightForm(TokenForm):
    """Who may read the draft."""

    sight = forms.ChoiceField(
        label="谁可以看",
        choices=DraftSight.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择谁可以看这份草稿。"},
    )
    readers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="指定的人员",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="选“指定人员”时才起作用；起草人、您自己和轮到审校签发的同志总是可以看。",
    )
    remark = _line("调整的原因", 300, "会与办理时间一并留存。", widget=_area())

    def __init__(self, found: Publication, data: Any = None) -> None:
        chosen = list(found.readers.values_list("pk", flat=True))
        super().__init__(data, initial={"sight": found.limited_to, "readers": chosen})
        people = colleagues(found.unit).order_by() | User.objects.filter(pk__in=chosen)
        self.fields["readers"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]


class LinkForm(TokenForm):
    """A share link."""

    note = _line("给谁看", 100, "写明用途，便于以后撤销，如“请法律顾问审阅”。")


class CompanionForm(TokenForm):
    """The interpretation beside a document."""

    form = forms.ChoiceField(
        label="解读形式", choices=InterpretationForm.choices, initial=InterpretationForm.TEXT
    )
