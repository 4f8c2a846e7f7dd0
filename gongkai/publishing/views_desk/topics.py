"""Desk pages of topics: list, editor of groups and items in order, release and close."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.base.calendar import today
from gongkai.base.export import xlsx
from gongkai.base.forms import TokenForm
from gongkai.base.models import User
from gongkai.base.queries.people import units_for
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import (
    allow,
    at,
    crumbs,
    done,
    page_of,
    person,
    posted,
    settle,
    whole,
)
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.publishing import rules
from gongkai.publishing.forms_topics import GroupForm, ItemForm, ReopenForm, TopicForm
from gongkai.publishing.models import Publication, Topic, TopicGroup, TopicItem
from gongkai.publishing.queries import topics as reads
from gongkai.publishing.queries.picking import pick
from gongkai.publishing.services import topics as services
from gongkai.publishing.states import TopicState
from gongkai.publishing.views_public import topics as public

NOT_HERE = "专题由信息员、公开工作机构和主管部门编辑，您的账号没有这些角色。"
NOT_RELEASER = "专题由责任单位的公开工作机构或者主管部门公开和结束，您的账号没有这些角色。"


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Topics of my units with their state and last day."""
    allow(rules.may_edit_topics(request.user), NOT_HERE)
    rows = reads.topics_of(person(request)).select_related("unit", "owner").distinct()
    state = request.GET.get("state", "")
    if state in TopicState.values:
        rows = rows.filter(state=state)
    if wants_workbook(request):
        head = ["名称", "类型", "责任单位", "责任人", "截止日期", "公开时间", "状态"]
        lines = (
            [
                row.title,
                row.get_kind_display(),
                row.unit.label,
                row.owner.name,
                row.ends_on,
                row.released_at,
                row.get_state_display(),
            ]
            for row in rows
        )
        return xlsx("专题", head, lines)
    context = {
        "page": page_of(request, rows.order_by("-pk")),
        "states": [("", "全部"), *TopicState.choices],
        "state": state,
        "page_title": "专题",
        "lede": "把一个主题、一件事的文件、问答和办事入口编在一起，有责任人，有截止日期。",
        "action": {"label": "新建专题", "url": at("desk_topic_new")},
    }
    return render(request, "publishing/topic_desk.html", context)


