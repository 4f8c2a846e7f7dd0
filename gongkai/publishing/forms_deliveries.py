"""Forms of deliveries: which outlets, proof of posting, what an outlet and a column take."""

from typing import Any

from django import forms

from gongkai.base.forms import TokenForm
from gongkai.catalogue.models import DocumentClass, Theme
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.states import CopyFormat
from gongkai.publishing.queries.deliveries import Choice
from gongkai.publishing.states import Kind

_NO_SUCH = {
    "invalid_choice": "没有这个选项，请重新选择。",
    "invalid_list": "没有这个选项，请重新选择。",
}
_NONE_IS_ALL = "一个都不选，就是各种都收。"


class ChooseForm(TokenForm):
    """Which outlets a publication goes to."""

    outlets = forms.MultipleChoiceField(
        label="渠道", required=False, widget=forms.CheckboxSelectMultiple, error_messages=_NO_SUCH
    )

    def __init__(self, choices: list[Choice], *args: Any, **kwargs: Any) -> None:
        open_ones = [choice for choice in choices if not choice.done]
        chosen = [str(choice.outlet.pk) for choice in open_ones if choice.chosen]
        super().__init__(*args, initial={"outlets": chosen}, **kwargs)
        self.by_pk = {str(choice.outlet.pk): choice.outlet for choice in open_ones}
        self.fields["outlets"].choices = [  # type: ignore[attr-defined]
            (pk, _label(outlet)) for pk, outlet in self.by_pk.items()
        ]

    def chosen(self) -> list[Outlet]:
        """The outlets that were ticked."""
        return [self.by_pk[pk] for pk in self.cleaned_data["outlets"]]


def _label(outlet: Outlet) -> str:
    how = CopyFormat(outlet.copy_format).label
    return f"{outlet.name}（{outlet.unit.label}，{how}）"


class PostForm(TokenForm):
    """The proof of a text posted by hand."""

    url = forms.CharField(
        label="发布后的网址", required=False, max_length=500,
        help_text="在渠道上打开已发布的内容，复制它的网址。",
        error_messages={"max_length": "网址最多500个字符。"},
    )  # fmt: skip
    file = forms.FileField(
        label="发布截图",
        required=False,
        help_text="没有网址的，上传截图；两样至少有一样。",
        error_messages={"empty": "这个文件是空的，请重新选择。"},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class NoteForm(TokenForm):
    """A sentence with an act."""

    note = forms.CharField(
        label="说明", required=False, max_length=300,
        error_messages={"max_length": "说明最多300个字，请写短一些。"},
    )  # fmt: skip


class DeliverySettingsForm(TokenForm):
    """What an outlet gets by itself, in which form, and where it is pushed to."""

    copy_format = forms.ChoiceField(
        label="发布方式",
        choices=CopyFormat,
        widget=forms.RadioSelect,
        help_text="网页：本站的页面就是；纯文本加链接：由人复制文稿去发布；数据推送：程序取用或者推送。",
        error_messages={"required": "请选择发布方式。", **_NO_SUCH},
    )
    automatic = forms.BooleanField(
        label="随发布自动送达",
        required=False,
        help_text="本单位和下级单位发布时自动安排；不勾选的，发布时可以逐件选择。",
    )
    kinds = forms.MultipleChoiceField(
        label="自动送达的种类",
        choices=Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_NONE_IS_ALL,
        error_messages=_NO_SUCH,
    )
    webhook_url = forms.CharField(
        label="推送地址",
        required=False,
        max_length=300,
        help_text="只给数据推送填写，以 https:// 开头；不填的，由对方读取数据订阅。",
        error_messages={"max_length": "推送地址最多300个字符。"},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, outlet: Outlet) -> "DeliverySettingsForm":
        """The form with what the outlet has now."""
        names = ("copy_format", "automatic", "kinds", "webhook_url")
        initial = {name: getattr(outlet, name) for name in names}
        return cls(initial={**initial, "seen": outlet.row_version})

    def facts(self) -> dict[str, Any]:
        """What was typed, for the service."""
        facts = self.cleaned_data
        return {**facts, "copy_format": CopyFormat(facts["copy_format"])}


class TakesForm(TokenForm):
    """Which releases a column takes by itself."""

    kinds = forms.MultipleChoiceField(
        label="种类",
        choices=Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=_NO_SUCH,
    )
    themes = forms.TypedMultipleChoiceField(
        label="主题分类",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="选一级主题，下面的各类都算。",
        error_messages=_NO_SUCH,
    )
    classes = forms.TypedMultipleChoiceField(
        label="文件类别",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages=_NO_SUCH,
    )
    own = forms.BooleanField(
        label="只收责任单位自己的",
        required=False,
        help_text="不勾选的，网站主办单位之下各单位的都收。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = Theme.objects.filter(parent=None).values_list("pk", "name")
        classes = DocumentClass.objects.values_list("pk", "name")
        self.fields["themes"].choices = list(themes)  # type: ignore[attr-defined]
        self.fields["classes"].choices = list(classes)  # type: ignore[attr-defined]

    @classmethod
    def of(cls, column: Column) -> "TakesForm":
        """The form with what the column takes now."""
        return cls(initial=column.takes)

    def takes(self) -> dict[str, Any]:
        """What was chosen, for the service."""
        return {name: self.cleaned_data[name] for name in ("kinds", "themes", "classes", "own")}
