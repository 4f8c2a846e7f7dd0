"""Sign-in, sign-out, change of password and notices."""

import datetime as dt
import logging
import re
from collections.abc import Callable
from html import unescape
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.base import signin, where
from gongkai.base.forms import error_summary
from gongkai.base.forms_signin import ChangePasswordForm, SignInForm
from gongkai.base.models import Notice, User
from gongkai.base.services import notices, people
from gongkai.base.views_registers.common import person

logger = logging.getLogger("gongkai.signin")
View = Callable[..., HttpResponse]
PAGE = 30
_EDITED = re.compile(r"<(?:p|h[1-6]|ul|ol|table|blockquote|figure)[ >]")
_CHOSEN = re.compile(r"[a-z][a-z0-9_:.-]*|[0-9]{1,6}")


def open_to_all(view: View) -> View:
    """Marks a page of the desk that is there without signing in."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def open_before_change(view: View) -> View:
    """Marks a page that is there while the password is overdue for change."""
    view.open_before_change = True  # type: ignore[attr-defined]
    return view


@open_to_all
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; leads back to where one came from, with what one had typed."""
    next_page = signin.safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return (
            redirect(next_page)
            if request.user.is_authenticated
            else _sign_in_page(request, next_page)
        )
    form, kept = SignInForm(request.POST), request.POST.get("kept", "")
    user = None
    if form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        _log_outcome(form.cleaned_data["username"], user is not None)
        if user is None:
            form.add_error(None, "登录名或口令不正确，请检查大小写后重新填写。")
    if user is None:
        return _sign_in_page(request, next_page, form=form, kept=kept, status=422)
    login(request, user)
    signin.touch(request.session)
    people.note_sign_in(user)
    return _resume(request, kept) or redirect(next_page)


def sign_in_again(request: HttpRequest, sentence: str, kept: str) -> HttpResponse:
    """The sign-in page in answer to a form whose session had ended; carries what was typed."""
    held = signin.unseal(kept) or {}
    next_page = signin.safe_next(request, held.get("path", ""))
    return _sign_in_page(request, next_page, kept=kept, sentence=sentence, status=401)


@open_before_change
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    people.note_sign_out(person(request))
    logout(request)
    signin.tell(request, "您已退出登录。")
    return redirect(settings.LOGIN_URL)


@open_before_change
@sensitive_post_parameters("old_password", "new_password", "new_password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Changes one's own password."""
    overdue = signin.must_change_password(person(request))
    form = ChangePasswordForm(request.POST or None, user=person(request))
    if request.method == "POST" and form.is_valid():
        people.set_password(person(request), form.cleaned_data["new_password"], by=person(request))
        update_session_auth_hash(request, person(request))
        signin.tell(request, "口令已修改，下次请用新口令登录。")
        return redirect(signin.safe_next(request, request.GET.get("next", "")))
    context = {
        "form": form,
        "problems": error_summary(form),
        "overdue": overdue,
        "days": signin.PASSWORD_DAYS,
    }
    return render(request, "base/password.html", context, status=422 if form.errors else 200)


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """One's notices, newest first."""
    pages = Paginator(Notice.objects.filter(user=person(request)), PAGE)
    page = pages.get_page(request.GET.get("page"))
    unread = Notice.objects.filter(user=person(request), read_at=None).count()
    return render(request, "base/notices.html", {"page": page, "unread": unread})


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks a notice as read and goes where it leads."""
    notice = get_object_or_404(Notice, pk=pk, user=person(request))
    notices.mark_read(person(request), notice)
    inside = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and inside else "/desk/notices/")


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Marks all notices as read."""
    count = notices.mark_read(person(request))
    signin.tell(request, f"已将{count}条通知标为已读。" if count else "没有未读的通知。")
    return redirect("/desk/notices/")


def locked_out(
    request: HttpRequest,
    original: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """The sign-in page while an account is locked, with the time at which it opens again."""
    username = str((credentials or {}).get("username", ""))
    people.note_lockout(username)
    cool_off = get_cool_off(request) or dt.timedelta(minutes=30)
    opens = timezone.localtime() + cool_off
    sentence = (
        f"连续{settings.AXES_FAILURE_LIMIT}次输错口令，这个登录名在本机已被锁定，"
        f"请在{opens:%H:%M}之后再试，或联系系统管理员解除锁定。"
    )
    form = SignInForm(initial={"username": username})
    next_page = signin.safe_next(request, request.POST.get("next", ""))
    kept = request.POST.get("kept", "")
    return _sign_in_page(request, next_page, form=form, kept=kept, sentence=sentence, status=429)


def _sign_in_page(
    request: HttpRequest,
    next_page: str,
    *,
    form: SignInForm | None = None,
    kept: str = "",
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    form = form or SignInForm()
    held = signin.unseal(kept) if kept else None
    context = {
        "form": form,
        "problems": error_summary(form),
        "next": next_page,
        "kept": kept if held else "",
        "kept_fields": _shown(held),
        "kept_files": held["files"] if held else [],
        "sentence": sentence,
    }
    return render(request, "base/sign_in.html", context, status=status)


def _resume(request: HttpRequest, sealed: str) -> HttpResponse | None:
    """The page that sends again what was typed before the session ended."""
    held = signin.unseal(sealed) if sealed else None
    if held is None:
        return None
    if held["user"] not in (None, person(request).pk):
        signin.tell(request, "登录前未提交的内容属于另一个账号，没有带入。")
        return None
    context = {
        "kept": held,
        "kept_fields": _shown(held),
        "next": signin.safe_next(request, held["path"]),
    }
    return render(request, "base/resume.html", context)


def _shown(held: dict[str, Any] | None) -> list[str]:
    """What a person typed, to be read again; all of it is sent, the rest only not shown.

    Left out is what buttons, choices and hidden helpers send: keys and numbers of rows. A text from
    the editor is shown without its tags.
    """
    if held is None:
        return []
    texts = [_plain(value) for name, value in held["fields"] if name != "form_token"]
    return [text for text in texts if text and not _CHOSEN.fullmatch(text)]


def _plain(value: str) -> str:
    if _EDITED.match(value):
        value = unescape(strip_tags(value.replace("</", "\n</")))
    return "\n".join(line.strip() for line in value.splitlines() if line.strip())


def _log_outcome(username: str, success: bool) -> None:
    """Writes the outcome to the log; a name nobody has may be a password typed in the wrong field."""
    if not success and not User.objects.filter(username=username).exists():
        username = "（不存在的登录名）"
    logger.info(
        "sign-in",
        extra={
            "username": username,
            "outcome": "成功" if success else "失败",
            "address": where.address(),
        },
    )
