"""The page of a draft: its form, what the file said, who else is at it, what was kept unsaved."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token
from gongkai.base.views_registers.common import at, crumbs, person
from gongkai.publishing import richtext
from gongkai.publishing.forms_drafting import CompanionForm, DraftForm, as_sent, differing
from gongkai.publishing.models import EditingSession, Publication
from gongkai.publishing.queries import drafting as queries
from gongkai.publishing.services import drafts, interpretation
from gongkai.publishing.services.findings import Looked
from gongkai.publishing.states import Kind, State


def number_of(text: str | None) -> int:
    """A row version as it was sent; 0, which no row has, for anything else."""
    value = text or ""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def draft_page(
    request: HttpRequest,
    found: Publication,
    form: DraftForm | None = None,
    *,
    version: int | None = None,
    token: str = "",
    refusal: Refusal | None = None,
    said: str = "",
    looked: Looked | None = None,
    reason: tuple[str, str] = ("", ""),
    status: int = 200,
) -> HttpResponse:
    """The page as things stand; with a form that was sent, what was typed stays in it.

    Args:
        version: row version the form goes on from; that of the row when not given.
        token: the form's next token; a fresh one when not given.
        said: what was just done, for an act that stays on the page without saving the text.
        reason: key of the finding whose reason was refused, and what was typed there.
    """
    user = person(request)
    kept = _kept(request, found, user.pk) if form is None else None
    if form is None and kept is not None and request.GET.get("resume"):
        form = DraftForm.of(found, user, as_sent(kept.typed))
        version = kept.base_version
        said = "未保存的内容已经放回表单，核对后请点“保存草稿”。"
        kept = None
    bound = form is not None
    form = form or DraftForm.of(found, user)
    reading = queries.reading_of(found)
    version = found.row_version if version is None else version
    context = {
        "publication": found,
        "form": form,
        "groups": form.groups(reading.places if reading else {}),
        "media": form.media,
        "version": version,
        "token": token or new_token(),
        "refusal": refusal,
        "said": said,
        "unsaved": bound,
        "conflict": _conflict(found, form, user)
        if bound and version != found.row_version
        else None,
        "kept": _difference_of(found, kept, user) if kept else None,
        "others": drafts.others_editing(found, user),
        "reading": reading,
        "attachments": list(found.attachments.select_related("file")),
        "looked": looked,
        "reason_of": reason,
        "left": list(found.finding_decisions.select_related("by").order_by("-at")),
        "correction": _correction(found),
        **_interpretation(found),
        "reviewing": found.state == State.REVIEWING,
        "page_title": found.title or "（还没有标题）",
        "crumbs": crumbs(
            ("文件库", at("desk_library")),
            (found.title or "草稿", reverse("desk_publication", args=[found.pk])),
            ("编辑", ""),
        ),
    }
    return render(request, "publishing/draft.html", context, status=status)


def _kept(request: HttpRequest, found: Publication, user_id: int) -> EditingSession | None:
    row = EditingSession.objects.filter(publication=found, user_id=user_id).first()
    return row if row is not None and row.typed else None


def _difference_of(found: Publication, kept: EditingSession, user: Any) -> dict[str, Any]:
    """What was typed and not saved, against what is saved."""
    mine = DraftForm.of(found, user, as_sent(kept.typed))
    return {"at": kept.typed_at, **_between(found, mine, user)}


def _conflict(found: Publication, mine: DraftForm, user: Any) -> dict[str, Any]:
    """Somebody saved meanwhile: who and when, and how theirs differs from what is in the form."""
    last = queries.versions_of(found).first()
    return {
        "by": last.made_by if last else None,
        "at": last.made_at if last else None,
        "number": last.number if last else 0,
        "current": found.row_version,
        **_between(found, mine, user),
    }


def _between(found: Publication, mine: DraftForm, user: Any) -> dict[str, Any]:
    saved = found.text.plain if hasattr(found, "text") else ""
    lines = richtext.difference(_bare(saved), _bare(richtext.plain(mine.typed_html())))
    return {
        "fields": differing(DraftForm.of(found, user), mine),
        "text": richtext.difference_html(lines) if any(x.sign != "kept" for x in lines) else "",
    }


def _bare(plain: str) -> str:
    return "\n".join(line.strip() for line in plain.split("\n") if line.strip())


def _correction(found: Publication) -> dict[str, Any] | None:
    """Of a correction: the text it is to replace, and what is different."""
    original = found.corrects
    if original is None:
        return None
    lines = richtext.difference(_bare(original.text.plain), _bare(found.text.plain))
    return {"original": original, "text": richtext.difference_html(lines)}


def _interpretation(found: Publication) -> dict[str, Any]:
    """The obligation in a sentence, the drafts beside the document, and the form to begin one."""
    if found.kind != Kind.DOCUMENT or found.corrects_id or found.companion_of_id:
        return {"interpretation": None}
    owed = interpretation.obligation_of(found)
    return {
        "interpretation": {
            "owed": owed,
            "companions": list(found.companions.exclude(state=State.DISCARDED).order_by("pk")),
            "form": CompanionForm(auto_id="companion_%s"),
            "may_begin": found.state == State.DRAFT,
        }
    }
