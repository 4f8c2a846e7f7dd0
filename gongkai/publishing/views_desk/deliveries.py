"""Deliveries on the desk: the list, one of them, the outlets of a publication, settings."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.export import xlsx
from gongkai.base.forms import TokenForm
from gongkai.base.models import StoredFile
from gongkai.base.queries.people import units_for
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services import files
from gongkai.base.services.forms import once
from gongkai.base.states import FileZone
from gongkai.base.views_registers.common import (
    allow,
    at,
    crumbs,
    done,
    page_of,
    person,
    settle,
    words,
)
from gongkai.outlets import rules
from gongkai.outlets import services as outlets
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.queries import outlets_of
from gongkai.outlets.states import CopyFormat, OutletKind, OutletState
from gongkai.publishing.forms_deliveries import (
    ChooseForm,
    DeliverySettingsForm,
    NoteForm,
    PostForm,
    TakesForm,
)
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.queries import deliveries as reads
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.services import deliveries
from gongkai.publishing.services.copies import copy_of
from gongkai.publishing.states import DELIVERY_MOVES, DeliveryAct, DeliveryState

_SEERS = "渠道发布由信息员、公开工作机构、签发人和主管部门查看，您的账号没有这些角色；如需要，请联系系统管理员。"
_POSTERS = (
    "渠道上的发布由渠道主办单位的信息员、公开工作机构或者主管部门登记，您的账号没有这个单位的角色。"
)
_CHOOSERS = (
    "渠道由发布单位的信息员、公开工作机构、签发人或者主管部门选择，您的账号没有这个单位的角色。"
)
_KEEPERS = "送达由渠道主办单位的公开工作机构或者主管部门设置，您的账号没有这个单位的办理角色。"
_STALE = "stale"
_HAND = "hand"
_VIEWS = [
    (_HAND, "待人工办理"),
    ("", "全部"),
    *DeliveryState.choices,
    (_STALE, "与现在的内容不一致"),
]
_HEAD = (
    "标题",
    "发布单位",
    "渠道",
    "渠道类型",
    "主办单位",
    "事项",
    "状态",
    "办理期限",
    "完成时间",
    "发布地址",
    "未送达的原因",
)
_MOST_AT_ONCE = 200


# --- the list ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def delivery_list(request: HttpRequest) -> HttpResponse:
    """Copies by hand, failed, recalled, out of date; several can be sent again at once."""
    allow(rules.may_see(request.user), _SEERS)
    if request.method == "POST":
        return _retry_many(request)
    return _list(request)


def _list(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    state, kind = words(request, "state", 10), words(request, "kind", 10)
    if "state" not in request.GET:
        state = _HAND
    rows = _rows(request, state, kind)
    if request.GET.get("format") == "xlsx":
        return xlsx("渠道发布", _HEAD, (_cells(row) for row in rows))
    page = page_of(request, rows)
    lines = [(reads.line_of(row), _may_send_again(request, row)) for row in page]
    context = {
        "page": page,
        "rows": lines,
        "some_again": any(again for _, again in lines),
        "states": _VIEWS,
        "kinds": [("", "全部"), *OutletKind.choices],
        "state": state,
        "kind": kind,
        "refusal": refusal,
        "page_title": "渠道发布",
        "lede": "发布以后各渠道的送达情况；由人发布的请在一个工作日内发布并登记网址或者截图。",
    }
    return render(
        request, "publishing/deliveries.html", context, status=refusal.status if refusal else 200
    )


def _may_send_again(request: HttpRequest, row: Delivery) -> bool:
    return reads.can_be_sent_again(row) and rules.may_post(request.user, row.outlet.unit)


def _rows(request: HttpRequest, state: str, kind: str) -> Any:
    rows = reads.listed(request.user)
    if kind in OutletKind.values:
        rows = rows.filter(outlet__kind=kind)
    if state == _STALE:
        return reads.stale(rows)
    if state == _HAND:
        hand = reads.to_do_by_hand(units_for(request.user, *rules.POSTERS)).values("pk")
        return rows.filter(pk__in=hand.order_by())
    return rows.filter(state=state) if state in DeliveryState.values else rows


def _cells(row: Delivery) -> list[Any]:
    line = reads.line_of(row)
    return [
        row.publication.title, row.publication.unit and row.publication.unit.name, row.outlet.name,
        row.outlet.get_kind_display(), row.outlet.unit.name, line.event, row.get_state_display(), line.due,
        row.done_at, row.proof_url, row.problem,
    ]  # fmt: skip


def _retry_many(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST)
    wanted = {
        pk
        for pk in request.POST.getlist("delivery")
        if pk.isascii() and pk.isdigit() and len(pk) < 18
    }
    rows = list(
        reads.visible_to(request.user)
        .filter(pk__in=wanted)
        .select_related("outlet__unit")[:_MOST_AT_ONCE]
    )
    if not rows:
        return _list(
            request, Refusal("还没有勾选，请先勾选要重新送达的，再点“重新送达”。", status=422)
        )
    allow(all(rules.may_post(request.user, row.outlet.unit) for row in rows), _POSTERS)
    try:
        once(
            form.token,
            "deliveries-retry",
            lambda: {"count": deliveries.retry(rows, by=person(request))},
        )
    except Refusal as refusal:
        return _list(request, refusal)
    done(request, f"{len(rows)}件已安排重新送达，一两分钟内送出。")
    return redirect("desk_deliveries")


# --- one delivery ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery: its text to copy, its proof, every attempt, and what can be done now."""
    allow(rules.may_see(request.user), _SEERS)
    found = get_object_or_404(
        reads.visible_to(request.user).select_related(
            "outlet__unit", "publication__unit", "proof_file", "done_by"
        ),
        pk=pk,
    )
    if request.method != "POST":
        return _delivery(request, found)
    allow(rules.may_post(request.user, found.outlet.unit), _POSTERS)
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
        proof = _screenshot(request, facts["file"])
        deliveries.post(found, by=person(request), seen=facts["seen"], url=facts["url"], file=proof)
        return {"delivery": found.pk}

    if form.is_valid() and settle(form, f"delivery-post-{found.pk}", act) is not None:
        done(request, "已登记发布，证据与文稿一并留存。")
        return redirect("desk_delivery", found.pk)
    if found.publication.is_public:  # a text that changed meanwhile is shown as it is now
        form.data = {**form.data.dict(), "seen": record_of(found.publication).digest}  # type: ignore[attr-defined]
    return _delivery(request, found, post=form)


