"""One duty: how it stands and why, what fulfils it, periods declared empty."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.forms import TokenForm
from gongkai.base.queries.people import has_role
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import (
    allow,
    crumbs,
    done,
    person,
    posted,
    settle,
    whole,
    words,
)
from gongkai.catalogue.models import EntryDuty
from gongkai.catalogue.services.duties import formed
from gongkai.lib.titles import quoted
from gongkai.publishing.forms_coverage import DeclareForm, FormedForm
from gongkai.publishing.models import Fulfilment, Publication
from gongkai.publishing.queries import coverage as reads
from gongkai.publishing.services import coverage, empty_periods
from gongkai.publishing.views_desk.coverage.common import (
    COVERERS,
    READERS,
    SIGNERS,
    TONES,
    entries_url,
)

_SHOWN = 50
_NOTE = 200


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty: how it stands and why, what fulfils it, periods declared empty."""
    found = _found(request, pk)
    if request.method == "POST":
        return _act(request, found)
    return _page(request, found)


def _found(request: HttpRequest, pk: int) -> EntryDuty:
    user = person(request)
    allow(has_role(user, *reads.READERS), READERS)
    rows = EntryDuty.objects.filter(unit__in=reads.units_covered(user))
    return get_object_or_404(rows.select_related("unit", "entry__catalogue__unit"), pk=pk)


def _page(
    request: HttpRequest, found: EntryDuty, *, refusal: Refusal | None = None, **forms: Any
) -> HttpResponse:
    user = person(request)
    standing = reads.standing_of(found)
    text = words(request, "q")
    declarations = found.declarations.select_related("declared_by", "signed_by")
    context = {
        "duty": found,
        "entry": found.entry,
        "standing": standing,
        "tone": TONES[standing.light],
        "fulfilments": list(reads.fulfilments_of(found)[:_SHOWN]),
        "declarations": list(declarations[:_SHOWN]),
        "query": text,
        "choices": reads.may_fulfil(found, text),
        "covers": reads.may_cover(user, found.unit),
        "signs": reads.may_sign(user, found.unit),
        "me": user.pk,
        "formed": forms.get("formed") or FormedForm(initial={"on": found.formed_on}),
        "declare": forms.get("declare") or DeclareForm(),
        "refusal": refusal,
        "note": posted(request, "note", _NOTE),
        "noted": request.POST.get("fulfilment", "") or request.POST.get("declaration", ""),
        "page_title": str(found.entry),
        "lede": f"{found.unit.name}应当公开的事项：公开过什么、信息哪天形成、没有信息时的声明都在这里。",
        "crumbs": crumbs(
            ("目录落实", reverse("desk_coverage")),
            (found.unit.label, entries_url(unit=found.unit_id)),
            (found.entry.level2 or found.entry.level1, ""),
        ),
    }
    status = refusal.status if refusal else 422 if forms else 200
    return render(request, "catalogue/desk_duty.html", context, status=status)


def _act(request: HttpRequest, found: EntryDuty) -> HttpResponse:
    user, wanted = person(request), request.POST.get("act", "")
    if wanted in ("formed", "declare"):
        allow(reads.may_cover(user, found.unit), COVERERS)
        return _form_act(request, found, wanted)
    acts = {"link": _link, "unlink": _unlink, "sign": _sign, "revoke": _revoke}
    if wanted not in acts:
        raise Refusal("没有这样的操作，请刷新页面后重试。", status=400)
    if wanted == "sign":
        allow(reads.may_sign(user, found.unit), SIGNERS)
    elif wanted == "revoke":
        either = reads.may_sign(user, found.unit) or reads.may_cover(user, found.unit)
        allow(either, COVERERS)
    else:
        allow(reads.may_cover(user, found.unit), COVERERS)
    token, purpose = request.POST.get("form_token", ""), f"duty-{wanted}-{found.pk}"
    try:
        answer, _ = once(token, purpose, lambda: {"said": acts[wanted](request, found)})
    except Refusal as refusal:
        return _page(request, _found(request, found.pk), refusal=refusal)
    done(request, answer["said"])
    return redirect("desk_duty", found.pk)


def _form_act(request: HttpRequest, found: EntryDuty, wanted: str) -> HttpResponse:
    form: TokenForm = FormedForm(request.POST) if wanted == "formed" else DeclareForm(request.POST)

    def act() -> dict[str, Any]:
        if wanted == "formed":
            formed(found, by=person(request), on=form.cleaned_data["on"])
            return {"said": "日期已登记，公开时限从这一天起计算。"}
        url = reverse("desk_declarations")
        empty_periods.declare(found, by=person(request), url=url, **form.cleaned_data)
        return {"said": "声明已登记，单位负责人或者公开工作机构签字以后生效。"}

    if form.is_valid():
        answer = settle(form, f"duty-{wanted}-{found.pk}", act)
        if answer is not None:
            done(request, answer[0]["said"])
            return redirect("desk_duty", found.pk)
    forms: dict[str, Any] = {wanted: form}
    return _page(request, _found(request, found.pk), **forms)


def _link(request: HttpRequest, found: EntryDuty) -> str:
    public = Publication.objects.public()
    row = get_object_or_404(public, pk=whole(request.POST.get("publication")))
    coverage.link(row, found, by=person(request))
    return f"已把{quoted(row.title)}登记为这一事项的落实。"


def _unlink(request: HttpRequest, found: EntryDuty) -> str:
    rows = Fulfilment.objects.filter(duty=found)
    row = get_object_or_404(rows, pk=whole(request.POST.get("fulfilment")))
    coverage.unlink(row, by=person(request), note=posted(request, "note", _NOTE))
    return "已取消，这份信息仍然公开。"


def _sign(request: HttpRequest, found: EntryDuty) -> str:
    row = get_object_or_404(found.declarations, pk=whole(request.POST.get("declaration")))
    empty_periods.sign(row, by=person(request))
    return "声明已签字，公众页面会显示这段期间没有信息。"


def _revoke(request: HttpRequest, found: EntryDuty) -> str:
    row = get_object_or_404(found.declarations, pk=whole(request.POST.get("declaration")))
    empty_periods.revoke(row, by=person(request), note=posted(request, "note", _NOTE))
    return "声明已撤回。"
