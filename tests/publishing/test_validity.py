"""Validity on pages: words and banners for every status, both ways along relations, for any day."""

import datetime as dt

import pytest
from django.test import Client

from gongkai.base.models import OutboxEntry
from gongkai.lib.validity import Validity
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import pages
from gongkai.publishing.queries.validity import changing_on
from gongkai.publishing.states import Attribute, RelationKind, State
from gongkai.search import services
from tests.publishing.factories import make_publication, relate

DAY = dt.date(2024, 6, 1)
PAST, AHEAD = dt.date(2024, 5, 1), dt.date(2024, 7, 1)


def old(**facts: object) -> Publication:
    return make_publication(
        "旧办法", doc_no="明政发〔2020〕1号", signed_on=dt.date(2020, 1, 2), **facts
    )


def changed(
    kind: RelationKind, *, whole: bool = True, on: dt.date | None = PAST, **facts: object
) -> Publication:
    """An old document that a new one changes."""
    row = old()
    new = make_publication("新办法", doc_no="明政发〔2024〕5号", signed_on=PAST, **facts)
    relate(new, kind, row, whole=whole, on=on, articles="" if whole else "第三条、第五条")
    return row


STATUSES = [
    (lambda: old(), Validity.IN_FORCE, ""),
    (lambda: old(effective_on=AHEAD), Validity.PENDING, "这份文件自2024年7月1日起施行，现在还没有生效。"),
    (lambda: old(expires_on=AHEAD), Validity.IN_FORCE, "现行有效，有效期到2024年7月1日。"),
    (lambda: old(expires_on=PAST), Validity.LAPSED, "这份文件的有效期到2024年5月1日为止，已经失效，正文保留供查阅。"),
    (lambda: changed(RelationKind.LAPSES), Validity.LAPSED, "这份文件已被宣布失效，正文保留供查阅。"),
    (lambda: changed(RelationKind.REPEALS), Validity.REPEALED, "这份文件已被废止，不再执行，正文保留供查阅。"),
    (lambda: changed(RelationKind.REPLACES), Validity.REPEALED, "这份文件已被废止，不再执行，正文保留供查阅。"),
    (lambda: changed(RelationKind.REPEALS, whole=False), Validity.PARTLY_REPEALED, "这份文件的部分内容已被废止，请对照以下文件阅读。"),
    (lambda: changed(RelationKind.AMENDS), Validity.AMENDED, "这份文件已被修改，请对照以下文件阅读。"),
    (lambda: changed(RelationKind.BASED_ON), Validity.IN_FORCE, ""),
]  # fmt: skip


@pytest.mark.parametrize(("make", "validity", "sentence"), STATUSES)
def test_every_status_has_its_word_and_its_banner(
    make: object, validity: Validity, sentence: str, db: None, visitor: Client
) -> None:
    row = make()  # type: ignore[operator]
    page = visitor.get(f"{row.get_absolute_url()}?on=2024-06-01")
    view = page.context["validity"]
    assert (view.word, view.sentence) == (validity.label, sentence)
    assert sentence in page.content.decode()


def test_a_draft_for_comments_says_so_instead_of_a_validity(db: None, visitor: Client) -> None:
    row = make_publication("某办法", status_mark="征求意见稿")
    page = visitor.get(row.get_absolute_url())
    assert (
        page.context["validity"].sentence == "这是征求意见稿，不是正式印发的文件，不具有执行效力。"
    )


def test_both_ends_of_a_repeal_link_to_each_other(db: None, visitor: Client) -> None:
    row = changed(RelationKind.REPEALS)
    new = Publication.objects.get(title="新办法")
    (link,) = visitor.get(row.get_absolute_url()).context["validity"].links
    assert (link["verb"], link["title"], link["url"], link["day"]) == (
        "被废止",
        "新办法",
        new.get_absolute_url(),
        PAST,
    )
    (group,) = visitor.get(new.get_absolute_url()).context["relations"]
    assert (group["verb"], [(i["title"], i["url"]) for i in group["items"]]) == (
        "废止",
        [("旧办法", row.get_absolute_url())],
    )


def test_a_partial_repeal_names_its_articles(db: None, visitor: Client) -> None:
    row = changed(RelationKind.REPEALS, whole=False)
    (group,) = visitor.get(row.get_absolute_url()).context["relations"]
    assert [item["scope"] for item in group["items"]] == ["第三条、第五条"]


@pytest.mark.parametrize(
    ("on", "word"),
    [
        ("2024-04-30", "现行有效"),
        ("2024-05-01", "已废止"),
        ("二〇二四年五月一日", "已废止"),
        ("2019-12-31", "未施行"),
    ],
)
def test_the_page_tells_the_validity_of_any_day(
    on: str, word: str, db: None, visitor: Client
) -> None:
    page = visitor.get(changed(RelationKind.REPEALS).get_absolute_url(), {"on": on})
    assert page.context["as_of"]["word"] == word
    assert page.context["as_of"]["error"] == ""


def test_a_day_that_is_none_is_named_and_today_is_shown(db: None, visitor: Client) -> None:
    page = visitor.get(old().get_absolute_url(), {"on": "2024-02-30"})
    as_of = page.context["as_of"]
    assert page.status_code == 200
    assert as_of["error"] == "“2024-02-30”不是有效的日期，请按2024-05-06这样的格式填写。"
    assert as_of["today"]


def test_a_relation_without_a_day_holds_from_the_day_of_the_document_that_declares_it(
    db: None,
) -> None:
    row = changed(RelationKind.REPEALS, on=None, effective_on=AHEAD)
    detail = pages.detail(Publication.objects.get(pk=row.pk))
    assert detail.validity(AHEAD - dt.timedelta(days=1)) == Validity.IN_FORCE
    assert detail.validity(AHEAD) == Validity.REPEALED


@pytest.mark.parametrize(
    "facts",
    [
        {"state": State.DRAFT}, {"state": State.WITHDRAWN}, {"state": State.DISCARDED},
        {"released_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)}, {"attribute": Attribute.ON_REQUEST},
    ],
    ids=["draft", "withdrawn", "discarded", "tomorrow", "on request"],
)  # fmt: skip
def test_what_the_public_cannot_see_changes_no_validity_and_is_not_named(
    facts: dict, db: None, visitor: Client
) -> None:
    page = visitor.get(changed(RelationKind.REPEALS, **facts).get_absolute_url())
    assert page.context["validity"].word == "现行有效"
    assert "新办法" not in page.content.decode()


def test_every_document_whose_validity_turns_on_a_day_is_known(db: None) -> None:
    starts = old(effective_on=DAY)
    ends = make_publication("到期", expires_on=DAY - dt.timedelta(days=1))
    make_publication("未到期", expires_on=DAY)
    repealed = changed(RelationKind.REPEALS, on=DAY)
    undated = changed(RelationKind.AMENDS, on=None, effective_on=DAY)
    source = Publication.objects.get(title="新办法", document__effective_on=DAY)
    assert changing_on(DAY) == {starts.pk, ends.pk, repealed.pk, undated.pk, source.pk}


def test_the_daily_job_announces_what_turns_today(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = old(effective_on=DAY)
    monkeypatch.setattr(services, "today", lambda: DAY)
    assert services.announce_validity_changes() == 1
    assert [(entry.kind, entry.object_id) for entry in OutboxEntry.objects.all()] == [
        ("publication", row.pk)
    ]
    monkeypatch.setattr(services, "today", lambda: DAY + dt.timedelta(days=1))
    assert services.announce_validity_changes() == 0
