"""The import of an old ledger: whose it is, the file, whether it is only looked at."""

from typing import Any

from django import forms

from gongkai.base.forms import TokenForm, UnitChoice
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.base.states import Role

IMPORTERS = (Role.OPENNESS, Role.OPENNESS_HEAD, Role.AUTHORITY)


class LedgerForm(TokenForm):
    """A ledger of one unit."""

    unit = UnitChoice(
        Unit.objects.none(),
        label="承办机关",
        empty_label="请选择",
        error_messages={"required": "请选择这份台账是哪个机关的。"},
    )
    file = forms.FileField(
        label="台账文件",
        help_text="xlsx 或者 CSV，一次最多2000行；文件读完就丢弃，不保存。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "请选择台账文件。", "empty": "这个文件是空的，请重新选择。"},
    )
    only_look = forms.BooleanField(
        label="只核对，先不导入", required=False, initial=True,
        help_text="先核对一遍，把有问题的行改好，再去掉勾选正式导入。",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_for(user, *IMPORTERS).order_by("path")  # type: ignore[attr-defined]
