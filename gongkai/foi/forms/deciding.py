"""Forms of the decision: the proposal, sending to review, the two reviews, the return, the signature."""

from typing import Any

from django import forms

from gongkai.catalogue.models import LegalGround
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.models import Decision
from gongkai.foi.outcomes import BY_CODE, OUTCOMES
from gongkai.foi.queries.decisions import ITEM_RESULTS, decision_of
from gongkai.foi.services.decision_text import UNKNOWN_BODY, digest_of
from gongkai.foi.services.reviewing import LEGAL_POINTS, SECRECY_POINTS

MOST_ITEMS = 30
_SPARE_ITEMS = 2
_LONGEST = 20_000
_GROUPS = {
    "r1": "予以公开", "r2": "部分公开", "r3": "不予公开", "r4": "无法提供", "r5": "不予处理",
    "r6": "其他处理",
}  # fmt: skip
# What `given` holds, by outcome; where an outcome is not named, its letter has no place for it.
GIVEN_LABELS = {
    "D1a": ("获取的方式和途径", "在哪里、怎样可以查到，写全网址或者地点（条例第三十六条第一项）。"),
    "D1b": ("提供的信息和获取方式", "写明提供什么、怎样获取；随答复提供的文件会自动列出。"),
    "D2": ("提供的内容和获取方式", "写明提供哪些内容、怎样获取；随答复提供的文件会自动列出。"),
    "D3-8": ("办理的依据和途径", "依照哪部法律、行政法规，到哪里查询（条例第三十六条第七项）。"),
    "D4-1a": ("供参考的线索", "没有可以不写。"),
    "D4-2": ("可以提供的相关信息", "没有可以不写。"),
    "D5-1": ("提出诉求的渠道", "可以告知的渠道，没有可以不写。"),
    "D5-3": ("获取的途径", "在哪里可以得到公开出版物（条例第三十九条第二款）。"),
    "D5-5": ("相关办事途径", "没有可以不写。"),
}
_WITH_ITEMS = ("D2",)


def outcome_choices() -> list[Any]:
    """The outcomes that are chosen by hand, grouped as the national report groups its rows."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for found in OUTCOMES:
        if found.by_hand:
            groups.setdefault(_GROUPS[found.row[:2]], []).append((found.code, found.name))
    return [("", "请选择"), *groups.items()]


def _text(label: str, help_text: str, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "max_length": f"{label}有%(show_value)s个字，最多%(limit_value)s个字，请写短一些。"
        },
    )


def _line(label: str, help_text: str, most: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=most,
        error_messages={"max_length": f"{label}最多%(limit_value)s个字，请写短一些。"},
    )


class DecisionForm(DeedForm):
    """The decision of the round: the fields that the chosen outcome wants, and what was typed before."""

    outcome = forms.ChoiceField(
        label="办理结果",
        choices=outcome_choices,
        help_text="选好以后，下面只出现这一结果要填的内容。",
        error_messages={
            "required": "请选择办理结果。",
            "invalid_choice": "没有这种办理结果，请从列表中选择。",
        },
    )
    facts = _text("查明的事实", "检索、核实的经过和结果，会写进答复。没有需要说明的可以不写。")
    reasons = _text("理由", "为什么这样答复，会写进答复。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision = decision_of(self.case)
        for name in ("outcome", "facts", "reasons"):
            self.fields[name].initial = getattr(self.decision, name, "")
        self.chosen = str(self._now("outcome"))
        self._add_given()
        self._add_grounds()
        self._add_named()
        self._add_items()

    # -- which fields

    def _now(self, name: str) -> Any:
        """What a field holds: what was sent, else what the decision says."""
        if self.is_bound:
            return self.data.get(name, "")
        return getattr(self.decision, name, "") or ""

    def _add_given(self) -> None:
        label, help_text = GIVEN_LABELS.get(
            self.chosen, ("提供的信息或者途径", "这一结果的文书不写这一项，请清空。")
        )
        if self.chosen in GIVEN_LABELS or not self.chosen or self._now("given"):
            self.fields["given"] = _text(label, help_text)
            self.fields["given"].initial = getattr(self.decision, "given", "")

    def _add_grounds(self) -> None:
        fitting = BY_CODE[self.chosen].grounds if self.chosen in BY_CODE else ()
        held = self._held_grounds()
        if not fitting and not held:
            return
        rows = LegalGround.objects.filter(code__in=[*fitting, *held])
        choices = [
            (row.code, f"{row.name}（条例{row.article}）" + ("" if row.code in fitting else "，与所选结果不符，请取消"))
            for row in rows
        ]  # fmt: skip
        self.fields["grounds"] = forms.MultipleChoiceField(
            label="不予公开的依据",
            help_text="只能从这些依据里选，条例没有“其他”（条例第十三条）。",
            required=False,
            choices=choices,
            initial=held,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "没有这项依据，请从列出的依据里选择。"},
        )

    def _held_grounds(self) -> list[str]:
        if self.is_bound:
            getlist = getattr(self.data, "getlist", None)
            return [str(code)[:8] for code in getlist("grounds")] if getlist else []
        return list(self.decision.grounds) if self.decision else []

    def _add_named(self) -> None:
        wanted = {
            "right_body": (
                "D4-1b", "负责公开的机关",
                f"能够确定的写名称；不能确定的，写“{UNKNOWN_BODY}”（条例第三十六条第五项）。", 100,
            ),
            "right_contact": ("D4-1b", "该机关的联系方式", "写明地址或者电话。", 200),
            "earlier_reply": (
                "D5-2", "此前的答复",
                "此前答复的文号或者登记编号和日期（条例第三十六条第六项）。", 200,
            ),
        }  # fmt: skip
        for name, (code, label, help_text, most) in wanted.items():
            if self.chosen == code or self._now(name):
                self.fields[name] = _line(label, help_text, most)
                self.fields[name].initial = getattr(self.decision, name, "")

    def _add_items(self) -> None:
        held = list(self.decision.items) if self.decision else []
        sent = self._sent_items() if self.is_bound else 0
        if self.chosen not in _WITH_ITEMS and not held and not sent:
            self.item_count = 0
            return
        self.item_count = min(max(len(held) + _SPARE_ITEMS, sent, 3), MOST_ITEMS)
        fitting = BY_CODE[self.chosen].grounds if self.chosen in BY_CODE else ()
        grounds = [("", "无")] + [
            (row.code, f"{row.name}（{row.article}）")
            for row in LegalGround.objects.filter(
                code__in=[*fitting, *(item.get("ground", "") for item in held)]
            )
        ]
        for number in range(1, self.item_count + 1):
            self._add_item(number, held[number - 1] if number <= len(held) else {}, grounds)

    def _add_item(self, number: int, item: dict[str, str], grounds: list[tuple[str, str]]) -> None:
        what = _line(f"第{number}项内容", "", 300)
        what.initial = item.get("what", "")
        result = forms.ChoiceField(
            label=f"第{number}项结果",
            required=False,
            choices=[("", "请选择"), *ITEM_RESULTS.items()],
            initial=item.get("result", ""),
        )
        ground = forms.ChoiceField(
            label=f"第{number}项依据",
            required=False,
            choices=grounds,
            initial=item.get("ground", ""),
        )
        for name, made in (("what", what), ("result", result), ("ground", ground)):
            self.fields[f"item_{number}_{name}"] = made

    def _sent_items(self) -> int:
        numbers = [
            int(name.split("_")[1])
            for name in self.data
            if name.startswith("item_") and name.endswith("_what")
            and name.split("_")[1].isascii() and name.split("_")[1].isdigit()
            and len(name) < 15 and self.data[name]
        ]  # fmt: skip
        return max(numbers, default=0)

    # -- what the page and the service want

    @property
    def item_rows(self) -> list[list[forms.BoundField]]:
        """The fields of the items, one row an item."""
        return [
            [self[f"item_{number}_{name}"] for name in ("what", "result", "ground")]
            for number in range(1, self.item_count + 1)
        ]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Every field that belongs to no item."""
        return [field for field in self if not field.name.startswith("item_")]

    def proposal(self) -> dict[str, Any]:
        """What `deciding.propose` is called with."""
        clean = self.cleaned_data
        items = [
            {name: clean.get(f"item_{number}_{name}", "") for name in ("what", "result", "ground")}
            for number in range(1, self.item_count + 1)
        ]
        return {
            "outcome": clean["outcome"],
            "grounds": clean.get("grounds", []),
            "items": items,
            **{
                name: clean.get(name, "")
                for name in (
                    "facts", "reasons", "given", "right_body", "right_contact", "earlier_reply",
                )
            },
        }  # fmt: skip

    def as_typed(self) -> Decision:
        """A decision that is not saved, of what is typed now: for the letter as it would read."""
        said = self.proposal()
        said["items"] = [item for item in said["items"] if item["what"]]
        codes = {*said["grounds"], *(item["ground"] for item in said["items"] if item["ground"])}
        said["grounds"] = sorted(codes)
        return Decision(case=self.case, round=self.case.round, proposed_by=self.user, **said)


