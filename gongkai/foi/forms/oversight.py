"""Forms of the supervision: orders, limits of the steps, samples, findings, monthly reviews."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from gongkai.base.calendar import today
from gongkai.base.forms import DayField, TokenForm, UnitChoice
from gongkai.base.models import Unit
from gongkai.foi.forms.closing import PublicationField
from gongkai.foi.queries.oversight.check_items import ANSWERS, ITEMS, Said
from gongkai.foi.queries.steps import ORDER
from gongkai.foi.services.oversight.checks import MOST
from gongkai.foi.services.oversight.limits import LONGEST
from gongkai.foi.services.oversight.orders import LONGEST as LONGEST_TEXT
from gongkai.foi.services.oversight.orders import MOST_DAYS
from gongkai.foi.states import OrderKind, ProactiveAnswer

_WHOLE = "请填写整数。"


def _text(label: str, missing: str, *, most: int = LONGEST_TEXT, rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": f"最多{most}个字，请写短一些。"},
    )


def _days(help_text: str, *, initial: int = 5) -> forms.IntegerField:
    sentence = f"回复期限应当是1至{MOST_DAYS}个工作日。"
    return forms.IntegerField(
        label="回复期限（工作日）",
        min_value=1,
        max_value=MOST_DAYS,
        initial=initial,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "请填写几个工作日之内回复。",
            "invalid": _WHOLE,
            "min_value": sentence,
            "max_value": sentence,
        },
    )


class OrderForm(TokenForm):
    """An order to a unit; the unit is chosen unless the order is about one case."""

    kind = forms.ChoiceField(
        label="种类",
        choices=OrderKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择督办单的种类。"},
    )
    unit = UnitChoice(
        label="发给哪个单位",
        queryset=Unit.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择单位。", "invalid_choice": "请从列表中选择单位。"},
    )
    text = _text("要求", "请写明要求该单位做什么。")
    days = _days("从明天起算；催办一般1个工作日，责令改正一般10个工作日。")

    def __init__(self, *args: Any, units: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]
            if len(units) > 20:
                self.fields["unit"].widget.attrs["data-combobox"] = ""


class AnswerForm(TokenForm):
    """The unit's answer."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    answer = _text("回复", "请写明已经做了什么、结果怎样。")


