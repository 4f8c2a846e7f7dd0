"""Lost line breaks: parted at marks and gaps, in one look at each run of blanks."""

import itertools
import re

from gongkai.lib.officialdoc import parse_text
from gongkai.lib.officialdoc.loose import _BREAK, loosen

_CN = "[一二三四五六七八九十]{1,3}"
_DATE = "(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日"
# The rule as it reads simplest. It looks at a run of blanks from every place in it.
PLAIN = re.compile(
    rf"(?<=[。；！？”）\s])[ \u3000\u00a0]*(?=(?:{_CN}、|（{_CN}）|\({_CN}\)|第[一二三四五六七八九十百零〇]{{1,7}}[章节条][\s\u3000]|附件[0-9一二三]?[：:]))"
    r"|[ \u3000\u00a0]{2,}(?=\S)|(?<=[：。！？”）])[ \u3000\u00a0]+(?=[\u4e00-\u9fff（“《])"
    rf"|(?<=[\u4e00-\u9fff])[ \u3000](?={_DATE}(?:[\s（]|\Z))|(?<=[0-9]日)[ \u3000](?=[\u4e00-\u9fff（])"
)
PIECES = (
    " ",
    "\u3000",
    "\t",
    "。",
    "：",
    "）",
    "一、",
    "（二）",
    "第三条 ",
    "附件：",
    "甲",
    "2024年5月6日",
)


def parts(rule: re.Pattern[str], line: str) -> list[str]:
    return [part for part in rule.split(line) if part and part.strip()]


def test_lines_are_parted_as_the_plain_rule_says() -> None:
    lines = ["".join(pieces) for pieces in itertools.product(PIECES, repeat=4)]
    assert [line for line in lines if parts(_BREAK, line) != parts(PLAIN, line)] == []


def test_a_line_without_breaks_is_parted_at_marks_gaps_and_the_date() -> None:
    line = "现通知如下：  " + "要求明确。" * 60 + "一、时间。二、地点  明湖市教育局 2024年5月6日"
    assert loosen(line)[0] == [
        "现通知如下：", "要求明确。" * 60, "一、时间。", "二、地点", "明湖市教育局", "2024年5月6日",
    ]  # fmt: skip


def test_masses_of_blanks_are_looked_at_once() -> None:
    blanks = " \u3000" * 100_000
    assert parts(_BREAK, f"甲。{blanks}\t乙。{blanks}") == [f"甲。{blanks}\t乙。{blanks}"]
    documents = parse_text("", f"甲{blanks}\t丙").documents
    assert len(documents) == 1
