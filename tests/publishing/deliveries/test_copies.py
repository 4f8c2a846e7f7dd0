"""The text for an account: whole sentences only."""

import pytest

from gongkai.publishing.queries.records import Record, Side
from gongkai.publishing.services.copies import TEXT_LENGTH, text_copy

EMPTY = {
    "pk": 1, "code": "a", "url": "https://x/d/a/", "kind": "公文", "unit": "明湖市教育局", "elements": {}, "keywords": [],
    "html": "", "tables": [], "corrections": [], "files": [], "validity": "", "released_at": "", "updated_at": "",
}  # fmt: skip


def copy(plain: str, summary: str = "", **facts: object) -> list[str]:
    record = Record(title="标题", plain=plain, summary=summary, **{**EMPTY, **facts})  # type: ignore[arg-type]
    return text_copy(record).split("\n\n")


LONG = "这是一句话。" * 200


@pytest.mark.parametrize(
    ("plain", "opening"),
    [
        ("", []),
        ("标题\n第一段。\n第二段。", ["第一段。", "第二段。"]),
        (LONG, [LONG[:TEXT_LENGTH]]),
        ("没有句号" * 300, []),
        ("他说：“行。”" + "长" * 700 + "。", ["他说：“行。”"]),
        ("短。\n" + "长" * 700 + "。", ["短。"]),
    ],
)
def test_nothing_is_cut_inside_a_sentence(plain: str, opening: list[str]) -> None:
    assert copy(plain) == ["标题", "明湖市教育局", *opening, "全文：https://x/d/a/"]


def test_the_summary_stands_for_the_text_and_interpretations_have_their_links() -> None:
    parts = copy("正文。", "一句概述。", interpretations=[Side("一图读懂", "https://x/d/b/")])
    assert parts[2:] == ["一句概述。", "全文：https://x/d/a/", "解读《一图读懂》：https://x/d/b/"]
