"""A relation that changes nothing: which, and with which document."""

from typing import Any

from django import forms

from gongkai.publishing.queries.drafting import PLAIN_RELATIONS
from gongkai.publishing.states import RelationKind

FIELDS = ("relation_kind", "relation_number", "relation_title")


class RelationForm(forms.Form):
    """Stands inside the form of the draft, with its token and its row version."""

    use_required_attribute = False

    relation_kind = forms.ChoiceField(
        label="关系",
        choices=[(kind.value, kind.label) for kind in PLAIN_RELATIONS],
        error_messages={
            "required": "请选择是哪一种关系。",
            "invalid_choice": "没有这样的关系，请重新选择；修改、废止等在“立改废”页登记。",
        },
    )
    relation_number = forms.CharField(
        label="对方的发文字号或者网址",
        required=False,
        max_length=300,
        help_text="如“国办发〔2024〕5号”，或者那份文件的网址（/d/……/）。",
        error_messages={"max_length": "填写的内容太长，请只填发文字号或者网址。"},
    )
    relation_title = forms.CharField(
        label="对方的标题",
        required=False,
        max_length=500,
        help_text="文件库里有的，填字号就可以；没有的，请把标题也填上，会照填写的显示。",
        error_messages={
            "max_length": "标题有%(show_value)s个字，最多%(limit_value)s个字，请核对。"
        },
    )

    @classmethod
    def of(cls, sent: Any = None) -> "RelationForm":
        """With what was typed still in it, complained about only when it is checked."""
        first = {name: sent.get(name, "") for name in FIELDS if name in sent} if sent else {}
        return cls(initial=first, label_suffix="")

    def facts(self) -> dict[str, Any]:
        """What `services.drafts.relate` takes."""
        data = self.cleaned_data
        return {
            "kind": RelationKind(data["relation_kind"]),
            "number": data["relation_number"],
            "title": data["relation_title"],
        }
