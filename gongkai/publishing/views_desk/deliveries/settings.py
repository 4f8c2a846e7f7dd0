"""What an outlet and a column get by themselves; the key of a push, shown once."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, done, person, settle
from gongkai.outlets import rules
from gongkai.outlets import services as outlets
from gongkai.outlets.models import Outlet
from gongkai.outlets.queries import columns_of, outlets_of
from gongkai.outlets.states import CopyFormat, OutletState
from gongkai.publishing.forms_deliveries import DeliverySettingsForm, TakesForm
from gongkai.publishing.views_desk.deliveries.common import WHO_KEEPS, WHO_SEES


def _kept(request: HttpRequest, pk: int) -> Outlet:
    allow(rules.may_see(request.user), WHO_SEES)
    found: Outlet = get_object_or_404(outlets_of(request.user), pk=pk)
    allow(rules.may_keep(request.user, found.unit), WHO_KEEPS)
    return found


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


@sensitive_variables()  # a report of an error names no key
def _new_key(request: HttpRequest, found: Outlet) -> HttpResponse:
    secret: list[str] = []

    @sensitive_variables()
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
    allow(rules.may_see(request.user), WHO_SEES)
    column = get_object_or_404(columns_of(request.user), pk=pk)
    allow(rules.may_keep(request.user, column.outlet.unit), WHO_KEEPS)
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
