"""Versions of a draft: the list, the difference between two, the way back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, person
from gongkai.lib.dates import parse_date, plain_date
from gongkai.publishing import richtext
from gongkai.publishing.models import Publication, PublicationVersion
from gongkai.publishing.queries import drafting as queries
from gongkai.publishing.services import drafts
from gongkai.publishing.states import Attribute, InterpretationForm
from gongkai.publishing.views_desk.drafting import draft_for
from gongkai.publishing.views_desk.drafting_page import number_of

PER_PAGE = 30
_LABELS = {
    "correction_note": "更正说明", "title": "标题", "form": "解读形式", "summary": "一句话说明", "source": "信息来源",
    "keywords": "关键词", "audience": "公开对象",
    "doc_no": "发文字号", "doc_type": "体裁", "signed_on": "成文日期", "printed_on": "印发日期",
    "effective_on": "施行日期", "expires_on": "有效期截止日期", "issuers": "发文机关",
    "addressees": "主送机关", "attachment_names": "附件说明", "copies_to": "抄送机关", "printing_unit": "印发机关",
    "signature": "发文机关署名", "annotation": "附注", "status_mark": "文稿状态",
}  # fmt: skip


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions, newest first; two of them can be compared."""
    found, why_not = draft_for(request, pk)
    page = Paginator(queries.versions_of(found), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "publication": found,
        "page": page,
        "may_restore": not why_not,
        "page_title": "版本",
        "lede": "每次保存都留下一个版本；选两个版本可以看差别，也可以恢复以前的版本。",
        "crumbs": _crumbs(found, ("版本", "")),
    }
    return render(request, "publishing/draft_versions.html", context)


def _crumbs(found: Publication, *more: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs(
        ("文件库", at("desk_library")),
        (found.title or "草稿", reverse("desk_publication", args=[found.pk])),
        *more,
    )


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The difference between two versions: the text by paragraphs, the elements as a table."""
    found, why_not = draft_for(request, pk)
    last = queries.versions_of(found).first()
    newest = last.number if last else 0
    wanted = [number_of(request.GET.get(name)) for name in ("from", "to")]
    older, newer = sorted((wanted[0] or max(newest - 1, 1), wanted[1] or newest))
    old = get_object_or_404(found.versions.select_related("made_by"), number=older)
    new = get_object_or_404(found.versions.select_related("made_by"), number=newer)
    lines = richtext.difference(old.content["plain"], new.content["plain"])
    context = {
        "publication": found,
        "old": old,
        "new": new,
        "newest": newest,
        "text": richtext.difference_html(lines),
        "rows": elements_changed(old, new),
        "may_restore": not why_not and old.number != newest,
        "version": found.row_version,
        "page_title": f"第{older}版与第{newer}版的差别",
        "crumbs": _crumbs(found, ("版本", at("desk_draft_versions", found.pk)), ("差别", "")),
    }
    return render(request, "publishing/draft_compare.html", context)


def elements_changed(old: PublicationVersion, new: PublicationVersion) -> list[dict[str, str]]:
    """Facts, elements and attachments that differ between two versions, in words."""
    left, right = _facts(old.content), _facts(new.content)
    return [
        {"label": label, "old": left.get(label, ""), "new": right.get(label, "")}
        for label in dict.fromkeys([*left, *right])
        if left.get(label, "") != right.get(label, "")
    ]


def _facts(content: dict[str, Any]) -> dict[str, str]:
    values = {**content, **(content.get("document") or {})}
    facts = {label: _words(name, values.get(name)) for name, label in _LABELS.items()}
    for item in content["attachments"]:
        attribute = Attribute(item["attribute"]).label
        facts[f"附件{item['number']}"] = f"{item['title']}（{attribute}，{item['sha256'][:8]}）"
    return facts


def _words(name: str, value: Any) -> str:
    if not value:
        return ""
    if isinstance(value, list):
        return "、".join(map(str, value))
    if name == "form":
        return InterpretationForm(value).label
    day = parse_date(value) if name.endswith("_on") else None
    return plain_date(day) if day else str(value)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts an earlier version in place of the text."""
    found, why_not = draft_for(request, pk)
    allow(not why_not, why_not)
    by, number = person(request), number_of(request.POST.get("number"))
    seen = number_of(request.POST.get("version"))

    def act() -> dict[str, Any]:
        return {"version": drafts.restore(found, by=by, seen=seen, number=number).row_version}

    once(request.POST.get("form_token", ""), f"restore-{found.pk}", act)
    messages.success(request, f"已恢复第{number}版；恢复之前的内容也留有版本。")
    return redirect("desk_draft", found.pk)
