"""Fields that several forms of the drafting pages are made of."""

from typing import Any

from django import forms


def line(label: str, longest: int, hint: str = "", **more: Any) -> Any:
    too_long = f"{label}有%(show_value)s个字，最多%(limit_value)s个字，请写短一些。"
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=hint,
        error_messages={"max_length": too_long},
        **more,
    )


def area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})
