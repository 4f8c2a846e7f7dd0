"""Builds the manuals as static pages, and checks every link in them.

python -m tools.docs [FOLDER]
"""

import html
import re
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import normpath
from urllib.parse import quote, unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "docs"
TARGET = ROOT / "dist" / "docs"
# Pages outside docs/ whose links are checked too.
BESIDE = ("README.md", "README.zh-CN.md", "CHANGELOG.md", "changelog.d/README.md")
# The manuals in the order people should read them; what is not named follows by its path.
ORDER = (
    "manual/index.md",
    "manual/使用/",
    "manual/部署/",
    "manual/开发/",
    "glossary.md",
    "decisions/",
    "benchmarks.md",
    "benchmarks-large.md",
)
FIRST = (
    "quickstart.md",
    "install.md",
    "settings.md",
    "commands.md",
    "operate.md",
    "layout.md",
    "public.md",
)

_SHELL = """<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - 公开 gongkai</title>
<link rel="stylesheet" href="{up}docs.css">
</head>
<body>
<a class="skip" href="#main">跳到正文</a>
<nav aria-label="手册">{nav}</nav>
<main id="main">
{body}</main>
</body>
</html>
"""
_CSS = """:root { color-scheme: light dark; --ink: #1f2937; --paper: #fff; --line: #d5dae1; --link: #0b5e63; --sunk: #f4f6f8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e7ec; --paper: #14181d; --line: #3a424d; --link: #7cc9cd; --sunk: #1d232a; } }
body { margin: 0; color: var(--ink); background: var(--paper); font: 17px/1.8 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
a { color: var(--link); }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; }
nav { padding: 1rem 1.5rem; border-bottom: 1px solid var(--line); font-size: 15px; }
nav ul { margin: 0.3rem 0; padding: 0; list-style: none; }
nav li a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
main { max-width: 46rem; padding: 1rem 1.5rem 4rem; }
h1, h2, h3 { line-height: 1.35; }
pre, code { font: 15px/1.6 "Noto Sans Mono CJK SC", Consolas, monospace; background: var(--sunk); }
pre { padding: 0.8rem 1rem; overflow-x: auto; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: 16px; }
th, td { padding: 0.35rem 0.8rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
img { max-width: 100%; }
@media (min-width: 64rem) {
  body { display: grid; grid-template-columns: 16rem 1fr; }
  nav { border: 0; border-right: 1px solid var(--line); min-height: 100vh; }
}
"""


@dataclass(slots=True)
class Page:
    """One Markdown page: where it lies, what it says, what can be jumped to, where it leads."""

    path: Path
    tokens: list[Token]
    title: str = ""
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Path below the project's folder."""
        return self.path.relative_to(ROOT).as_posix()


def parser() -> MarkdownIt:
    """CommonMark with tables; HTML is kept, because the pages are our own."""
    return MarkdownIt("commonmark", {"html": True}).enable("table")


def read(path: Path) -> Page:
    """One page with its anchors and links."""
    page = Page(path, parser().parse(path.read_text(encoding="utf-8")))
    for number, token in enumerate(page.tokens):
        if token.type == "heading_open":
            text = words(page.tokens[number + 1])
            page.title = page.title or text
            token.attrSet("id", slug(text))
            page.anchors.add(slug(text))
        for inner in token.children or []:
            page.links += [str(inner.attrs[key]) for key in ("href", "src") if key in inner.attrs]
        page.anchors |= set(re.findall(r'\bid="([^"]+)"', token.content))
    return page


def words(token: Token) -> str:
    """The text of an inline token without its marks."""
    return "".join(
        inner.content for inner in token.children or [] if inner.type in ("text", "code_inline")
    )


def slug(text: str) -> str:
    """The anchor of a heading, as common forges make it."""
    return re.sub(r"[^\w\u4e00-\u9fff -]", "", text.strip().lower()).replace(" ", "-")


def sources() -> list[Path]:
    """Every page below docs/, in reading order."""

    def place(path: Path) -> tuple[int, int, str]:
        name = path.relative_to(SOURCE).as_posix()
        part = next((n for n, start in enumerate(ORDER) if name.startswith(start)), len(ORDER))
        return part, FIRST.index(path.name) if path.name in FIRST else len(FIRST), name

    return sorted(SOURCE.rglob("*.md"), key=place)


def broken_links() -> list[str]:
    """One line for each link that leads nowhere inside the repository; other hosts are not asked."""
    found = {path.resolve(): read(path) for path in [*sources(), *(ROOT / name for name in BESIDE)]}
    return [
        f"{page.name}: {unquote(link)}"
        for page in found.values()
        for link in page.links
        if not _leads_somewhere(page, link, found)
    ]


def _leads_somewhere(page: Page, link: str, found: dict[Path, Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme:
        return parts.scheme in ("http", "https")
    target = (
        (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path.resolve()
    )
    if not target.exists():
        return False
    return not parts.fragment or (
        target in found and unquote(parts.fragment) in found[target].anchors
    )


def build(target: Path) -> int:
    """Writes every page as HTML with the pictures they show; returns how many pages."""
    shutil.rmtree(target, ignore_errors=True)
    found = [read(path) for path in sources()]
    for page in found:
        place = target / page.path.relative_to(SOURCE).with_suffix(".html")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_html(page, found), encoding="utf-8")
    for picture in (SOURCE / "images").glob("*.png"):
        (target / "images").mkdir(exist_ok=True)
        shutil.copyfile(picture, target / "images" / picture.name)
    (target / "docs.css").write_text(_CSS, encoding="utf-8")
    return len(found)


def _html(page: Page, found: list[Page]) -> str:
    for token in page.tokens:
        for inner in token.children or []:
            if "href" in inner.attrs:
                inner.attrSet("href", re.sub(r"\.md(?=#|\Z)", ".html", str(inner.attrs["href"])))
    up = "../" * (len(page.path.relative_to(SOURCE).parts) - 1)
    made = parser()
    body = made.renderer.render(page.tokens, made.options, {})
    body = body.replace("<table>", '<div class="table"><table>').replace(
        "</table>", "</table></div>"
    )
    return _SHELL.format(title=html.escape(page.title), up=up, nav=_nav(page, found, up), body=body)


def _nav(page: Page, found: list[Page], up: str) -> str:
    rows = []
    for other in found:
        link = quote(normpath(other.path.relative_to(SOURCE).with_suffix(".html").as_posix()))
        here = ' aria-current="page"' if other is page else ""
        rows.append(f'<li><a href="{up}{link}"{here}>{html.escape(other.title)}</a></li>')
    return f"<ul>{''.join(rows)}</ul>"


def main(arguments: list[str]) -> int:
    lost = broken_links()
    for line in lost:
        print(f"链接不通：{line}")
    target = Path(arguments[0]) if arguments else TARGET
    count = build(target)
    print(f"手册共 {count} 页，已写到 {target}，从 manual/index.html 看起。")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
