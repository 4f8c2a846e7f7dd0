"""Marking an original, making its public copy, looking the copy through."""

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.forms import add_refusal
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once
from gongkai.base.services.trail import note_look
from gongkai.base.views_registers.common import allow, at, crumbs, done, person, whole
from gongkai.catalogue.models import LegalGround
from gongkai.foi import rules
from gongkai.foi.forms.redaction import BoxForm, PassageForm, WordsForm
from gongkai.foi.models import CaseFile, DisclosureRequest, Redaction
from gongkai.foi.services import redacting, vault
from gongkai.foi.states import RedactionState
from gongkai.foi.views_desk.materials import NOT_MARKER, case_of, record_of
from gongkai.lib.redaction import (
    NotRedacted,
    Passage,
    Region,
    page_image,
    page_sizes,
    redact_text,
)

_WIDTH = 1100
_WIDEST = 2200
# One opening is one entry of the trail; who comes back after this has opened it again.
_OPENING = dt.timedelta(minutes=30)
_LOOKS = "foi_original_looks"
_OPEN = (RedactionState.MARKING, RedactionState.FAILED)


@require_http_methods(["GET", "HEAD", "POST"])
def redaction(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """One page of an original with its marks and the ways to set them; or the finished copy."""
    case = case_of(request, pk)
    file = record_of(case, file_pk)
    row = redacting.latest_of(file)
    if row is None:
        return redirect("desk_request_materials", case.pk)
    row.file = file
    note_opening(request, file)
    if request.method == "POST":
        return _act(request, case, row)
    return _show(request, case, row)


def note_opening(request: HttpRequest, file: CaseFile) -> None:
    """Writes into the trail that the person has opened the original; once an opening."""
    looks: dict[str, str] = request.session.get(_LOOKS, {})
    now, last = timezone.now(), looks.get(str(file.pk))
    if last is not None and now - dt.datetime.fromisoformat(last) < _OPENING:
        return
    case = file.case
    note_look(
        case or file, by=person(request), unit=case.unit if case else None, what="所查信息原件"
    )
    request.session[_LOOKS] = {**looks, str(file.pk): now.isoformat()}


# --- pictures ----------------------------------------------------------------------------------


@require_safe
def page(request: HttpRequest, pk: int, file_pk: int, number: int) -> HttpResponse:
    """A page of an original as a picture; on the desk only, kept by no cache."""
    case = case_of(request, pk)
    file = record_of(case, file_pk)
    note_opening(request, file)
    return _png(redacting.picture_of(file, number, _width(request)))


@require_safe
def copy_page(request: HttpRequest, pk: int, file_pk: int, number: int) -> HttpResponse:
    """A page of the copy as a picture."""
    copy = _copy(request, pk, file_pk)
    try:
        return _png(page_image(vault.read(copy), number, _width(request)))
    except NotRedacted as problem:
        raise Refusal(problem.sentence, status=404) from None


@require_safe
def copy_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """The copy itself, as the applicant will get it."""
    copy = _copy(request, pk, file_pk)
    response = HttpResponse(vault.read(copy), content_type=copy.media_type)
    ending = copy.name.rpartition(".")[2]
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''%E5%89%AF%E6%9C%AC.{ending}"
    return _unkept(response)


def _copy(request: HttpRequest, pk: int, file_pk: int) -> CaseFile:
    row = redacting.latest_of(record_of(case_of(request, pk), file_pk))
    if row is None or row.copy is None:
        raise Http404
    return row.copy


def _width(request: HttpRequest) -> int:
    return min(whole(request.GET.get("width")) or _WIDTH, _WIDEST)


def _png(data: bytes) -> HttpResponse:
    return _unkept(HttpResponse(data, content_type="image/png"))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# --- the page ----------------------------------------------------------------------------------


def _show(
    request: HttpRequest,
    case: DisclosureRequest,
    row: Redaction,
    *,
    forms: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
    left: Sequence[str] = (),
) -> HttpResponse:
    text = redacting.kind_of(row.file) == redacting.TEXT
    number = redacting.neutral_name(row.file, "")[:-1]
    user = person(request)
    marking = row.state in _OPEN and rules.may_mark(user, case)
    context = {
        "case": case,
        "file": row.file,
        "redaction": row,
        "version": row.row_version,
        "marks": _marks(row),
        "forms": _forms(row, forms or {}, _page_wanted(request)) if marking else {},
        "marking": marking,
        "waiting": marking and redacting.is_waiting(row),
        "may_mark": rules.may_mark(user, case),
        "may_confirm": row.state == RedactionState.MADE
        and user.pk not in redacting.people_of(row),
        "refusal": refusal,
        "left": left,
        "result": request.GET.get("look") == "result",
        "page_title": f"涂黑{number}",
        "crumbs": crumbs(
            ("依申请公开", at("desk_requests")), (str(case), at("desk_request", case.pk)),
            ("提供的材料", at("desk_request_materials", case.pk)), (f"涂黑{number}", ""),
        ),
        **(_text_of(request, row) if text else _sheet_of(request, row)),
    }  # fmt: skip
    wrong = left or any(form.errors for form in (forms or {}).values())
    status = refusal.status if refusal else 422 if wrong else 200
    name = "foi/desk_redaction_text.html" if text else "foi/desk_redaction.html"
    return _unkept(render(request, name, context, status=status))


def _page_wanted(request: HttpRequest) -> int:
    return whole(request.GET.get("page") or request.POST.get("page")) or 1


def _forms(row: Redaction, bound: dict[str, Any], number: int) -> dict[str, Any]:
    """The forms as sent, or empty with the ground that was chosen last."""
    last = row.marks[-1]["ground"] if row.marks else None
    initial = {"version": row.row_version, "ground": last, "page": number}
    text = redacting.kind_of(row.file) == redacting.TEXT
    kinds = {"words": WordsForm, "mark": PassageForm if text else BoxForm}
    return {
        name: bound.get(name) or kind(initial=initial, auto_id=f"{name}_%s")
        for name, kind in kinds.items()
    }


def _marks(row: Redaction) -> list[dict[str, Any]]:
    grounds = {ground.code: ground for ground in LegalGround.objects.all()}
    return [
        {
            **stored,
            "number": number,
            "ground": grounds.get(stored["ground"]),
            "note": redacting.note_of(stored),
        }
        for number, stored in enumerate(row.marks, 1)
    ]


def _sheet_of(request: HttpRequest, row: Redaction) -> dict[str, Any]:
    """The wanted page with the boxes on it, in points of the page."""
    done_copy = row.copy is not None
    sizes = (
        page_sizes(vault.read(row.copy)) if row.copy is not None else redacting.sizes_of(row.file)
    )
    number = min(_page_wanted(request), len(sizes))
    size = sizes[number - 1]
    boxes = [
        {
            "number": at_,
            "x": round(mark.left * size.width, 2),
            "y": round(mark.top * size.height, 2),
            "width": round((mark.right - mark.left) * size.width, 2),
            "height": round((mark.bottom - mark.top) * size.height, 2),
        }
        for at_, mark in enumerate(redacting.placed(row), 1)
        if isinstance(mark, Region) and mark.page == number
    ]
    name = "desk_request_copy_page" if done_copy else "desk_request_page"
    return {
        "number": number,
        "pages": len(sizes),
        "size": size,
        "label_size": round(max(size.width, size.height) / 55, 1),
        "shown_height": round(_WIDTH * size.height / size.width),
        "shown_width": _WIDTH,
        "boxes": boxes,
        "image": at(name, row.file.case_id, row.file_id, number),
        "marked_pages": _marked_pages(row),
    }


def _marked_pages(row: Redaction) -> list[tuple[int, int]]:
    counts: dict[int, int] = {}
    for stored in row.marks:
        counts[stored["page"]] = counts.get(stored["page"], 0) + 1
    return sorted(counts.items())


def _text_of(request: HttpRequest, row: Redaction) -> dict[str, Any]:
    """The text cut where marks begin and end; or the copy, made or as it would be."""
    text = redacting.text_of(row.file)
    passages = redacting.passages_of(row)
    edges = {0, len(text), *(p.start for p in passages), *(p.end for p in passages)}
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(text))
    pieces = [
        {"text": text[start:end], "start": start, "marked": _covers(passages, start)}
        for start, end in pairwise(cuts)
    ]
    shown = ""
    if row.copy is not None:
        shown = vault.read(row.copy).decode("utf-8-sig")
    elif request.GET.get("look") == "result":
        shown = redact_text(text, passages)
    return {"pieces": pieces, "letters": len(text), "shown": shown}


