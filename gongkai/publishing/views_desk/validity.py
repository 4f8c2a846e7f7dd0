"""The desk page about the validity of one document: what changes it, its terms, what to register."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.base.calendar import today
from gongkai.base.forms import TokenForm, add_refusal
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, done, person, posted, whole
from gongkai.publishing import rules
from gongkai.publishing.forms_validity import ChangeForm, EvaluateForm, RetentionForm
from gongkai.publishing.models import Publication, Relation, TermEvaluation, ValidityChange
from gongkai.publishing.queries import expiry, pages
from gongkai.publishing.queries import validity_desk as reads
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.queries.picking import pick
from gongkai.publishing.services import expiry as terms
from gongkai.publishing.services import retention, validity_changes
from gongkai.publishing.states import (
    Evaluation,
    RelationKind,
    Retention,
    State,
)

NOT_READER = "文件的有效性由起草、审校和签发人员查看，您的账号没有这些角色。"
NOT_YOURS = "这份文件的有效性由它的发布机构的公开工作机构、签发人或者主管部门登记，您的账号没有这份文件的办理角色。"
NOT_DRAFTER = "草稿要改变哪些文件，由起草单位的经办人员登记，您的账号没有这份草稿的办理角色。"


def _found(request: HttpRequest, pk: int) -> Publication:
    allow(rules.may_see_drafts(request.user), NOT_READER)
    rows = library_of(person(request)).select_related("unit", "document__document_class")
    found = get_object_or_404(rows, pk=pk, document__isnull=False)
    found.document.publication = found
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def validity(request: HttpRequest, pk: int) -> HttpResponse:
    """One document: its validity, what changes it, the form to register a change, its term."""
    found = _found(request, pk)
    if request.method != "POST":
        return _page(request, found)
    act = request.POST.get("act", "")
    acts: dict[str, Callable[[HttpRequest, Publication], HttpResponse]] = {
        "change": _change,
        "undo": _undo,
        "evaluate": _evaluate,
        "retention": _retention,
    }
    if act not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    return acts[act](request, found)


def _change(request: HttpRequest, found: Publication) -> HttpResponse:
    draft = found.state == State.DRAFT
    allow(_may_register(request, found), NOT_DRAFTER if draft else NOT_YOURS)
    form = ChangeForm.of(draft=draft, data=request.POST)
    if not form.is_valid():
        return _page(request, found, change=form)
    by = person(request)

    def act() -> dict[str, Any]:
        other = pick(library_of(by), form.cleaned_data["document"], field="document")
        target, basis = (other, found) if draft else (found, other)
        if basis.state == State.DRAFT:
            allow(rules.may_draft(by, basis.unit), NOT_DRAFTER)
        facts = {**form.facts(), "kind": RelationKind(form.cleaned_data["kind"])}
        made = validity_changes.change(target, basis=basis, by=by, **facts)
        return {"waits": isinstance(made, ValidityChange)}

    answer = _settled(form, f"validity-{found.pk}", act, {"basis": "document"})
    if answer is None:
        return _page(request, found, change=form)
    done(
        request,
        "已登记，等本单位公开工作机构、签发人或者主管部门的另一个人确认后生效。"
        if answer["waits"]
        else "已登记，随草稿发布生效。",
    )
    return redirect("desk_validity", found.pk)


def _settled(
    form: TokenForm, purpose: str, act: Callable[[], dict[str, Any]], fields: dict[str, str]
) -> dict[str, Any] | None:
    """Once for the token; a refusal stands at its field of the form."""
    try:
        answer, _ = once(form.token, purpose, act)
    except Forbidden:
        raise
    except Refusal as refusal:
        refusal.field = fields.get(refusal.field or "", refusal.field)
        add_refusal(form, refusal)
        return None
    return answer


def _may_register(request: HttpRequest, found: Publication) -> bool:
    may = rules.may_draft if found.state == State.DRAFT else rules.may_release
    return may(request.user, found.unit)


def _undo(request: HttpRequest, found: Publication) -> HttpResponse:
    pk, by = whole(request.POST.get("relation", "")), person(request)
    reason = posted(request, "reason")

    def act() -> dict[str, Any]:
        rows = {row.pk: row for row in reads.relations_about(found, by)}
        if pk not in rows:
            raise Refusal(validity_changes.GONE)
        allow(_may_undo(request, rows[pk]), NOT_YOURS)
        return {"waits": validity_changes.undo(rows[pk], by=by, reason=reason) is not None}

    try:
        answer, _ = once(request.POST.get("form_token", ""), f"undo-{pk}", act)
    except Refusal as refusal:
        return _page(request, found, refusal=refusal, undoing=pk, reason=reason)
    done(
        request,
        "已提出撤销，等另一个人确认。" if answer["waits"] else "已撤销，这条关系不再随草稿生效。",
    )
    return redirect("desk_validity", found.pk)


def _may_undo(request: HttpRequest, relation: Relation) -> bool:
    if relation.source.state == State.DRAFT:
        return rules.may_draft(request.user, relation.source.unit)
    unit = relation.target.unit if relation.target else relation.source.unit
    return relation.target is not None and rules.may_release(request.user, unit)


def _evaluate(request: HttpRequest, found: Publication) -> HttpResponse:
    allow(rules.may_draft(request.user, found.unit), NOT_YOURS)
    form = EvaluateForm(request.POST)
    if not form.is_valid():
        return _page(request, found, evaluate=form)
    by = person(request)
    conclusion, note = Evaluation(form.cleaned_data["conclusion"]), form.cleaned_data["note"]

    def act() -> dict[str, Any]:
        return {"pk": terms.evaluate(found, by=by, conclusion=conclusion, note=note).pk}

    if _settled(form, f"evaluate-{found.pk}", act, {}) is None:
        return _page(request, found, evaluate=form)
    done(request, "评估结论已记下。" + _next_step(conclusion))
    return redirect("desk_validity", found.pk)


def _next_step(conclusion: Evaluation) -> str:
    return {
        Evaluation.EXTEND: "请在到期前印发延续有效期的文件，并在本页登记。",
        Evaluation.AMEND: "请在到期前印发修改后的文件，并在本页登记。",
        Evaluation.REPEAL: "请印发废止的文件，并在本页登记。",
        Evaluation.LAPSE: "到期后自动失效，不再提醒。",
    }[conclusion]


def _retention(request: HttpRequest, found: Publication) -> HttpResponse:
    allow(rules.may_release(request.user, found.unit), NOT_YOURS)
    form = RetentionForm(request.POST)
    by = person(request)

    def act() -> dict[str, Any]:
        return {"retention": retention.decide(found, by=by, **form.facts()).retention}

    if not form.is_valid() or _settled(form, f"retention-{found.pk}", act, {}) is None:
        return _page(request, found, retention=form)
    done(request, "保管期限已确定。")
    return redirect("desk_validity", found.pk)


def _page(
    request: HttpRequest,
    found: Publication,
    *,
    change: ChangeForm | None = None,
    evaluate: EvaluateForm | None = None,
    retention: RetentionForm | None = None,
    refusal: Refusal | None = None,
    undoing: int = 0,
    reason: str = "",
) -> HttpResponse:
    found = _found(request, found.pk)
    document, draft = found.document, found.state == State.DRAFT
    forms = (change, evaluate, retention)
    context = {
        "publication": found,
        "document": document,
        "draft": draft,
        "validity": pages.detail(found).validity(today()) if found.is_public else None,
        "proposed": expiry.proposed_expiry(document) if draft else None,
        "proposed_reason": expiry.term_years(document)[1],
        "relations": [
            _relation(request, relation, found)
            for relation in reads.relations_about(found, person(request))
        ],
        "open": reads.open_about(found, person(request)),
        "may_register": _may_register(request, found),
        "registers": found.state in (State.DRAFT, State.RELEASED, State.FILED),
        "change": change
        or ChangeForm.of(draft=draft, initial={"kind": request.GET.get("kind", "")}),
        **_term(request, found, evaluate),
        "retention": retention or RetentionForm(),
        "retention_label": Retention(found.retention).label if found.retention else "",
        "may_keep": rules.may_release(request.user, found.unit) and not draft,
        "refusal": refusal,
        "undoing": undoing,
        "reason": reason,
        "page_title": "有效性",
        "crumbs": crumbs(
            ("文件库", at("desk_library")),
            (found.title, at("desk_publication", found.pk)),
            ("有效性", ""),
        ),
    }
    wrong = refusal.status if refusal else 422 if any(forms) else 200
    return render(request, "publishing/validity.html", context, status=wrong)


def _term(
    request: HttpRequest, found: Publication, form: EvaluateForm | None
) -> dict[str, TermEvaluation | EvaluateForm | None]:
    """What was decided about the term; the form for it while the term runs."""
    decided = expiry.evaluations([found]).get(found.pk)
    ends = found.document.expires_on
    running = found.state == State.RELEASED and ends and ends >= today()
    if form is None and running:
        said = {"conclusion": decided.conclusion, "note": decided.note} if decided else {}
        form = EvaluateForm(initial=said)
    may = running and rules.may_draft(request.user, found.unit)
    return {"evaluation": decided, "evaluate": form if may else None}


def _relation(request: HttpRequest, relation: Relation, found: Publication) -> dict[str, Any]:
    outgoing = relation.source_id == found.pk
    kind = RelationKind(relation.kind)
    other = relation.target if outgoing else relation.source
    document = getattr(other, "document", None)
    return {
        "relation": relation,
        "verb": kind.label if outgoing else kind.reverse_label,
        "other": other,
        "title": other.title if other else relation.target_title,
        "doc_no": document.doc_no if document else relation.target_doc_no,
        "scope": "全文" if relation.whole else relation.articles or "部分内容",
        "holds": relation.source.is_public,
        "may_undo": _may_undo(request, relation),
    }
