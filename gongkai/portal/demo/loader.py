"""Loads the whole demonstration into an empty installation, all or nothing."""

from django.conf import settings
from django.db import transaction

from gongkai.base.models import Unit
from gongkai.base.refusal import Refusal
from gongkai.portal.demo import (
    canaries,
    catalogues,
    desk,
    documents,
    gazette,
    outlets,
    people,
    readings,
    requests,
    topics,
    units,
    upkeep,
)


@transaction.atomic
def load(seed: int | None = None) -> dict[str, int]:
    """The city with its documents, and every part of the desk in use; with a seed the canaries too.

    Outlets, catalogues and the gazette stand before the drafts are released: a release sends its
    copies, fulfils entries and joins the open issue, as it does in use.

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
    counts = {"units": len(bodies), "people": len(accounts)}
    counts["documents"] = len(documents.load(bodies))
    counts["readings"] = readings.load(bodies)
    counts["outlets"] = outlets.load(bodies, accounts)
    counts["catalogues"] = catalogues.load(bodies, accounts)
    counts["issues"] = gazette.load(bodies, accounts)
    counts["drafts"] = desk.load(bodies, accounts)
    counts["posted"] = outlets.post_some(accounts)
    counts["linked"] = catalogues.link(accounts)
    counts["topics"] = topics.load(bodies, accounts)
    counts["cleanup"] = upkeep.load(bodies, accounts)
    counts["requests"] = requests.load(bodies, accounts)
    if seed is not None:
        counts["canaries"] = canaries.plant(seed, bodies, accounts)
    return counts
