"""The originals of a case on the desk: added, given whole, sent to be blacked out, taken back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.base.forms import add_refusal
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, at, crumbs, done, person, whole
from gongkai.foi import rules
from gongkai.foi.forms.redaction import RecordForm, TakeBackForm
from gongkai.foi.models import CaseFile, DisclosureRequest
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.services import redacting
from gongkai.foi.states import FilePurpose, RedactionState

NOT_HERE = "案件的原件只给承办、审核和签发这个案件的同志看，您的账号没有这些角色。"
NOT_MARKER = "添加原件、涂黑和全文提供由承办人和公开工作机构办理，您的账号没有这些角色。"
_TONES = {
    RedactionState.MARKING: "soon",
    RedactionState.MADE: "pending",
    RedactionState.VERIFIED: "ok",
    RedactionState.FAILED: "late",
}


def case_of(request: HttpRequest, pk: int) -> DisclosureRequest:
    """The case, for those who may see its originals.

    Raises:
        Http404: the person does not see the case.
        Forbidden: sees the case, but not the information itself.
    """
    case = get_object_or_404(visible_to(request.user).select_related("unit"), pk=pk)
    allow(rules.may_see_originals(request.user, case), NOT_HERE)
    return case


def record_of(case: DisclosureRequest, pk: int) -> CaseFile:
    """One original of a case."""
    files = case.files.filter(purpose=FilePurpose.RECORD).select_related("case__unit")
    return get_object_or_404(files.prefetch_related("redactions__copy", "copies"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def materials(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of originals with what becomes of each, and the form to add one."""
    case = case_of(request, pk)
    if request.method != "POST":
        return _page(request, case)
    allow(rules.may_mark(request.user, case), NOT_MARKER)
    verb, _, number = request.POST.get("act", "").partition("-")
    if verb == "add":
        return _add(request, case)
    deeds = {"whole": _whole, "begin": _begin, "back": _back}
    if verb not in deeds:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    return deeds[verb](request, case, record_of(case, whole(number)))


def _page(
    request: HttpRequest,
    case: DisclosureRequest,
    *,
    adding: RecordForm | None = None,
    refusal: Refusal | None = None,
    about: int = 0,
    back: TakeBackForm | None = None,
) -> HttpResponse:
    rows = [_row(number, file) for number, file in enumerate(redacting.records_of(case), 1)]
    context = {
        "case": case,
        "rows": rows,
        "may_mark": rules.may_mark(request.user, case),
        "adding": adding or RecordForm(),
        "back": back,
        "refusal": refusal,
        "about": about,
        "undecided": redacting.undecided(case),
        "page_title": "提供的材料",
        "lede": "把检索到的原件放在这里，逐份定下：全文提供、涂黑后提供，或者不提供。申请人只看到公开副本，看不到原件。",
        "crumbs": crumbs(
            ("依申请公开", at("desk_requests")),
            (str(case), at("desk_request", case.pk)),
            ("提供的材料", ""),
        ),
    }
    wrong = refusal is not None or (adding and adding.errors) or (back and back.errors)
    status = refusal.status if refusal else 422 if wrong else 200
    return render(request, "foi/desk_redaction_materials.html", context, status=status)


def _row(number: int, file: CaseFile) -> dict[str, Any]:
    latest = redacting.latest_of(file)
    if latest is not None:
        state = RedactionState(latest.state)
        word, tone = f"涂黑：{state.label}", _TONES.get(state, "idle")
    elif file.given_whole:
        word, tone = "全文提供", "ok"
    else:
        word, tone = "不提供", "idle"
    return {
        "number": number,
        "file": file,
        "redaction": latest,
        "word": word,
        "tone": tone,
        "can_black": bool(redacting.kind_of(file)),
        "marks": len(latest.marks) if latest else 0,
        "undecided": latest is not None and latest.copy is None,
    }


def _add(request: HttpRequest, case: DisclosureRequest) -> HttpResponse:
    form, by = RecordForm(request.POST, request.FILES), person(request)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            data = redacting.read_upload(upload)
            once(
                form.token,
                f"foi-record-{case.pk}",
                lambda: {"pk": redacting.add_record(case, data, name=upload.name, by=by).pk},
            )
        except Refusal as refusal:
            if isinstance(refusal, Forbidden):
                raise
            add_refusal(form, refusal)
        else:
            done(request, "原件已加密存入。请定下全文提供、涂黑后提供，或者不提供。")
            return redirect("desk_request_materials", case.pk)
    return _page(request, case, adding=form)


def _begin(request: HttpRequest, case: DisclosureRequest, file: CaseFile) -> HttpResponse:
    by = person(request)
    try:
        once(
            request.POST.get("form_token", ""),
            f"foi-redaction-{file.pk}",
            lambda: {"pk": redacting.begin(file, by=by).pk},
        )
    except Refusal as refusal:
        return _page(request, case, refusal=refusal, about=file.pk)
    return redirect("desk_request_redaction", case.pk, file.pk)


def _whole(request: HttpRequest, case: DisclosureRequest, file: CaseFile) -> HttpResponse:
    """The copy is made before the transaction: it takes seconds."""
    by = person(request)
    try:
        content = redacting.prepare_whole(file)
        once(
            request.POST.get("form_token", ""),
            f"foi-whole-{file.pk}",
            lambda: {"pk": redacting.give_whole(file, content, by=by).pk},
        )
    except Refusal as refusal:
        return _page(request, case, refusal=refusal, about=file.pk)
    done(request, "已定为全文提供。送达时给申请人去掉作者等信息的副本，文件名换成附件编号。")
    return redirect("desk_request_materials", case.pk)


def _back(request: HttpRequest, case: DisclosureRequest, file: CaseFile) -> HttpResponse:
    form, by = TakeBackForm(request.POST), person(request)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            once(
                form.token,
                f"foi-back-{file.pk}",
                lambda: {"pk": redacting.take_back(file, by=by, reason=reason).pk},
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            done(request, "已收回。申请人不能再看到这份副本，旧副本留在案卷里备查。")
            return redirect("desk_request_materials", case.pk)
    return _page(request, case, back=form, about=file.pk)