def _screenshot(request: HttpRequest, upload: Any) -> StoredFile | None:
    if upload is None:
        return None
    try:
        return files.store(upload, name=upload.name, zone=FileZone.ORIGINAL, by=person(request))
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field="file", status=refusal.status) from None


# --- the outlets of a publication --------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def publication_outlets(request: HttpRequest, pk: int) -> HttpResponse:
    """To which outlets a publication goes, in one step for all of them."""
    allow(rules.may_see(request.user), _SEERS)
    found: Publication = get_object_or_404(library_of(request.user).select_related("unit"), pk=pk)
    allow(rules.may_deliver(request.user, found.unit), _CHOOSERS)
    choices = reads.choices_of(found)
    form = ChooseForm(choices, request.POST) if request.method == "POST" else ChooseForm(choices)

    def act() -> dict[str, Any]:
        standing = deliveries.choose(found, form.chosen(), by=person(request))
        return {"count": len(standing)}

    if (
        request.method == "POST"
        and form.is_valid()
        and settle(form, f"choose-{pk}", act) is not None
    ):
        done(request, "渠道已选定；由人发布的，已列入渠道主办单位的待办。")
        return redirect("desk_publication", pk)
    context = {
        "publication": found,
        "form": form,
        "standing": [choice for choice in choices if choice.done],
        "empty": not choices,
        "back": at("desk_publication", pk),
        "page_title": "选择渠道",
        "lede": f"勾选《{found.title}》要送到的渠道，发布时一次送出，各渠道的内容出自同一份记录。",
        "crumbs": crumbs(
            ("文件库", at("desk_library")),
            (found.title, at("desk_publication", pk)),
            ("选择渠道", ""),
        ),
    }
    return render(
        request, "publishing/delivery_choose.html", context, status=422 if form.errors else 200
    )


# --- settings ----------------------------------------------------------------------------------


def _kept(request: HttpRequest, pk: int) -> Outlet:
    allow(rules.may_see(request.user), _SEERS)
    found: Outlet = get_object_or_404(outlets_of(request.user), pk=pk)
    allow(rules.may_keep(request.user, found.unit), _KEEPERS)
    return found


