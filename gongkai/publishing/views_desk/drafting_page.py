"""The page of a draft: its form, what the file said, who else is at it, what was kept unsaved."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from gongkai.base.forms import add_refusal
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import is_token, new_token
from gongkai.base.views_registers.common import at, crumbs, person
from gongkai.publishing import richtext
from gongkai.publishing.forms_drafting import (
    CompanionForm,
    DraftForm,
    RelationForm,
    as_sent,
    differing,
)
from gongkai.publishing.models import EditingSession, Publication
from gongkai.publishing.queries import drafting as queries
from gongkai.publishing.services import drafts, interpretation
from gongkai.publishing.services.findings import Looked
from gongkai.publishing.services.rows import head_of
from gongkai.publishing.states import Kind, State
from gongkai.publishing.views_desk import drafting_hints

ADDING = ("attachment_title", "attachment_attribute")
ADDED_AS = [(attribute.value, attribute.label) for attribute in drafts.SETTABLE]


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
    relation: RelationForm | None = None,
    spent: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page as things stand; with a form that was sent, what was typed stays in it.

    Args:
        version: row version the form goes on from; that of the row when not given.
        token: the form's next token; a fresh one when not given.
        said: what was just done, for an act that stays on the page without saving the text.
        reason: key of the finding whose reason was refused, and what was typed there.
        relation: the form of a relation that was not right.
        spent: the attachment or relation that was typed is there now: its fields begin empty.
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
    sent = request.POST if bound and not spent else {}
    context = {
        "publication": found,
        "form": form,
        "groups": form.groups(reading.places if reading else {}),
        "media": form.media,
        "version": version,
        "token": token or new_token(),
        "refusal": refusal,
        "refused_at": _place(refusal),
        "said": said,
        "unsaved": bound,
        "conflict": _conflict(found, form, user)
        if bound and version != found.row_version
        else None,
        "kept": _difference_of(found, kept, user) if kept else None,
        "others": drafts.others_editing(found, user),
        "reading": reading,
        "adding": {name: sent.get(name, "") for name in ADDING},
        "attributes": ADDED_AS,
        "relations": _relations(found, user, sent, relation, refusal),
        "expiry": drafting_hints.expiry_of(form),
        "next": drafting_hints.next_of(found, user),
        "sent_back": queries.sent_back(head_of(found)),
        "looked": looked,
        "reason_of": reason,
        "left": list(found.finding_decisions.select_related("by").order_by("-at")),
        "correction": _correction(found),
        **_interpretation(found),
        "page_title": found.title or "（还没有标题）",
        "crumbs": crumbs(
            ("文件库", at("desk_library")),
            (found.title or "草稿", reverse("desk_publication", args=[found.pk])),
            ("编辑", ""),
        ),
    }
    return render(request, "publishing/draft.html", context, status=status)


def form_sent(request: HttpRequest, found: Publication) -> DraftForm:
    """The form as it was sent."""
    return DraftForm.of(found, person(request), request.POST)


def stay(
    request: HttpRequest,
    found: Publication,
    *,
    refusal: Refusal | None = None,
    version: int | None = None,
    said: str = "",
    **more: Any,
) -> HttpResponse:
    """The page with everything that was typed; a refusal keeps the token it was sent with."""
    found = get_object_or_404(queries.seen_by(request.user), pk=found.pk)
    seen = number_of(request.POST.get("version")) if version is None else version
    token = request.POST.get("form_token", "") if refusal is not None else ""
    status = more.pop("status", refusal.status if refusal else 200)
    return draft_page(
        request, found, more.pop("form", None) or form_sent(request, found), version=seen,
        token=token if is_token(token) else "", refusal=refusal, said=said, status=status, **more,
    )  # fmt: skip


def _place(refusal: Refusal | None) -> str:
    """Where on the page the sentence stands: at the attachments, at the relations, on top."""
    if refusal is None:
        return ""
    if refusal.field in ("attachments", "file"):
        return "attachments"
    return "relations" if refusal.field in RelationForm.base_fields else "top"


def _relations(
    found: Publication,
    user: User,
    sent: Any,
    form: RelationForm | None,
    refusal: Refusal | None,
) -> dict[str, Any] | None:
    """What the draft is related to, and the form for one more; None where none are kept."""
    if not queries.has_plain_relations(found):
        return None
    if form is None and refusal is not None and refusal.field in RelationForm.base_fields:
        form = RelationForm(sent, label_suffix="")
        add_refusal(form, refusal)
    return {
        "rows": queries.relations_of(found, user),
        "form": form or RelationForm.of(sent),
        "changes": found.kind == Kind.DOCUMENT,
    }


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
            "companions": queries.companions_shown(found),
            "form": CompanionForm(auto_id="companion_%s"),
            "may_begin": found.state == State.DRAFT,
        }
    }
