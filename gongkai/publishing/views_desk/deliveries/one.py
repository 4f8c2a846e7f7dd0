"""One delivery: its text to copy, its proof, every attempt, and what can be done now."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.refusal import Refusal
from gongkai.base.views_registers.common import allow, at, crumbs, done, person, settle
from gongkai.base.views_registers.materials import download, keep_upload
from gongkai.outlets import rules
from gongkai.publishing.forms_deliveries import NoteForm, PostForm
from gongkai.publishing.models import Delivery
from gongkai.publishing.queries import deliveries as reads
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.services import deliveries
from gongkai.publishing.services.copies import copy_of
from gongkai.publishing.states import DELIVERY_MOVES, DeliveryAct, DeliveryState
from gongkai.publishing.views_desk.deliveries.common import WHO_POSTS, WHO_SEES


@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery: its text to copy, its proof, every attempt, and what can be done now."""
    allow(rules.may_see(request.user), WHO_SEES)
    found = get_object_or_404(
        reads.visible_to(request.user).select_related(
            "outlet__unit", "publication__unit", "proof_file", "done_by"
        ),
        pk=pk,
    )
    if request.method != "POST":
        return _delivery(request, found)
    allow(rules.may_post(request.user, found.outlet.unit), WHO_POSTS)
    return _act(request, found)


def _delivery(
    request: HttpRequest,
    found: Delivery,
    *,
    post: PostForm | None = None,
    note: NoteForm | None = None,
) -> HttpResponse:
    by_hand, public = found.state == DeliveryState.BY_HAND, found.publication.is_public
    may = rules.may_post(request.user, found.outlet.unit)
    now = record_of(found.publication) if public else None
    text = copy_of(now, found.outlet.copy_format) if now and by_hand else found.text
    if by_hand and post is None and now is not None:
        post = PostForm(initial={"seen": now.digest})
    wrong = bool((post and post.errors) or (note and note.errors))
    note_form = note or NoteForm()
    if found.state != DeliveryState.RECALL:
        note_form.fields["note"].label = "取消的原因"
    context = {
        "line": reads.line_of(found),
        "delivery": found,
        "text": text,
        "post": post if by_hand and public and may else None,
        "note": note_form,
        "shows_note": bool(note and note.errors),
        "attempts": list(found.log.order_by("-pk")[:50]),
        "again": may and reads.can_be_sent_again(found),
        "confirm": may and reads.is_for_hands(found) and found.state == DeliveryState.RECALL,
        "cancel": may and DELIVERY_MOVES.can(DeliveryState(found.state), DeliveryAct.CANCEL),
        "outdated": bool(now and found.digest and found.digest != now.digest and not by_hand),
        "page_title": f"{found.outlet.name}：{found.publication.title}",
        "crumbs": crumbs(("渠道发布", at("desk_deliveries")), (found.outlet.name, "")),
    }
    return render(request, "publishing/delivery.html", context, status=422 if wrong else 200)


def _act(request: HttpRequest, found: Delivery) -> HttpResponse:
    wanted = request.POST.get("act", "")
    if wanted == "post":
        return _post(request, found)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    by = person(request)
    acts: dict[str, tuple[Any, str]] = {
        "retry": (lambda: deliveries.retry([found], by=by), "已安排重新送达，一两分钟内送出。"),
        "confirm": (
            lambda: deliveries.confirm_recall(found, by=by, note=note).state,
            "已登记撤下。",
        ),
        "cancel": (lambda: deliveries.cancel(found, by=by, note=note).state, "已取消。"),
    }
    if wanted not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    act, sentence = acts[wanted]
    purpose = f"delivery-{wanted}-{found.pk}"
    if form.errors or settle(form, purpose, lambda: {"done": str(act())}) is None:
        return _delivery(request, found, note=form)
    done(request, sentence)
    return redirect("desk_delivery", found.pk)


def _post(request: HttpRequest, found: Delivery) -> HttpResponse:
    form = PostForm(request.POST, request.FILES)

    def act() -> dict[str, Any]:
        facts = form.cleaned_data
        proof = keep_upload(request, facts["file"])
        deliveries.post(found, by=person(request), seen=facts["seen"], url=facts["url"], file=proof)
        return {"delivery": found.pk}

    if form.is_valid() and settle(form, f"delivery-post-{found.pk}", act) is not None:
        done(request, "已登记发布，证据与文稿一并留存。")
        return redirect("desk_delivery", found.pk)
    if found.publication.is_public:  # a text that changed meanwhile is shown as it is now
        form.data = {**form.data.dict(), "seen": record_of(found.publication).digest}  # type: ignore[attr-defined]
    return _delivery(request, found, post=form)


@require_safe
def delivery_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The screenshot of a posting, for those who see the delivery."""
    allow(rules.may_see(request.user), WHO_SEES)
    found = get_object_or_404(
        reads.visible_to(request.user).exclude(proof_file=None).select_related("proof_file"), pk=pk
    )
    stored: Any = found.proof_file
    return download(stored)
