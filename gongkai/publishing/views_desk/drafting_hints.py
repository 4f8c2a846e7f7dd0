"""What the page of a draft proposes out of what is typed, and what it says comes next."""

import datetime as dt
from copy import copy
from dataclasses import dataclass

from gongkai.base.models import User
from gongkai.publishing.forms_drafting import DraftForm
from gongkai.publishing.models import OfficialDocument, Publication
from gongkai.publishing.queries import reviewing as turns
from gongkai.publishing.queries.expiry import proposed_expiry, term_years
from gongkai.publishing.services.reasons import reasons_against_submission
from gongkai.publishing.services.rows import head_of
from gongkai.publishing.states import State

_READ = ("signed_on", "printed_on", "effective_on", "expires_on", "document_class")


@dataclass(frozen=True, slots=True)
class ExpiryHint:
    """A proposed last day of the term, and why."""

    day: dt.date
    why: str


def expiry_of(form: DraftForm) -> ExpiryHint | None:
    """The last day of the longest term, by what stands in the form now."""
    document = _typed_document(form)
    day = proposed_expiry(document) if document is not None else None
    if document is None or day is None:
        return None
    return ExpiryHint(day, term_years(document)[1])


def _typed_document(form: DraftForm) -> OfficialDocument | None:
    """The document as it would be saved; the stored rows stay as they are."""
    stored = getattr(form.publication, "document", None)
    if stored is None:
        return None
    document: OfficialDocument = copy(stored)
    document.publication = copy(form.publication)
    if form.is_bound and form.errors is not None:
        typed = form.cleaned_data
        document.publication.title = typed.get("title", form.publication.title)
        for name in _READ:
            if name in typed:
                setattr(document, name, typed[name])
    return document


@dataclass(frozen=True, slots=True)
class Next:
    """What is expected next, a sentence, and what is missing still."""

    sentence: str
    missing: list[str]


def next_of(found: Publication, user: User) -> Next:
    """What the person does next with the draft they may change."""
    head = head_of(found)
    if head.state == State.REVIEWING:
        step = turns.next_step(head)
        name = step.name if step else "审校"
        return Next(f"现在是{name}，轮到您：改动会记在您的名下，改完到办理页通过或者退回。", [])
    with_it = f"，随《{head.title}》一并报审" if head.pk != found.pk else ""
    missing = reasons_against_submission(head, proofread=False)
    if missing:
        return Next(f"接着写、随时保存；还有{len(missing)}处要补上才能报审{with_it}。", missing)
    return Next(f"内容已经齐全；核对、保存以后，到办理页报审{with_it}。", [])
