"""What is kept of a draft that was not saved, and how two states of its form differ."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from gongkai.publishing.forms_drafting import files
from gongkai.publishing.forms_drafting.draft import DraftForm


def kept_of(data: QueryDict) -> dict[str, list[str]]:
    """What is kept of a form that was not saved: the fields of a draft, nothing else."""
    names = {*DraftForm.base_fields, "audience_units", "body-html", "body-mode"}
    return {
        name: [value.replace("\x00", "") for value in data.getlist(name)]
        for name in data
        if name in names or name.startswith(files.BEGINS)
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
