"""Who may see a draft, and what is begun beside it."""

from typing import Any

from django import forms

from gongkai.base.forms import RowsChoice, TokenForm
from gongkai.base.models import User
from gongkai.publishing.forms_drafting.fields import area, line
from gongkai.publishing.models import Publication
from gongkai.publishing.queries.drafting import colleagues
from gongkai.publishing.states import DraftSight, InterpretationForm


class SightForm(TokenForm):
    """Who may read the draft."""

    sight = forms.ChoiceField(
        label="谁可以看",
        choices=DraftSight.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择谁可以看这份草稿。"},
    )
    readers = RowsChoice(
        User.objects.none(),
        label="指定的人员",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="选“指定人员”时才起作用；起草人、您自己和轮到审校签发的同志总是可以看。",
    )
    remark = line("调整的原因", 300, "会与办理时间一并留存。", widget=area())

    def __init__(self, found: Publication, data: Any = None) -> None:
        chosen = list(found.readers.values_list("pk", flat=True))
        super().__init__(data, initial={"sight": found.limited_to, "readers": chosen})
        people = colleagues(found.unit).order_by() | User.objects.filter(pk__in=chosen)
        self.fields["readers"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]


class LinkForm(TokenForm):
    """A share link."""

    note = line("给谁看", 100, "写明用途，便于以后撤销，如“请法律顾问审阅”。")


class CompanionForm(TokenForm):
    """The interpretation beside a document."""

    form = forms.ChoiceField(
        label="解读形式", choices=InterpretationForm.choices, initial=InterpretationForm.TEXT
    )
