"""The manifest of a backup: every file with size and hash, and what the database held."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from gongkai.base.refusal import Refusal

NAME = "manifest.json"
SEAL = "manifest.sha256"
FORMAT = 1
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup, by its path inside the folder."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database held at the moment of the backup."""

    tables: dict[str, int]
    trail_seq: int
    trail_hash: str
    migrations: list[str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """All a backup says of itself."""

    made_at: str
    vendor: str
    database: str
    contents: Contents
    with_keys: bool
    versions: dict[str, str]
    parts: list[Part] = field(default_factory=list)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Writes the manifest and the hash of the manifest."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        write_synced(folder / NAME, text.encode("utf-8"))
        write_synced(
            folder / SEAL, hashlib.sha256(text.encode("utf-8")).hexdigest().encode("ascii")
        )


def read_checked(folder: Path) -> Manifest:
    """The manifest of a backup whose every byte is as it was written.

    Raises:
        Refusal: not a backup, of a newer format, or a file is missing or changed; names the file.
    """
    manifest = _read(folder)
    for part in manifest.parts:
        path = folder / part.path
        if not path.is_file():
            raise Refusal(
                f"备份不完整：缺少文件“{part.path}”。没有恢复任何内容，请换用另一份备份。"
            )
        if path.stat().st_size != part.size or hash_of(path) != part.sha256:
            raise Refusal(
                f"备份已损坏：文件“{part.path}”与清单不一致。没有恢复任何内容，请换用另一份备份。"
            )
    return manifest


def _read(folder: Path) -> Manifest:
    try:
        raw, seal = (folder / NAME).read_bytes(), (folder / SEAL).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise Refusal(f"“{folder}”不是完整的备份文件夹：没有清单文件，请检查路径。") from None
    if hashlib.sha256(raw).hexdigest().encode("ascii") != seal:
        raise Refusal(
            f"备份已损坏：文件“{NAME}”或“{SEAL}”被改动。没有恢复任何内容，请换用另一份备份。"
        )
    data = json.loads(raw)
    if data["format"] > FORMAT:
        raise Refusal("这份备份由更新的版本生成，请先升级程序再恢复。")
    data["contents"] = Contents(**data["contents"])
    data["parts"] = [Part(**part) for part in data["parts"]]
    for part in data["parts"]:
        _refuse_outside(part.path)
    return Manifest(**data)


def _refuse_outside(path: str) -> None:
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise Refusal(f"备份清单中的路径“{path}”指向备份之外，没有恢复任何内容。")


def list_parts(folder: Path) -> list[Part]:
    """Every file below the folder, hashed."""
    return [
        Part(path.relative_to(folder).as_posix(), path.stat().st_size, hash_of(path))
        for path in _files(folder)
    ]


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_synced(source: Path, target: Path) -> None:
    """Copies a file so that a power cut leaves a whole copy or none."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with source.open("rb") as read, draft.open("wb") as write:
            os.chmod(draft, 0o600)
            while chunk := read.read(_CHUNK):
                write.write(chunk)
            write.flush()
            os.fsync(write.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def write_synced(path: Path, content: bytes) -> None:
    """Writes a small file and waits until it is on disk."""
    with path.open("wb") as file:
        os.chmod(path, 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
