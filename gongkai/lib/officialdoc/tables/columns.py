"""Recognise the header of a task table (R12): which column says what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gongkai.lib.officialdoc.tables.cells import plain, read_cell
from gongkai.lib.officialdoc.text import key

_WORK = r"(?:年度|年|今年|重点|主要|具体|公开|改革|建设|工作|政务公开)"
_BODY = r"(?:单位|部门|主体|处室|科室|股室|机构)"
_AND = rf"(?:[和及、与/]?(?:责任)?{_BODY}|[和及、与/]责任人)?"
_RULES: tuple[tuple[str, str], ...] = (
    ("no", r"序号|编号|项号|序次|序列|No\.?|NO\.?"),
    (
        "level1",
        r"一级(?:任务|指标|事项|目录|分类)|任务(?:类别|分类|类型|领域)|(?:工作|公开|重点)?(?:类别|领域|板块|分类|大类)",
    ),
    ("level2", r"二级(?:任务|指标|事项|目录|分类)"),
    (
        "requirement",
        r"(?:具体|工作|任务|目标|改革|落实|细化|主要)(?:工作)?(?:要求|措施|举措|内容|任务及要求|安排)|具体(?:工作)?(?:任务|事项)"
        r"|任务(?:分解|内容|要求|描述|举措)|(?:工作)?(?:任务|目标)(?:和|及|与)(?:具体)?(?:要求|措施|内容)"
        r"|(?:主要|重点|推进|落实)?(?:措施|举措)|内容|要求|工作(?:内容|任务)(?:和|及|与)(?:要求|措施|目标)",
    ),
    (
        "level",
        rf"{_WORK}{{0,3}}(?:任务|事项|项目|工作)(?:名称|清单)?|目标任务|(?:年度|工作)?目标|任务|事项|项目|工作(?:事项|项目|目标|要点)|{_WORK}{{1,2}}要点",
    ),
    ("lead", rf"(?:牵头|主办|主责|主要责任|第一责任)(?:责任)?{_BODY}{_AND}"),
    ("support", rf"(?:配合|协办|协同|参与|参加|协助|协作)(?:责任)?{_BODY}{_AND}"),
    (
        "units",
        rf"(?:责任|承办|落实|实施|完成|主管|分工|承担|执行|推进|负责)(?:责任)?{_BODY}{_AND}|责任分工|部门分工|职责分工|任务分工",
    ),
    (
        "deadline",
        r"(?:计划|任务|工作|预计)?(?:完成|办理|落实|整改|推进|办结|实施)?(?:工作)?(?:时限|时间|期限|时间节点|日期|时间进度|进度)(?:要求|安排|节点)?"
        r"|时间(?:节点|要求|安排)|进度(?:安排|要求|计划)",
    ),
    ("note", r"备注|说明|备 ?考|附注"),
)
_PATTERNS = tuple((role, re.compile(rf"(?:{rule})\Z")) for role, rule in _RULES)
_LONGEST_NAME, _LONGEST_ROLE = 60, 30
_BRACKET = re.compile(r"[（(][^（）()]{0,40}[）)]")

# A catalogue of what is to be disclosed (公开事项目录) has units and terms too, but no tasks.
_CATALOGUE = re.compile(
    r"公开(?:事项|内容|依据|时限|时间|渠道|载体|主体|方式|层级|对象|范围|属性|要素)"
)

UNIT_ROLES = ("lead", "units", "support")
LABEL_ROLES = ("level", "level1", "level2")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the name printed over it and what it holds.

    Roles: no, level (both levels in one column), level1, level2, requirement, lead, units,
    support, deadline, note, other.
    """

    name: str
    role: str


@lru_cache(maxsize=8192)
def role_of(name: str) -> str | None:
    """Return the role that a header cell's words give their column, None where they are unknown."""
    if len(name) > _LONGEST_NAME:
        return None
    words = _BRACKET.sub("", key(name)).replace("：", "")
    if len(words) > _LONGEST_ROLE:
        return None
    return next((role for role, pattern in _PATTERNS if pattern.match(words)), None)


def read_header(names: Sequence[str]) -> list[Column] | None:
    """Recognise a header row; None where the cells do not name the columns of a task table."""
    texts = [plain(read_cell(name)) for name in names]
    named = [text for text in texts if text]
    if sum(bool(_CATALOGUE.match(key(text))) for text in named) >= 2:
        return None
    roles = [role_of(text) for text in named]
    known = [role for role in roles if role]
    if len(known) < 2 or len(known) * 5 < len(named) * 3:
        return None
    if not any(role in (*UNIT_ROLES, "deadline") for role in known):
        return None
    if not any(role in (*LABEL_ROLES, "requirement") for role in known):
        return None
    return _settle([Column(text, (role_of(text) or "other") if text else "") for text in texts])


def _settle(columns: list[Column]) -> list[Column]:
    """Name blank cells by the span they belong to, then tell levels and requirement apart."""
    spread: list[Column] = []
    for column in columns:
        before = spread[-1] if spread else None
        if column.role or not before:
            spread.append(column if column.role else Column("", "other"))
        else:
            spread.append(Column(before.name, before.role))
    return _tell_levels(spread)


def _tell_levels(columns: list[Column]) -> list[Column]:
    roles = [column.role for column in columns]
    if "requirement" not in roles:
        labels = [i for i, role in enumerate(roles) if role in LABEL_ROLES]
        roles[labels[-1]] = "requirement"
    main = _main_requirement(columns, roles)
    for i, role in enumerate(roles):
        if role == "requirement" and i != main:
            roles[i] = "level" if i < main else "other"
        elif role in LABEL_ROLES and i > main:
            roles[i] = "other"
    labels = [i for i, role in enumerate(roles) if role in LABEL_ROLES]
    if len(labels) >= 2:
        for place, i in enumerate(labels):
            roles[i] = ("level1", "level2")[place] if place < 2 else "other"
    elif labels and roles[labels[0]] == "level2":
        roles[labels[0]] = "level"
    return [Column(column.name, role) for column, role in zip(columns, roles, strict=True)]


def _main_requirement(columns: list[Column], roles: list[str]) -> int:
    """Choose the requirement column: what a span repeats is one, else the last that is so named."""
    wanted = [i for i, role in enumerate(roles) if role == "requirement"]
    has_label = any(role in LABEL_ROLES for role in roles[: wanted[0]])
    return wanted[0] if has_label else wanted[-1]


def widened(columns: Sequence[Column]) -> list[Column] | None:
    """Return the columns with the one label column as two, where it may silently span two."""
    roles = [column.role for column in columns]
    if roles.count("level") != 1 or "level1" in roles or "level2" in roles:
        return None
    at = roles.index("level")
    name = columns[at].name
    return [*columns[:at], Column(name, "level1"), Column(name, "level2"), *columns[at + 1 :]]
