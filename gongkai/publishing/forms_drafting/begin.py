"""Three ways to begin a draft."""

from typing import Any

from django import forms

from gongkai.base.forms import TokenForm, UnitChoice
from gongkai.base.models import Unit, User
from gongkai.publishing.queries.drafting import units_to_draft_for
from gongkai.publishing.states import Kind

KINDS = [
    (Kind.DOCUMENT, "公文"),
    (Kind.INTERPRETATION, "政策解读"),
    (Kind.INFORMATION, "政府信息"),
]
LONGEST_PASTE = 1_000_000
_READABLE = ".txt,.md,.html,.htm,.docx,.doc,.wps,.pdf,.ofd"


class BeginForm(TokenForm):
    """What every way to begin asks: for which unit, and what it will be."""

    unit = UnitChoice(
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
