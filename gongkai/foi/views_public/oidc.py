"""The door of the provincial login: out to the provider, and back."""

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from gongkai.foi.services import accounts, oidc
from gongkai.foi.views_public import visitors
from gongkai.foi.views_public.private import private

logger = logging.getLogger(__name__)
_PENDING = "foi_oidc"


@private
@require_GET
def out(request: HttpRequest) -> HttpResponse:
    """Sends the person to the provider; there is no such page without one."""
    if not oidc.is_configured():
        raise Http404
    where, pending = oidc.begin(_back())
    request.session[_PENDING] = pending.as_dict()
    return HttpResponseRedirect(where)


@private
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Takes the person back, once; what proves nothing leads to the sign-in page with a sentence."""
    if not oidc.is_configured():
        raise Http404
    pending = request.session.pop(_PENDING, None)
    try:
        person = oidc.finish(pending, request.GET.dict(), _back())
    except oidc.NotTrusted as problem:
        logger.warning("provincial login refused", extra={"reason": str(problem)})
        return redirect(f"{reverse('foi_account')}?refused=1")
    visitors.sign_in(request, accounts.account_for(person.issuer, person.subject, person.name))
    return redirect("foi_mine")


def _back() -> str:
    """Our own address, from the setting and never from what the browser says."""
    return f"{settings.SITE_URL}{reverse('foi_account_province_back')}"
