"""Accounts and roles on the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base import rules
from gongkai.base.calendar import today
from gongkai.base.forms_registers import AccountForm, EndRoleForm, PersonForm, RoleForm
from gongkai.base.models import RoleAssignment, User
from gongkai.base.queries import registers
from gongkai.base.refusal import Refusal
from gongkai.base.services import accounts, roles
from gongkai.base.services.forms import once
from gongkai.base.states import Role
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

_SEERS = "人员和角色由系统管理员、安全管理员、审计管理员和主管部门查看，您的账号没有这些角色。"
_MANAGERS = "账号由系统管理员开立和管理，您的账号没有这个角色。"
_GIVERS = "角色由安全管理员指定和结束，您的账号没有这个角色。"
_STATES = [("", "全部"), ("active", "在用"), ("closed", "停用"), ("locked", "锁定")]
_ONCE = "这张表单已经提交过，口令只在当时显示一次。如果没有记下，请重置口令。"


@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Accounts with unit, roles, last sign-in and state."""
    allow(rules.may_see_people(request.user), _SEERS)
    text, role, state = words(request, "q"), words(request, "role", 20), words(request, "state", 10)
    role = role if role in Role.values else ""
    state = state if state in dict(_STATES) else ""
    manages = rules.may_manage_people(request.user)
    page = page_of(request, registers.find_people(request.user, text, role=role, state=state))
    locked = registers.locked_logins()
    context = {
        "page": page,
        "rows": [(user, _state(user, locked)) for user in page],
        "query": text,
        "role": role,
        "state": state,
        "roles": [("", "全部"), *Role.choices],
        "states": _STATES,
        "page_title": "人员",
        "lede": "工作台的账号：谁在哪个单位，担任什么角色，最近什么时候登录。",
        "action": {"label": "开立账号", "url": at("desk_person_new")} if manages else None,
    }
    return render(request, "base/people.html", context)


def _state(user: User, locked: set[str]) -> dict[str, str]:
    """在用, 停用 or 锁定, with the shape it is shown in."""
    if not user.is_active:
        return {"word": "停用", "tone": "idle"}
    if user.username in locked:
        return {"word": "锁定", "tone": "late"}
    return {"word": "在用", "tone": "ok"}


