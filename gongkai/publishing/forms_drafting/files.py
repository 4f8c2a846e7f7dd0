"""Title and 公开属性 of each attachment, as fields of the form of the draft.

They are saved with the text: an attribute somebody chose and did not save by a button of its own
would look as if it held.
"""

from typing import Any

from django import forms

from gongkai.publishing.models import Attachment
from gongkai.publishing.states import Attribute

BEGINS = "file-"
_PARTS = ("title", "attribute")
_CHOICES = [(value, label) for value, label in Attribute.choices if value != Attribute.UNKNOWN]


def name_of(item: Attachment, part: str) -> str:
    """The name of the control: by the row, because numbers move up when one is taken off."""
    return f"{BEGINS}{item.pk}-{part}"


def fields_of(items: list[Attachment]) -> dict[str, forms.Field]:
    """Two fields for each attachment."""
    found: dict[str, forms.Field] = {}
    for item in items:
        label = f"附件{item.number}的"
        found[name_of(item, "title")] = forms.CharField(
            label=f"{label}名称",
            max_length=200,
            error_messages={
                "required": f"附件{item.number}还没有名称，请写明它是什么。",
                "max_length": "附件名称有%(show_value)s个字，最多%(limit_value)s个字，请写短一些。",
            },
        )
        found[name_of(item, "attribute")] = forms.ChoiceField(
            label=f"{label}公开属性",
            choices=_choices(item),
            error_messages={
                "invalid_choice": "没有这样的公开属性，请选择主动公开、依申请公开或者不予公开。"
            },
        )
    return found


def _choices(item: Attachment) -> list[tuple[str, str]]:
    """未认定 stands only where it is so already: nobody chooses it."""
    unknown = [(item.attribute, item.get_attribute_display())]
    return [*(unknown if item.attribute == Attribute.UNKNOWN else []), *_CHOICES]


def first_values(items: list[Attachment]) -> dict[str, str]:
    """What the fields say first."""
    return {name_of(item, part): getattr(item, part) for item in items for part in _PARTS}


def taken(items: list[Attachment], cleaned: dict[str, Any]) -> dict[int, dict[str, str]]:
    """What `services.drafts.save` takes as `attachments`; removes it from the cleaned data."""
    return {item.pk: {part: cleaned.pop(name_of(item, part)) for part in _PARTS} for item in items}
