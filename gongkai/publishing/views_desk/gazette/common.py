"""What the desk pages of the gazette share."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from gongkai.base.views_registers.common import (
    allow,
    person,
)
from gongkai.publishing.models import GazetteIssue
from gongkai.publishing.queries import gazette as queries

NOT_MAKER = "公报由主办单位的信息员、公开工作机构、签发人和主管部门编辑，您的账号没有这些角色；如需要，请联系系统管理员。"
NOT_RELEASER = (
    "公报由主办单位的公开工作机构、签发人或者主管部门出版，您的账号没有这份公报的出版角色。"
)
POST = ["GET", "HEAD", "POST"]


def issue_for(request: HttpRequest, pk: int) -> GazetteIssue:
    """An issue of a gazette the person works on; others are 404."""
    allow(queries.may_edit(person(request)), NOT_MAKER)
    rows = queries.issues_of(person(request)).select_related("series__unit", "pdf", "epub")
    found: GazetteIssue = get_object_or_404(rows, pk=pk)
    return found
