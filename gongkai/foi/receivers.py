"""Joins the app to what runs below it: periodic jobs, the lists of what is to be done."""

from typing import Any

from django.dispatch import receiver

from gongkai.base.jobs import enqueue
from gongkai.base.periodic import register_periodic
from gongkai.base.services.trail_check import register_check
from gongkai.base.signals import calendar_changed
from gongkai.base.todo import register_todo
from gongkai.foi import (
    todo_consulting,
    todo_deciding,
    todo_intake,
    todo_oversight,
    todo_report,
)
from gongkai.foi.services import exchange
from gongkai.foi.services.act_check import changed_acts
from gongkai.foi.services.reporting import note_release
from gongkai.foi.signals import acted
from gongkai.publishing.models import Publication
from gongkai.publishing.signals import released
from gongkai.publishing.states import Kind

register_periodic(
    "依申请公开：清除查询记录", "gongkai.foi.services.intake.forget_tries", minutes=60
)
register_periodic(
    "依申请公开：清除未提交的附件", "gongkai.foi.services.applying.forget_old", minutes=60
)
register_periodic(
    "依申请公开：征求意见期满",
    "gongkai.foi.services.consulting.close_passed_holds",
    daily_at="00:20",
)
register_periodic(
    "依申请公开：期限提醒", "gongkai.foi.services.oversight.reminders.remind", daily_at="08:10"
)
register_periodic(
    "依申请公开：清除验证码", "gongkai.foi.services.accounts.forget_codes", minutes=60
)
register_periodic("依申请公开：发送报文", "gongkai.foi.services.exchange.dispatch_due", minutes=1)
register_periodic(
    "依申请公开：处理等待的报文", "gongkai.foi.services.exchange.apply_waiting", minutes=5
)
register_periodic(
    "依申请公开：通报期限变动", "gongkai.foi.services.exchange.tell_new_days", minutes=10
)

for name, source in {
    "申请登记": todo_intake.to_register,
    "申请分办": todo_intake.to_assign,
    "申请逾期": todo_intake.to_lapse,
    "征求意见": todo_consulting.consultations,
    "补正期满": todo_consulting.lapses,
    "申请缴费": todo_consulting.payments,
    "申请延期": todo_consulting.extensions,
    "会商": todo_consulting.conferrals,
    "拟定答复": todo_deciding.proposals_todo,
    "依申请审核": todo_deciding.reviews_todo,
    "依申请签发": todo_deciding.signatures_todo,
    "送达答复": todo_deciding.deliveries_todo,
    "申请办结": todo_deciding.closings_todo,
    "年报": todo_report.reports_todo,
    "督办回复": todo_oversight.orders_to_answer,
    "督办了结": todo_oversight.orders_to_settle,
    "催办": todo_oversight.cases_to_urge,
    "申请抽查": todo_oversight.checks_to_do,
    "高频事项": todo_oversight.matters_to_review,
    "案例审定": todo_oversight.studies_to_approve,
}.items():
    register_todo(name, source)


register_check("办理事项", changed_acts)
acted.connect(exchange.queue_act, dispatch_uid="gongkai.foi.exchange")


@receiver(calendar_changed, dispatch_uid="gongkai.foi.recompute")
def recompute(reason: str, **kwargs: Any) -> None:
    """Open cases are counted anew once the change of the calendar is kept."""
    enqueue("gongkai.foi.services.recompute.recompute_open", reason)


@receiver(released, dispatch_uid="gongkai.foi.report")
def report_published(publication: Publication, **kwargs: Any) -> None:
    """The annual report whose publication is public now is a published one."""
    if publication.kind == Kind.ANNUAL_REPORT:
        note_release(publication)
