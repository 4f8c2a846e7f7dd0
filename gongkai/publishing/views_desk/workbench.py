"""The page of one publication on the desk: the matter, its way to release, and what may be done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from gongkai.base.calendar import today
from gongkai.base.forms import TokenForm, add_refusal
from gongkai.base.models import Event
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, person
from gongkai.catalogue.models import NegativeItem
from gongkai.catalogue.queries.negative import negative_hits
from gongkai.publishing import deeds, richtext, rules
from gongkai.publishing.models import Publication, UrgentRelease
from gongkai.publishing.queries import deliveries, pages
from gongkai.publishing.queries.desk import library_of, papers_of
from gongkai.publishing.queries.tasks import Course, course_of, tasks
from gongkai.publishing.services import drafts, release, secrecy
from gongkai.publishing.services.content import package, package_digest
from gongkai.publishing.services.reasons import reasons_against_submission
from gongkai.publishing.services.rows import head_of
from gongkai.publishing.states import Kind, State

_HISTORY = 30
_DELIVERED = (State.SIGNED, State.RELEASED, State.WITHDRAWN)
_LEDES = {
    State.DRAFT: "把内容和要素补齐，提出公开属性，然后报审。",
    State.REVIEWING: "按任务单逐项办理；轮到您的事项在“可以办理”里。",
    State.SIGNED: "已签发，可以现在发布，也可以定时发布。",
    State.FILED: "不向社会公开，到期要重新评估。",
    State.RELEASED: "公众已经可以看到；有差错请起草更正稿，不直接改原文。",
    State.WITHDRAWN: "已从公众页面撤下，记录都在这里。",
    State.MERGED: "更正内容已经替换原文。",
    State.DISCARDED: "这份草稿已经弃用，只供查阅。",
}


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """One publication: its task list, the acts open to this person, its history."""
    allow(
        rules.may_see_drafts(request.user), "您的账号没有查看草稿的角色；如需要，请联系系统管理员。"
    )
    found = get_object_or_404(_visible(request), pk=pk)
    if request.method == "POST":
        return _act(request, found)
    return _page(request, found)


def _visible(request: HttpRequest) -> Any:
    return library_of(request.user).select_related(
        "unit", "text", "theme__parent", "document__document_class", "companion_of__unit",
        "corrects", "merged_into", "legal_ground", "created_by",
    )  # fmt: skip


def _course(found: Publication) -> Course:
    head = head_of(found)
    members = package(head)
    return course_of(head, members, package_digest(members))


def _page(
    request: HttpRequest,
    found: Publication,
    *,
    form: TokenForm | None = None,
    wrong: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page as things stand now; after a refusal with its sentence and what was typed."""
    user, course = person(request), _course(found)
    if found.companion_of_id is not None:
        course.publication = head_of(found)
    detail = pages.detail(found)
    acting = course if found.companion_of_id is None else _companion_course(course, found)
    inside = papers_of(user).filter(pk=found.pk).exists()
    context = {
        "publication": found,
        "inside": inside,
        "head": course.publication,
        "detail": detail,
        "rich": _as_set(found),
        "course": course,
        "tasks": tasks(course),
        "deeds": _deeds(user, acting, form, wrong),
        "reasons": _reasons(found, user),
        "refusal": refusal,
        "may_edit": drafts.may_edit(user, found) and rules.may_see_drafts(user),
        "negative": _negative(course) if _gives_attribute(user, acting) else [],
        "findings": secrecy.scan(course.publication) if _shows_scan(user, course) else [],
        "urgent": _red_flag(course) if inside else None,
        "validity": detail.validity(today()),
        "events": Event.objects.filter(
            subject_type="publishing.publication", subject_id=str(found.pk)
        ).order_by("-seq")[:_HISTORY],
        "links": _links(found) if inside else [],
        "panel": deliveries.of(found) if inside and found.state in _DELIVERED else None,
        "page_title": found.title or "（未命名）",
        "lede": _LEDES[State(found.state)],
        "crumbs": [
            {"label": "文件库", "url": reverse("desk_library")},
            {"label": found.title or "（未命名）", "url": ""},
        ],
    }
    status = refusal.status if refusal else 422 if form is not None else 200
    return render(request, "publishing/desk_publication.html", context, status=status)


def _gives_attribute(user: Any, course: Course) -> bool:
    return any(deed.name in ("propose", "check", "sign") for deed in deeds.open_deeds(user, course))


def _negative(course: Course) -> list[NegativeItem]:
    """Items of the negative list that title and text call up; a hint at the attribute."""
    row = course.publication
    return negative_hits(row.title, row.text.plain, row.unit)


