"""Entries into the library: repeatable, bound together in any order, never public by guess."""

import datetime as dt
import threading

import pytest
from django.db import connection

from gongkai.base.models import Event, OutboxEntry, User
from gongkai.publishing.models import Issuer, OfficialDocument, Publication, Relation
from gongkai.publishing.services import library
from gongkai.publishing.services.entries import Entry, RelationEntry
from gongkai.publishing.services.imports import add_safely
from gongkai.publishing.services.library import Added
from gongkai.publishing.states import Attribute, Kind, RelationKind, State
from tests.cast import City


def entry(title: str = "关于课后服务的通知", **facts: object) -> Entry:
    facts.setdefault("plain", "正文一段。")
    facts.setdefault("attribute", Attribute.PROACTIVE)
    return Entry(title, **facts)  # type: ignore[arg-type]


def add(*entries: Entry, by: User | None = None, release: bool = True) -> Added:
    return library.add_many(entries, by=by, release=release)


def counts(added: Added) -> tuple[int, int, int, int]:
    return len(added.created), len(added.updated), len(added.unchanged), len(added.conflicts)


FULL = {
    "doc_no": "明教发[2024]7号", "doc_type": "通知", "issuers": ["明湖市教育局", "明湖市财政局", "某委员会"],
    "signed_on": dt.date(2024, 5, 6), "printed_on": dt.date(2024, 5, 7), "released_on": dt.date(2024, 5, 9),
    "addressees": ["各区县教育局"], "annotation": "此件公开发布", "contact": "联系电话：0000-1234567", "theme": "科技、教育\\教育",
}  # fmt: skip


def test_an_entry_becomes_publication_text_document_and_issuers(city: City) -> None:
    added = add(entry(**FULL))
    row = Publication.objects.select_related("document", "text").get()
    assert counts(added) == (1, 0, 0, 0)
    assert (row.state, row.attribute, row.unit, str(row.theme)) == (
        "released",
        "proactive",
        city.education,
        "科技、教育\\教育",
    )
    assert row.released_at == dt.datetime(2024, 5, 9, 1, tzinfo=dt.UTC)
    document = row.document
    assert (document.doc_no, document.doc_word, document.doc_year, document.doc_serial) == (
        "明教发〔2024〕7号",
        "明教发",
        2024,
        7,
    )
    assert (document.annotation, document.contact) == ("此件公开发布", "联系电话：0000-1234567")
    assert list(Issuer.objects.values_list("position", "name", "unit")) == [
        (1, "明湖市教育局", city.education.pk), (2, "明湖市财政局", city.finance.pk), (3, "某委员会", None),
    ]  # fmt: skip
    assert [(event.act, event.subject_id) for event in Event.objects.all()] == [
        ("导入并发布", str(row.pk))
    ]
    assert list(OutboxEntry.objects.values_list("kind", "object_id")) == [("publication", row.pk)]


@pytest.mark.parametrize(
    "facts",
    [{}, {"doc_no": "明教发〔2024〕7号"}, {"external_id": "A-1"}],
    ids=["text", "number", "docid"],
)
def test_the_same_again_changes_nothing(facts: dict, db: None) -> None:
    add(entry(**facts))
    before = Publication.objects.values().get()
    added = add(entry(**facts))
    assert counts(added) == (0, 0, 1, 0)
    assert Publication.objects.values().get() == before
    assert (Event.objects.count(), OutboxEntry.objects.count()) == (1, 1)


def test_the_spelling_of_a_number_makes_no_second_document(db: None) -> None:
    add(entry(doc_no="明教发〔2024〕7号"))
    assert counts(
        add(entry(doc_no="明教发[2024] 7号"), entry(doc_no="明教发（２０２４）７号"))
    ) == (0, 0, 1, 0)


