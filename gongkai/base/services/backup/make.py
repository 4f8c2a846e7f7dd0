"""Making a backup."""

import platform
import secrets
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from gongkai.base.refusal import Refusal
from gongkai.base.services import trail_check
from gongkai.base.services.backup import postgres, sqlite
from gongkai.base.services.backup.manifest import Contents, Manifest, copy_synced, list_parts
from gongkai.base.states import FileZone


def make_backup(folder: Path, *, with_keys: bool = False) -> Manifest:
    """Writes a backup of everything to a new folder; others go on working meanwhile.

    Effects in order: head of the trail exported, database copied by itself, files copied, manifest
    with hashes, and only then the folder gets its name; a failure leaves nothing behind. The files
    come after the database: whatever the copy of the database names is on disk by then.

    Args:
        with_keys: also the keys in the data folder. Without them encrypted data cannot be read on
            another machine; with them whoever holds the backup can read everything.

    Raises:
        Refusal: the folder exists and is not empty, or the database's tools are missing or fail.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(f"“{folder}”已经存在且不是空文件夹，为避免覆盖没有备份，请换一个名称。")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    try:
        trail_check.export_head()
        database, contents = _copy_database(draft)
        _copy_files(draft)
        if with_keys:
            _copy_tree(Path(settings.DATA) / "keys", draft / "keys")
        manifest = Manifest(
            made_at=timezone.localtime().isoformat(timespec="seconds"),
            vendor=connection.vendor,
            database=database,
            contents=contents,
            with_keys=with_keys,
            versions=_versions(),
            parts=list_parts(draft),
        )
        manifest.write(draft)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return manifest


def _copy_database(draft: Path) -> tuple[str, Contents]:
    if connection.vendor == "sqlite":
        source = Path(connection.settings_dict["NAME"])
        return sqlite.FILE, sqlite.copy_out(source, draft / sqlite.FILE)
    return postgres.FILE, postgres.copy_out(connection.settings_dict, draft / postgres.FILE)


def _copy_files(draft: Path) -> None:
    for zone in FileZone.values:
        _copy_tree(Path(settings.FILES) / zone, draft / "files" / zone)
    heads = trail_check.heads_file()
    if heads.exists():
        copy_synced(heads, draft / heads.name)


def _copy_tree(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            copy_synced(path, target / path.relative_to(source))


def _versions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
        )
        database = str(cursor.fetchone()[0])
    try:
        own = version("gongkai")
    except ModuleNotFoundError:
        own = ""
    return {
        "gongkai": own,
        "django": version("django"),
        "python": platform.python_version(),
        "database": database,
        "platform": sys.platform,
    }
