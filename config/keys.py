"""Keys that the program makes for itself and keeps in the data folder."""

import contextlib
import os
import secrets
from pathlib import Path


def secret(folder: Path, name: str, length: int = 64) -> str:
    """The stored key of that name; made on first use, readable by the owner alone.

    Two processes may start at once: each writes a file of its own, the first link wins and the
    other reads the winner's.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        draft = folder / f".{name}-{os.getpid()}-{secrets.token_hex(4)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(length))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return _stored(path)


def _stored(path: Path) -> str:
    text = path.read_text(encoding="ascii").strip()
    if len(text) < 32:
        raise RuntimeError(
            f"密钥文件 {path.name} 不完整，请从备份恢复，或删除后重新启动以生成新的密钥。"
        )
    return text