def test_another_text_under_the_same_docid_updates(db: None) -> None:
    add(entry(external_id="A-1"))
    added = add(
        entry(
            "关于课后服务的通知（修订）",
            external_id="A-1",
            plain="新正文。",
            outline=[{"text": "新正文。"}],
        )
    )
    row = Publication.objects.select_related("text").get()
    assert counts(added) == (0, 1, 0, 0)
    assert (row.title, row.text.plain, row.text.outline) == (
        "关于课后服务的通知（修订）",
        "新正文。",
        [{"text": "新正文。"}],
    )
    assert [event.act for event in Event.objects.order_by("seq")] == ["导入并发布", "重新导入"]
    assert OutboxEntry.objects.count() == 2


def test_another_text_under_the_same_number_and_title_is_a_conflict_and_left_alone(
    db: None,
) -> None:
    add(entry(doc_no="明教发〔2024〕7号"))
    added = add(entry(doc_no="明教发〔2024〕7号", plain="另一份正文。"))
    assert counts(added) == (0, 0, 0, 1)
    assert Publication.objects.get().text.plain == "正文一段。"
    assert added.conflicts[0][1] == Publication.objects.get()


def test_two_texts_of_one_number_in_one_import_are_a_conflict_too(db: None) -> None:
    added = add(
        entry(doc_no="明教发〔2024〕7号"), entry(doc_no="明教发〔2024〕7号", plain="另一份正文。")
    )
    assert counts(added) == (1, 0, 0, 1)
    assert [(e.plain, row.text.plain) for e, row in added.conflicts] == [
        ("另一份正文。", "正文一段。")
    ]


def test_the_last_text_of_one_docid_in_one_import_counts(db: None) -> None:
    added = add(entry(external_id="A-1"), entry(external_id="A-1", plain="后来的正文。"))
    assert counts(added) == (1, 0, 0, 0)
    assert Publication.objects.get().text.plain == "后来的正文。"


def test_a_withdrawn_document_does_not_come_back_by_import(db: None) -> None:
    add(entry(doc_no="明教发〔2024〕7号"))
    Publication.objects.update(state=State.WITHDRAWN)
    assert counts(add(entry(doc_no="明教发〔2024〕7号"))) == (0, 0, 1, 0)
    assert Publication.objects.get().state == State.WITHDRAWN


@pytest.mark.parametrize(
    "facts",
    [
        {"attribute": Attribute.UNKNOWN}, {"attribute": Attribute.ON_REQUEST}, {"attribute": Attribute.WITHHELD},
        {"status_mark": "征求意见稿"}, {"title": ""},
    ],
    ids=["unknown", "on_request", "withheld", "for comments", "without a title"],
)  # fmt: skip
def test_what_is_not_known_to_be_public_stays_a_draft(facts: dict, db: None) -> None:
    added = add(entry(**facts))
    row = Publication.objects.get()
    assert (row.state, row.released_at, added.held) == (State.DRAFT, None, [row])
    assert Event.objects.get().act == "导入为草稿"


def test_without_release_everything_is_a_draft(db: None) -> None:
    assert [row.state for row in add(entry(), release=False).held] == [State.DRAFT]


def test_dates_out_of_order_do_not_release(db: None) -> None:
    add(
        entry(
            signed_on=dt.date(2024, 5, 6),
            printed_on=dt.date(2024, 5, 5),
            doc_no="明教发〔2024〕7号",
        )
    )
    row = Publication.objects.get()
    assert row.state == State.DRAFT


def test_an_end_before_the_beginning_is_left_out(db: None) -> None:
    add(entry(effective_on=dt.date(2024, 7, 1), expires_on=dt.date(2024, 6, 1)))
    document = OfficialDocument.objects.get()
    assert (document.effective_on, document.expires_on) == (dt.date(2024, 7, 1), None)


def test_a_day_of_release_in_the_future_counts_as_today_an_hour_is_waited_for(db: None) -> None:
    """A day that is not there yet is a slip of the pen; an hour that somebody set is meant."""
    add(
        entry(released_on=dt.date(2099, 1, 1)),
        entry("另一份", released_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC)),
    )
    assert [row.is_public for row in Publication.objects.order_by("id")] == [True, False]


