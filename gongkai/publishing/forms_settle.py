"""认定要素: the form with which a draft gets what it needs before release."""

from typing import Any, Self

from django import forms
from django.contrib.auth.models import AnonymousUser

from gongkai.base.forms import TokenForm
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.catalogue.models import DocumentClass, LegalGround, Theme
from gongkai.publishing.models import Publication
from gongkai.publishing.rules import EDITORS, RELEASERS
from gongkai.publishing.states import Attribute


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class SettleForm(TokenForm):
    """Unit, attribute with its legal ground, class, theme, the sentence for lists."""

    unit = UnitChoice(Unit.objects.none(), label="发布机构", required=False, empty_label="未定")
    attribute = forms.ChoiceField(label="公开属性", choices=Attribute.choices)
    legal_ground = forms.ModelChoiceField(
        LegalGround.objects.all(),
        label="不予公开的法定依据",
        required=False,
        empty_label="无",
        help_text="认定为不予公开时必填；依申请公开的，有法定理由时填写。",
    )
    document_class = forms.ModelChoiceField(
        DocumentClass.objects.all(), label="文件类别", required=False, empty_label="未定"
    )
    theme = forms.ModelChoiceField(
        Theme.objects.select_related("parent"), label="主题分类", required=False, empty_label="未定"
    )
    summary = forms.CharField(
        label="一句话说明",
        required=False,
        max_length=500,
        help_text="这份文件对群众和企业意味着什么，会显示在列表里。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, found: Publication, user: User | AnonymousUser, data: Any = None) -> Self:
        """The form for this draft; units to choose from are those the person works for."""
        document = getattr(found, "document", None)
        form = cls(
            data,
            initial={
                "unit": found.unit_id,
                "attribute": found.attribute,
                "legal_ground": found.legal_ground_id,
                "document_class": document.document_class_id if document else None,
                "theme": found.theme_id,
                "summary": found.summary,
                "version": found.row_version,
            },
        )
        own = units_for(user, *EDITORS, *RELEASERS) | Unit.objects.filter(pk=found.unit_id)
        form.fields["unit"].queryset = own.order_by("path")  # type: ignore[attr-defined]
        if document is None:
            del form.fields["document_class"]
        return form

    def facts(self) -> dict[str, Any]:
        """What `services.publications.settle` is called with."""
        data = {**self.cleaned_data}
        seen = data.pop("version")
        attribute = Attribute(data.pop("attribute"))
        return {"document_class": None, **data, "seen": seen, "attribute": attribute}