@sensitive_variables("secret")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outlet_settings(request: HttpRequest, pk: int) -> HttpResponse:
    """What an outlet gets by itself and where it is pushed to; a new key is shown once."""
    found = _kept(request, pk)
    if request.method == "POST" and request.POST.get("act") == "key":
        return _new_key(request, found)
    form = (
        DeliverySettingsForm(request.POST)
        if request.method == "POST"
        else DeliverySettingsForm.of(found)
    )

    def act() -> dict[str, Any]:
        return {
            "version": outlets.set_delivery(found, by=person(request), **form.facts()).row_version
        }

    if request.method == "POST" and form.is_valid() and settle(form, f"outlet-delivery-{pk}", act):
        done(request, "送达设置已保存，从下一次发布起按新的设置送达。")
        return redirect("desk_outlet", pk)
    return _settings_page(request, found, form)


def _settings_page(
    request: HttpRequest, found: Outlet, form: DeliverySettingsForm, refusal: Refusal | None = None
) -> HttpResponse:
    is_json = found.copy_format == CopyFormat.JSON
    context = {
        "outlet": found,
        "form": form,
        "refusal": refusal,
        "feed": f"{settings.SITE_URL}{at('outlet_feed', found.slug)}"
        if is_json and found.state == OutletState.RUNNING
        else "",
        "pushed": is_json and bool(found.webhook_url),
        "back": at("desk_outlet", found.pk),
        "page_title": f"“{found.name}”的送达设置",
        "lede": "发布时哪些信息自动送到这里，用什么方式；接收系统凭签名核对来源。",
        "crumbs": crumbs(
            ("渠道", at("desk_outlets")),
            (found.name, at("desk_outlet", found.pk)),
            ("送达设置", ""),
        ),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "publishing/delivery_settings.html", context, status=status)


def _new_key(request: HttpRequest, found: Outlet) -> HttpResponse:
    secret: list[str] = []

    def act() -> dict[str, Any]:
        row, key = outlets.renew_key(found, by=person(request))
        secret.append(key)  # kept out of the stored answer
        return {"outlet": row.pk}

    try:
        once(request.POST.get("form_token", ""), f"outlet-key-{found.pk}", act)
    except Forbidden:
        raise
    except Refusal as refusal:
        return _settings_page(request, found, DeliverySettingsForm.of(found), refusal)
    if not secret:
        done(request, "这张表单已经提交过，密钥只在当时显示一次。如果没有记下，请再更换一次。")
        return redirect("desk_outlet_delivery", found.pk)
    context = {
        "outlet": found,
        "key": secret[0],
        "page_title": "推送密钥",
        "crumbs": crumbs(
            ("渠道", at("desk_outlets")),
            (found.name, at("desk_outlet", found.pk)),
            ("推送密钥", ""),
        ),
    }
    return render(request, "publishing/delivery_key.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def column_takes(request: HttpRequest, pk: int) -> HttpResponse:
    """Which releases a column takes by itself."""
    allow(rules.may_see(request.user), _SEERS)
    column = get_object_or_404(
        Column.objects.filter(outlet__in=outlets_of(request.user)).select_related(
            "outlet__unit", "unit"
        ),
        pk=pk,
    )
    allow(rules.may_keep(request.user, column.outlet.unit), _KEEPERS)
    form = TakesForm(request.POST) if request.method == "POST" else TakesForm.of(column)

    def act() -> dict[str, Any]:
        return {"column": outlets.set_takes(column, by=person(request), takes=form.takes()).pk}

    if request.method == "POST" and form.is_valid() and settle(form, f"takes-{pk}", act):
        done(request, "自动收录已设置，从下一次发布起生效。")
        return redirect("desk_outlet", column.outlet_id)
    context = {
        "form": form,
        "act": "保存设置",
        "back": at("desk_outlet", column.outlet_id),
        "page_title": f"栏目“{column.name}”自动收录什么",
        "lede": "发布的信息符合下面全部条件的，自动收进这个栏目，并更新栏目的日期；一个条件都不设，就什么也不自动收录。",
        "crumbs": crumbs(
            ("渠道", at("desk_outlets")),
            (column.outlet.name, at("desk_outlet", column.outlet_id)),
            ("自动收录", ""),
        ),
    }
    return render(request, "outlets/form.html", context, status=422 if form.errors else 200)


@require_safe
def delivery_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The screenshot of a posting, for those who see the delivery."""
    allow(rules.may_see(request.user), _SEERS)
    found = get_object_or_404(
        reads.visible_to(request.user).exclude(proof_file=None).select_related("proof_file"), pk=pk
    )
    stored: Any = found.proof_file
    with files.open_file(stored) as stream:
        response = HttpResponse(stream.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
    response["Cache-Control"] = "no-store"
    return response
