"""申请人账号: signing in by a code or by the provincial login, the own applications, leaving, deleting."""

import base64

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.base.forms import TokenForm, add_refusal
from gongkai.base.refusal import Refusal
from gongkai.base.sealed import Unsealable, seal, unseal
from gongkai.base.services.forms import once
from gongkai.foi import senders
from gongkai.foi.forms.follow import CodeForm, ContactForm
from gongkai.foi.masks import masked_email, masked_phone
from gongkai.foi.models import Account
from gongkai.foi.queries import follow as queries
from gongkai.foi.services import accounts, oidc
from gongkai.foi.states import Stage
from gongkai.foi.views_public import visitors
from gongkai.foi.views_public.private import META, private

_PENDING = "foi_contact"
_PAGE = 20
_WRONG = (
    "验证码不对，或者已经失效。请核对最近一次收到的验证码；超过10分钟或者试过5次的，请重新获取。"
)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Where the code goes; the answer is the same whether there is an account or not."""
    if visitors.account_of(request) is not None:
        return redirect("foi_mine")
    if request.method != "POST":
        return _page(request, "foi/mine_sign_in.html", ContactForm(), "登录")
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, "foi/mine_sign_in.html", form, "登录", 422)
    try:
        contact = accounts.send_code(form.cleaned_data["contact"])
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, "foi/mine_sign_in.html", form, "登录", refusal.status)
    sealed = seal(f"{contact.kind}\n{contact.text}".encode())
    request.session[_PENDING] = base64.b64encode(sealed).decode()
    return redirect("foi_account_code")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code that came."""
    contact = _pending(request)
    if contact is None:
        return redirect("foi_account")
    if request.method != "POST":
        return _code_page(request, CodeForm(), contact)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, contact, 422)
    account = accounts.sign_in(contact, form.cleaned_data["code"])
    if account is None:
        form.add_error("code", _WRONG)
        return _code_page(request, form, contact, 422)
    request.session.pop(_PENDING, None)
    visitors.sign_in(request, account)
    return redirect("foi_mine")


@private
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The applications made with the account, newest first."""
    account = visitors.account_of(request)
    if account is None:
        return redirect("foi_account")
    rows = Paginator(queries.applications_of(account), _PAGE).get_page(request.GET.get("page"))
    context = {
        "account": account,
        "who": account.name or _masked(account),
        "page": rows,
        "pager": {
            "prev_url": f"?page={rows.previous_page_number()}" if rows.has_previous() else "",
            "next_url": f"?page={rows.next_page_number()}" if rows.has_next() else "",
        },
        "open_stages": Stage.open(),
        "can_prefill": rows.paginator.count > 0,
        "meta": META,
        "page_title": "我的申请",
        "here": reverse("foi_mine"),
        "crumbs": [{"label": "我的申请", "url": ""}],
    }
    return render(request, "foi/mine.html", context)


@private
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Signs out; a desk session in the same browser stays."""
    visitors.sign_out(request)
    return redirect("foi_follow")


@private
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Deletes the account after a page that says what that means."""
    account = visitors.account_of(request)
    if account is None:
        return redirect("foi_account")
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(
            request, "foi/mine_delete.html", form, "注销账号", 422 if form.is_bound else 200
        )

    def act() -> dict[str, str]:
        accounts.remove(account)
        return {}

    once(form.token, "foi-account-delete", act)
    visitors.sign_out(request)
    return redirect(f"{reverse('foi_account')}?deleted=1")


def _pending(request: HttpRequest) -> accounts.Contact | None:
    try:
        text = unseal(base64.b64decode(request.session.get(_PENDING, ""))).decode()
    except (ValueError, Unsealable):
        return None
    kind, _, contact = text.partition("\n")
    return accounts.Contact("email" if kind == "email" else "phone", contact)


def _masked(account: Account) -> str:
    contact = account.contact or ""
    return masked_email(contact) if "@" in contact else masked_phone(contact)


def _code_page(
    request: HttpRequest, form: CodeForm, contact: accounts.Contact, status: int = 200
) -> HttpResponse:
    sent = masked_email(contact.text) if contact.kind == "email" else masked_phone(contact.text)
    in_file = senders.way_of(contact.kind) == "file"
    more = {"sent_to": sent, "file": senders.file_of_last() if in_file else ""}
    return _page(request, "foi/mine_code.html", form, "输入验证码", status, **more)


def _page(
    request: HttpRequest,
    template: str,
    form: TokenForm,
    title: str,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "form": form,
        "by_phone": senders.sender_for("phone") is not None,
        "by_email": senders.sender_for("email") is not None,
        "provincial": oidc.name() if oidc.is_configured() else "",
        "deleted": "deleted" in request.GET,
        "refused": "refused" in request.GET,
        "meta": META,
        "page_title": title,
        "here": reverse("foi_account"),
        "crumbs": [{"label": title, "url": ""}],
    } | more
    return render(request, template, context, status=status)
