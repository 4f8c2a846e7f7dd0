"""Gazettes for tests: series and issues through the services, documents through the factories."""

import datetime as dt
from typing import Any

from gongkai.base import jobs
from gongkai.base.models import Unit, User
from gongkai.catalogue.models import DocumentClass
from gongkai.publishing.models import GazetteIssue, GazetteItem, GazetteSeries, Publication
from gongkai.publishing.services import content, gazette
from tests.publishing.factories import make_publication

DAY = dt.date(2024, 6, 1)
# Words, a heading, a table and an annex: what has to come out alike in all three formats.
OUTLINE = [
    {"level": 0, "label": "", "heading": "", "text": "现就供暖补贴有关事项通知如下。", "children": []},
    {
        "level": 1, "label": "一、", "heading": "补贴对象", "text": "本市户籍居民。\n集中供暖用户。",
        "children": [{"level": 2, "label": "（一）", "heading": "标准。", "text": "每户一百元。", "children": []}],
    },
    {"level": 0, "label": "附件", "heading": "补贴标准表", "text": "", "children": []},
]  # fmt: skip
TABLE = {
    "title": "补贴标准表",
    "header": ["类别", "金额"],
    "rows": [["居民", "100元"], ["学校", "200元"]],
}


def make_series(unit: Unit, slug: str = "minghu", **facts: Any) -> GazetteSeries:
    """明湖市人民政府公报 with two sections."""
    facts.setdefault("sections", ["规章", "规范性文件"])
    facts.setdefault("serial_code", "CN37-0001")
    facts.setdefault("name", f"{unit.name}公报")
    return GazetteSeries.objects.create(unit=unit, slug=slug, **facts)


def make_issue(series: GazetteSeries, number: int = 1, **facts: Any) -> GazetteIssue:
    """An issue in preparation, with editor and day."""
    facts.setdefault("year", 2024)
    facts.setdefault("editor", "朱主管")
    facts.setdefault("published_on", DAY)
    return GazetteIssue.objects.create(series=series, number=number, **facts)


def make_document(unit: Unit, title: str = "供暖补贴办法", **facts: Any) -> Publication:
    """A public document with a number, headings and a table."""
    facts.setdefault("doc_no", "明教发〔2024〕7号")
    facts.setdefault("issuers", ["明湖市教育局"])
    facts.setdefault("outline", OUTLINE)
    facts.setdefault("tables", [TABLE])
    facts.setdefault("addressees", ["各区县教育局"])
    facts.setdefault("signature", "明湖市教育局")
    facts.setdefault("annotation", "此件公开发布")
    facts.setdefault("text", "现就供暖补贴有关事项通知如下。")
    return make_publication(title, unit=unit, **facts)


def of_class(code: str) -> DocumentClass:
    """A class of documents."""
    return DocumentClass.objects.get(code=code)


def put(issue: GazetteIssue, row: Publication, section: str = "") -> GazetteItem:
    """A document in an issue, without asking the service."""
    version = content.keep_version(row, by=None, note="测试")
    return GazetteItem.objects.create(
        issue=issue,
        position=issue.items.count() + 1,
        section=section,
        publication=row,
        version=version,
    )


def publish(issue: GazetteIssue, by: User) -> GazetteIssue:
    """Proof and publication, by the services and the worker."""
    gazette.order_proof(issue, by=by)
    jobs.run_due()
    return gazette.release(issue, by=by)
