"""Forms of the topic editor: the topic, a group, an item, a new last day."""

from typing import Any

from django import forms
from django.db.models import Q

from gongkai.base.forms import DayField, TokenForm, UnitChoice
from gongkai.base.models import Unit, User
from gongkai.publishing.models import Topic, TopicItem
from gongkai.publishing.services.topics import ItemFacts, TopicFacts
from gongkai.publishing.states import TopicKind


class TopicForm(TokenForm):
    """What a topic is."""

    kind = forms.ChoiceField(
        label="类型",
        choices=TopicKind.choices,
        widget=forms.RadioSelect,
        help_text="“一件事”按先后步骤显示，“专题”按分组显示。",
    )
    title = forms.CharField(label="名称", max_length=100)
    slug = forms.CharField(
        label="网址代号", max_length=60, help_text="小写字母、数字和短横线，公开以后不能再改。"
    )
    lede = forms.CharField(
        label="一句话说明",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="讲什么、对谁有用，公开前必须写。",
    )
    unit = UnitChoice(Unit.objects.none(), label="责任单位", empty_label=None)
    owner = forms.ModelChoiceField(
        User.objects.none(), label="责任人", help_text="到期和有问题时通知他。", empty_label=None
    )
    ends_on = DayField(label="截止日期", help_text="到期自动结束，结束前七天通知责任人。")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]
        people = User.objects.filter(is_active=True).filter(
            Q(assignments__unit__in=units) | Q(unit__in=units)
        )
        self.fields["owner"].queryset = people.distinct().order_by("name")  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(topic: Topic) -> dict[str, Any]:
        """What the form shows of a topic."""
        names = ("kind", "title", "slug", "lede", "unit", "owner", "ends_on")
        return {**{name: getattr(topic, name) for name in names}, "version": topic.row_version}

    def facts(self) -> TopicFacts:
        """What the service is called with."""
        data = {**self.cleaned_data}
        data.pop("version")
        return TopicFacts(**{**data, "kind": TopicKind(data["kind"])})


class GroupForm(TokenForm):
    """A heading, or a step of a 一件事."""

    title = forms.CharField(label="名称", max_length=100)
    text = forms.CharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ItemForm(TokenForm):
    """A document by its number or title, a question with its answer, a service with its address."""

    kind = forms.ChoiceField(
        label="类型",
        choices=TopicItem.Kind.choices,
        widget=forms.RadioSelect,
        initial=TopicItem.Kind.DOCUMENT,
    )
    document = forms.CharField(
        label="文件",
        required=False,
        max_length=500,
        help_text="类型是文件时填：发文字号、完整标题，或者文件页面的地址。",
    )
    title = forms.CharField(
        label="问题或者办事名称", required=False, max_length=200, help_text="类型是问答、办事时填。"
    )
    url = forms.CharField(
        label="地址",
        required=False,
        max_length=500,
        help_text="办事必填；以 https:// 或者 http:// 开头，本站的页面可以从 / 写起。",
    )
    text = forms.CharField(
        label="答案或者说明",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="问答必填；文件和办事可以写一句提示。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def facts(self, publication: Any) -> ItemFacts:
        """What the service is called with; the document was found by what was typed."""
        data = self.cleaned_data
        kind = TopicItem.Kind(data["kind"])
        return ItemFacts(kind, publication, data["title"], data["url"], data["text"])


class ReopenForm(TokenForm):
    """A new last day for a topic that has ended."""

    ends_on = DayField(label="新的截止日期")
