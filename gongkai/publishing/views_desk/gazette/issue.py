"""One issue: what stands in it, its proof, what stands against publication, the acts."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import (
    allow,
    at,
    crumbs,
    done,
    person,
    posted,
    settle,
    whole,
)
from gongkai.publishing.forms_gazette import (
    ContentsForm,
)
from gongkai.publishing.models import GazetteIssue, GazetteItem
from gongkai.publishing.queries import gazette as queries
from gongkai.publishing.render.manuscript import address_of as public_address
from gongkai.publishing.render.manuscript import label_of
from gongkai.publishing.services import gazette
from gongkai.publishing.services.gazette.proofs import ROUNDS
from gongkai.publishing.states import GazetteState
from gongkai.publishing.views_desk.gazette.common import (
    NOT_RELEASER,
    POST,
    issue_for,
)


@require_http_methods(POST)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue: what stands in it, its proof, what stands against publication, the acts."""
    found = issue_for(request, pk)
    if request.method == "POST":
        return _act(request, found)
    return _page(request, found)


def _page(
    request: HttpRequest,
    found: GazetteIssue,
    refusal: Refusal | None = None,
    contents: ContentsForm | None = None,
) -> HttpResponse:
    entries = queries.in_order(found, queries.entries_of(found))
    draft = found.state == GazetteState.DRAFT
    removing = next((e for e in entries if str(e.pk) == request.GET.get("remove")), None)
    context = {
        "issue": found,
        "series": found.series,
        "label": label_of(found),
        "draft": draft,
        "rows": _rows(found, entries, request),
        "sections": found.series.sections,
        "removing": removing if draft else None,
        "reasons": gazette.reasons_against_release(found) if draft else [],
        "rounds": ROUNDS,
        "proofreadings": [
            {"event": event, "current": bool(found.pdf) and found.pdf.sha256 == event.data["proof"]}  # type: ignore[union-attr]
            for event in queries.proofreadings(found)
        ],
        "history": queries.history(found),
        "may_release": queries.may_release(person(request), found.series.unit),
        "contents": contents or (ContentsForm.of(found) if found.scanned and draft else None),
        "public_url": "" if draft else public_address(found),
        "refusal": refusal,
        "typed": request.POST,
        "page_title": f"{found.series.name}{label_of(found)}",
        "crumbs": crumbs(("公报", at("desk_gazette")), (label_of(found), "")),
    }
    status = refusal.status if refusal else 422 if contents else 200
    return render(request, "publishing/gazette_desk_issue.html", context, status=status)


def _rows(
    found: GazetteIssue, entries: list[GazetteItem], request: HttpRequest
) -> list[dict[str, Any]]:
    """The items as the table shows them; after a refusal with the numbers that were typed."""
    rows = []
    for place, entry in enumerate(entries, 1):
        rows.append(
            {
                "entry": entry,
                "place": request.POST.get(f"place-{entry.pk}", place),
                "section": request.POST.get(f"section-{entry.pk}", entry.section),
                "gone": not queries.is_shown(entry.publication),
                "newer": entry.newest and entry.newest != entry.number,  # type: ignore[attr-defined]
                "first": place == 1 or entries[place - 2].section != entry.section,
                "last": place == len(entries) or entries[place].section != entry.section,
            }
        )
    return rows


def _act(request: HttpRequest, found: GazetteIssue) -> HttpResponse:
    wanted, _, target = request.POST.get("act", "").partition("-")
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "arrange": (lambda: _arrange(request, found), "顺序已保存。"),
        "up": (lambda: _move(request, found, target, up=True), ""),
        "down": (lambda: _move(request, found, target, up=False), ""),
        "remove": (lambda: _remove(request, found, target), "已移出这一期。"),
        "advance": (
            lambda: gazette.advance(_item(found, target), by=person(request)),
            "已换成文件库中现在的文本，请重新制作清样。",
        ),
        "proof": (lambda: gazette.order_proof(found, by=person(request)), "清样正在制作。"),
        "read": (lambda: _log(request, found), "校对已登记。"),
        "contents": (lambda: None, "目录已保存。"),
        "release": (lambda: _release(request, found), "已出版，公众现在可以阅读和下载。"),
    }
    if wanted not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    if wanted == "contents":
        return _contents(request, found)
    act, sentence = acts[wanted]
    try:
        once(
            request.POST.get("form_token", ""),
            f"gazette-{wanted}-{found.pk}",
            lambda: {"done": act() is not None},
        )
    except Forbidden:
        raise
    except Refusal as refusal:
        return _page(request, issue_for(request, found.pk), refusal)
    if sentence:
        done(request, sentence)
    return redirect(f"{at('desk_gazette_issue', found.pk)}#items")


def _arrange(request: HttpRequest, found: GazetteIssue) -> GazetteIssue:
    """The order that was typed: by section as the series has them, then by number."""
    placed = []
    for place, item in enumerate(found.items.order_by("position", "pk")):
        typed = whole(request.POST.get(f"place-{item.pk}", "")) or 10_000 + place
        placed.append((typed, place, item.pk, posted(request, f"section-{item.pk}")))
    order = [(pk, " ".join(section.split())) for _, _, pk, section in sorted(placed)]
    seen = whole(request.POST.get("seen", ""))
    return gazette.arrange(found, by=person(request), seen=seen, order=order)


def _move(request: HttpRequest, found: GazetteIssue, target: str, *, up: bool) -> None:
    gazette.move(_item(found, target), by=person(request), up=up)


def _remove(request: HttpRequest, found: GazetteIssue, target: str) -> None:
    reason = posted(request, "reason")
    gazette.remove(_item(found, target), by=person(request), reason=reason)


def _log(request: HttpRequest, found: GazetteIssue) -> None:
    gazette.log_proofreading(
        found,
        by=person(request),
        round_name=posted(request, "round"),
        note=posted(request, "note"),
    )


def _release(request: HttpRequest, found: GazetteIssue) -> GazetteIssue:
    allow(queries.may_release(person(request), found.series.unit), NOT_RELEASER)
    return gazette.release(found, by=person(request))


def _contents(request: HttpRequest, found: GazetteIssue) -> HttpResponse:
    form = ContentsForm.of(found, request.POST)
    if form.is_valid():
        facts = form.cleaned_data

        def act() -> dict[str, Any]:
            return {"version": gazette.set_contents(found, by=person(request), **facts).row_version}

        if settle(form, f"gazette-contents-{found.pk}", act):
            done(request, "目录已保存。")
            return redirect("desk_gazette_issue", found.pk)
    return _page(request, found, contents=form)


def _item(found: GazetteIssue, typed: str) -> GazetteItem:
    rows = found.items.select_related("issue", "publication__unit", "publication__document")
    return get_object_or_404(rows, pk=whole(typed))
