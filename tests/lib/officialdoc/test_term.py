"""From when to when a document holds, read from its own words."""

from datetime import date

import pytest

from gongkai.lib.officialdoc.term import Term, read_term

FIRST = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("本办法自2026年12月1日起施行，有效期至2031年11月30日。", Term(FIRST, date(2031, 11, 30))),
        ("本通知自2026年12月1日起执行，有效期五年。", Term(FIRST, date(2031, 11, 30))),
        (
            "第二十条 本细则自2026年12月1日起正式施行，有效期为2年。",
            Term(FIRST, date(2028, 11, 30)),
        ),
        ("自2026年12月1日起施行。", Term(FIRST, None)),
        ("本办法自2024年2月29日起施行，有效期1年。", Term(date(2024, 2, 29), date(2025, 2, 28))),
        ("本办法自发布之日起施行，有效期五年。", Term(None, None)),
        ("《某市办法》自2020年1月1日起施行，同时废止。", Term(None, None)),
        ("新标准自2026年12月1日起执行。", Term(None, None)),
        ("本办法自2026年12月1日起施行。本办法自2027年1月1日起施行。", Term(None, None)),
        ("本办法自2026年13月1日起施行。", Term(None, None)),
        ("", Term(None, None)),
    ],
)
def test_a_term_is_read_only_where_the_text_gives_it_itself(text: str, term: Term) -> None:
    assert read_term(text) == term


def test_a_hostile_text_is_gone_through() -> None:
    assert read_term("自2026年" * 50_000 + "有效期" * 50_000) == Term(None, None)
