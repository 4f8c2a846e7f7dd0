"""Release and withdrawal: the reasons against it, the index number, what is told to whom."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from gongkai.base.models import Event, OutboxEntry, User
from gongkai.base.refusal import Refusal
from gongkai.publishing.models import Publication, SecrecyReview
from gongkai.publishing.services import publications
from gongkai.publishing.signals import released, withdrawn
from gongkai.publishing.states import AttributeStep, RelationKind, SecrecyOutcome, State
from tests.cast import City, People
from tests.publishing.factories import make_publication, relate
from tests.publishing.workflow import people as way


def draft(city: City, **facts: object) -> Publication:
    return make_publication(
        **{"title": "课后服务通知", "state": State.DRAFT, "unit": city.education, **facts}
    )


def signed(city: City, people: People, **facts: object) -> Publication:
    """Everything a release asks for is there."""
    return way.seal(draft(city, **facts), people)


def test_what_was_not_signed_is_not_released(city: City, people: People) -> None:
    row = draft(city)
    with pytest.raises(Refusal, match="当前状态是“草稿”，不能办理“发布”"):
        publications.release(row, by=people.authority)
    row.refresh_from_db()
    assert (row.state, row.released_at, row.index_no) == (State.DRAFT, None, "")
    assert OutboxEntry.objects.count() == 0


def drop_signature(row: Publication) -> None:
    row.signatures.all().delete()


def change_text(row: Publication) -> None:
    row.text.plain = "换过的正文。"
    row.text.save()


def drop_secrecy(row: Publication) -> None:
    row.secrecy_reviews.all().delete()


def refuse_secrecy(row: Publication) -> None:
    last = row.secrecy_reviews.get()
    SecrecyReview.objects.create(
        publication=row, digest=last.digest, outcome=SecrecyOutcome.REFUSED, by=last.by
    )


def drop_fixed(row: Publication) -> None:
    row.attribute_decisions.filter(step=AttributeStep.FIXED).delete()


def drop_unit(row: Publication) -> None:
    Publication.objects.filter(pk=row.pk).update(unit=None)


CHANGED = "签发以后内容又有改动，不能发布；请退回，重新审校和签发。"
NOT_CLEARED = "现在的内容没有通过保密审查，不能发布。"
TAKEN_AWAY = [
    (drop_signature, ["还没有签发，请先完成三审三校并由签发人签发。"]),
    (change_text, [CHANGED, NOT_CLEARED]),
    (drop_secrecy, [NOT_CLEARED]),
    (refuse_secrecy, [NOT_CLEARED]),
    (drop_fixed, ["公开属性没有由签发人确定为主动公开（现在是主动公开），不能向社会发布。"]),
    (drop_unit, ["还没有确定发布机构，请退回起草，选择发布机构。", CHANGED, NOT_CLEARED]),
]


@pytest.mark.parametrize(("take", "sentences"), TAKEN_AWAY, ids=[f.__name__ for f, _ in TAKEN_AWAY])
def test_each_thing_that_is_missing_stops_a_release_with_its_sentence(
    take: Callable[[Publication], None], sentences: list[str], city: City, people: People
) -> None:
    row = signed(city, people)
    take(row)
    assert publications.reasons_against_release(way.fresh(row)) == sentences
    with pytest.raises(Refusal) as refused:
        publications.release(row, by=people.authority)
    assert refused.value.sentence == "".join(sentences)
    row.refresh_from_db()
    assert (row.state, row.released_at, row.index_no) == (State.SIGNED, None, "")
    assert OutboxEntry.objects.count() == 0


def test_a_release_is_never_dated_back(city: City, people: People) -> None:
    with pytest.raises(Refusal, match="倒填发布时间属于伪造发稿日期"):
        publications.release(
            signed(city, people), by=people.authority, at=timezone.now() - dt.timedelta(hours=1)
        )


def test_a_release_may_not_lie_before_the_document_was_printed(city: City, people: People) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    row = signed(city, people, signed_on=timezone.localdate(), printed_on=tomorrow)
    with pytest.raises(Refusal, match="早于成文或印发日期"):
        publications.release(row, by=people.authority)


def test_a_release_for_tomorrow_is_seen_by_nobody_and_announced_when_its_hour_comes(
    city: City, people: People
) -> None:
    old = make_publication("旧通知", unit=city.education)
    row = draft(city)
    relate(row, RelationKind.REPEALS, old)
    row = way.seal(row, people)
    row = publications.release(row, by=people.authority, at=timezone.now() + dt.timedelta(days=1))
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


def test_the_index_number_is_allotted_once_and_without_gaps(city: City, people: People) -> None:
    rows = [publications.release(signed(city, people), by=people.authority) for _ in range(3)]
    body, year = f"DW{city.education.pk:07}", timezone.localdate().year
    assert [row.index_no for row in rows] == [f"{body}/{year}-0000{n}" for n in (1, 2, 3)]
    with pytest.raises(Refusal):
        publications.release(rows[0], by=people.authority)
    fourth = publications.release(signed(city, people), by=people.authority)
    assert fourth.index_no == f"{body}/{year}-00004"


def test_bodies_and_years_count_apart_and_the_credit_code_names_the_body(
    city: City, people: People
) -> None:
    city.finance.credit_code = "11990100MB0000001X"
    city.finance.save()
    zone = timezone.get_current_timezone()
    next_year = dt.datetime(timezone.localdate().year + 1, 1, 1, 0, 1, tzinfo=zone)
    first = publications.release(signed(city, people, unit=city.finance), by=people.authority)
    second = publications.release(
        signed(city, people, unit=city.finance), by=people.authority, at=next_year
    )
    assert first.index_no == f"11990100MB0000001X/{next_year.year - 1}-00001"
    assert second.index_no == f"11990100MB0000001X/{next_year.year}-00001"


def test_a_number_that_the_document_brings_along_is_kept(city: City, people: People) -> None:
    row = signed(city, people, index_no="11990100/2024-00077")
    assert publications.release(row, by=people.authority).index_no == "11990100/2024-00077"


def test_release_writes_one_event_tells_the_outbox_and_signals_on_commit(
    city: City, people: People, django_capture_on_commit_callbacks: object
) -> None:
    heard: list[str] = []
    old = make_publication("旧通知", unit=city.education)
    row = draft(city)
    relate(row, RelationKind.REPEALS, old)
    row = way.seal(row, people)

    def listen(publication: Publication, **kwargs: object) -> None:
        heard.append(publication.title)

    released.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        publications.release(row, by=people.authority)
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
def test_two_releases_at_the_same_moment_are_one(city: City, people: People) -> None:
    row = signed(city, people)
    start, outcomes = threading.Barrier(2), []

    def release() -> None:
        start.wait()
        try:
            outcomes.append(publications.release(row, by=people.authority).index_no)
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
            "《课后服务通知》当前状态是“已发布”，不能办理“发布”；现在可以：审校、撤下。请刷新页面查看最新状态。",
        ]
    )
    assert Event.objects.count() == 1
