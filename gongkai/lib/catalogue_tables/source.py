"""A file with catalogues in it: opened with the same limits as any upload."""

from __future__ import annotations

from gongkai.lib.catalogue_tables.model import CatalogueTable
from gongkai.lib.catalogue_tables.read import read_catalogues
from gongkai.lib.officialdoc import secrecy
from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.model import Source
from gongkai.lib.officialdoc.readers import HEAVY, MAX_BYTES, check_size, read_source, sniff
from gongkai.lib.officialdoc.readers.html import read_whole
from gongkai.lib.officialdoc.readers.isolate import read_isolated


def read_file(name: str, data: bytes, *, max_bytes: int = MAX_BYTES) -> list[CatalogueTable]:
    """The catalogues of a Word, Excel, PDF or HTML file; heavy formats in a child with limits.

    Raises:
        Unreadable: (`SecrecyMark` for a marked file) with one Chinese sentence, also where the file
            holds no table with the columns of a catalogue.
    """
    source = _source(name, data, max_bytes)
    secrecy.refuse_marked(source.texts, source.meta)
    tables = read_catalogues(source)
    if not tables:
        raise Unreadable(
            "文件里没有找到公开目录的表格：表头至少要有公开事项，以及公开依据、时限、主体、渠道中的一栏。请核对后重新选择文件。"
        )
    return tables


def _source(name: str, data: bytes, max_bytes: int) -> Source:
    check_size(data, max_bytes)
    kind = sniff(name, data)
    if kind in HEAVY:
        return read_isolated(name, data, max_bytes)
    return read_whole(data) if kind == "html" else read_source(name, data, max_bytes=max_bytes)