class SendForm(DeedForm):
    """送审 with a word to the reviewers."""

    note = forms.CharField(
        label="送审说明",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="需要审核人特别留意的地方，没有可以不写。",
    )


class _ReviewForm(DeedForm):
    """One review: the points, the result, the opinion; it holds for the digest on the page."""

    checklist = forms.MultipleChoiceField(
        label="逐项确认",
        widget=forms.CheckboxSelectMultiple,
        help_text="逐条看过、没有问题的打勾；通过须全部打勾，不通过的可以不打。",
        error_messages={"required": "通过须逐项确认，请逐条核对后打勾。"},
    )
    passed = forms.ChoiceField(
        label="结论",
        choices=[("yes", "通过"), ("no", "不通过，退回承办人")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择通过或者不通过。"},
    )
    opinion = forms.CharField(
        label="意见",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不通过的必须写明哪里不行、怎样改。",
    )
    digest = forms.CharField(required=False, widget=forms.HiddenInput)

    points: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checklist"].choices = list(self.points.items())  # type: ignore[attr-defined]
        if not self.is_bound:
            decision = decision_of(self.case)
            self.fields["digest"].initial = digest_of(decision) if decision else ""

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        if clean.get("passed") == "no" and "checklist" in self.errors:
            del self.errors["checklist"]  # who does not pass it need not confirm anything
            clean["checklist"] = []
        return clean

    def finding(self) -> dict[str, Any]:
        """What the services of the reviews are called with."""
        clean = self.cleaned_data
        return {
            "passed": clean["passed"] == "yes",
            "opinion": clean["opinion"],
            "checklist": clean["checklist"],
            "digest": clean["digest"],
        }


class SecrecyForm(_ReviewForm):
    """保密审查."""

    points = SECRECY_POINTS


class LegalForm(_ReviewForm):
    """法制审核."""

    points = LEGAL_POINTS


class ReturnForm(DeedForm):
    """退回 with its reason."""

    opinion = forms.CharField(
        label="退回的理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明哪里要改、怎样改，承办人会收到这段话。",
        error_messages={"required": "请写明退回的理由。"},
    )


class SignForm(DeedForm):
    """签发."""

    note = forms.CharField(
        label="签发意见",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="没有意见可以不写。",
    )
