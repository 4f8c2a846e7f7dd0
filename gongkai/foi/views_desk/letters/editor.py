"""One letter: a draft is edited beside the case, an issued letter is read, cancelled, reissued."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.base.forms import TokenForm
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, done, person, settle, whole
from gongkai.foi.forms.letters import LetterForm, ReasonForm, join_paragraphs
from gongkai.foi.letters import KINDS, unfilled
from gongkai.foi.letters.plain import printable
from gongkai.foi.letters.redress import ONLY_A, ONLY_B
from gongkai.foi.models import Clause, FoiLetter
from gongkai.foi.queries import letters as queries
from gongkai.foi.services import letters
from gongkai.foi.services.letters.files import page_of
from gongkai.foi.states import LetterState
from gongkai.foi.views_desk.letters.common import NOT_WRITER, letter_of, note_letter

_NOT_CANCELLER = "作废和换发由公开工作机构办理，已经签发的答复由签发人换发，您的账号没有这些角色。"


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, pk: int, letter_pk: int) -> HttpResponse:
    """The editor of a draft, or the letter as it was issued."""
    row = letter_of(request, pk, letter_pk)
    if request.method != "POST":
        note_letter(request, row)
        return _page(request, row)
    verb, _, number = request.POST.get("act", "").partition("-")
    deeds: dict[str, Callable[[], HttpResponse]] = {
        "save": lambda: _save(request, row),
        "preview": lambda: _preview(request, row),
        "clause": lambda: _insert(request, row, whole(number)),
        "discard": lambda: _discard(request, row),
        "issue": lambda: _issue(request, row),
        "cancel": lambda: _cancel(request, row),
        "again": lambda: _again(request, row),
        "reissue": lambda: _reissue(request, row),
    }
    if verb not in deeds:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    if verb in ("cancel", "again", "reissue"):
        old = row.replaces if verb == "reissue" and row.replaces else row
        allow(verb == "again" or queries.may_cancel(request.user, old), _NOT_CANCELLER)
    allow(queries.may_write(request.user, row.case), NOT_WRITER)
    return deeds[verb]()


# -- the draft


def _form(request: HttpRequest, row: FoiLetter) -> LetterForm:
    return LetterForm(request.POST, kind=KINDS[row.kind])


def _save(request: HttpRequest, row: FoiLetter) -> HttpResponse:
    form = _form(request, row)
    if form.is_valid() and settle(
        form, f"foi-letter-save-{row.pk}", lambda: _saved(request, row, form)
    ):
        done(request, "草稿已保存。")
        return redirect("desk_request_letter", row.case_id, row.pk)
    return _page(request, row, form=form, status=422)


def _saved(request: HttpRequest, row: FoiLetter, form: LetterForm) -> dict[str, Any]:
    kept = letters.save(
        row,
        by=person(request),
        seen=form.seen,
        title=form.cleaned_data["title"],
        addressee=form.cleaned_data.get("addressee", ""),
        paragraphs=form.typed,
    )
    return {"version": kept.row_version}


def _preview(request: HttpRequest, row: FoiLetter) -> HttpResponse:
    """As it will be printed, from what stands in the editor; saves nothing."""
    form = _form(request, row)
    if getattr(request, "htmx", False):
        return render(request, "foi/_letter_sheet.html", _sheet(row, form))
    return _page(request, row, form=form, status=200)


def _insert(request: HttpRequest, row: FoiLetter, pk: int) -> HttpResponse:
    """Puts a clause before the redress clause, or before the contact where there is none."""
    form = _form(request, row)
    clause = Clause.objects.filter(pk=pk, is_active=True).first()
    if clause is None:
        raise Refusal("没有找到这条条款，可能刚刚停用。请刷新页面后重新选择。", status=404)
    rows = form.typed
    marks = [i for i, text in enumerate(rows) if ONLY_A in text or ONLY_B in text]
    place = marks[0] if marks else max(len(rows) - 1, 0)
    rows.insert(place, clause.text)
    data = request.POST.copy()
    data["body"] = join_paragraphs(rows, lines=KINDS[row.kind].form)
    filled = LetterForm(data, kind=KINDS[row.kind])
    return _page(request, row, form=filled, status=200)


def _discard(request: HttpRequest, row: FoiLetter) -> HttpResponse:
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            once(form.token, f"foi-letter-discard-{row.pk}", lambda: _gone(row))
        except Refusal as refusal:
            return _page(request, row, refusal=refusal, status=refusal.status)
        done(request, "草稿已删除。")
        return redirect("desk_request_letters", row.case_id)
    return _page(request, row, status=422)


def _gone(row: FoiLetter) -> dict[str, Any]:
    letters.discard(row)
    return {}


def _issue(request: HttpRequest, row: FoiLetter) -> HttpResponse:
    """Saves what stands in the editor and issues it; for kinds that belong to no act."""
    form, by = _form(request, row), person(request)

    def act() -> dict[str, Any]:
        kept = _saved(request, row, form)
        return {"number": letters.issue_alone(row, by=by, seen=kept["version"]).number}

    if form.is_valid():
        answer = settle(form, f"foi-letter-issue-{row.pk}", act)
        if answer is not None:
            done(request, f"已发出，文号是{answer[0]['number']}。")
            return redirect("desk_request_letter", row.case_id, row.pk)
    return _page(request, row, form=form, status=422)


# -- the issued letter


def _cancel(request: HttpRequest, row: FoiLetter) -> HttpResponse:
    form, by = ReasonForm(request.POST), person(request)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        answer = settle(
            form,
            f"foi-letter-cancel-{row.pk}",
            lambda: {"number": letters.cancel(row, by=by, reason=reason).number},
        )
        if answer is not None:
            done(request, f"{answer[0]['number']}已作废，文号保留在登记簿里，不再使用。")
            return redirect("desk_request_letter", row.case_id, row.pk)
    return _page(request, row, reason=form, status=422)


def _again(request: HttpRequest, row: FoiLetter) -> HttpResponse:
    form, by = TokenForm(request.POST), person(request)
    if not form.is_valid():
        return _page(request, row, status=422)
    try:
        answer, _ = once(
            form.token,
            f"foi-letter-again-{row.pk}",
            lambda: {"pk": letters.draft_again(row, by=by).pk},
        )
    except Refusal as refusal:
        return _page(request, row, refusal=refusal, status=refusal.status)
    done(request, "已按原文建立换发稿，原文书在换发稿发出时作废。")
    return redirect("desk_request_letter", row.case_id, answer["pk"])


def _reissue(request: HttpRequest, row: FoiLetter) -> HttpResponse:
    form, by = ReasonForm(request.POST), person(request)
    if row.replaces is None:
        raise Refusal("这份草稿不是换发稿，请回到原文书选择换发。", status=409)
    old = row.replaces
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        answer = settle(
            form,
            f"foi-letter-reissue-{row.pk}",
            lambda: {"number": letters.reissue(old, by=by, reason=reason, draft=row).number},
        )
        if answer is not None:
            done(request, f"已换发，新文号是{answer[0]['number']}，{old.number}作废。")
            return redirect("desk_request_letter", row.case_id, row.pk)
    return _page(request, row, reason=form, status=422)


# -- the page


def _page(
    request: HttpRequest,
    row: FoiLetter,
    *,
    form: LetterForm | None = None,
    reason: ReasonForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    kind, case = KINDS[row.kind], row.case
    draft = row.state == LetterState.DRAFT
    may_write = queries.may_write(request.user, case)
    context = {
        "case": case,
        "letter": row,
        "kind": kind,
        "draft": draft,
        "form": form or _first_form(row),
        "reason": reason or ReasonForm(),
        "refusal": refusal,
        "may_write": may_write,
        "may_cancel": row.state == LetterState.ISSUED and queries.may_cancel(request.user, row),
        "decided": row.state == LetterState.ISSUED and queries.is_decision(row),
        "may_reissue": row.replaces is not None and queries.may_cancel(request.user, row.replaces),
        "clauses": queries.clauses_for(case.unit, row.kind, case.outcome) if draft else [],
        "page_title": row.title,
        "lede": _lede(row),
        "crumbs": crumbs(
            ("依申请公开", at("desk_requests")),
            (str(case), at("desk_request", case.pk)),
            ("文书", at("desk_request_letters", case.pk)),
            (row.number or "草稿", ""),
        ),
        **_sheet(row, form),
    }
    return render(request, "foi/desk_letter.html", context, status=status)


def _first_form(row: FoiLetter) -> LetterForm:
    kind = KINDS[row.kind]
    body = join_paragraphs(letters.paragraphs_of(row), lines=kind.form)
    first = {"title": row.title, "addressee": row.addressee, "body": body}
    return LetterForm(initial=first, kind=kind)


def _sheet(row: FoiLetter, form: LetterForm | None = None) -> dict[str, Any]:
    """What the preview shows: what was typed, or what is stored."""
    page = page_of(row)
    title, addressee, paragraphs = page.title, page.addressee, page.paragraphs
    if form is not None and form.is_bound:
        title = printable(str(form.data.get("title", "")))
        addressee = printable(str(form.data.get("addressee", ""))) or addressee
        paragraphs = [printable(text) for text in form.typed]
    wanted = row.case.application.wanted
    return {
        "sheet": page,
        "sheet_title": title,
        "sheet_addressee": addressee,
        "sheet_paragraphs": paragraphs,
        "sheet_rows": [text.partition("：")[::2] for text in paragraphs] if page.form else [],
        "blanks": unfilled([addressee, *paragraphs], [wanted])
        if row.state == LetterState.DRAFT
        else [],
    }


def _lede(row: FoiLetter) -> str:
    kind = KINDS[row.kind]
    if row.state == LetterState.CANCELLED:
        return "这份文书已经作废，文号保留，不再使用。"
    if row.state == LetterState.ISSUED:
        return "这份文书已经发出，文字不再改动。"
    if row.replaces:
        return f"这是{row.replaces.number}的换发稿，改好后保存，再写明原因换发。"
    if kind.standalone:
        return "核对文字，填写带有【】的地方，然后发出。"
    return "核对文字，填写带有【】的地方并保存；办理对应事项时选用这份草稿，就会编号发出。"
