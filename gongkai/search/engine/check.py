"""Comparing an index with the database and with its own checksums."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import tantivy

from gongkai.search.engine.errors import IndexDamaged
from gongkai.search.engine.schema import documents_schema
from gongkai.search.engine.store import fields_of, file_list, guarded

_SHOWN = 20
_MAGIC = 1337
_CHUNK = 1 << 20


@dataclass
class Report:
    """What a check found; the lists hold at most twenty examples, the numbers count all."""

    expected: int = 0
    indexed: int = 0
    missing: int = 0
    surplus: int = 0
    differing: int = 0
    doubled: int = 0
    sampled: int = 0
    unreadable: int = 0
    missing_ids: list[int] = field(default_factory=list)
    surplus_ids: list[int] = field(default_factory=list)
    differing_ids: list[int] = field(default_factory=list)
    damaged_files: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the index is exactly what the database says."""
        wrong = self.missing + self.surplus + self.differing + self.doubled + self.unreadable
        return not wrong and not self.damaged_files

    def sentence(self) -> str:
        """The result in one sentence."""
        if self.ok:
            return f"检索库与数据库一致，共{self.indexed}件，抽查{self.sampled}件无误。"
        found = [
            f"{name}{number}件"
            for name, number in (
                ("缺少", self.missing),
                ("多出", self.surplus),
                ("内容过时", self.differing),
                ("重复", self.doubled),
                ("抽查读不出", self.unreadable),
            )
            if number
        ]
        if self.damaged_files:
            found.append(f"损坏文件{len(self.damaged_files)}个")
        return f"检索库与数据库不一致：{'，'.join(found)}；请运行“gongkai rebuild-index”重新建立。"


def check_store(
    folder: Path,
    documents: tantivy.Searcher,
    passages: tantivy.Searcher,
    expected: Iterable[int] | Iterable[tuple[int, int | None]],
    sample: int,
    *,
    files: bool,
) -> Report:
    """Fills a report; raises IndexDamaged only where nothing at all can be read."""
    report = Report()
    wanted = dict(item if isinstance(item, tuple) else (item, None) for item in expected)
    held = _held(documents, report)
    _compare(report, wanted, held)
    _sample(report, documents, passages, held, sample)
    if files:
        with guarded(IndexDamaged):
            report.damaged_files = [path.name for path in file_list(folder) if not _whole(path)]
    return report


def _held(documents: tantivy.Searcher, report: Report) -> dict[int, int]:
    """Ids and stamps of every document, read from the columns."""
    with guarded(IndexDamaged):
        query = tantivy.Query.exists_query("id")
        hits = documents.search(query, max(1, documents.num_docs), count=False).hits
        addresses = [address for _, address in hits]
        ids = documents.fast_field_values("id", addresses)
        stamps = documents.fast_field_values("stamp", addresses)
    held = {int(id or 0): int(stamp or 0) for id, stamp in zip(ids, stamps, strict=True)}
    report.indexed = len(ids)
    report.doubled = len(ids) - len(held)
    return held


def _compare(report: Report, wanted: dict[int, int | None], held: dict[int, int]) -> None:
    missing = sorted(wanted.keys() - held.keys())
    surplus = sorted(held.keys() - wanted.keys())
    differing = sorted(
        id for id, stamp in wanted.items() if stamp is not None and held.get(id, stamp) != stamp
    )
    report.expected = len(wanted)
    report.missing, report.missing_ids = len(missing), missing[:_SHOWN]
    report.surplus, report.surplus_ids = len(surplus), surplus[:_SHOWN]
    report.differing, report.differing_ids = len(differing), differing[:_SHOWN]


def _sample(
    report: Report,
    documents: tantivy.Searcher,
    passages: tantivy.Searcher,
    held: dict[int, int],
    size: int,
) -> None:
    """Finds documents by id and reads them from the store, as no query does."""
    chosen = random.sample(sorted(held), min(size, len(held)))
    report.sampled = len(chosen)
    for id in chosen:
        try:
            with guarded(IndexDamaged):
                good = _readable(documents, passages, id, held[id])
        except IndexDamaged:
            good = False
        report.unreadable += not good


def _readable(documents: tantivy.Searcher, passages: tantivy.Searcher, id: int, stamp: int) -> bool:
    found = documents.search(tantivy.Query.term_query(documents_schema(), "id", id), 2).hits
    if len(found) != 1:
        return False
    fields = fields_of(documents.doc(found[0][1]))
    return fields.get("id") == [id] and fields.get("stamp") == [stamp]


def _whole(path: Path) -> bool:
    """Whether a segment file has the checksum that tantivy wrote at its end.

    The end of a file is a JSON footer, its length and a magic number; the footer holds the CRC-32
    of all before it. The list of segments has no footer and is JSON itself.
    """
    if path.suffix == ".json":
        return _is_json(path)
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 8))
        tail = file.read(8)
        length, magic = int.from_bytes(tail[:4], "little"), int.from_bytes(tail[4:], "little")
        if len(tail) < 8 or magic != _MAGIC or length + 8 > size:
            return False
        file.seek(size - 8 - length)
        try:
            crc = json.loads(file.read(length))["crc"]
        except (ValueError, KeyError, TypeError):
            return False
        file.seek(0)
        return bool(_crc(file, size - 8 - length) == crc)


def _crc(file: object, left: int) -> int:
    crc = 0
    while left > 0:
        chunk = file.read(min(_CHUNK, left))  # type: ignore[attr-defined]
        if not chunk:
            break
        crc = zlib.crc32(chunk, crc)
        left -= len(chunk)
    return crc


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except ValueError:
        return False
    return True
