"""Joins the publishing app to what runs below it: the periodic jobs, the lists of what is to be done."""

from gongkai.base.periodic import register_periodic
from gongkai.base.todo import register_todo
from gongkai.publishing import (
    todo_coverage,
    todo_deliveries,
    todo_gazette,
    todo_imports,
    todo_reviewing,
    todo_topics,
    todo_validity,
)

register_periodic(
    "发布：到时发布", "gongkai.publishing.services.publications.announce_due", minutes=1
)
register_periodic("渠道：送达", "gongkai.publishing.services.webhooks.dispatch_due", minutes=1)
register_periodic("公报：重制文件", "gongkai.publishing.services.gazette.remake_stale", minutes=1)
register_periodic(
    "公报：文字核对", "gongkai.publishing.services.gazette.tell_differences", daily_at="04:20"
)
register_periodic(
    "有效期：到期提醒", "gongkai.publishing.services.expiry.warn_expiring", daily_at="06:30"
)
register_periodic(
    "专题：到期结束", "gongkai.publishing.services.topic_patrol.close_ended", daily_at="00:10"
)
register_periodic("专题：巡查", "gongkai.publishing.services.topic_patrol.patrol", daily_at="06:40")
register_periodic(
    "数据质量：重新检查", "gongkai.publishing.services.quality.revalidate", daily_at="05:40"
)
register_periodic("校对：语言统计", "gongkai.publishing.services.language.refresh", minutes=60)
register_periodic(
    "起草：清除旧的自动留存", "gongkai.publishing.services.drafts.forget_sessions", daily_at="03:40"
)
for name, source in {
    "导入核对": todo_imports.files_to_check,
    "起草": todo_imports.drafts_to_finish,
    "审校": todo_reviewing.reviews,
    "退回": todo_reviewing.returned,
    "发布": todo_reviewing.releases,
    "补审": todo_reviewing.urgent,
    "评估": todo_reviewing.reassessments,
    "渠道": todo_deliveries.by_hand,
    "送达": todo_deliveries.failed,
    "目录": todo_coverage.coverage_todo,
    "声明": todo_coverage.declarations_todo,
    "立改废": todo_validity.registrations,
    "有效期": todo_validity.terms,
    "清理": todo_validity.cleanups,
    "专题": todo_topics.topics,
    "公报": todo_gazette.gazette_todo,
}.items():
    register_todo(name, source)
