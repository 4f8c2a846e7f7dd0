"""The parts of the data centre: a sentence, a chart, and the table that says the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gongkai.base.calendar import today
from gongkai.foi.outcomes import BY_CODE, OUTCOMES
from gongkai.foi.queries.figures.centre import FORECAST_DAYS, Board
from gongkai.foi.views_desk.figures.charts import Chart, bars, columns
from gongkai.foi.views_desk.figures.scope import Scope
from gongkai.lib.dates import plain_date

_TOPICS = 12
# More labels than these do not fit beside each other on a phone.
_CROWDED = 6


class Said(NamedTuple):
    """A cell: text, and the list behind it ("" where there is none)."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A large figure with what it means."""

    label: str
    number: str
    unit: str
    meaning: str
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: `sentence` says what it shows, `rows` hold every figure of the chart."""

    key: str
    title: str
    sentence: str
    head: tuple[str, ...]
    rows: list[list[Said]] = field(default_factory=list)
    chart: Chart | None = None
    empty: str = ""


def large(found: Board, scope: Scope) -> list[Figure]:
    """The few large figures."""
    times = found.times
    rate = "—" if times.rate is None else f"{times.rate * 100:.1f}"
    average = "—" if times.average is None else f"{times.average:.1f}"
    return [
        Figure("新收", f"{found.new:,}", "件", f"{scope.when}收到并登记的申请，一事一件。", scope.cases_url(show="new")),
        Figure("正在办理", f"{found.open:,}", "件", f"今天还没有答复的，其中{found.paused}件期限暂停，{found.undated}件等申请人补正或者缴费。", scope.cases_url(show="open")),
        Figure("超期未答复", f"{found.overdue:,}", "件", "答复期限已经过去、还没有答复的，应当马上办理。" if found.overdue else "没有超过答复期限还没答复的。", scope.cases_url(show="overdue"), "late" if found.overdue else ""),
        Figure("按期答复率", rate, "%" if times.rate is not None else "", f"{scope.when}答复的{times.answered:,}件中在期限以内答复的比例。", scope.cases_url(show="answered")),
        Figure("平均用时", average, "个工作日" if times.average is not None else "", "从收到申请的次日算到答复生效，包括补正、征求意见和延期的时间。", scope.cases_url(show="answered")),
    ]  # fmt: skip


def parts(found: Board, scope: Scope) -> list[Part]:
    """Every part with a chart, in the order of the page."""
    return [
        _forecast(found, scope),
        _outcomes(found, scope),
        _durations(found, scope),
        _kept(found, scope),
        _topics(found, scope),
    ]


def _forecast(found: Board, scope: Scope) -> Part:
    rows = [
        (f"{day.month}/{day.day}", number, scope.cases_url(due=day) if number else "")
        for day, number in found.forecast
    ]
    total = sum(number for _, number in found.forecast)
    return Part(
        "forecast",
        "即将到期",
        f"今后{FORECAST_DAYS}个工作日里有{total:,}件到期；期限暂停和等待申请人的，日期以后还会变。",
        ("到期日", "件数"),
        [
            [Said(plain_date(day)), Said(f"{number:,}", scope.cases_url(due=day) if number else "")]
            for day, number in found.forecast
        ],
        columns(rows, every=4),
        "" if total else f"今后{FORECAST_DAYS}个工作日没有到期的申请。",
    )


def _outcomes(found: Board, scope: Scope) -> Part:
    codes = [outcome.code for outcome in OUTCOMES if found.outcomes[outcome.code]]
    codes.sort(key=lambda code: -found.outcomes[code])
    listed = [
        (BY_CODE[code].name, found.outcomes[code], scope.cases_url(show="ended", code=code))
        for code in codes
    ]
    total = max(found.ended, 1)
    return Part(
        "outcomes",
        "办理结果",
        f"{scope.when}办结{found.ended:,}件，按答复的种类分。",
        ("办理结果", "件数", "占比"),
        [
            [Said(name), Said(f"{number:,}", url), Said(f"{number / total * 100:.1f}%")]
            for name, number, url in listed
        ],
        bars(listed),
        "" if listed else "这段时间没有办结的申请。",
    )


def _durations(found: Board, scope: Scope) -> Part:
    classes = found.times.classes()
    rows = [(name, number, "") for name, number in classes]
    total = max(found.times.answered, 1)
    return Part(
        "durations",
        "答复用时",
        "从收到申请到答复用了几个工作日，法定期限一般是二十个工作日（条例第三十三条）。",
        ("工作日", "件数", "占比"),
        [
            [Said(name), Said(f"{number:,}"), Said(f"{number / total * 100:.1f}%")]
            for name, number in classes
        ],
        bars(rows),
        "" if found.times.answered else "这段时间没有答复的申请。",
    )


def _kept(found: Board, scope: Scope) -> Part:
    months = sorted(found.times.months.items())
    rows = []
    for month, (kept, late) in months:
        share = late / (kept + late) * 100
        rows.append(
            [
                Said(_month(month)),
                Said(f"{kept + late:,}"),
                Said(f"{late:,}"),
                Said(f"{share:.1f}%"),
            ]
        )
    late = found.times.late
    link = scope.cases_url(show="late")
    if late:
        rows.append([Said("合计"), Said(f"{found.times.on_time + late:,}", scope.cases_url(show="answered")), Said(f"{late:,}", link), Said(f"{(1 - (found.times.rate or 0)) * 100:.1f}%")])  # fmt: skip
    return Part(
        "kept",
        "超期答复",
        f"{scope.when}超过期限答复的有{late:,}件，按答复的月份分。",
        ("答复月份", "答复件数", "超期件数", "超期率"),
        rows,
        columns(
            [(f"{int(month[5:])}月", late, "") for month, (_, late) in months],
            every=1 if len(months) <= _CROWDED else 2,
        )
        if late
        else None,
        "" if late else "这段时间没有超过期限的答复。",
    )


def _month(key: str) -> str:
    return f"{key[:4]}年{int(key[5:])}月"


def _topics(found: Board, scope: Scope) -> Part:
    listed = [
        (name, number, scope.cases_url(show="new", theme=key or 0))
        for key, name, number in found.topics
    ]
    return Part(
        "topics",
        "主题",
        f"{scope.when}收到的申请问的是什么；一个主题问的人多，可以考虑主动公开（条例第四十四条）。",
        ("主题", "件数"),
        [[Said(name), Said(f"{number:,}", url)] for name, number, url in listed],
        bars(listed[:_TOPICS]),
        "" if listed else "这段时间没有收到申请。",
    )


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit with its twelve months: text, shade 0 to 4, and the list behind it."""

    name: str
    cells: list[tuple[str, int, str]]
    total: str
    url: str


