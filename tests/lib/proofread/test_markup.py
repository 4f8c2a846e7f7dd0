"""Links and pictures in the markup of a text."""

import pytest

from gongkai.lib.proofread import markup

TEXT = "详见通知全文和办事指南。"


def findings(html: str, dead: dict[str, str] | None = None) -> list[tuple[int, str, str, str]]:
    known = dead or {}
    return [
        (f.offset, f.text, f.kind, f.severity)
        for f in markup.check(TEXT, html, lambda addresses: known)
    ]


def page(link: str) -> str:
    return f'<p>详见<a href="{link}">通知全文</a>和办事指南。</p>'


def test_a_dead_link_is_found_at_its_words() -> None:
    assert findings(page("/d/001M/"), {"/d/001M/": "指向的文件已经撤下"}) == [
        (2, "通知全文", "link", "error")
    ]


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://",
        "https://http://a.cn/",
        "javascript:void(0)",
        "http://例，子/",
        "#没有",
        "http://localhos/",
    ],
)
def test_a_malformed_address_is_found(link: str) -> None:
    assert findings(page(link)) == [(2, "通知全文", "link", "warning")]


@pytest.mark.parametrize(
    "link",
    ["/d/001M/", "https://www.example.cn/a?b=1#c", "mailto:a@example.cn", "tel:0531-12345", "#"],
)
def test_a_sound_address_is_left_alone(link: str) -> None:
    assert findings(page(link)) == []


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ('<img src="a.png">', [(6, "和", "alt", "error")]),
        ('<img src="a.png" alt="IMG_2024.jpg">', [(6, "和", "alt", "warning")]),
        ('<img src="a.png" alt="">', []),
        ('<img src="a.png" alt="办事流程图">', []),
        ('<img src="a.png" role="presentation">', []),
    ],
)
def test_a_picture_needs_a_description(
    picture: str, expected: list[tuple[int, str, str, str]]
) -> None:
    assert findings(f"<p>详见通知全文{picture}和办事指南。</p>") == expected


def test_white_space_of_the_markup_does_not_move_the_place() -> None:
    html = '<p>\n  详见\n  <a href="">通知全文</a>\n</p>'
    assert findings(html) == [(2, "通知全文", "link", "warning")]


def test_unclosed_markup_is_read_to_its_end() -> None:
    assert findings('详见<a href="">通知全文') == [(2, "通知全文", "link", "warning")]