def _red_flag(course: Course) -> UrgentRelease | None:
    """The urgent release whose missing reviews are not made up."""
    row = course.urgent
    return row if row is not None and row.made_up_at is None else None


def _links(found: Publication) -> list[dict[str, str]]:
    """The other pages of this publication, as far as its kind and state have them."""
    names = [("版本和差异", "desk_draft_versions"), ("对应的目录事项", "desk_publication_entries")]
    if found.state in (State.DRAFT, State.REVIEWING, State.SIGNED):
        names = [
            ("预览", "desk_draft_preview"),
            ("可见范围和预览链接", "desk_draft_sharing"),
            *names,
        ]
    if found.kind == Kind.DOCUMENT:
        names.append(("立改废", "desk_validity"))
    return [{"label": label, "url": reverse(name, args=[found.pk])} for label, name in names]


def _as_set(found: Publication) -> SafeString:
    """The text with its headings, tables and pictures, whether it was typed or read from a file."""
    text = found.text
    lines = richtext.from_outline(text.outline, text.tables) or richtext.from_lines(text.plain)
    return richtext.for_page(text.html or lines, lambda file: reverse("desk_picture", args=[file]))


def _companion_course(course: Course, found: Publication) -> Course:
    """What may be done with a companion itself: little, for it goes with its document."""
    own = course_of(found, [found], course.digest)
    own.companions = []
    return own


def _shows_scan(user: Any, course: Course) -> bool:
    row = course.publication
    return row.state == State.REVIEWING and (
        rules.may_review_secrecy(user, row.unit) or rules.may_check_attribute(user, row.unit)
    )


def _reasons(found: Publication, user: Any) -> list[str]:
    """What still stands against the next big step, for those who can mend it."""
    if found.companion_of_id is not None:
        return []
    if found.state == State.DRAFT and rules.may_draft(user, found.unit):
        return reasons_against_submission(found, proofread=False)
    if found.state == State.SIGNED:
        return release.reasons_against_release(found)
    return []


def _deeds(user: Any, course: Course, form: TokenForm | None, wrong: str) -> list[dict[str, Any]]:
    """The acts with their forms: the one whose turn it is stands open, or the one that was refused."""
    open_now = deeds.open_deeds(user, course)
    due = deeds.due_deed(open_now, course)
    stands_open = wrong if any(deed.name == wrong for deed in open_now) else due
    return [
        {
            "deed": deed,
            "form": form
            if form is not None and deed.name == wrong
            else deed.form(initial=deeds.first_values(deed, course), auto_id=_ids(deed)),
            "open": deed.name == stands_open,
        }
        for deed in open_now
    ]


def _ids(deed: deeds.Deed) -> str:
    """Ids of the form's fields: several forms with a field of one name stand on the page."""
    return f"{deed.name}_%s"


def _act(request: HttpRequest, found: Publication) -> HttpResponse:
    """Does what the pressed button means, once per form token; sent again it answers the same."""
    user, name = person(request), request.POST.get("act", "")
    deed = deeds.BY_NAME.get(name)
    if deed is None:
        return _page(
            request, found, refusal=Refusal("没有这样的操作，请刷新页面后重试。", status=400)
        )
    form = deed.form(request.POST, auto_id=_ids(deed))

    def act() -> dict[str, Any]:
        deeds.check_open(deed, user, _acting(found))
        if not form.is_valid():
            raise _Wrong
        made = deed.run(found, user, form)
        return {"pk": made.pk if isinstance(made, Publication) else found.pk}

    try:
        answer, _ = once(form.token, f"{name}-{found.pk}", act)
    except _Wrong:
        return _page(request, found, form=form, wrong=name)
    except Refusal as refusal:
        return _refused(request, found, form, name, refusal)
    messages.success(request, deed.done)
    page = "desk_draft" if name in ("companion", "later", "correct") else "desk_publication"
    return redirect(page, answer["pk"])


class _Wrong(Exception):
    """What was typed does not fit its fields; the form says where."""


def _acting(found: Publication) -> Course:
    course = _course(found)
    return course if found.companion_of_id is None else _companion_course(course, found)


def _refused(
    request: HttpRequest, found: Publication, form: TokenForm, name: str, refusal: Refusal
) -> HttpResponse:
    """The page as it stands now, with the sentence at its field or on top, and what was typed."""
    at_field = refusal.field in form.fields
    if at_field and form.is_valid():
        add_refusal(form, refusal)
    fresh = get_object_or_404(_visible(request), pk=found.pk)
    shown = None if at_field else refusal
    return _page(request, fresh, form=form, wrong=name, refusal=shown)
