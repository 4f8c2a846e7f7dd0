"""延期 on the case page."""

from typing import Any

from gongkai.base.models import User
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.extending import ExtendForm
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import extending
from gongkai.foi.states import Act
from gongkai.lib.dates import plain_date

_MOST = 20


def _extend(case: DisclosureRequest, form: Any, user: User) -> str:
    data = form.cleaned_data
    row = extending.extend(
        case,
        by=user,
        days=data["days"],
        reason=data["reason"],
        on=data["on"],
        seen=form.seen,
        draft=form.draft,
    )
    due = plain_date(row.due_on) if row.due_on else ""
    return f"延期答复告知书已发出，答复期限延长{data['days']}个工作日，到{due}届满。"


def _why_not(case: DisclosureRequest, user: User) -> str:
    if case.due_on is None:
        return "正在等待申请人，答复期限没有进行，不需要延期（条例第三十三条）。"
    used = sum(int(a.data.get("days") or 0) for a in case.acts.all() if a.kind == Act.EXTEND)
    if used >= _MOST:
        return (
            f"已经延长{used}个工作日，合计最多{_MOST}个工作日，不能再延长（条例第三十三条第二款）。"
        )
    return ""


DEEDS = (
    Deed(
        Act.EXTEND,
        "延长答复期限",
        "由公开工作机构负责人办理：合计最多延长20个工作日，在期限届满以前告知申请人。",
        ExtendForm,
        _extend,
        why_not=_why_not,
        letter="extension",
    ),
)
