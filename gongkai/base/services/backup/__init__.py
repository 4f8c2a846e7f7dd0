"""Backups that can be checked to the byte, and putting them back.

A plain copy of a database file that is being written lacks acknowledged rows or is broken; so the
database makes the copy itself, and everything in the folder is named in a manifest with its hash.
"""

from gongkai.base.services.backup.make import make_backup
from gongkai.base.services.backup.manifest import Manifest, read_checked
from gongkai.base.services.backup.restore import restore_backup

__all__ = ["Manifest", "make_backup", "read_checked", "restore_backup"]