def _covers(passages: list[Passage], start: int) -> bool:
    return any(p.start <= start < p.end for p in passages)


# --- acts --------------------------------------------------------------------------------------


def _act(request: HttpRequest, case: DisclosureRequest, row: Redaction) -> HttpResponse:
    verb, _, rest = request.POST.get("act", "").partition("-")
    if verb == "confirm":
        return _confirm(request, case, row)
    allow(rules.may_mark(request.user, case), NOT_MARKER)
    acts: dict[str, Callable[[], HttpResponse]] = {
        "mark": lambda: _mark(request, case, row),
        "words": lambda: _words(request, case, row),
        "remove": lambda: _remove(request, case, row, whole(rest)),
        "make": lambda: _make(request, case, row),
        "revise": lambda: _revise(request, case, row),
    }
    if verb not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    return acts[verb]()


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _once(
    request: HttpRequest, row: Redaction, act: Callable[[], Redaction | None]
) -> dict[str, Any]:
    answer, _ = once(
        request.POST.get("form_token", ""),
        f"foi-redaction-{row.pk}",
        lambda: {"done": act() is not None},
    )
    return answer


def _mark(request: HttpRequest, case: DisclosureRequest, row: Redaction) -> HttpResponse:
    text = redacting.kind_of(row.file) == redacting.TEXT
    form = (PassageForm if text else BoxForm)(request.POST, auto_id="mark_%s")
    if form.is_valid() and _added(request, row, form, lambda: [form.mark()]):
        done(request, "已标记一处。")
        return _back(row, getattr(form.mark(), "page", 0))
    return _show(request, case, row, forms={"mark": form})


