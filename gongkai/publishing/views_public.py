"""Public pages of the library: a publication and its files, units, the four fixed blocks."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.base.calendar import today
from gongkai.base.models import Unit
from gongkai.base.services.files import open_file
from gongkai.base.states import UnitKind
from gongkai.lib.dates import parse_date, plain_date
from gongkai.publishing import present
from gongkai.publishing.models import Publication
from gongkai.publishing.qr import qr_svg
from gongkai.publishing.queries import pages
from gongkai.publishing.queries import units as unit_reads
from gongkai.publishing.queries.validity import incoming_changes, validity_of
from gongkai.publishing.render import pdf as pdf_render
from gongkai.publishing.render.sheet import Sheet, sheet_of
from gongkai.publishing.render.word import word
from gongkai.publishing.states import Kind

_FUNCTIONS = 2
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLOCKS = {
    "guide": (
        "政府信息公开指南",
        "信息怎样分类、从哪里获取、找谁办，都写在指南里。",
        "信息公开指南",
    ),
    "system": ("政府信息公开制度", "政府信息公开条例和本地的公开规定。", "政策文件"),
    "statutory": ("法定主动公开内容", "按《政府信息公开条例》第二十条逐项列出。", "信息公开目录"),
    "annual-report": (
        "政府信息公开年报",
        "每一年公开了什么、办了多少申请，都在年报里。",
        "信息公开年报",
    ),
}


@require_safe
def publication(request: HttpRequest, code: str) -> HttpResponse:
    """One publication; what is not public is 404 exactly like what does not exist."""
    found = pages.by_code(code)
    if found is None or not found.is_public:
        return _gone(request, found)
    if code != found.code:
        return HttpResponse(status=301, headers={"Location": found.get_absolute_url()})
    detail = pages.detail(found)
    context = _common(detail)
    if found.kind == Kind.INTERPRETATION:
        context["interprets"] = present.interpreted(detail.ties, outgoing=True)
        return render(request, "publishing/interpretation.html", context)
    context |= _validity_part(request, detail)
    return render(request, "publishing/document.html", context)


def _gone(request: HttpRequest, found: Publication | None) -> HttpResponse:
    """Withdrawn after release: said so, without the text. Everything else was never there."""
    if found is None or not found.was_public:
        raise Http404
    day = timezone.localdate(found.withdrawn_at) if found.withdrawn_at else None
    context = {
        "title": found.title,
        "day": day,
        "reason": found.withdrawal_reason,
        "successor": None,
        "meta": {"title": "已撤下"},
    }
    return render(request, "publishing/withdrawn.html", context, status=410)


def _common(detail: pages.Detail) -> dict[str, Any]:
    found, document = detail.publication, detail.document
    nodes = found.text.outline
    body = present.body(nodes, found.text.tables) if nodes else present.paragraphs(found.text.plain)
    url = present.short_url(found)
    return {
        "publication": found,
        "document": document,
        "issuers": [issuer.name for issuer in detail.issuers],
        "addressees": document.addressees if document else [],
        "signature": document.signature.split("\n") if document and document.signature else [],
        "body": body,
        "toc": present.contents(nodes),
        "tables": present.tables(found.text.tables, nodes),
        "elements": present.elements(detail),
        "interpretations": present.interpreted(detail.ties, outgoing=False),
        "interpretation_missing": _missing(detail),
        "relations": present.relation_groups(detail),
        "attachments": present.attachments(detail),
        "pdf_available": pdf_render.available(),
        "docx_available": True,
        "citation": present.citation(detail),
        "qr": qr_svg(url),
        "short_url": url,
        "page_url": url,
        "issue_url": f"{reverse('find_errors')}?page={quote(found.get_absolute_url())}",
        "feed_url": reverse("feed"),
        "crumbs": _crumbs(found),
        "meta": _meta(found, url),
    }


def _missing(detail: pages.Detail) -> str:
    """Says so when the class asks for an interpretation and none is there yet."""
    document = detail.document
    due = document and document.document_class and document.document_class.interpretation_due
    if not due or any(tie.kind == "interprets" and not tie.outgoing for tie in detail.ties):
        return ""
    return "这份文件还没有发布解读。"


def _validity_part(request: HttpRequest, detail: pages.Detail) -> dict[str, Any]:
    typed = request.GET.get("on", "").strip()
    day = parse_date(typed) if typed else today()
    error = "" if day else f"“{typed[:20]}”不是有效的日期，请按 2024-05-06 这样的格式填写。"
    day = day or today()
    view = present.validity_view(detail, day)
    return {
        "validity": view if view.word else None,
        "as_of": {"day": day, "today": day == today(), "error": error, "word": view.word}
        if detail.document
        else None,
    }


def _crumbs(found: Publication) -> list[dict[str, str]]:
    unit = found.unit
    middle = [{"label": unit.label, "url": reverse("unit", args=[unit.slug])}] if unit else []
    return [*middle, {"label": found.title, "url": ""}]


def _meta(found: Publication, url: str) -> dict[str, Any]:
    kind = Kind(found.kind)
    column = {
        "name": kind.label,
        "description": f"{kind.label}栏目",
        "keywords": kind.label,
        "type": _COLUMN_TYPES.get(kind, "政策文件"),
    }
    return {
        "title": found.title,
        "description": found.summary or found.text.plain[:120].replace("\n", " "),
        "keywords": "、".join(found.keywords),
        "column": column,
        "article": {
            "title": found.title,
            "pub_date": found.released_at,
            "source": found.source or (found.unit.name if found.unit else ""),
            "keywords": "、".join(found.keywords),
            "url": url,
        },
        "canonical": url,
        "robots": "",
    }


_COLUMN_TYPES = {
    Kind.DOCUMENT: "政策文件",
    Kind.INTERPRETATION: "政策解读",
    Kind.GUIDE: "信息公开指南",
    Kind.SYSTEM: "政策文件",
    Kind.ANNUAL_REPORT: "信息公开年报",
}


@require_safe
def publication_docx(request: HttpRequest, code: str) -> HttpResponse:
    """The publication as a Word file."""
    sheet = _sheet(code)
    return _download(word(sheet), _WORD, f"{sheet.title}.docx")


@require_safe
def publication_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The publication as a PDF; without a Chinese font on the server a sentence says so."""
    sheet = _sheet(code)
    return _download(pdf_render.pdf(sheet), "application/pdf", f"{sheet.title}.pdf")


