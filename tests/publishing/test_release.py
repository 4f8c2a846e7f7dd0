"""Release and withdrawal: the reasons against it, the index number, what is told to whom."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from gongkai.base.models import Event, OutboxEntry, User
from gongkai.base.refusal import Refusal
from gongkai.publishing.models import Publication
from gongkai.publishing.services import publications
from gongkai.publishing.signals import released, withdrawn
from gongkai.publishing.states import Attribute, RelationKind, State
from tests.cast import City
from tests.publishing.factories import make_publication, relate


def draft(city: City, **facts: object) -> Publication:
    return make_publication(
        **{"title": "课后服务通知", "state": State.DRAFT, "unit": city.education, **facts}
    )


REASONS = [
    ({"title": " "}, "还没有标题，请补上标题后再发布。"),
    ({"unit": None}, "还没有确定发布机构，请选择发布机构后再发布。"),
    ({"attribute": Attribute.UNKNOWN}, "公开属性尚未认定，请先认定为主动公开后再发布。"),
    (
        {"attribute": Attribute.ON_REQUEST},
        "公开属性为依申请公开，不能向社会发布；如情形已变化，请先重新认定公开属性。",
    ),
    (
        {"attribute": Attribute.WITHHELD},
        "公开属性为不予公开，不能向社会发布；如情形已变化，请先重新认定公开属性。",
    ),
    (
        {"status_mark": "征求意见稿"},
        "文稿标有“征求意见稿”，不是正式印发的文件，不能作为正式文件发布。",
    ),
    (
        {"signed_on": dt.date(2024, 5, 6), "printed_on": dt.date(2024, 5, 5)},
        "印发日期2024年5月5日早于成文日期2024年5月6日，请核对后改正。",
    ),
]


@pytest.mark.parametrize(
    ("facts", "sentence"), REASONS, ids=[str(list(facts)[-1]) for facts, _ in REASONS]
)
def test_each_reason_against_release_is_one_sentence_and_stops_it(
    facts: dict, sentence: str, city: City, authority: User
) -> None:
    row = draft(city, **facts)
    assert publications.reasons_against_release(row) == [sentence]
    with pytest.raises(Refusal) as refused:
        publications.release(row, by=authority)
    assert refused.value.sentence == sentence
    row.refresh_from_db()
    assert (row.state, row.released_at, row.index_no) == (State.DRAFT, None, "")
    assert OutboxEntry.objects.count() == 0


def test_all_reasons_are_named_at_once(city: City, authority: User) -> None:
    row = draft(city, unit=None, attribute=Attribute.UNKNOWN, status_mark="讨论稿")
    with pytest.raises(Refusal) as refused:
        publications.release(row, by=authority)
    assert refused.value.sentence == "".join(publications.reasons_against_release(row))
    assert len(publications.reasons_against_release(row)) == 3


def test_a_release_may_not_lie_before_the_document_was_printed(city: City, authority: User) -> None:
    row = draft(city, signed_on=dt.date(2024, 5, 6), printed_on=dt.date(2024, 5, 8))
    with pytest.raises(Refusal, match="发布日期2024年5月7日早于成文或印发日期2024年5月8日"):
        publications.release(row, by=authority, at=dt.datetime(2024, 5, 7, 3, tzinfo=dt.UTC))


def test_a_release_of_the_evening_counts_by_the_day_in_shanghai(
    city: City, authority: User
) -> None:
    row = draft(city, signed_on=dt.date(2024, 5, 8))
    moment = dt.datetime(
        2024, 5, 7, 16, 30, tzinfo=dt.UTC
    )  # half past midnight of the 8th in Shanghai
    assert publications.release(row, by=authority, at=moment).released_at == moment


def test_a_release_for_tomorrow_is_seen_by_nobody_and_announced_when_its_hour_comes(
    city: City, authority: User
) -> None:
    old = make_publication("旧通知", unit=city.education)
    row = draft(city)
    relate(row, RelationKind.REPEALS, old)
    row = publications.release(row, by=authority, at=timezone.now() + dt.timedelta(days=1))
    assert not row.is_public
    assert publications.announce_due() == 0
    told = OutboxEntry.objects.count()
    # The hour has come: the row was last touched before it.
    hour = timezone.now() - dt.timedelta(seconds=30)
    Publication.objects.filter(pk=row.pk).update(
        released_at=hour, updated_at=hour - dt.timedelta(days=1)
    )
    OutboxEntry.objects.update(at=hour - dt.timedelta(days=1))
    assert publications.announce_due() == 1
    fresh = OutboxEntry.objects.order_by("seq")[told:]
    assert [entry.object_id for entry in fresh] == [row.pk, old.pk]
    assert publications.announce_due() == 0


def test_the_index_number_is_allotted_once_and_without_gaps(city: City, authority: User) -> None:
    at = dt.datetime(2024, 5, 7, 3, tzinfo=dt.UTC)
    rows = [publications.release(draft(city), by=authority, at=at) for _ in range(3)]
    body = f"DW{city.education.pk:07}"
    assert [row.index_no for row in rows] == [f"{body}/2024-0000{n}" for n in (1, 2, 3)]
    with pytest.raises(Refusal):
        publications.release(rows[0], by=authority)
    with pytest.raises(Refusal):
        publications.release(draft(city, unit=None), by=authority, at=at)
    assert publications.release(draft(city), by=authority, at=at).index_no == f"{body}/2024-00004"


def test_bodies_and_years_count_apart_and_the_credit_code_names_the_body(
    city: City, authority: User
) -> None:
    city.finance.credit_code = "11990100MB0000001X"
    city.finance.save()
    at = dt.datetime(2024, 12, 31, 15, 59, tzinfo=dt.UTC)
    first = publications.release(draft(city, unit=city.finance), by=authority, at=at)
    second = publications.release(
        draft(city, unit=city.finance), by=authority, at=at + dt.timedelta(minutes=2)
    )
    assert first.index_no == "11990100MB0000001X/2024-00001"
    assert second.index_no == "11990100MB0000001X/2025-00001"


def test_a_number_that_the_document_brings_along_is_kept(city: City, authority: User) -> None:
    row = publications.release(draft(city, index_no="11990100/2024-00077"), by=authority)
    assert row.index_no == "11990100/2024-00077"


def test_release_writes_one_event_tells_the_outbox_and_signals_on_commit(
    city: City, authority: User, django_capture_on_commit_callbacks: object
) -> None:
    heard: list[str] = []
    old = make_publication("旧通知", unit=city.education)
    row = draft(city)
    relate(row, RelationKind.REPEALS, old)

    def listen(publication: Publication, **kwargs: object) -> None:
        heard.append(publication.title)

    released.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        publications.release(row, by=authority)
        assert heard == []
    assert heard == ["课后服务通知"]
    assert list(Event.objects.values_list("act", "subject_id", "actor_name")) == [
        ("发布", str(row.pk), "朱主管")
    ]
    assert list(OutboxEntry.objects.values_list("kind", "object_id")) == [
        ("publication", row.pk),
        ("publication", old.pk),
    ]


def test_withdrawal_keeps_time_and_reason_and_signals(
    city: City, authority: User, django_capture_on_commit_callbacks: object
) -> None:
    heard: list[int] = []

    def listen(publication: Publication, **kwargs: object) -> None:
        heard.append(publication.pk)

    withdrawn.connect(listen)
    row = make_publication(unit=city.education)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        publications.withdraw(row, by=authority, reason=" 附件有误，更正后重新发布。 ")
    row.refresh_from_db()
    assert (row.state, row.withdrawal_reason) == (State.WITHDRAWN, "附件有误，更正后重新发布。")
    assert row.withdrawn_at is not None
    assert heard == [row.pk]
    assert Event.objects.get().note == "附件有误，更正后重新发布。"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("  ", "请写明撤下的原因"), ("误" * 301, "撤下的原因有301个字，最多300个字")],
)
def test_a_withdrawal_needs_a_reason_that_fits(
    reason: str, sentence: str, city: City, authority: User
) -> None:
    row = make_publication(unit=city.education)
    with pytest.raises(Refusal, match=sentence) as refused:
        publications.withdraw(row, by=authority, reason=reason)
    assert refused.value.field == "reason"
    row.refresh_from_db()
    assert row.state == State.RELEASED


@pytest.mark.django_db(transaction=True)
def test_two_releases_at_the_same_moment_are_one(city: City, authority: User) -> None:
    row = draft(city)
    start, outcomes = threading.Barrier(2), []

    def release() -> None:
        start.wait()
        try:
            outcomes.append(publications.release(row, by=authority).index_no)
        except Refusal as refusal:
            outcomes.append(refusal.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=release) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    year = timezone.localdate().year
    assert sorted(outcomes) == sorted(
        [
            f"DW{city.education.pk:07}/{year}-00001",
            "《课后服务通知》当前状态是“已发布”，不能办理“发布”；现在可以：撤下。请刷新页面查看最新状态。",
        ]
    )
    assert Event.objects.count() == 1