def pair_of_repeal() -> tuple[Entry, Entry]:
    new = entry(
        "新办法",
        doc_no="明政办发〔2024〕9号",
        relations=[RelationEntry(RelationKind.REPEALS, doc_no="明政办发[2019]3号")],
    )
    return new, entry("旧办法", doc_no="明政办发〔2019〕3号")


@pytest.mark.parametrize("new_first", [True, False])
def test_relations_are_bound_whichever_document_comes_first(new_first: bool, db: None) -> None:
    new, old = pair_of_repeal()
    for one in (new, old) if new_first else (old, new):
        add(one)
    relation = Relation.objects.get()
    assert (relation.source.title, relation.target.title, relation.target_doc_no) == (
        "新办法",
        "旧办法",
        "明政办发〔2019〕3号",
    )
    last = OutboxEntry.objects.order_by("-seq").values_list("object_id", flat=True)[:2]
    assert set(last) == {relation.source_id, relation.target_id}


@pytest.mark.parametrize("new_first", [True, False])
def test_relations_by_title_are_bound_whichever_document_comes_first(
    new_first: bool, db: None
) -> None:
    new = entry(
        "课后服务问答",
        kind=Kind.INTERPRETATION,
        relations=[RelationEntry(RelationKind.INTERPRETS, title="课后服务办法")],
    )
    old = entry("课后服务办法")
    for one in (new, old) if new_first else (old, new):
        add(one)
    assert Relation.objects.get().target.title == "课后服务办法"


def test_both_ends_of_a_relation_may_come_in_one_import(db: None) -> None:
    add(*pair_of_repeal())
    assert Relation.objects.get().target.title == "旧办法"


def test_a_title_that_two_documents_bear_binds_nothing(db: None) -> None:
    add(entry("年度工作要点", plain="甲。"), entry("年度工作要点", plain="乙。"))
    add(entry("新通知", relations=[RelationEntry(RelationKind.BASED_ON, title="年度工作要点")]))
    assert Relation.objects.get().target is None


def test_a_waiting_title_that_two_arrivals_bear_binds_nothing(db: None) -> None:
    add(entry("新通知", relations=[RelationEntry(RelationKind.BASED_ON, title="年度工作要点")]))
    add(entry("年度工作要点", plain="甲。"), entry("年度工作要点", plain="乙。"))
    assert Relation.objects.get().target is None


def test_a_document_that_names_itself_has_no_relation(db: None) -> None:
    add(
        entry(
            "通知",
            doc_no="明教发〔2024〕7号",
            relations=[RelationEntry(RelationKind.BASED_ON, doc_no="明教发〔2024〕7号")],
        )
    )
    assert Relation.objects.filter(target__isnull=False).count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_the_same_time_give_one_record(transactional_db: None) -> None:
    start, outcomes = threading.Barrier(2), []

    def work() -> None:
        start.wait()
        try:
            outcomes.append(
                counts(add_safely([entry(doc_no="明教发〔2024〕7号")], by=None, release=True))
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [(0, 0, 1, 0), (1, 0, 0, 0)]
    assert (Publication.objects.count(), Event.objects.count(), OutboxEntry.objects.count()) == (
        1,
        1,
        1,
    )


def test_a_row_that_became_less_public_elsewhere_is_reported_and_left(db: None) -> None:
    first = Entry(
        title="补贴名单", plain="名单。", external_id="a-1", attribute=Attribute.PROACTIVE
    )
    library.add_many([first], by=None, release=True)
    again = Entry(
        title="补贴名单", plain="名单。", external_id="a-1", attribute=Attribute.ON_REQUEST
    )

    added = library.add_many([again], by=None, release=True)

    assert [row.title for _, row in added.conflicts] == ["补贴名单"]
    assert Publication.objects.get().attribute == Attribute.PROACTIVE