def _sheet(code: str) -> Sheet:
    detail = pages.detail(_public(code))
    view = present.validity_view(detail, today())
    words = f"{plain_date(today())}效力：{view.word}" if detail.document and view.word else ""
    return sheet_of(detail, validity=words, day=plain_date(today()))


def _public(code: str) -> Publication:
    found = pages.by_code(code)
    if found is None or not found.is_public:
        raise Http404
    return found


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_file_name(name))}"
    response["Cache-Control"] = "no-store"
    return response


def _file_name(name: str) -> str:
    """The title as a file name; overlong titles are cut before the ending."""
    stem, dot, ending = name.rpartition(".")
    clean = "".join(c for c in stem if c not in '\\/:*?"<>|\r\n\t')
    return f"{clean[:80]}{dot}{ending}"


@require_safe
def publication_file(request: HttpRequest, code: str, number: int) -> FileResponse:
    """A public attachment of a public publication; the original it was made from has no address."""
    found = _public(code)
    item = get_object_or_404(
        found.attachments.select_related("file"),
        number=number,
        attribute="proactive",
        file__zone="public",
    )
    response = FileResponse(
        open_file(item.file),
        as_attachment=True,
        filename=item.file.name,
        content_type=item.file.media_type,
    )
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The register of units as a tree, with what each has published."""
    rows, counts = unit_reads.tree_counts()
    context = {
        "tree": _tree(
            [unit for unit in rows if unit.active_to is None or unit.active_to >= today()], counts
        ),
        "total": len(rows),
        "crumbs": [{"label": "单位", "url": ""}],
        "meta": {
            "title": "单位",
            "description": "各级政府和部门的职能、地址、电话和发布的文件。",
            "column": _column("机构职能", "机构职能"),
        },
    }
    return render(request, "publishing/units.html", context)


def _column(name: str, column_type: str) -> dict[str, str]:
    return {"name": name, "description": name, "keywords": name, "type": column_type}


def _tree(rows: list[Unit], counts: Any) -> list[dict[str, Any]]:
    roots: list[dict[str, Any]] = []
    by_path: dict[str, dict[str, Any]] = {}
    for unit in rows:
        node = {
            "label": unit.name,
            "url": reverse("unit", args=[unit.slug]),
            "kind": UnitKind(unit.kind).label,
            "count": counts.get(unit.path, 0),
            "children": [],
        }
        by_path[unit.path] = node
        parent = by_path.get(unit.path[: -Unit.steplen])
        (parent["children"] if parent else roots).append(node)
    return roots


@require_safe
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """One unit: what it does, where it is, what it has published."""
    found = get_object_or_404(Unit.objects.select_related("successor"), slug=slug)
    newest = pages.newest(8, unit=found)
    url = f"{reverse('search')}?unit={found.pk}"
    context = {
        "unit": found,
        "facts": _facts(found),
        "functions": [line for line in found.functions.split("\n") if line.strip()],
        "former_names": [alias.name for alias in found.aliases.all()],
        "successor": {
            "label": found.successor.name,
            "url": reverse("unit", args=[found.successor.slug]),
        }
        if found.successor
        else None,
        "ended_on": found.active_to if found.active_to and found.active_to < today() else None,
        "newest": rows_of(newest),
        "newest_url": url,
        "total": Publication.objects.public().filter(unit=found).count(),
        "unit_blocks": _unit_blocks(found),
        "children": _children(found),
        "feed_url": reverse("unit_feed", args=[found.slug]),
        "crumbs": [{"label": "单位", "url": reverse("units")}, {"label": found.label, "url": ""}],
        "meta": {
            "title": found.name,
            "description": found.functions[:120],
            "column": _column("机构职能", "机构职能"),
        },
    }
    return render(request, "publishing/unit.html", context)


def rows_of(publications: list[Publication]) -> list[present.Row]:
    """Rows with validity as of today, one statement for all of them."""
    changes = incoming_changes([row.pk for row in publications])
    day = today()
    found = []
    for row in publications:
        document = getattr(row, "document", None)
        if document:
            document.publication = row
        validity = validity_of(document, changes.get(row.pk, []), day) if document else None
        found.append(present.row(row, validity))
    return found


def _facts(found: Unit) -> list[dict[str, str]]:
    pairs = [
        ("办公地址", found.address),
        ("办公时间", found.hours),
        ("联系电话", found.phone),
        ("负责人职务", found.head_post),
        ("统一社会信用代码", found.credit_code),
        ("网站标识码", found.site_code),
    ]
    return [{"label": label, "value": value, "url": ""} for label, value in pairs if value]


def _unit_blocks(found: Unit) -> list[present.Link]:
    """The blocks that hold something of this unit; an empty column is not shown."""
    return [
        present.Link(
            BLOCKS[slug][0], reverse("unit_block", args=[found.slug, slug]), BLOCKS[slug][1], count
        )
        for slug, count in unit_reads.block_counts(found).items()
        if count
    ]


def _children(found: Unit) -> list[dict[str, Any]]:
    groups: dict[str, list[present.Link]] = {}
    for child in Unit.objects.get_children(found).active_on(today()):
        groups.setdefault(UnitKind(child.kind).label, []).append(
            present.Link(child.label, reverse("unit", args=[child.slug]))
        )
    return [{"label": label, "units": links} for label, links in groups.items()]


@require_safe
def block(request: HttpRequest, slug: str, unit_slug: str = "") -> HttpResponse:
    """One of the four fixed blocks (国办公开办函〔2019〕61号), of a unit or of the whole site."""
    if slug not in BLOCKS:
        raise Http404
    found = get_object_or_404(Unit, slug=unit_slug) if unit_slug else None
    label, hint, column_type = BLOCKS[slug]
    context: dict[str, Any] = {
        "section": {"slug": slug, "label": label, "hint": hint},
        "unit": found,
        "tabs": [_tab(other, found, slug) for other in BLOCKS],
        "units": _switch(slug, found),
        "crumbs": _block_crumbs(label, found),
        "meta": {
            "title": f"{found.label}{label}" if found else label,
            "description": hint,
            "column": _column(label, column_type),
        },
        **_block_content(slug, found),
    }
    return render(request, "publishing/block.html", context)


def _block_crumbs(label: str, found: Unit | None) -> list[dict[str, str]]:
    middle = [{"label": found.label, "url": reverse("unit", args=[found.slug])}] if found else []
    return [*middle, {"label": label, "url": ""}]


def _block_url(slug: str, found: Unit | None) -> str:
    return (
        reverse("unit_block", args=[found.slug, slug]) if found else reverse("block", args=[slug])
    )


def _tab(slug: str, found: Unit | None, here: str) -> dict[str, Any]:
    return {"label": BLOCKS[slug][0], "url": _block_url(slug, found), "selected": slug == here}


def _switch(slug: str, found: Unit | None) -> list[dict[str, Any]]:
    holders = unit_reads.units_with(slug)
    if len(holders) < 2:
        return []
    whole = {"label": "全部单位", "url": _block_url(slug, None), "selected": found is None}
    return [whole] + [
        {"label": holder.label, "url": _block_url(slug, holder), "selected": found == holder}
        for holder in holders
    ]


def _block_content(slug: str, found: Unit | None) -> dict[str, Any]:
    if slug == "statutory":
        return {"items": _statutory_items(found)}
    rows = unit_reads.block_rows(slug, found)
    if slug == "guide":
        return _guide(rows, found)
    if slug == "system":
        groups = _grouped(
            rows, lambda row: row.unit.label if row.unit else row.source or "国家规定"
        )
        return {"groups": [{"label": name, "rows": group} for name, group in groups.items()]}
    years = _grouped(rows, lambda row: row.period_year or timezone.localdate(row.released_at).year)
    return {"years": [{"year": year, "rows": group} for year, group in years.items()]}


def _grouped(
    rows: list[Publication], key: Callable[[Publication], Any]
) -> dict[Any, list[present.Row]]:
    """Rows by what `key` says of their publication; validity is asked for once for all of them."""
    groups: dict[Any, list[present.Row]] = {}
    for publication, row in zip(rows, rows_of(rows), strict=True):
        groups.setdefault(key(publication), []).append(row)
    return groups


def _guide(rows: list[Publication], found: Unit | None) -> dict[str, Any]:
    first = min(rows, key=lambda row: (row.unit.path if row.unit else "", -row.pk), default=None)
    if first is None:
        return {"guide": None, "rows": [], "channels": _facts(found) if found else []}
    nodes = first.text.outline
    guide = {
        "title": first.title,
        "url": first.get_absolute_url(),
        "day": timezone.localdate(first.released_at) if first.released_at else None,
        "body": present.body(nodes, first.text.tables)
        if nodes
        else present.paragraphs(first.text.plain),
        "toc": present.contents(nodes),
    }
    return {
        "guide": guide,
        "rows": rows_of([row for row in rows if row != first]),
        "channels": _facts(first.unit) if first.unit else [],
    }


def _elsewhere(number: int, found: Unit | None) -> str:
    """机构职能 (item 2) stands on the pages of the units, not in documents."""
    if number != _FUNCTIONS:
        return ""
    return reverse("unit", args=[found.slug]) if found else reverse("units")


def _statutory_items(found: Unit | None) -> list[dict[str, Any]]:
    scope = f"&unit={found.pk}" if found else ""
    return [
        {
            "number": item.number,
            "name": item.name,
            "short_name": item.short_name,
            "count": count,
            "url": f"{reverse('search')}?item={item.number}{scope}"
            if count
            else _elsewhere(item.number, found),
            "newest": present.row(newest) if newest else None,
        }
        for item, count, newest in unit_reads.statutory_counts(found)
    ]
