"""The annual report as a form: three texts, the cells of table one, what lies outside the platform."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from gongkai.base.forms import TokenForm
from gongkai.foi.queries.figures.annual import Annual
from gongkai.foi.services.reporting import LONGEST, OPEN_ROWS, WRITTEN
from gongkai.lib.annual_report import (
    BY_KEY,
    COLUMNS,
    ENDS,
    GROUPS,
    LINES,
    MONEY,
    PARTS,
    SECTIONS,
    STOCKS,
)

_HINTS = {
    "1": "平台没有数据的内容（管理、平台建设、监督考核、社会评议等）请自己补写；政府的年报要写考核评议和责任追究。",
    "5": "平台只写数据看得出的问题；存在的其他问题、怎样改进，请自己写。",
    "6": "写明收取信息处理费的情况，没有收取的也要写明。",
}
_BLANK_FIXES = 3
MOST_FIXES = 40
_WHOLE = "请填写不小于零的整数，没有的填0。"


class ReportForm(TokenForm):
    """Texts and cells; the cells are left out of a consolidated report, which is a sum."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, found: Annual, **kwargs: Any) -> None:
        self.found = found
        self.report = found.report
        kwargs.setdefault("initial", self._initial())
        super().__init__(*args, **kwargs)
        self._add_texts()
        self.fixes = 0
        if not found.consolidated:
            self._add_cells()
            self._add_fixes()
        self._add_carried()

    def _initial(self) -> dict[str, Any]:
        row = self.report
        if row is None:
            return {}
        initial: dict[str, Any] = {"seen": row.row_version}
        initial |= {f"section_{key}": row.sections.get(key, "") for key in WRITTEN}
        for place, value in row.entered.get("table1", {}).items():
            initial[place.replace(".", "_")] = value
        for number, (place, value) in enumerate(self._entered()):
            _, line, column = place.split(".")
            initial |= {
                f"fix{number}_row": line,
                f"fix{number}_column": column,
                f"fix{number}_number": value,
                f"fix{number}_why": row.explained.get(place, ""),
            }
        initial |= {f"carry_{c}": row.explained.get(f"carry.{c}", "") for c in PARTS}
        return initial

    def _entered(self) -> list[tuple[str, int]]:
        row = self.report
        if row is None:
            return []
        return [
            (f"{name}.{place}", value)
            for name in ("table2", "table3")
            for place, value in row.entered.get(name, {}).items()
        ]

    def _add_texts(self) -> None:
        titles = dict(SECTIONS)
        for key in WRITTEN:
            self.fields[f"section_{key}"] = forms.CharField(
                label=titles[key],
                required=False,
                max_length=LONGEST,
                help_text=_HINTS[key],
                widget=forms.Textarea,
                error_messages={"max_length": f"最多{LONGEST}个字，请写短一些。"},
            )

    def _add_cells(self) -> None:
        live = self.found.live.table1
        for line in LINES:
            for column, name in line.columns:
                field: forms.Field
                label = f"{line.name}：{name}"
                if (line.key, column) == MONEY:
                    field = forms.DecimalField(
                        label=label,
                        required=False,
                        min_value=Decimal(0),
                        max_digits=14,
                        decimal_places=6,
                        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                        help_text="单位是万元，可以有小数；没有收费填0。",
                        error_messages={
                            "invalid": "请填写数字，例如12.5。",
                            "min_value": "金额不能小于零。",
                        },
                    )
                else:
                    counted = f"文件库算出{live[line.key][column]}件，不填就用这个数。"
                    field = _count(label, counted if line.key in STOCKS else "没有的填0。")
                self.fields[f"{line.key}_{column}"] = field

    def _add_fixes(self) -> None:
        there = len(self._entered()) + _BLANK_FIXES
        sent = self.data.get("fixes", "") if self.is_bound else ""
        sent = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0
        self.fixes = min(max(there, sent), MOST_FIXES)
        rows = [("", "请选择")]
        table2 = [(key, BY_KEY[key].name) for key in OPEN_ROWS]
        choices: list[Any] = [*rows, ("表二", table2), ("表三", list(GROUPS.items()))]
        ends = [(key, name) for key, name in ENDS.items() if key != "total"]
        columns: list[Any] = [
            *rows,
            ("表二", [(key, COLUMNS[key]) for key in PARTS]),
            ("表三", ends),
        ]
        for number in range(self.fixes):
            name = f"fix{number}_"
            place = f"第{number + 1}条"
            self.fields[f"{name}row"] = forms.ChoiceField(
                label=f"{place}：哪一行", required=False, choices=choices
            )
            self.fields[f"{name}column"] = forms.ChoiceField(
                label=f"{place}：哪一列", required=False, choices=columns
            )
            self.fields[f"{name}number"] = forms.IntegerField(
                label=f"{place}：增加几件",
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                error_messages={"invalid": "请填写整数；减少的写负数。"},
            )
            self.fields[f"{name}why"] = forms.CharField(
                label=f"{place}：来源和理由",
                required=False,
                max_length=300,
                validators=[ProhibitNullCharactersValidator()],
            )

    def _add_carried(self) -> None:
        """A line for each column that does not go on from last year."""
        before = self.found.before
        if before is None:
            return
        for column in PARTS:
            then, now = before.table2["a4"][column], self.found.tables.table2["a2"][column]
            key = f"carry.{column}"
            known = self.report is not None and key in self.report.explained
            if then == now and not known:
                continue
            self.fields[f"carry_{column}"] = forms.CharField(
                label=f"“{COLUMNS[column]}”的上年结转与上年年报不同的原因",
                required=False,
                max_length=300,
                help_text=f"上一年度结转下年{then}件，本年度上年结转{now}件。",
                validators=[ProhibitNullCharactersValidator()],
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in range(self.fixes):
            values = [
                cleaned.get(f"fix{number}_{part}") for part in ("row", "column", "number", "why")
            ]
            if any(value not in (None, "") for value in values) and not all(values):
                first = ("row", "column", "number", "why")[[bool(v) for v in values].index(False)]
                name = f"fix{number}_{first}"
                if name not in self.errors:
                    self.add_error(
                        name, "这一条没有填全：行、列、件数和理由都要填；不要的请全部清空。"
                    )
        return cleaned

    # -- groups for the template

    @property
    def texts(self) -> list[Any]:
        """The written sections."""
        return [self[f"section_{key}"] for key in WRITTEN]

    @property
    def cells(self) -> list[tuple[str, list[Any]]]:
        """The cells of table one, by their part of 条例第二十条."""
        found: dict[str, list[Any]] = {}
        for line in LINES:
            for column, _ in line.columns:
                if f"{line.key}_{column}" in self.fields:
                    found.setdefault(line.item, []).append(self[f"{line.key}_{column}"])
        return list(found.items())

    @property
    def fix_rows(self) -> list[list[Any]]:
        """What lies outside the platform, a line each."""
        parts = ("row", "column", "number", "why")
        return [[self[f"fix{n}_{part}"] for part in parts] for n in range(self.fixes)]

    @property
    def carried(self) -> list[Any]:
        """The explanations of differences from last year."""
        return [self[f"carry_{c}"] for c in PARTS if f"carry_{c}" in self.fields]

    # -- what the service takes

    def sections(self) -> dict[str, str]:
        """The texts by section."""
        return {key: self.cleaned_data[f"section_{key}"] for key in WRITTEN}

    def entered(self) -> dict[str, dict[str, Any]]:
        """The cells by table; a line given twice counts together."""
        found: dict[str, dict[str, Any]] = {"table1": {}, "table2": {}, "table3": {}}
        for line in LINES:
            for column, _ in line.columns:
                value = self.cleaned_data.get(f"{line.key}_{column}")
                if value is not None:
                    found["table1"][f"{line.key}.{column}"] = value
        for row, column, more, _ in self._fixed():
            table = found["table3" if row in GROUPS else "table2"]
            table[f"{row}.{column}"] = table.get(f"{row}.{column}", 0) + more
        return found

    def explained(self) -> dict[str, str]:
        """The reasons by place."""
        found: dict[str, str] = {}
        for row, column, _, why in self._fixed():
            place = f"{'table3' if row in GROUPS else 'table2'}.{row}.{column}"
            found[place] = "；".join(part for part in (found.get(place, ""), why) if part)
        for column in PARTS:
            found[f"carry.{column}"] = self.cleaned_data.get(f"carry_{column}") or ""
        return found

    def _fixed(self) -> list[tuple[str, str, int, str]]:
        found = []
        for number in range(self.fixes):
            parts = [
                self.cleaned_data.get(f"fix{number}_{p}")
                for p in ("row", "column", "number", "why")
            ]
            if all(parts):
                found.append((str(parts[0]), str(parts[1]), int(str(parts[2])), str(parts[3])))
        return found


def _count(label: str, hint: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _WHOLE, "min_value": _WHOLE, "max_value": _WHOLE},
    )
