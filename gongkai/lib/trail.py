"""Hash chain of the event trail: each row is sealed together with the row before it.

Changing, removing, inserting or swapping rows breaks the chain at a row that `verify` names; a
tail cut off is found against a head (number and hash) kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

Algorithm = Literal["sha256", "sm3"]
BreakKind = Literal["changed", "missing", "inserted", "reordered", "cut_off"]

_FURTHEST = 1000  # how many lost rows are looked for behind new numbers
START = ""  # what stands for the hash before the first row


class Row(NamedTuple):
    """One row of the trail; `seq` starts at 1 and has no gaps."""

    seq: int
    prev: str
    hash: str
    payload: Mapping[str, Any]


class Head(NamedTuple):
    """The last row known elsewhere: exported daily and in each backup."""

    seq: int
    hash: str


class Break(NamedTuple):
    """The first row at which the chain is broken, and how."""

    seq: int
    kind: BreakKind
    sentence: str


_SENTENCES: dict[BreakKind, str] = {
    "changed": "第{seq}条记录的内容与封存时不一致，已被改动。",
    "missing": "第{seq}条记录缺失。",
    "inserted": "第{seq}条记录重复或是事后插入的。",
    "reordered": "第{seq}条记录的先后次序被调换。",
    "cut_off": "第{seq}条记录及其之后的记录缺失，末尾被截断。",
}


def canonical(payload: Mapping[str, Any]) -> bytes:
    """One and only one spelling of a payload: sorted keys, no spaces, UTF-8.

    Dates and zone-aware times become ISO text.

    Raises:
        ValueError: a float (two machines may spell it differently) or a time without a zone.
        TypeError: anything JSON does not know.
    """
    text = json.dumps(
        _plain(payload), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("only text can be a key of an event")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        raise ValueError("a float has no single spelling; store it as text")
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError("a time without a zone has no meaning in the trail")
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


def digest(data: bytes, algorithm: Algorithm = "sha256") -> str:
    """Hexadecimal SHA-256 or SM3 (GB/T 32905) of the data.

    Raises:
        ValueError: another algorithm.
    """
    if algorithm == "sha256":
        return hashlib.sha256(data).hexdigest()
    if algorithm == "sm3":
        # Not hashlib: whether it knows SM3 depends on how its OpenSSL was built.
        from cryptography.hazmat.primitives import hashes

        sm3 = hashes.Hash(hashes.SM3())
        sm3.update(data)
        return sm3.finalize().hex()
    raise ValueError(f"unknown hash algorithm: {algorithm}")


def link(
    prev_hash: str, payload: Mapping[str, Any], *, seq: int, algorithm: Algorithm = "sha256"
) -> str:
    """Hash of a row: over its number, the hash before it and its payload."""
    sealed = {"event": payload, "prev": prev_hash, "seq": seq}
    return digest(canonical(sealed), algorithm)


def seal(
    previous: Row | Head | None, payload: Mapping[str, Any], algorithm: Algorithm = "sha256"
) -> Row:
    """The row that follows `previous` (None: the first row)."""
    seq, prev = (previous.seq + 1, previous.hash) if previous else (1, START)
    return Row(seq, prev, link(prev, payload, seq=seq, algorithm=algorithm), payload)


def verify(
    rows: Iterable[Row],
    *,
    head: Head | None = None,
    after: Head | None = None,
    algorithm: Algorithm = "sha256",
) -> Break | None:
    """The first break of the chain, or None. Reads each row once and keeps none of them.

    Args:
        rows: in the order of `seq`.
        head: a row known elsewhere that must be there unchanged.
        after: check only what follows this row, which is taken as given.
        algorithm: the one the rows were sealed with.
    """
    last = after or Head(0, START)
    stream = iter(rows)
    for row in stream:
        kind = _fault(row, last, algorithm)
        if kind is not None:
            return _diagnose(row, last, kind, stream, algorithm)
        last = Head(row.seq, row.hash)
        if head is not None and head.seq == row.seq and head.hash != row.hash:
            return _break(row.seq, "changed")
    if head is not None and last.seq < head.seq:
        return _break(last.seq + 1, "cut_off")
    return None


def _fault(row: Row, last: Head, algorithm: Algorithm) -> BreakKind | None:
    if row.seq != last.seq + 1:
        return "missing" if row.seq > last.seq else "inserted"
    if row.hash != link(row.prev, row.payload, seq=row.seq, algorithm=algorithm):
        return "changed"
    return "changed" if row.prev != last.hash else None


def _diagnose(
    row: Row, last: Head, kind: BreakKind, rest: Iterable[Row], algorithm: Algorithm
) -> Break:
    """Looks at the rows behind the break to tell a swap from a loss or a change."""
    later = list(rest)
    seqs = {other.seq for other in later}
    if kind == "missing":
        return _break(last.seq + 1, "reordered" if last.seq + 1 in seqs else "missing")
    if kind == "inserted":
        return _break(row.seq, "inserted")
    if row.hash == link(row.prev, row.payload, seq=row.seq, algorithm=algorithm):
        # Sound in itself but not joined: the row before was rewritten and sealed again.
        return _break(last.seq or row.seq, "changed")
    return _break(row.seq, _displaced(row, last, later, algorithm) or "changed")


def _displaced(row: Row, last: Head, later: list[Row], algorithm: Algorithm) -> BreakKind | None:
    """A row whose content is sound under another number: swapped, or moved up over a loss."""
    for other in later:
        follows = other.prev == last.hash
        if follows and other.hash == link(
            last.hash, other.payload, seq=row.seq, algorithm=algorithm
        ):
            return "reordered"
    for seq in range(row.seq + 1, row.seq + 1 + _FURTHEST):
        if row.hash == link(row.prev, row.payload, seq=seq, algorithm=algorithm):
            return "missing"
    return None


def _break(seq: int, kind: BreakKind) -> Break:
    return Break(seq, kind, _SENTENCES[kind].format(seq=seq))
