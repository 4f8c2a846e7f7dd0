"""Typed readers of environment variables that remember what they read.

Each setting is declared once, where it is used; the manual's page of settings is printed from
`DECLARED`, so that it can never name a setting that does not exist or forget one that does.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting:
    """One declared environment variable: name, kind of value, default as text, what it does."""

    name: str
    kind: str
    default: str
    help: str


class BadSetting(Exception):
    """A variable holds something that cannot be read; the text is a whole sentence."""


DECLARED: dict[str, Setting] = {}


def _read(
    name: str,
    kind: str,
    default: T,
    help: str,
    convert: Callable[[str], T],
    shown: str | None = None,
) -> T:
    DECLARED[name] = Setting(name, kind, str(default) if shown is None else shown, help)
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return convert(raw)
    except ValueError:
        raise BadSetting(f"环境变量 {name} 的值「{raw}」不是{kind}，请改正后重新启动。") from None


def text(name: str, default: str, help: str, *, shown: str | None = None) -> str:
    """A plain text value."""
    return _read(name, "文本", default, help, str, shown)


def choice(name: str, default: str, options: tuple[str, ...], help: str) -> str:
    """One of a closed list of words."""

    def convert(raw: str) -> str:
        if raw not in options:
            raise ValueError(raw)
        return raw

    return _read(name, "以下之一：" + "、".join(options), default, help, convert)


def whole(name: str, default: int, help: str, *, least: int = 0) -> int:
    """A whole number not below `least`."""

    def convert(raw: str) -> int:
        number = int(raw)
        if number < least:
            raise ValueError(raw)
        return number

    return _read(name, f"不小于{least}的整数", default, help, convert)


def switch(name: str, default: bool, help: str) -> bool:
    """Yes or no: 1/0, true/false, yes/no, on/off."""
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }

    def convert(raw: str) -> bool:
        try:
            return words[raw.lower()]
        except KeyError:
            raise ValueError(raw) from None

    return _read(name, "开关（1 或 0）", default, help, convert, "1" if default else "0")


def listing(name: str, default: tuple[str, ...], help: str) -> list[str]:
    """Several words parted by commas."""
    return _read(
        name,
        "逗号分隔的列表",
        list(default),
        help,
        lambda raw: [part.strip() for part in raw.split(",") if part.strip()],
        ",".join(default),
    )


def folder(name: str, default: Path, help: str, *, shown: str) -> Path:
    """A folder; relative paths count from the folder the program is started in."""
    return _read(
        name, "文件夹路径", default, help, lambda raw: Path(raw).expanduser().resolve(), shown
    )
