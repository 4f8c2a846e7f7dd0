"""Every template and static file, read as text: what a page may hold, and what it may point to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from tests.shared import ROOT

TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"

COMMENT = re.compile(r"{#.*?#}|{%\s*comment\s.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
TAG_OR_VARIABLE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
# Stands where a template tag or a variable stood, so that the text around it is judged by itself.
HOLE = "\x00"

INLINE = {
    "script without src": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "script with a body": re.compile(r"<script\b[^>]*>(?!</script>)", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
}
FOREIGN = re.compile(
    r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+", re.IGNORECASE
)

HAN = "\u4e00-\u9fff"
PUNCTUATION = {
    "half-width mark after a Chinese character": re.compile(
        rf"[{HAN}，。；：）」》〕][,;:?!]|[{HAN}]\.(?![a-z0-9])"
    ),
    "half-width mark before a Chinese character": re.compile(rf"[,;?!][{HAN}]"),
    "half-width bracket at a Chinese character": re.compile(rf"[{HAN}]\(|\)[{HAN}]"),
    "mark twice": re.compile(r"[，。；：、]{2}"),
    "exclamation mark": re.compile(r"！"),
    "dots instead of an ellipsis": re.compile(rf"[{HAN}]\.\.\.|。。"),
}
PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
# After its sentences a paragraph may hold links to go on with; they are no sentences.
LAST_LINKS = re.compile(r"(?:\s*<a\b[^>]*>[^<]*</a>)+\s*\Z")
SENTENCE_END = ("。", "：", "？", "……", "。」", "。）", "」", HOLE)


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".xml", ".txt"))


def static_files() -> list[Path]:
    return sorted(path for path in STATIC.rglob("*") if path.suffix in (".css", ".js", ".svg"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def markup(path: Path) -> str:
    """The template without comments; tags and variables are holes."""
    return TAG_OR_VARIABLE.sub(HOLE, COMMENT.sub("", path.read_text(encoding="utf-8")))


def words(text: str) -> str:
    """What a person reads: the markup without its elements."""
    return re.sub(r"<[^>]*>", "", text)


def url_names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from url_names(pattern, inner)
        elif pattern.name:
            yield prefix + pattern.name


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_template_compiles(path: Path) -> None:
    assert get_template(path.relative_to(TEMPLATES).as_posix()) is not None


def test_no_template_has_script_or_style_inside_the_page() -> None:
    found = [
        f"{name_of(path)}: {what}"
        for path in templates()
        for what, rule in INLINE.items()
        if rule.search(markup(path))
    ]
    assert found == []


def test_no_template_and_no_static_file_names_a_foreign_host() -> None:
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in [*templates(), *static_files()]
        for match in FOREIGN.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_address_name_in_a_template_exists() -> None:
    known = set(url_names(get_resolver()))
    used = re.compile(r"{%\s*url\s+[\"']([^\"']+)[\"']")
    missing = [
        f"{name_of(path)}: {name}"
        for path in templates()
        for name in used.findall(path.read_text(encoding="utf-8"))
        if name not in known
    ]
    assert missing == []


def test_every_static_file_in_a_template_exists() -> None:
    used = re.compile(r"{%\s*static\s+[\"']([^\"']+)[\"']")
    missing = [
        f"{name_of(path)}: {name}"
        for path in templates()
        for name in used.findall(path.read_text(encoding="utf-8"))
        if finders.find(name) is None
    ]
    assert missing == []


def test_every_template_that_a_template_names_exists() -> None:
    used = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")
    missing = [
        f"{name_of(path)}: {name}"
        for path in templates()
        for name in used.findall(path.read_text(encoding="utf-8"))
        if not (TEMPLATES / name).is_file()
    ]
    assert missing == []


def test_chinese_text_in_templates_has_chinese_punctuation() -> None:
    found = [
        f"{name_of(path)}: {what}: …{match.string[max(0, match.start() - 8) : match.end() + 8]!r}"
        for path in templates()
        for what, rule in PUNCTUATION.items()
        for match in rule.finditer(words(markup(path)))
    ]
    assert found == []


def test_a_paragraph_of_sentences_ends_with_a_full_stop() -> None:
    found = [
        f"{name_of(path)}: {text}"
        for path in templates()
        for inner in PARAGRAPH.findall(markup(path))
        if (text := words(LAST_LINKS.sub("", inner)).strip())
        and "。" in text
        and not text.endswith(SENTENCE_END)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("half-width mark after a Chinese character", "请稍后再试,谢谢"),
        ("half-width mark after a Chinese character", "请稍后再试. "),
        ("half-width mark before a Chinese character", "A,乙"),
        ("half-width bracket at a Chinese character", "办公厅(室)"),
        ("mark twice", "请稍后再试。。"),
        ("exclamation mark", "成功！"),
    ],
)
def test_the_rules_of_punctuation_find_what_they_are_for(rule: str, text: str) -> None:
    assert PUNCTUATION[rule].search(text) is not None