class GiveBackForm(TokenForm):
    """Why an answer is given back."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = _text("退回的理由", "请写明为什么退回、还要补做什么。", rows=3)
    days = _days("从明天起算。", initial=3)


class SettleForm(TokenForm):
    """That an order is settled."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class LimitsForm(TokenForm):
    """Working days of the five steps; an empty one follows the government above."""

    def __init__(
        self, *args: Any, above: dict[str, int], own: dict[str, int], **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", own)
        super().__init__(*args, **kwargs)
        sentence = f"应当是1至{LONGEST}个工作日。"
        for step in ORDER:
            self.fields[step.value] = forms.IntegerField(
                label=f"{step.label}（工作日）",
                required=False,
                min_value=1,
                max_value=LONGEST,
                help_text=f"不填就用上一级的{above[step]}个工作日。" if step in above else "",
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={
                    "invalid": _WHOLE,
                    "min_value": sentence,
                    "max_value": sentence,
                },
            )

    def days(self) -> dict[str, int | None]:
        """Days by step; None where nothing was filled in."""
        return {step.value: self.cleaned_data[step.value] for step in ORDER}


class DrawForm(TokenForm):
    """A sample: of which units and days, how many, from which seed."""

    unit = UnitChoice(
        label="单位",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="所辖全部单位",
        help_text="选一级政府时，包括它的下级单位。",
        error_messages={"invalid_choice": "请从列表中选择单位。"},
    )
    first = DayField(label="办结日期从", error_messages={"required": "请填写开始日期。"})
    last = DayField(label="办结日期到", error_messages={"required": "请填写结束日期。"})
    by = forms.ChoiceField(
        label="抽多少",
        choices=[("number", "按件数"), ("percent", "按百分比")],
        widget=forms.RadioSelect,
        initial="number",
        error_messages={"required": "请选择按件数还是按百分比。"},
    )
    number = forms.IntegerField(
        label="件数或者百分比",
        min_value=1,
        max_value=MOST,
        help_text="按百分比的填1至100，不足一件的按一件抽。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "请填写抽多少。",
            "invalid": _WHOLE,
            "min_value": "至少抽1件。",
            "max_value": f"一次最多抽{MOST}件。",
        },
    )
    seed = forms.IntegerField(
        label="随机种子",
        required=False,
        min_value=0,
        max_value=99_999_999,
        help_text="当众摇出的数字可以填在这里；不填由平台生成。种子会记下来，用它可以重新抽出同样的案件。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _WHOLE,
            "min_value": "随机种子是0至99999999的整数。",
            "max_value": "随机种子是0至99999999的整数。",
        },
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _last_quarter())
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if len(units) > 20:
            self.fields["unit"].widget.attrs["data-combobox"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("by") == "percent" and (cleaned.get("number") or 0) > 100:
            self.add_error("number", "百分比应当是1至100。")
        return cleaned


def _last_quarter() -> dict[str, Any]:
    day = today()
    begun = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    last = begun - dt.timedelta(days=1)
    return {
        "first": dt.date(last.year, last.month - 2, 1),
        "last": last,
        "by": "number",
        "number": 5,
    }


class FindingsForm(TokenForm):
    """The check list; what the platform knows is answered already and may be changed."""

    def __init__(self, *args: Any, known: dict[str, Said], found: list[Any], **kwargs: Any) -> None:
        kept = {one["item"]: one for one in found}
        self.known = known
        initial: dict[str, str] = {}
        for item in ITEMS:
            said = known.get(item.key)
            row = kept.get(item.key)
            if row is not None:
                initial |= {item.key: row["fine"], f"{item.key}_note": row["note"]}
            elif said is not None:
                wrong = said.why if said.answer == "wrong" else ""
                initial |= {item.key: said.answer, f"{item.key}_note": wrong}
        kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        for item in ITEMS:
            why = known[item.key].why if item.key in known else "请看答复以后判断。"
            self.fields[item.key] = forms.ChoiceField(
                label=f"{item.question}（{item.basis}，{item.points}分）",
                choices=list(ANSWERS.items()),
                widget=forms.RadioSelect,
                help_text=f"平台核对：{why}" if item.key in known else why,
                error_messages={"required": f"“{item.question}”还没有选。"},
            )
            self.fields[f"{item.key}_note"] = forms.CharField(
                label=f"问题：{item.question}",
                required=False,
                max_length=300,
                validators=[ProhibitNullCharactersValidator()],
                error_messages={"max_length": "最多300个字，请写短一些。"},
            )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """Each question with the field for what was found."""
        return [(self[item.key], self[f"{item.key}_note"]) for item in ITEMS]

    def answers(self) -> dict[str, str]:
        """What was said to each item."""
        return {item.key: self.cleaned_data[item.key] for item in ITEMS}

    def notes(self) -> dict[str, str]:
        """What was found, by item."""
        return {item.key: self.cleaned_data[f"{item.key}_note"] for item in ITEMS}


class MatterForm(TokenForm):
    """What becomes of a matter that several people asked for (条例第四十四条)."""

    answer = forms.ChoiceField(
        label="结论",
        choices=ProactiveAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择结论。"},
    )
    title = forms.CharField(
        label="拟公开信息的标题",
        required=False,
        max_length=200,
        help_text="转为主动公开的会生成一份草稿；不要写申请人的姓名。",
        validators=[ProhibitNullCharactersValidator()],
    )
    publication = PublicationField(
        label="已公开的信息",
        required=False,
        max_length=300,
        help_text="此前已主动公开的，填写它的网址或者索引号。",
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=300,
        help_text="不转为主动公开的必须写明理由。",
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