def _words(request: HttpRequest, case: DisclosureRequest, row: Redaction) -> HttpResponse:
    form = WordsForm(request.POST, auto_id="words_%s")
    found: list[Any] = []

    def hits() -> Sequence[Any]:
        found.extend(redacting.find(row, form.cleaned_data["words"]))
        return found

    if form.is_valid() and _added(request, row, form, hits):
        where = sorted({mark.page for mark in found if isinstance(mark, Region)})
        pages = f"，在第{'、'.join(map(str, where[:20]))}页" if where else ""
        done(request, f"找到{len(found)}处{pages}，都已标记。请逐处核对有没有多标、漏标。")
        return _back(row, whole(request.POST.get("page")))
    return _show(request, case, row, forms={"words": form})


def _added(
    request: HttpRequest, row: Redaction, form: Any, marks: Callable[[], Sequence[Any]]
) -> bool:
    """Looks into the file before the transaction, then adds; what is refused stands in the form."""
    by, data = person(request), form.cleaned_data
    try:
        fitting = redacting.fit(row, marks())
        _once(
            request, row,
            lambda: redacting.add(
                row, fitting, ground=data["ground"], note=data["note"], by=by, seen=form.seen
            ),
        )  # fmt: skip
    except Forbidden:
        raise
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


def _remove(
    request: HttpRequest, case: DisclosureRequest, row: Redaction, number: int
) -> HttpResponse:
    by, seen = person(request), _seen(request)
    return _settled(
        request,
        case,
        row,
        lambda: redacting.remove(row, [number], by=by, seen=seen),
        "标记已去掉。",
    )


def _revise(request: HttpRequest, case: DisclosureRequest, row: Redaction) -> HttpResponse:
    by, seen = person(request), _seen(request)
    sentence = "公开副本已收回，申请人看不到了。请改好标记，重新生成。"
    return _settled(request, case, row, lambda: redacting.revise(row, by=by, seen=seen), sentence)


def _confirm(request: HttpRequest, case: DisclosureRequest, row: Redaction) -> HttpResponse:
    by, seen = person(request), _seen(request)
    if request.POST.get("looked") != "yes":
        return _show(
            request, case, row,
            refusal=Refusal("请逐页看过公开副本，勾选“已逐页看过”后再确认。", status=422),
        )  # fmt: skip
    return _settled(
        request, case, row, lambda: redacting.confirm(row, by=by, seen=seen),
        "已核对。这份公开副本可以随答复送达。",
    )  # fmt: skip


def _make(request: HttpRequest, case: DisclosureRequest, row: Redaction) -> HttpResponse:
    """Words that can still be read elsewhere are shown before anything is made."""
    by, seen = person(request), _seen(request)
    try:
        left = [] if request.POST.get("anyway") == "yes" else redacting.still_readable(row)
        if left:
            return _show(request, case, row, left=left)
        if _pages(row) > redacting.MOST_AT_ONCE:
            _once(request, row, lambda: redacting.ask(row, by=by, seen=seen))
            done(request, "已安排生成公开副本，做好以后通知您。页数多的文件要一两分钟。")
            return _back(row, 0)
        prepared = redacting.prepare(row)
        _once(request, row, lambda: redacting.keep(row, prepared, by=by))
    except Refusal as refusal:
        return _show(request, case, row, refusal=refusal)
    if not prepared.problems:
        done(request, "公开副本已生成，重新提取核验通过。请另一位同志逐页看过后确认。")
    return _back(row, 0)


def _pages(row: Redaction) -> int:
    if redacting.kind_of(row.file) == redacting.TEXT:
        return 1
    return len(redacting.sizes_of(row.file))


def _settled(
    request: HttpRequest,
    case: DisclosureRequest,
    row: Redaction,
    act: Callable[[], Redaction],
    sentence: str,
) -> HttpResponse:
    try:
        _once(request, row, act)
    except Refusal as refusal:
        return _show(request, case, row, refusal=refusal)
    done(request, sentence)
    return _back(row, whole(request.POST.get("page")))


def _back(row: Redaction, number: int) -> HttpResponse:
    address = at("desk_request_redaction", row.file.case_id, row.file_id)
    return redirect(f"{address}?page={number}" if number > 1 else address)
