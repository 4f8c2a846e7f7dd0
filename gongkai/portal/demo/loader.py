"""Loads the whole demonstration into an empty installation, all or nothing."""

from django.conf import settings
from django.db import transaction

from gongkai.base.models import Unit
from gongkai.base.refusal import Refusal
from gongkai.portal.demo import canaries, documents, people, readings, units


@transaction.atomic
def load(seed: int | None = None) -> dict[str, int]:
    """Units, accounts, documents, interpretations, the four blocks; with a seed the canaries too.

    Returns counts. Raises Refusal in production and where there is anything already.
    """
    if not settings.DEMO_ALLOWED:
        raise Refusal(
            "生产环境不能载入演示数据，演示账号会带来安全风险。需要试用时，请另建一套安装。"
        )
    if Unit.objects.exists():
        raise Refusal(
            "数据库里已经有数据，演示数据只能载入空的安装。请用 GONGKAI_DATA 指定一个新的数据文件夹。"
        )
    bodies = units.load()
    accounts = people.load(bodies)
    found = documents.load(bodies)
    read = readings.load(bodies)
    counts = {
        "units": len(bodies),
        "people": len(accounts),
        "documents": len(found),
        "readings": read,
    }
    if seed is not None:
        counts["canaries"] = canaries.plant(seed, bodies, accounts)
    return counts
