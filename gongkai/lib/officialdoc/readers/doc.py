"""Word 97 and WPS files through whichever converter is installed: antiword, catdoc, wvText, LibreOffice."""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lxml.etree

from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.model import Grid, Line, Source
from gongkai.lib.officialdoc.readers.plain import split_lines
from gongkai.lib.officialdoc.text import is_blank, tidy

_SECONDS = 15
_MAX_OUTPUT = 40 * 1024 * 1024
_MISSING = "读取doc或wps文件需要安装antiword、catdoc或LibreOffice中的一种，本机都没有安装，请安装后重试，或另存为docx上传。"
_DAMAGED = "doc文件已损坏、加了密码或格式特殊，无法读取，请在Word或WPS中另存为docx后重新上传。"


def read(name: str, data: bytes) -> Source:
    """Read a Word 97 file; raises `Unreadable` where no converter is installed or none succeeds."""
    with tempfile.TemporaryDirectory(prefix="officialdoc-") as folder:
        path = Path(folder) / "source.doc"
        path.write_bytes(data)
        return _first_success(path)


def _first_success(path: Path) -> Source:
    installed = False
    for program, convert in (
        ("antiword", _antiword),
        ("catdoc", _catdoc),
        ("wvText", _wv),
        ("soffice", _office),
        ("libreoffice", _office),
    ):
        command = shutil.which(program)
        if not command:
            continue
        installed = True
        source = convert(command, path)
        if source and any(not is_blank(line.text) for line in source.lines):
            return source
    raise Unreadable(_DAMAGED if installed else _MISSING)


def _run(command: Sequence[str], *, unlimited: bool = False) -> bytes | None:
    """Run a converter without a shell; None where it fails or takes too long."""
    try:
        done = subprocess.run(  # noqa: S603 — a fixed program on a file of our own naming
            command, capture_output=True, timeout=_SECONDS * (4 if unlimited else 1), check=False, stdin=subprocess.DEVNULL,
            preexec_fn=_lift_memory if unlimited else None,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        return None
    return done.stdout if done.returncode == 0 and len(done.stdout) <= _MAX_OUTPUT else None


def _lift_memory() -> None:
    """Give an office program the address space back that this child gave up for itself."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


# --- antiword -------------------------------------------------------------------------------------


def _antiword(command: str, path: Path) -> Source | None:
    """Take paragraphs from the plain output (it keeps soft breaks), tables from the structured one."""
    # Width 0 leaves every paragraph in one line, so that nothing has to be joined again.
    plain = _run([command, "-m", "UTF-8.txt", "-w", "0", str(path)])
    if plain is None:
        return None
    texts = [text.rstrip() for text in split_lines(plain.decode("utf-8", "replace"))]
    grids = _docbook_tables(_run([command, "-x", "db", str(path)]) or b"")
    return place_tables(texts, grids)


def _docbook_tables(markup: bytes) -> list[list[list[list[str]]]]:
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    if not markup.strip():
        return []
    try:
        root = lxml.etree.fromstring(markup, parser)
    except lxml.etree.XMLSyntaxError:
        return []
    return (
        [_rows(table) for table in root.iter("informaltable", "table")] if root is not None else []
    )


def _rows(table: Any) -> list[list[list[str]]]:
    rows = [[_paragraphs(entry) for entry in row.iter("entry")] for row in table.iter("row")]
    width = max((len(row) for row in rows), default=0)
    # A row with fewer cells has a last one that spans the rest.
    return [row + [[] for _ in range(width - len(row))] for row in rows]


def _paragraphs(entry: Any) -> list[str]:
    return [tidy(text) for text in "".join(entry.itertext()).split("\n") if text.strip()]


def place_tables(texts: list[str], tables: list[list[list[list[str]]]]) -> Source:
    """Put structured tables where the plain output draws them with strokes.

    Where the two do not agree on the number of tables, the drawn rows are read instead.
    """
    source = Source(kind="doc", lines=[])
    blocks = _drawn_blocks(texts)
    agreed = len(blocks) == len(tables)
    position = 0
    for number, (start, end) in enumerate(blocks):
        source.lines += [Line(text) for text in texts[position:start]]
        _add_grid(source, tables[number] if agreed else drawn_rows(texts[start:end]))
        position = end
    source.lines += [Line(text) for text in texts[position:]]
    if blocks and not agreed:
        source.warnings.append("doc文件中的表格按排版线条还原，单元格可能有误，请核对。")
    return source


def _drawn_blocks(texts: Sequence[str]) -> list[tuple[int, int]]:
    blocks: list[tuple[int, int]] = []
    for number, text in enumerate(texts):
        if not (text.startswith("|") and text.count("|") >= 2):
            continue
        if blocks and blocks[-1][1] == number:
            blocks[-1] = (blocks[-1][0], number + 1)
        else:
            blocks.append((number, number + 1))
    return blocks


def drawn_rows(texts: Sequence[str]) -> list[list[list[str]]]:
    """Read rows drawn with strokes; a line whose first cell is blank goes on with the row above."""
    rows: list[list[list[str]]] = []
    for text in texts:
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
        if rows and not cells[0] and len(cells) == len(rows[-1]):
            for cell, more in zip(rows[-1], cells, strict=True):
                cell[:] = [(cell[0] if cell else "") + more] if cell or more else []
        else:
            rows.append([[cell] if cell else [] for cell in cells])
    return rows


def _add_grid(source: Source, rows: list[list[list[str]]]) -> None:
    grid = Grid(rows=rows, first_line=len(source.lines))
    number = len(source.grids)
    source.lines += [Line("\t".join(" ".join(cell) for cell in row), grid=number) for row in rows]
    source.grids.append(grid)


# --- the other converters -------------------------------------------------------------------------


def _catdoc(command: str, path: Path) -> Source | None:
    return _from_text(_run([command, "-w", "-d", "utf-8", str(path)]))


def _wv(command: str, path: Path) -> Source | None:
    target = path.with_suffix(".out")
    _run([command, str(path), str(target)])
    return _from_text(target.read_bytes() if target.exists() else None)


def _office(command: str, path: Path) -> Source | None:
    profile = (path.parent / "profile").as_uri()
    _run(
        [
            command,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--norestore",
            "--convert-to",
            "docx",
            "--outdir",
            str(path.parent),
            str(path),
        ],
        unlimited=True,
    )
    made = path.with_suffix(".docx")
    if not made.exists():
        return None
    from gongkai.lib.officialdoc.readers import docx

    source = docx.read(made.name, made.read_bytes())
    source.kind = "doc"
    return source


def _from_text(output: bytes | None) -> Source | None:
    if not output:
        return None
    text = output.decode("utf-8", "replace")
    if len(re.findall("\ufffd", text)) * 20 > len(text):
        return None
    return Source(kind="doc", lines=[Line(line.rstrip()) for line in split_lines(text)])
