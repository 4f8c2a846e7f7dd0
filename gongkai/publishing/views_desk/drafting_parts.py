"""What hangs on a draft and is settled at once: attachments and relations. The text waits in its form."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from gongkai.base.models import StoredFile
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import person
from gongkai.publishing.forms_drafting import RelationForm
from gongkai.publishing.models import Publication
from gongkai.publishing.services import drafts
from gongkai.publishing.states import Attribute
from gongkai.publishing.views_desk.drafting_page import number_of, stay


def attach(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    """The copy is made before the transaction; what is not attached in the end is not kept."""
    upload, by = request.FILES.get("attachment"), person(request)
    if upload is None:
        refusal = Refusal(
            "还没有选择要添加的附件，请选择文件后再添加。", field="attachments", status=422
        )
        return stay(request, found, refusal=refusal)
    title = request.POST.get("attachment_title", "").replace("\x00", "")
    attribute = request.POST.get("attachment_attribute", "") or Attribute.PROACTIVE
    copy: StoredFile | None = None
    try:
        copy = drafts.prepare_file(upload, name=upload.name or "未命名", by=by)
        ready = copy
        response = _settled(
            request, found, "attach",
            lambda seen: drafts.attach(
                found, by=by, seen=seen, copy=ready, title=title, attribute=attribute
            ).publication,
            ["附件已添加。"], spent=True,
        )  # fmt: skip
    except Refusal as refusal:
        response = stay(request, found, refusal=refusal)
    if copy is not None and not found.attachments.filter(file=copy).exists():
        drafts.forget_file(copy)
    return response


def detach(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    by, number = person(request), number_of(about)
    return _settled(
        request, found, f"detach-{number}",
        lambda seen: drafts.detach(found, by=by, seen=seen, number=number),
        [f"附件{number}已移去，以前的版本里仍有它。"],
    )  # fmt: skip


def _settled(
    request: HttpRequest,
    found: Publication,
    purpose: str,
    act: Callable[[int], Publication],
    said: list[str],
    **more: Any,
) -> HttpResponse:
    """An act on attachments or relations: done at once, while the text waits to be saved."""
    seen = number_of(request.POST.get("version"))
    try:
        answer, _ = once(
            request.POST.get("form_token", ""),
            f"{purpose}-{found.pk}",
            lambda: {"version": _version_after(found, act, seen)},
        )
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return stay(request, found, refusal=refusal)
    return stay(request, found, version=answer["version"], said="".join(said), **more)


def _version_after(found: Publication, act: Callable[[int], Publication], seen: int) -> int:
    act(seen)
    return Publication.objects.values_list("row_version", flat=True).get(pk=found.pk)


def relate(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    """Notes which document the draft forwards, rests on, supplements or explains."""
    form, by = RelationForm(request.POST, label_suffix=""), person(request)
    if not form.is_valid():
        return stay(request, found, relation=form, status=422)
    facts = form.facts()
    words = [f"已登记“{facts['kind'].label}”的文件。"]

    def act(seen: int) -> Publication:
        made = drafts.relate(found, by=by, seen=seen, **facts)
        if made.target_id is None:
            words.append("文件库里没有这份文件，先按填写的字号和标题记下。")
        return made.source

    return _settled(request, found, "relate", act, words, spent=True)


def unrelate(request: HttpRequest, found: Publication, about: str) -> HttpResponse:
    """Takes a relation off."""
    by, pk = person(request), number_of(about)
    return _settled(
        request, found, f"unrelate-{pk}",
        lambda seen: drafts.unrelate(found, by=by, seen=seen, relation=pk),
        ["这条文件关系已移去。"],
    )  # fmt: skip
