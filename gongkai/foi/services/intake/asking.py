"""查询: an application by its number and query code, slowed after ten wrong tries."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from gongkai.base.refusal import Refusal
from gongkai.base.sealed import fingerprint
from gongkai.base.where import address
from gongkai.foi.models import Application, DisclosureRequest, QueryTry
from gongkai.foi.services.intake import codes

FREE_TRIES = 10
# After the free tries one is taken in this time, for a number and for an address each.
PAUSE = dt.timedelta(minutes=1)
# So long after the last try it begins anew.
FORGET = dt.timedelta(hours=1)
_NOTHING = "0" * 64


def check_query(number: str, code: str) -> DisclosureRequest | None:
    """The first case of the application with that number and query code; None where they do not fit.

    A wrong number and a wrong code are the same answer after the same work: one statement for the
    number, one comparison. Tries are counted in a table, so that neither a restart nor a second
    process forgets them, and counted before they are looked at, so that many at once do not slip by.

    Raises:
        Refusal: status 429, too many wrong tries with this number or from this address.
    """
    number = codes.normal_number(number).replace("\x00", "")  # no database stores it
    keys = _keys(number)
    if not _take_turn(keys):
        raise Refusal(
            "查询编号或者查询码连续输错，为保护申请人的信息，请等1分钟后再试。忘记查询码的，"
            "可以带身份证明到受理机关现场查询。",
            field="code",
            status=429,
        )
    found = Application.objects.filter(number=number[:20]).first()
    right = codes.fits(number, code, found.query_code if found else _NOTHING)
    if found is None or not right:
        return None
    _give_back(keys)
    return found.cases.select_related("unit", "application").order_by("pk").first()


def forget_tries() -> int:
    """Periodic job: removes counters that have run out; returns how many."""
    return QueryTry.objects.filter(last_at__lt=timezone.now() - FORGET).delete()[0]


def _keys(number: str) -> list[str]:
    """The counter of the number comes first, whether there is such an application or not."""
    return [
        fingerprint(text, "query-try")
        for text in (f"number\n{number}", f"address\n{address() or 'unknown'}")
    ]


@transaction.atomic
def _take_turn(keys: list[str]) -> bool:
    """Counts a try with every key; False, without counting, where one of them has to wait."""
    now = timezone.now()
    for key in sorted(keys):
        QueryTry.objects.get_or_create(key=key, defaults={"last_at": now})
    rows = list(QueryTry.objects.select_for_update().filter(key__in=keys).order_by("key"))
    if any(_must_wait(row, now) for row in rows):
        return False
    for row in rows:
        row.tries = 1 if now - row.last_at > FORGET else row.tries + 1
        row.last_at = now
        row.save(update_fields=["tries", "last_at"])
    return True


def _must_wait(row: QueryTry, now: dt.datetime) -> bool:
    return row.tries >= FREE_TRIES and now - row.last_at < PAUSE


@transaction.atomic
def _give_back(keys: list[str]) -> None:
    """The right code: its number begins anew; the address is given back this one try alone."""
    number, place = keys
    QueryTry.objects.filter(key=number).update(tries=0)
    row = QueryTry.objects.select_for_update().filter(key=place).first()
    if row is not None and row.tries:
        row.tries -= 1
        row.save(update_fields=["tries"])