def _topic(request: HttpRequest, pk: int) -> Topic:
    allow(rules.may_edit_topics(request.user), NOT_HERE)
    rows = reads.topics_of(person(request)).distinct()
    return get_object_or_404(reads.with_items(rows), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new topic."""
    allow(rules.may_edit_topics(request.user), NOT_HERE)
    by = person(request)
    initial = {"unit": by.unit_id, "owner": by.pk, "version": 0, "kind": "topic"}
    form = TopicForm(request.POST or None, units=units_for(by, *rules.EDITORS), initial=initial)
    if request.method == "POST" and form.is_valid():
        answer = settle(
            form, "topic", lambda: {"pk": services.create(by=by, facts=form.facts()).pk}
        )
        if answer is not None:
            done(request, "专题已建立，现在添加分组和条目。")
            return redirect("desk_topic", answer[0]["pk"])
    return _form_page(
        request, form, None, "新建专题", "先写清讲什么、谁负责、到什么时候，再添加内容。"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What a topic is."""
    found, by = _topic(request, pk), person(request)
    form = TopicForm(
        request.POST or None,
        units=units_for(by, *rules.EDITORS),
        initial=TopicForm.initial_of(found),
    )

    def act() -> dict[str, Any]:
        seen = form.cleaned_data["version"]
        return {"pk": services.save(found, by=by, seen=seen, facts=form.facts()).pk}

    if request.method == "POST" and form.is_valid() and settle(form, f"topic-{pk}", act):
        done(request, "修改已保存。")
        return redirect("desk_topic", pk)
    return _form_page(request, form, found, "修改专题", "改名称、说明、责任人和截止日期。")


def _form_page(
    request: HttpRequest, form: TokenForm, found: Topic | None, title: str, lede: str
) -> HttpResponse:
    steps = [(found.title, at("desk_topic", found.pk))] if found else []
    context = {
        "form": form,
        "topic": found,
        "page_title": title,
        "lede": lede,
        "crumbs": crumbs(("专题", at("desk_topics")), *steps, (title, "")),
        "back": at("desk_topic", found.pk) if found else at("desk_topics"),
    }
    status = 422 if form.errors else 200
    return render(request, "publishing/topic_form.html", context, status=status)


# --- the editor --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Groups and items in order with the acts at each; what is wrong; release, close, reopen."""
    found = _topic(request, pk)
    if request.method == "POST":
        return _act(request, found)
    return _page(request, found)


def _page(
    request: HttpRequest,
    found: Topic,
    *,
    refusal: Refusal | None = None,
    reopen: ReopenForm | None = None,
) -> HttpResponse:
    wrong = reads.findings_of([found], today())[found.pk]
    by_item: dict[int, str] = {f.item.pk: f.sentence for f in wrong if f.item is not None}
    groups = list(found.groups.all())
    context = {
        "topic": found,
        "groups": [
            {
                "group": group,
                "items": [(item, by_item.get(item.pk, "")) for item in group.items.all()],
            }
            for group in groups
        ],
        "findings": [f.sentence for f in wrong if f.item is None],
        "wrong": len(wrong),
        "editable": found.state != TopicState.CLOSED
        and rules.may_edit_topics(request.user, found.unit),
        "may_release": rules.may_release_topics(request.user, found.unit),
        "reopen": reopen or ReopenForm(),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "page_title": found.title,
        "crumbs": crumbs(("专题", at("desk_topics")), (found.title, "")),
    }
    status = refusal.status if refusal else 422 if reopen else 200
    return render(request, "publishing/topic_edit.html", context, status=status)


def _act(request: HttpRequest, found: Topic) -> HttpResponse:
    """`act` is a verb, or a verb with the id of a group or item: `up-item-12`."""
    by, wanted = person(request), request.POST.get("act", "")
    seen = whole(request.POST.get("version", ""))
    if wanted in ("release", "close", "reopen"):
        return _show(request, found, wanted, seen)
    allow(rules.may_edit_topics(by, found.unit), NOT_HERE)
    verb, _, rest = wanted.partition("-")
    sort, _, number = rest.partition("-")
    act = _move(found, verb, sort, whole(number), by, seen)
    if act is None:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    return _settle(request, found, act, "已删去。" if verb == "remove" else "顺序已调整。")


def _move(
    found: Topic, verb: str, sort: str, pk: int, by: User, seen: int
) -> Callable[[], Topic] | None:
    groups = {group.pk: group for group in found.groups.all()}
    items = {item.pk: item for group in groups.values() for item in group.items.all()}
    for group in groups.values():
        group.topic = found
        for item in group.items.all():
            item.group = group
    if sort == "group" and pk in groups:
        group = groups[pk]
        return {
            "up": lambda: services.move_group(group, by=by, seen=seen, up=True),
            "down": lambda: services.move_group(group, by=by, seen=seen, up=False),
            "remove": lambda: services.remove_group(group, by=by, seen=seen),
        }.get(verb)
    if sort == "item" and pk in items:
        item = items[pk]
        return {
            "up": lambda: services.move_item(item, by=by, seen=seen, up=True),
            "down": lambda: services.move_item(item, by=by, seen=seen, up=False),
            "remove": lambda: services.remove_item(item, by=by, seen=seen),
        }.get(verb)
    return None


def _show(request: HttpRequest, found: Topic, wanted: str, seen: int) -> HttpResponse:
    by = person(request)
    allow(rules.may_release_topics(by, found.unit), NOT_RELEASER)
    reason = posted(request, "reason")
    if wanted == "reopen":
        form = ReopenForm(request.POST)
        if not form.is_valid():
            return _page(request, found, reopen=form)
        day = form.cleaned_data["ends_on"]
        return _settle(
            request, found, lambda: services.reopen(found, by=by, ends_on=day), "专题已重新公开。"
        )
    if wanted == "close":
        act: Callable[[], Topic] = lambda: services.close(found, by=by, reason=reason)  # noqa: E731
        return _settle(request, found, act, "专题已结束，公众页面会说明。")
    return _settle(
        request, found, lambda: services.release(found, by=by, seen=seen), "专题已公开。"
    )


def _settle(
    request: HttpRequest, found: Topic, act: Callable[[], Topic], sentence: str
) -> HttpResponse:
    token = request.POST.get("form_token", "")
    try:
        once(token, f"topic-{found.pk}", lambda: {"version": act().row_version})
    except Refusal as refusal:
        return _page(request, _topic(request, found.pk), refusal=refusal)
    done(request, sentence)
    return redirect("desk_topic", found.pk)


# --- one group, one item -----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int, group_pk: int = 0) -> HttpResponse:
    """A new group, or other words for one."""
    found, by = _topic(request, pk), person(request)
    allow(rules.may_edit_topics(by, found.unit), NOT_HERE)
    row = (
        get_object_or_404(TopicGroup.objects.filter(topic=found), pk=group_pk) if group_pk else None
    )
    initial: dict[str, Any] = {"version": found.row_version}
    if row is not None:
        initial |= {"title": row.title, "text": row.text}
    form = GroupForm(request.POST or None, initial=initial)

    def act() -> dict[str, Any]:
        data = form.cleaned_data
        words = {"by": by, "seen": data["version"], "title": data["title"], "text": data["text"]}
        made = services.save_group(row, **words) if row else services.add_group(found, **words)
        return {"version": made.row_version}

    if request.method == "POST" and form.is_valid() and settle(form, f"topic-{pk}", act):
        done(request, "分组已保存。")
        return redirect("desk_topic", pk)
    title = "修改分组" if row else "添加分组"
    return _form_page(request, form, found, title, "“一件事”的每个分组是一步，按先后排列。")


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int, group_pk: int = 0, item_pk: int = 0) -> HttpResponse:
    """A new item of a group, or another in its place."""
    found, by = _topic(request, pk), person(request)
    allow(rules.may_edit_topics(by, found.unit), NOT_HERE)
    items = TopicItem.objects.select_related("group__topic", "publication__document")
    row = get_object_or_404(items.filter(group__topic=found), pk=item_pk) if item_pk else None
    parent = (
        row.group if row else get_object_or_404(TopicGroup.objects.filter(topic=found), pk=group_pk)
    )
    form = ItemForm(request.POST or None, initial=_initial(row, found))

    def act() -> dict[str, Any]:
        data = form.cleaned_data
        document = data["kind"] == TopicItem.Kind.DOCUMENT
        public = Publication.objects.public()
        chosen = pick(public, data["document"], field="document") if document else None
        facts, seen = form.facts(chosen), data["version"]
        made = (
            services.save_item(row, by=by, seen=seen, facts=facts)
            if row
            else services.add_item(parent, by=by, seen=seen, facts=facts)
        )
        return {"version": made.row_version}

    if request.method == "POST" and form.is_valid() and settle(form, f"topic-{pk}", act):
        done(request, "条目已保存。")
        return redirect("desk_topic", pk)
    title = "修改条目" if row else f"在“{parent.title}”里添加条目"
    return _form_page(request, form, found, title, "文件从文件库里选，只能选已经公开的。")


def _initial(row: TopicItem | None, found: Topic) -> dict[str, Any]:
    if row is None:
        return {"version": found.row_version, "kind": TopicItem.Kind.DOCUMENT}
    return {
        "version": found.row_version,
        "kind": row.kind,
        "document": _name(row.publication),
        "title": row.title,
        "url": row.url,
        "text": row.text,
    }


def _name(publication: Publication | None) -> str:
    document = getattr(publication, "document", None)
    if publication is None:
        return ""
    return (document.doc_no if document else "") or publication.title


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page as it would be now."""
    found = _topic(request, pk)
    return render(request, "publishing/topic.html", {**public.page_of(found), "preview": True})
