"""Document numbers (发文字号) that are not written as the standard for official documents has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.lib.doc_no import Mention, find_doc_nos
from gongkai.lib.proofread.found import Found, found

_BRACKETS = "〔〕"
_WRITTEN = re.compile(
    r"(?P<word>.*?)(?P<open>[^\u4e00-\u9fff0-9\uff10-\uff19])\s*[^\s]{4}\s*年?\s*(?P<close>[^\s年])"
    r"\s*(?P<nth>第?)\s*(?P<serial>[0-9\uff10-\uff19]+)\s*号\Z",
    re.DOTALL,
)


def check(text: str) -> Iterator[Found]:
    """Numbers whose brackets, 第, zeros, widths or spaces are not those of GB/T 9704."""
    for mention in find_doc_nos(text):
        number = mention.doc_no
        normal = number.printed
        if number.kind != "bracket" or mention.text == normal:
            continue
        written = _WRITTEN.match(mention.text)
        if written:
            # Where the word before the bracket begins is a guess in running text; the rest is not.
            right = f"〔{number.year}〕{number.serial}号"
            yield found(
                text,
                mention.start + len(written["word"].rstrip()),
                mention.end,
                kind="doc_no",
                severity="warning",
                suggestion=right,
                reason=f"发文字号{_wrong(written, mention)}，规范写法是“{right}”，请改正。",
            )


def _wrong(written: re.Match[str], mention: Mention) -> str:
    faults = []
    if written["open"] + written["close"] != _BRACKETS:
        faults.append("年份应当用六角括号〔〕")
    if written["nth"]:
        faults.append("序号前不加“第”")
    if written["serial"].startswith(("0", "\uff10")):
        faults.append("序号前不加0")
    if not faults and re.search(r"\s", mention.text):
        faults.append("中间不留空格")
    return "、".join(faults) or "的年份和序号应当用半角阿拉伯数字，括号内不加“年”"
