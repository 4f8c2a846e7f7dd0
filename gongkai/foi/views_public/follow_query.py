"""The two fields that open an application, also when its page closed while somebody was writing."""

import base64
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from gongkai.base.sealed import Unsealable, seal, unseal
from gongkai.foi import senders
from gongkai.foi.forms.follow import QueryForm
from gongkai.foi.services import oidc
from gongkai.foi.views_public import visitors
from gongkai.foi.views_public.private import META

_CLOSED = (
    "请输入申请编号和查询码。为保护您的信息，申请的页面只在输入以后打开，30分钟没有操作就会关闭。"
)
_KEPT = "您刚才写的内容已经保存在这一页里，输入以后可以接着提交；选好的文件要重新选择。"
_MOST_KEPT = 120_000


def to_query() -> HttpResponseRedirect:
    """To the two fields: the same for an application that is not there and one that is not open."""
    return HttpResponseRedirect(f"{reverse('foi_follow')}?closed=1")


def query_again(request: HttpRequest, number: str, key: str, act: str) -> HttpResponse:
    """The two fields after the page had closed while somebody was writing; the text is kept sealed."""
    text = request.POST.get("text", "") or request.POST.get("note", "")
    kept = {"number": number, "key": key, "act": act, "text": text[:20_000]}
    sealed = base64.b64encode(seal(json.dumps(kept).encode())).decode()
    form = QueryForm(initial={"number": number[:60]})
    return form_page(request, form, status=403, closed=True, kept=sealed)


def opened(sealed: str) -> dict[str, Any]:
    """What `query_again` kept; empty for anything else."""
    if not sealed or len(sealed) > _MOST_KEPT:
        return {}
    try:
        kept = json.loads(unseal(base64.b64decode(sealed, validate=True)))
    except (ValueError, Unsealable):
        return {}
    return kept if isinstance(kept, dict) else {}


def form_page(
    request: HttpRequest,
    form: QueryForm,
    *,
    status: int = 200,
    closed: bool = False,
    kept: str = "",
) -> HttpResponse:
    """The page with the two fields."""
    kept = kept or (request.POST.get("kept", "") if form.is_bound else "")
    context = {
        "form": form,
        "closed": _CLOSED if closed else "",
        "kept": kept,
        "kept_note": _KEPT if kept else "",
        "account": visitors.account_of(request),
        "has_accounts": bool(
            senders.sender_for("phone") or senders.sender_for("email") or oidc.is_configured()
        ),
        "meta": META,
        "page_title": "查询申请进度",
        "here": reverse("foi_follow"),
        "crumbs": [{"label": "查询申请进度", "url": ""}],
    }
    return render(request, "foi/follow.html", context, status=status)
