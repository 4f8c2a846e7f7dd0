"""The door for messages of the provincial platform: signature first, then everything else."""

import time

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gongkai.foi.services import exchange

_TOO_LONG = "报文超过{limit}兆字节的上限，没有读取。请减少附件，或者请申请人另行提交材料。"


@csrf_exempt
@never_cache
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Takes one message. Not there where no partner is configured."""
    if not exchange.is_on():
        raise Http404
    limit = exchange.most_bytes()
    if _declared(request) > limit:
        return _too_long(limit)
    raw = request.read(limit + 1)
    if len(raw) > limit:
        return _too_long(limit)
    try:
        exchange.check_signature(
            partner := request.headers.get("Gongkai-Partner", "")[:40],
            request.headers.get("Gongkai-Timestamp", "")[:20],
            request.headers.get("Gongkai-Signature", "")[:100],
            raw,
            now=int(time.time()),
        )
    except exchange.Unsigned as problem:
        return JsonResponse({"sentence": str(problem)}, status=401)
    answer = exchange.receive(partner, raw)
    return JsonResponse(
        answer.data, status=answer.status, json_dumps_params={"ensure_ascii": False}
    )


def _declared(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _too_long(limit: int) -> HttpResponse:
    sentence = _TOO_LONG.format(limit=limit // 1024 // 1024)
    return JsonResponse({"sentence": sentence}, status=413)
