"""Desk pages of the library: import with review, the library itself."""

from gongkai.publishing.views_desk.imports import import_batch, import_home, import_item
from gongkai.publishing.views_desk.library_list import library
from gongkai.publishing.views_desk.workbench import publication

__all__ = ["import_batch", "import_home", "import_item", "library", "publication"]
