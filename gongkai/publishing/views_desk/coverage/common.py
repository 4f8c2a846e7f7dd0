"""What the pages of coverage share."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from gongkai.catalogue.queries.lights import Light

READERS = "落实情况由信息员、公开工作机构、单位负责人、签发人和主管部门查看，您的账号没有这些角色。"
COVERERS = "登记落实和声明由本单位的信息员、公开工作机构和主管部门办理，您的账号没有这个权限。"
SIGNERS = "无信息声明由本单位的单位负责人或者公开工作机构签字，您的账号没有这个角色。"
# Shape beside the colour: the same as the desk's states.
TONES = {
    Light.OVERDUE: "late",
    Light.SOON: "soon",
    Light.BLANK: "unknown",
    Light.DECLARED: "declared",
    Light.FULFILLED: "ok",
}


def entries_url(**query: Any) -> str:
    """The list of duties, narrowed down."""
    said = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('desk_coverage_entries')}?{said}"
