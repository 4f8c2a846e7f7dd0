"""The form of a search record."""

from typing import Any

from django import forms

from gongkai.base.calendar import today
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.forms.steps import day_field, text_field


class SearchForm(DeedForm):
    """Where was searched, with which words, with what result."""

    on = day_field("检索日期")
    places = text_field("检索范围", rows=2, help_text="查了哪些档案室、系统和科室，逐个写明。")
    words = forms.CharField(
        label="检索词",
        max_length=300,
        help_text="用了哪些词语、文号或者时间范围。",
        error_messages={
            "required": "请填写检索词。",
            "max_length": "检索词最多300字，请写短一些。",
        },
    )
    method = forms.CharField(
        label="检索方式", required=False, max_length=200, help_text="例如“全文检索”“人工翻阅目录”。"
    )
    found = forms.ChoiceField(
        label="是否查到",
        choices=[("yes", "查到"), ("no", "没有查到")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否查到。"},
    )
    result = text_field(
        "检索结果", rows=2, help_text="查到什么，或者没有查到，会写进“不存在”的答复。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()

    def facts(self) -> dict[str, Any]:
        """What `searching.search_record` is called with."""
        names = ("on", "places", "words", "method", "result")
        facts = {name: self.cleaned_data[name] for name in names}
        return facts | {"found": self.cleaned_data["found"] == "yes"}
