"""Acts on many publications at once: picked in the list, looked at one by one, done one by one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services import bulk
from gongkai.base.views_registers.common import allow, person
from gongkai.catalogue.models import DocumentClass, Theme
from gongkai.publishing import rules
from gongkai.publishing.models import Publication
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.services import drafts, publications
from gongkai.publishing.states import State

Choice = Theme | DocumentClass | None


@dataclass(frozen=True, slots=True)
class BulkAct:
    """One act on many.

    Args:
        label: the act as the button says it.
        will: what it does, a whole sentence.
        may: whether the person may do it to that one, and so what 403 says of a single one.
        do: does it to one with what was chosen, and says so; the version is the one looked at.
        choices: what must be chosen first, (code, label, thing); nothing for an act without choice.
    """

    label: str
    will: str
    may: Callable[[User, Publication], bool]
    do: Callable[[Publication, User, Choice, int], str]
    choice: str = ""
    choices: Callable[[], Iterable[Any]] = field(default=lambda: ())


def _may_discard(user: User, row: Publication) -> bool:
    return row.created_by_id == user.pk or rules.may_release(user, row.unit)


def _may_draft(user: User, row: Publication) -> bool:
    return rules.may_draft(user, row.unit)


def _discard(row: Publication, by: User, choice: Choice, seen: int) -> str:
    publications.discard(row, by=by)
    return "草稿已弃用。"


def _set_theme(row: Publication, by: User, choice: Choice, seen: int) -> str:
    drafts.save(row, by=by, seen=seen, facts={"theme": choice})
    return f"主题分类已设为“{choice}”。"


def _set_class(row: Publication, by: User, choice: Choice, seen: int) -> str:
    drafts.save(row, by=by, seen=seen, facts={"document_class": choice})
    return f"文件类别已设为“{choice}”。"


ACTS = {
    "discard": BulkAct(
        "弃用草稿",
        "草稿不再列入待办，公众和其他单位都看不到；记录保留，弃用之后不能恢复。",
        _may_discard,
        _discard,
    ),
    "theme": BulkAct(
        "设定主题分类",
        "草稿原来的主题分类换成您选的这一项，其他内容不变。",
        _may_draft,
        _set_theme,
        "主题分类",
        lambda: Theme.objects.select_related("parent"),
    ),
    "class": BulkAct(
        "设定文件类别",
        "公文草稿原来的文件类别换成您选的这一项，其他内容不变。",
        _may_draft,
        _set_class,
        "文件类别",
        DocumentClass.objects.all,
    ),
}


def acts_of(user: User) -> list[tuple[str, BulkAct]]:
    """The acts that a person may do to some publication at least; of a list, none for readers only."""
    may = rules.may_release(user) or rules.may_draft(user)
    return list(ACTS.items()) if may else []


def why_not(act: BulkAct, row: Publication, user: User) -> str:
    """Why the act cannot be done to this one, a whole sentence; nothing where it can."""
    if row.state != State.DRAFT:
        return f"现在是“{State(row.state).label}”，只有草稿可以{act.label}。"
    if not act.may(user, row):
        unit = f"“{row.unit.label}”" if row.unit else "未定发布机构"
        return f"您没有{unit}的办理角色，这一份请由该单位办理。"
    if act.choice == "文件类别" and not hasattr(row, "document"):
        return "这不是公文，没有文件类别，不必设定。"
    return ""


def answer(request: HttpRequest) -> HttpResponse:
    """The page to look at before the act, or the act itself where that page was sent."""
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Refusal("没有这样的操作，请返回文件库，重新勾选后再办理。", status=400)
    allow(
        bool(acts_of(person(request))), "批量办理由起草和发布信息的人员使用，您的账号没有这些角色。"
    )
    rows = _picked(request)
    if not rows:
        messages.error(request, "没有勾选任何文件，请先在列表左边勾选，再选要办的事。")
        return redirect(_back(request))
    if request.POST.get("step") == "do":
        return _do(request, name, rows)
    return _look(request, name, rows)


def _picked(request: HttpRequest) -> list[Publication]:
    """What was picked and may be seen; what may not is as if it were not there."""
    keys = {int(key) for key in request.POST.getlist("pk") if _whole(key)}
    if len(keys) > bulk.MOST:
        raise Refusal(
            f"一次最多办理{bulk.MOST}份，您勾选了{len(keys)}份；请返回文件库分几次办理。",
            status=400,
        )
    rows = library_of(request.user).filter(pk__in=keys).select_related("unit", "document")
    return list(rows.order_by("-id"))


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def _look(
    request: HttpRequest, name: str, rows: list[Publication], error: str = ""
) -> HttpResponse:
    """What will happen to each, and why some cannot be done."""
    act, user = ACTS[name], person(request)
    judged = [(row, why_not(act, row, user)) for row in rows]
    context = {
        "name": name,
        "act": act,
        "able": [row for row, reason in judged if not reason],
        "unable": [(row, reason) for row, reason in judged if reason],
        "choices": [(thing.code, str(thing)) for thing in act.choices()],
        "chosen": request.POST.get("choice", ""),
        "error": error,
        "back": request.POST.get("back", ""),
        "back_url": _back(request),
        "page_title": f"{act.label}：核对",
        "lede": "请逐份核对会怎样办理，确认后才会办理。",
        "crumbs": [
            {"label": "文件库", "url": _back(request)},
            {"label": f"{act.label}：核对", "url": ""},
        ],
    }
    return render(request, "publishing/library_bulk.html", context, status=422 if error else 200)


def _do(request: HttpRequest, name: str, rows: list[Publication]) -> HttpResponse:
    act, choice = ACTS[name], _choice(request, ACTS[name])
    if act.choice and choice is None:
        return _look(request, name, rows, f"请先选择{act.choice}，再确认办理。")

    def one(row: Publication, by: User) -> str:
        reason = why_not(act, row, by)
        if reason:
            raise Refusal(reason)
        if row.row_version != _seen(request, row):
            raise Refusal(
                "核对之后有人改过这一份，为避免误办没有办理；请打开查看最新内容后再办理。"
            )
        return act.do(row, by, choice, _seen(request, row))

    token, purpose = request.POST.get("form_token", ""), _purpose(request)
    outcomes = bulk.run(rows, one, by=person(request), token=token, purpose=purpose)
    bulk.keep(outcomes, token=token, purpose=purpose)
    query = {"result": token, "act": name, "back": request.POST.get("back", "")}
    return redirect(f"{reverse('desk_library')}?{urlencode(query)}")


def _choice(request: HttpRequest, act: BulkAct) -> Choice:
    code = request.POST.get("choice", "")
    return next((thing for thing in act.choices() if thing.code == code), None)


def _seen(request: HttpRequest, row: Publication) -> int:
    """The version that was on the page that was looked at; none is no version."""
    typed = request.POST.get(f"version-{row.pk}", "")
    return int(typed) if _whole(typed) else 0


def result(request: HttpRequest) -> HttpResponse:
    """What became of each; the page can be opened again."""
    outcomes = bulk.kept(request.GET.get("result", ""), _purpose(request))
    if outcomes is None:
        raise Http404
    act = ACTS.get(request.GET.get("act", ""))
    label = act.label if act else "批量办理"
    done = sum(outcome.done for outcome in outcomes)
    failed = len(outcomes) - done
    context = {
        "outcomes": outcomes,
        "done": done,
        "failed": failed,
        "back_url": _back(request),
        "page_title": f"{label}：结果",
        "lede": f"共{len(outcomes)}份，办成{done}份，没有办成{failed}份；没有办成的写明了原因。"
        if failed
        else f"共{len(outcomes)}份，全部办成。",
        "crumbs": [
            {"label": "文件库", "url": _back(request)},
            {"label": f"{label}：结果", "url": ""},
        ],
    }
    return render(request, "publishing/library_bulk_result.html", context)


def _purpose(request: HttpRequest) -> str:
    return f"library-bulk-{person(request).pk}"


def _back(request: HttpRequest) -> str:
    """The list as it was narrowed down before; always an address of the library."""
    query = (request.POST.get("back") or request.GET.get("back") or "")[:2000]
    return reverse("desk_library") + (f"?{query}" if query else "")