@sensitive_variables("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Opens an account; the answer shows its password, this once."""
    allow(rules.may_manage_people(request.user), _MANAGERS)
    form = AccountForm(request.POST or None)
    secret: list[str] = []

    def act() -> dict[str, Any]:
        facts = form.cleaned_data
        user, password = accounts.open_account(
            facts["username"], facts["name"], facts["unit"], by=person(request)
        )
        secret.append(password)  # kept out of the stored answer
        return {"user": user.pk}

    if request.method == "POST" and form.is_valid():
        answer = settle(form, "person-new", act)
        if answer is not None:
            return _password_page(
                request, get_object_or_404(User, pk=answer[0]["user"]), secret, "账号已开立"
            )
    context = {
        "form": form,
        "act": "开立账号",
        "back": at("desk_people"),
        "page_title": "开立账号",
        "lede": "开立后由安全管理员指定角色；没有角色的账号只能看公共的登记。",
        "crumbs": crumbs(("人员", at("desk_people")), ("开立账号", "")),
    }
    return render(request, "base/unit_form.html", context, status=422 if form.errors else 200)


def _password_page(request: HttpRequest, user: User, secret: list[str], title: str) -> HttpResponse:
    """The only page that ever shows the password; the same form again shows none."""
    if not secret:
        messages.warning(request, _ONCE)
        return redirect("desk_person", user.pk)
    context = {
        "person": user,
        "password": secret[0],
        "page_title": title,
        "crumbs": crumbs(
            ("人员", at("desk_people")), (user.name, at("desk_person", user.pk)), (title, "")
        ),
    }
    return render(request, "base/person_password.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with its present roles, and what the system administrator can do with it."""
    found = _visible(request, pk)
    if request.method == "POST":
        allow(rules.may_manage_people(request.user), _MANAGERS)
        return _act(request, found)
    return _person_page(request, found)


def _visible(request: HttpRequest, pk: int) -> User:
    allow(rules.may_see_people(request.user), _SEERS)
    people = registers.visible_people(request.user).select_related("unit")
    found: User = get_object_or_404(people, pk=pk)
    return found


def _person_page(request: HttpRequest, found: User, refusal: Refusal | None = None) -> HttpResponse:
    day = today()
    held = [
        role for role in registers.roles_of(found) if role.ends_on is None or role.ends_on >= day
    ]
    state = _state(found, registers.locked_logins())
    context = {
        "person": found,
        "state": state,
        "held": held,
        "today": day,
        "manages": rules.may_manage_people(request.user),
        "assigns": rules.may_assign_roles(request.user),
        "own": found.pk == person(request).pk,
        "refusal": refusal,
        "note": request.POST.get("note", ""),
        "page_title": found.name,
        "crumbs": crumbs(("人员", at("desk_people")), (found.name, "")),
    }
    return render(request, "base/person.html", context, status=refusal.status if refusal else 200)


@sensitive_variables("secret")
def _act(request: HttpRequest, found: User) -> HttpResponse:
    by, wanted = person(request), request.POST.get("act", "")
    note = request.POST.get("note", "").replace("\x00", "")[:300]
    secret: list[str] = []
    acts: dict[str, Any] = {
        "close": (
            lambda: accounts.close_account(found, by=by, note=note),
            "账号已停用，正在登录的会话随即失效。",
        ),
        "reopen": (
            lambda: accounts.reopen_account(found, by=by),
            "账号已恢复，原有的角色仍然有效。",
        ),
        "unlock": (lambda: accounts.unlock(found, by=by), "锁定已解除，现在就可以登录。"),
        "reset": (lambda: secret.append(accounts.reset_password(found, by=by)), ""),
    }
    if wanted not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    act, sentence = acts[wanted]
    try:
        once(
            request.POST.get("form_token", ""),
            f"person-{found.pk}",
            lambda: {"done": act() is not None},
        )
    except Refusal as refusal:
        return _person_page(request, _visible(request, found.pk), refusal)
    if wanted == "reset":
        return _password_page(request, found, secret, "口令已重置")
    done(request, sentence)
    return redirect("desk_person", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrects a person's name and unit."""
    allow(rules.may_manage_people(request.user), _MANAGERS)
    found = _visible(request, pk)
    form = PersonForm(request.POST or None, initial={"name": found.name, "unit": found.unit})

    def act() -> dict[str, Any]:
        facts = form.cleaned_data
        return {
            "user": accounts.amend(
                found, name=facts["name"], unit=facts["unit"], by=person(request)
            ).pk
        }

    if request.method == "POST" and form.is_valid() and settle(form, f"person-edit-{pk}", act):
        done(request, "已保存。换了单位的，请安全管理员核对角色。")
        return redirect("desk_person", pk)
    context = {
        "form": form,
        "act": "保存",
        "back": at("desk_person", pk),
        "page_title": f"修改{found.name}的资料",
        "crumbs": crumbs(
            ("人员", at("desk_people")), (found.name, at("desk_person", pk)), ("修改资料", "")
        ),
    }
    return render(request, "base/unit_form.html", context, status=422 if form.errors else 200)


# --- roles -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def person_roles(request: HttpRequest, pk: int) -> HttpResponse:
    """All roles of a person; giving and ending them is for the security administrator."""
    found = _visible(request, pk)
    form = RoleForm(initial={"unit": found.unit, "starts_on": today()})
    if request.method != "POST":
        return _roles_page(request, found, form)
    allow(rules.may_assign_roles(request.user), _GIVERS)
    if request.POST.get("act") == "end":
        return _end_role(request, found, form)
    form = RoleForm(request.POST)
    if form.is_valid() and settle(form, f"role-{pk}", lambda: _give(request, found, form)):
        done(request, "角色已指定。")
        return redirect("desk_person_roles", pk)
    return _roles_page(request, found, form)


def _give(request: HttpRequest, found: User, form: RoleForm) -> dict[str, Any]:
    facts = form.cleaned_data
    given = roles.give(
        found,
        Role(facts["role"]),
        facts["unit"],
        by=person(request),
        starts_on=facts["starts_on"],
        ends_on=facts["ends_on"],
    )
    return {"assignment": given.pk}


def _end_role(request: HttpRequest, found: User, form: RoleForm) -> HttpResponse:
    ending = EndRoleForm(request.POST)
    if ending.is_valid():
        assignment = get_object_or_404(
            RoleAssignment, pk=ending.cleaned_data["assignment"], user=found
        )

        def act() -> dict[str, Any]:
            left = roles.end(assignment, since=ending.cleaned_data["since"], by=person(request))
            return {"kept": left is not None}

        answer = settle(ending, f"role-end-{assignment.pk}", act)
        if answer is not None:
            done(request, "任职已结束。" if answer[0]["kept"] else "任职还没有满一天，已整项撤回。")
            return redirect("desk_person_roles", found.pk)
    return _roles_page(request, found, form, ending)


def _roles_page(
    request: HttpRequest, found: User, form: RoleForm, ending: EndRoleForm | None = None
) -> HttpResponse:
    day, own = today(), found.pk == person(request).pk
    sent = request.POST.get("assignment", "") if ending is not None else ""
    rows = [
        {
            "held": role,
            "state": _role_state(role),
            "open": role.ends_on is None or role.ends_on >= day,
            "ending": ending if str(role.pk) == sent else None,
        }
        for role in registers.roles_of(found)
    ]
    context = {
        "person": found,
        "rows": rows,
        "form": form,
        "ending": ending,
        "today": day,
        "may_assign": rules.may_assign_roles(request.user) and not own and found.is_active,
        "may_end": rules.may_assign_roles(request.user) and not own,
        "own": own and rules.may_assign_roles(request.user),
        "page_title": f"{found.name}的角色",
        "lede": "谁在什么时候为哪个单位担任什么角色；改动都记在事件记录里。",
        "crumbs": crumbs(
            ("人员", at("desk_people")), (found.name, at("desk_person", found.pk)), ("角色", "")
        ),
    }
    wrong = bool(form.errors or (ending is not None and ending.errors))
    return render(request, "base/person_roles.html", context, status=422 if wrong else 200)


def _role_state(role: RoleAssignment) -> dict[str, str]:
    day = today()
    if role.starts_on > day:
        return {"word": "未开始", "tone": "soon"}
    if role.ends_on is not None and role.ends_on < day:
        return {"word": "已结束", "tone": "idle"}
    return {"word": "现任", "tone": "ok"}
