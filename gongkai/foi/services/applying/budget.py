"""How much one address may do in an hour: far above what people need, below what programs would."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gongkai.base.refusal import Refusal
from gongkai.base.sealed import fingerprint
from gongkai.base.where import address
from gongkai.foi.models import QueryTry

# What is counted, and how often an hour it may be done from one address; settings override it.
AN_HOUR = {"submissions": 30, "uploads": 120, "found": 600}
_SETTINGS = {"submissions": "FOI_SUBMISSIONS_AN_HOUR"}
_SENTENCES = {
    "submissions": "这个网络地址一小时内已经提交了{most}件申请，现在不能继续在网上提交，填写的内容没有丢失。"
    "请一小时以后再试，或者把申请当面送交、邮寄给受理机关，办理的期限和效力相同。",
    "uploads": "这个网络地址一小时内上传的文件已经有{most}个，请一小时以后再传，"
    "或者先填写证件号码提交，材料当面送交、邮寄给受理机关。",
}


def limit_of(what: str) -> int:
    """How often an hour that may be done from one address."""
    return int(getattr(settings, _SETTINGS.get(what, ""), AN_HOUR[what]))


@transaction.atomic
def spend(what: str) -> bool:
    """Counts one; rolled back with the transaction around it, so that what failed costs nothing.

    The rows are those that slow queries down, under other fingerprints: addresses are never stored
    plain, and the same periodic job removes them after an hour.

    Returns:
        False, for what is only counted, where the hour is used up.

    Raises:
        Refusal: the hour is used up; names the way on paper.
    """
    now = timezone.now()
    key = fingerprint(f"{what}\n{address() or 'unknown'}\n{_hour(now)}", "budget")
    QueryTry.objects.get_or_create(key=key, defaults={"last_at": now})
    most = limit_of(what)
    if QueryTry.objects.filter(key=key, tries__lt=most).update(tries=F("tries") + 1, last_at=now):
        return True
    if what in _SENTENCES:
        raise Refusal(_SENTENCES[what].format(most=most), status=429)
    return False


def _hour(now: dt.datetime) -> str:
    return now.strftime("%Y%m%d%H")
