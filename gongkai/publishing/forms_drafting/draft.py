"""The draft itself: everything an officer writes in it."""

from copy import copy
from typing import Any, Self

from django import forms

from gongkai.base.forms import DayField, NamesField, RowsChoice, TokenForm, UnitChoice
from gongkai.base.models import Unit, User
from gongkai.base.queries.units import resolve_units
from gongkai.catalogue.models import CatalogueEntry, DocumentClass, StatutoryItem, Theme
from gongkai.lib.dates import plain_date
from gongkai.lib.doc_no import parse_doc_no
from gongkai.publishing import richtext
from gongkai.publishing.editor import EditorField, Typed, html_of
from gongkai.publishing.forms_drafting import files, places
from gongkai.publishing.forms_drafting.fields import area, line
from gongkai.publishing.models import Attachment, Publication
from gongkai.publishing.queries.coverage import Suggestion, suggest_entries
from gongkai.publishing.queries.drafting import MOST_ENTRIES, entries_for, units_to_draft_for
from gongkai.publishing.states import DocType, InterpretationForm, Kind

OF_DOCUMENTS = (
    "doc_no", "doc_type", "status_mark", "signed_on", "printed_on", "effective_on", "expires_on",
    "issuers", "addressees", "attachment_names", "signature", "copies_to", "printing_unit", "annotation", "contact",
    "document_class",
)  # fmt: skip
GROUPS = (
    (
        "标题与文号",
        "照正式文本填写，没有的留空。",
        ("correction_note", "title", "doc_no", "doc_type", "status_mark", "form"),
    ),
    (
        "日期",
        "写成“2024年5月6日”，没有的留空。",
        ("signed_on", "printed_on", "effective_on", "expires_on"),
    ),
    (
        "机关",
        "照落款和版记填写，没有的留空。",
        (
            "issuers",
            "addressees",
            "attachment_names",
            "signature",
            "copies_to",
            "printing_unit",
            "annotation",
            "contact",
        ),
    ),
    (
        "分类与公开",
        "选好类别和主题，读者才找得到。",
        ("unit", "document_class", "theme", "summary", "keywords", "source"),
    ),
    (
        "目录与对象",
        "勾选这份信息要落实的事项，写明给谁看。",
        ("statutory_item", "entries", "audience", "audience_units"),
    ),
)
# Names of fields that the parser calls otherwise.
_PLACES = {"copies_to": "cc", "attachment_names": "attachments", "annotation": "notes"}