def heat(found: Board, scope: Scope) -> tuple[list[str], list[HeatRow]]:
    """The heat map of receipts: heads of the months, a row for each unit that has any."""
    heads = [f"{month.year}年{month.month}月" for month in found.months]
    most = max(found.heat.values(), default=0)
    rows = []
    for unit in found.units:
        numbers = [found.heat[(unit.pk, month)] for month in found.months]
        cells = [
            (
                str(number) if number else "",
                -(-number * 4 // most) if number else 0,
                scope.cases_url(unit=unit.pk, below="", month=month) if number else "",
            )
            for number, month in zip(numbers, found.months, strict=True)
        ]
        spread = {"from": found.months[0], "to": found.period.last, "span": ""}
        url = scope.cases_url(unit=unit.pk, below="", show="new", **spread)
        rows.append(HeatRow(unit.label, cells, f"{sum(numbers):,}", url))
    return heads, rows


def lines(found: Board, scope: Scope) -> Iterator[list[str]]:
    """Everything the page says, as rows of a workbook: part, what, figures."""
    yield ["范围", scope.title, scope.when, ""]
    for figure in large(found, scope):
        yield ["重点数据", figure.label, figure.number + figure.unit, figure.meaning]
    for part in parts(found, scope):
        for row in part.rows:
            rest = zip(part.head[2:], row[2:], strict=True)
            note = "，".join(f"{name}{cell.text}" for name, cell in rest)
            yield [part.title, row[0].text, row[1].text, note]
    heads, rows = heat(found, scope)
    for heat_row in rows:
        for head, (text, _, _) in zip(heads, heat_row.cells, strict=True):
            yield ["各单位各月收到", heat_row.name, head, text or "0"]


def made_on() -> str:
    """The day the figures are of."""
    return plain_date(today())
