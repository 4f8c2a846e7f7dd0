"""面向的镇街村居: chosen from a list, or by name where the list is too long to read."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.base.forms import NamesField, RowsChoice
from gongkai.base.models import Unit
from gongkai.publishing.models import Publication
from gongkai.publishing.queries.coverage import audience_choices

MOST_PLACES = 400
_HELP = "只与这些镇街村居有关的才选；不限的不选。"


class PlacesField(RowsChoice):
    """Places with check boxes."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


def offered(found: Publication) -> "QuerySet[Unit]":
    """The places something of the draft's unit may be meant for, and those chosen already."""
    chosen = found.audience_units.order_by().values("pk")
    pks = audience_choices(found.unit).order_by().values("pk")
    rows = Unit.objects.filter(pk__in=pks) | Unit.objects.filter(pk__in=chosen)
    return rows.distinct().order_by("path")


def field_for(found: Publication) -> forms.Field | None:
    """Boxes to tick, names to type where there are too many, None where the unit has no such place."""
    rows = offered(found)
    count = rows.count()
    if not count:
        return None
    if count <= MOST_PLACES:
        return PlacesField(
            rows,
            label="面向的镇街村居",
            required=False,
            help_text=_HELP,
            error_messages={
                "invalid_choice": "选的单位不在可选的镇街村居里，请刷新页面后重新选择。",
                "invalid_pk_value": "选的单位不在可选的镇街村居里，请刷新页面后重新选择。",
            },
        )
    return NamesField(
        label="面向的镇街村居",
        required=False,
        help_text=f"写单位名称，用顿号隔开，如“{rows[0].label}”。{_HELP}",
    )
