"""Finding one document by what a person types: its number, its title, or its address."""

import re

from django.db.models import QuerySet

from gongkai.base.refusal import Refusal
from gongkai.lib import shortcode
from gongkai.lib.doc_no import parse_doc_no
from gongkai.lib.titles import quoted
from gongkai.publishing.models import Publication

_CODE = re.compile(r"/d/([0-9A-Za-z]{1,20})/?\Z")
_SHOWN = 5


def pick(rows: QuerySet[Publication], text: str, *, field: str = "document") -> Publication:
    """The one publication of `rows` that the words name.

    A document number in any spelling, the whole title, part of a title that only one bears, or the
    address of its page.

    Raises:
        Refusal: none, or several; then the sentence lists them.
    """
    text = text.replace("\x00", "").strip().strip("《》").strip()
    if not text:
        raise Refusal("请填写发文字号或者标题。", field=field)
    found = _named(rows.select_related("unit", "document").distinct(), text)
    if not found:
        raise Refusal(
            f"文件库里没有“{text[:60]}”这份文件；请核对文号或者标题，还没有入库的请先导入。",
            field=field,
        )
    if len(found) > 1:
        listed = "；".join(_label(row) for row in found[:_SHOWN])
        more = "等" if len(found) > _SHOWN else ""
        raise Refusal(f"有几份文件符合，请填写发文字号或者完整标题：{listed}{more}。", field=field)
    return found[0]


def _named(rows: QuerySet[Publication], text: str) -> list[Publication]:
    code = _CODE.search(text)
    pk = shortcode.decode(code[1]) if code else None
    if pk is not None:
        return list(rows.filter(pk=pk))
    number = parse_doc_no(text)
    ways = [{"document__doc_no_key": number.key}] if number else []
    ways += [{"title": text}, {"title__contains": text}]
    for way in ways:
        found = list(rows.filter(**way).order_by("-released_at", "-pk")[: _SHOWN + 1])
        if found:
            return found
    return []


def _label(row: Publication) -> str:
    document = getattr(row, "document", None)
    return f"{quoted(row.title)}{document.doc_no if document else ''}"
