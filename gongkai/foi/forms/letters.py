"""Forms of the letters: a new draft, the editor, cancelling; and of the clause library."""

import re
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from gongkai.base.forms import TokenForm, UnitChoice
from gongkai.base.models import Unit
from gongkai.foi.letters import KINDS, LetterKind
from gongkai.foi.models import DisclosureRequest, FoiLetter
from gongkai.foi.outcomes import CHOICES
from gongkai.foi.services.letters.text import LONGEST_ADDRESSEE, LONGEST_TITLE
from gongkai.foi.states import LetterState

_GAP = re.compile(r"\n[ \t\r]*\n")
_GROUPS = (
    ("办理过程中告知申请人", "告"),
    ("答复申请人", "答"),
    ("致第三方和其他单位", "函"),
    ("送达凭证", "送"),
)


def kind_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All kinds, in groups."""
    return [
        (label, [(kind.code, kind.name) for kind in KINDS.values() if kind.word == word])
        for label, word in _GROUPS
    ]


class _IssuedLetter(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}《{obj.title}》"


class NewLetterForm(TokenForm):
    """What kind of letter is to be drafted."""

    kind = forms.ChoiceField(label="文书种类", choices=kind_choices)
    to = forms.CharField(
        label="收件人",
        required=False,
        max_length=LONGEST_ADDRESSEE,
        help_text="致第三方和其他单位的文书填写；告知申请人的不填。",
    )
    letter = _IssuedLetter(
        queryset=FoiLetter.objects.none(),
        label="要送达的文书",
        required=False,
        empty_label="不是送达回证，不选",
        help_text="只有送达回证需要选择。",
    )

    def __init__(self, *args: Any, case: DisclosureRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issued = FoiLetter.objects.filter(case=case, state=LetterState.ISSUED)
        served = [code for code, kind in KINDS.items() if not kind.form]
        field: Any = self.fields["letter"]
        field.queryset = issued.filter(kind__in=served).defer("body", "addressee")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = KINDS.get(cleaned.get("kind", ""))
        if kind and kind.form and not cleaned.get("letter") and "letter" not in self.errors:
            self.add_error("letter", "请选择要送达的文书；还没有发出的，请先发出。")
        return cleaned


class LetterForm(TokenForm):
    """The editor: title, addressee, text. Paragraphs are parted by an empty line."""

    title = forms.CharField(label="标题", max_length=LONGEST_TITLE)
    addressee = forms.CharField(label="收件人", required=False, max_length=LONGEST_ADDRESSEE)
    body = forms.CharField(
        label="正文",
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        strip=False,
        help_text="段落之间空一行。带有【】的地方要填写完才能发出。",
        validators=[ProhibitNullCharactersValidator()],
    )

    def __init__(self, *args: Any, kind: LetterKind, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)
        if kind.form:
            del self.fields["addressee"]
            self.fields["body"].help_text = "一行一栏，栏名和内容之间用冒号隔开。"

    @property
    def seen(self) -> int:
        """Row version of the draft as the page showed it."""
        text = str(self.data.get("seen", ""))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    @property
    def typed(self) -> list[str]:
        """The paragraphs as typed, whether or not the form is valid."""
        return split_paragraphs(str(self.data.get("body", "")), lines=self.kind.form)


def join_paragraphs(paragraphs: list[str], *, lines: bool) -> str:
    """Paragraphs as the editor shows them."""
    return ("\n" if lines else "\n\n").join(paragraphs)


def split_paragraphs(text: str, *, lines: bool) -> list[str]:
    """The paragraphs of what was typed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = text.split("\n") if lines else _GAP.split(text)
    return [row.strip("\n ") for row in rows if row.strip("\n ")]


class ReasonForm(TokenForm):
    """Why a letter is cancelled or reissued."""

    reason = forms.CharField(
        label="原因",
        max_length=200,
        help_text="写进文书登记簿，长期可查；请不要写个人信息。",
    )


class ClauseForm(TokenForm):
    """A clause of the library."""

    title = forms.CharField(label="名称", max_length=60)
    text = forms.CharField(
        label="文字",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        help_text="需要逐件填写的地方写成【起止年月】这样，发出前必须填完。",
    )
    kinds = forms.MultipleChoiceField(
        label="适用文书",
        choices=kind_choices,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="不选表示都适用。按住 Ctrl 键可以多选。",
    )
    outcomes = forms.MultipleChoiceField(
        label="适用结果",
        choices=CHOICES,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="不选表示都适用。",
    )
    unit = UnitChoice(
        queryset=Unit.objects.none(),
        label="单位",
        required=False,
        empty_label="全市通用（由主管部门维护）",
    )
    is_active = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, *args: Any, units: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = units
        if fixed:
            del self.fields["unit"]