class DraftForm(TokenForm):
    """Everything an officer writes in a draft."""

    title = line("标题", 500, widget=area())
    doc_no = line("发文字号", 80, "如“临政办发〔2024〕12号”；没有文号请留空。")
    doc_type = forms.ChoiceField(
        label="体裁", required=False, choices=[("", "不确定"), *DocType.choices]
    )
    status_mark = line("文稿状态", 20, "如“征求意见稿”。填了就不能作为正式文件发布。")
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
    attachment_names = NamesField(
        label="附件说明",
        required=False,
        help_text="正文末尾“附件：”后面的名称，用顿号隔开；文件本身在“附件”里上传。",
    )
    signature = line("发文机关署名", 300, "照落款写，一行一个。", widget=area())
    copies_to = line("抄送机关", 2000, widget=area())
    printing_unit = line("印发机关", 100)
    annotation = line("附注", 300, "如“此件公开发布”，会随正文公开。")
    contact = line("联系电话（内部）", 200, "只在工作台可见，不会公开。")
    unit = UnitChoice(
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
    summary = line("一句话说明", 500, "对群众和企业意味着什么，会显示在列表里。", widget=area())
    keywords = NamesField(label="关键词", required=False)
    source = line("信息来源", 200)
    statutory_item = forms.ModelChoiceField(
        StatutoryItem.objects.all(),
        label="法定主动公开内容",
        required=False,
        empty_label="不属于",
        help_text="《政府信息公开条例》第二十条列举的，公开后归入相应栏目。",
    )
    entries = RowsChoice(
        CatalogueEntry.objects.none(),
        label="对应的目录事项",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="发布以后，这些事项自动记为已公开。",
    )
    audience = line("公开对象", 200, "面向全社会的留空；只与特定群体有关的，写明是谁。")
    correction_note = line("更正说明", 500, "更正了什么、为什么，会对外公布。", widget=area())
    body = EditorField(label="正文", required=False)

    publication: Publication
    items: list[Attachment]
    likely: list[Suggestion]

    @classmethod
    def of(cls, found: Publication, user: User, data: Any = None) -> Self:
        """The form for this draft; `data` is what was sent or kept."""
        items = list(found.attachments.select_related("file"))
        first = initial_of(found) | files.first_values(items)
        form = cls(_with_files(data, items), initial=first)
        form.publication, form.items, form.likely = found, items, []
        form.fields.update(files.fields_of(items))
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
        aimed = places.field_for(found)
        if aimed is not None:
            self.fields["audience_units"] = aimed
            named = isinstance(aimed, NamesField)
            self.initial["audience_units"] = [
                unit.name if named else unit.pk for unit in self.initial["audience_units"]
            ]
        if found.companion_of_id is not None:
            self._drop("unit", "statutory_item", "entries")  # those of its document count
            return
        if found.corrects_id is not None:
            self._drop("unit")  # that of the original stays
            self._fit_entries()
            return
        own = units_to_draft_for(user).order_by() | Unit.objects.filter(pk=found.unit_id)
        self.fields["unit"].queryset = own.order_by("path")  # type: ignore[attr-defined]
        self._fit_entries()

    def _fit_entries(self) -> None:
        """Which entries of a catalogue may be ticked."""
        found = self.publication
        self.likely = suggest_entries(_titled(found, self["title"].value()))
        chosen = list(entries_for(found).values_list("pk", flat=True)[:MOST_ENTRIES])
        if chosen:
            shown = {*chosen, *(one.entry.pk for one in self.likely)}
            rows = CatalogueEntry.objects.filter(pk__in=shown)
            self.fields["entries"].queryset = rows  # type: ignore[attr-defined]
        else:
            self._drop("entries")

    def _drop(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)

    def suggested(self) -> list[Suggestion]:
        """Entries that the title speaks for and that are not ticked."""
        if "entries" not in self.fields:
            return []
        ticked = {str(pk) for pk in self["entries"].value() or []}
        return [one for one in self.likely if str(one.entry.pk) not in ticked]

    def attached(self) -> list[dict[str, Any]]:
        """The attachments with their fields."""
        return [
            {
                "item": item,
                "title": self[files.name_of(item, "title")],
                "attribute": self[files.name_of(item, "attribute")],
            }
            for item in self.items
        ]

    def groups(self, places: dict[str, int]) -> list[dict[str, Any]]:
        """The fields in their groups, each with its line in the source."""
        found = []
        for label, hint, names in GROUPS:
            fields = [
                (self[name], places.get(_PLACES.get(name, name)))
                for name in names
                if name in self.fields
            ]
            if fields:
                found.append({"label": label, "hint": hint, "fields": fields})
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
        wanted = self.cleaned_data["audience_units"]
        within = self.publication.unit
        if not isinstance(wanted, list) or not wanted or within is None:
            return list(wanted)
        found = resolve_units("、".join(wanted), within)
        if found.unknown:
            raise forms.ValidationError(
                f"单位库里没有“{'”“'.join(found.unknown[:5])}”，请核对名称，或者先在单位登记中补上。"
            )
        allowed = set(places.offered(self.publication).values_list("pk", flat=True))
        other = [unit.label for unit in found.units if unit.pk not in allowed]
        if other:
            raise forms.ValidationError(
                f"“{'”“'.join(other[:5])}”不是本地的镇街村居，请核对后改正。"
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
        data["attachments"] = files.taken(self.items, data)
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


def _titled(found: Publication, title: Any) -> Publication:
    """The draft under the title that stands in the form."""
    row = copy(found)
    row.title = str(title or "")
    return row


def _with_files(data: Any, items: list[Attachment]) -> Any:
    """What was sent; of attachments it does not name, what is stored."""
    if data is None:
        return None
    full = data.copy()
    for name, value in files.first_values(items).items():
        if name not in full:
            full[name] = value
    return full


def initial_of(found: Publication) -> dict[str, Any]:
    """The form's first values."""
    names = ("title", "summary", "source", "form", "audience", "correction_note", "keywords")
    first: dict[str, Any] = {name: getattr(found, name) for name in names}
    first |= {name: getattr(found, f"{name}_id") for name in ("unit", "theme", "statutory_item")}
    first["audience_units"] = list(found.audience_units.all())
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
