"""What may change between the reviews, the signature and the release, and what that undoes."""

import datetime as dt

import pytest
from django.utils import timezone

from gongkai.base.refusal import Refusal
from gongkai.base.states import Role
from gongkai.catalogue.models import DocumentClass, LegalGround, Theme
from gongkai.publishing.models import Publication, Relation
from gongkai.publishing.queries.reviewing import drafters
from gongkai.publishing.services import (
    attributes,
    drafts,
    interpretation,
    library,
    release,
    reviewing,
    validity_changes,
)
from gongkai.publishing.services.entries import Entry
from gongkai.publishing.states import Attribute, InterpretationForm, RelationKind, State
from tests.cast import City, People, give_roles
from tests.publishing.factories import attach, make_publication
from tests.publishing.workflow import people as way


@pytest.mark.parametrize(
    "name",
    [
        "audience", "keywords", "summary", "source", "theme", "unit", "document_class", "signature",
        "annotation",
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_part_of_what_is_signed(
    name: str, city: City, people: People
) -> None:
    given = {
        "audience": "困难家庭",
        "keywords": ["课后服务"],
        "theme": Theme.objects.first(),
        "unit": city.finance,
        "document_class": DocumentClass.objects.get(code="normative"),
    }
    row = way.submitted(people)
    before = way.now_digest(row)
    seen = way.fresh(row).row_version
    drafts.save(row, by=people.handler, seen=seen, facts={name: given.get(name, "另一句话。")})
    assert way.now_digest(row) != before


def test_the_public_note_of_a_correction_is_part_of_what_is_signed(people: People) -> None:
    original = way.released(people)
    row = drafts.start_correction(original, by=people.clerk)
    before = way.now_digest(row)
    drafts.save(row, by=people.clerk, seen=row.row_version, facts={"correction_note": "日期有误。"})
    assert way.now_digest(row) != before


def test_who_only_wrote_the_note_of_a_correction_drafted_it(people: People) -> None:
    original = way.released(people)
    row = drafts.start_correction(original, by=people.clerk)
    drafts.save(
        row, by=people.handler, seen=row.row_version, facts={"correction_note": "日期有误。"}
    )
    assert people.handler.pk in drafters(row)


def test_a_correction_stays_with_the_unit_of_its_original(city: City, people: People) -> None:
    give_roles(people.clerk, Role.INFORMATION, unit=city.finance)
    original = way.released(people)
    row = drafts.start_correction(original, by=people.clerk)
    with pytest.raises(Refusal, match="更正稿"):
        drafts.save(row, by=people.clerk, seen=row.row_version, facts={"unit": city.finance})
    assert way.fresh(row).unit_id == city.education.pk


def test_a_correction_is_not_released_at_an_hour_to_come(people: People) -> None:
    original = way.released(people)
    row = drafts.start_correction(original, by=people.clerk)
    facts = {"body": way.BODY + "\n三、附则\n照此执行。", "correction_note": "补上附则。"}
    drafts.save(row, by=people.clerk, seen=row.row_version, facts=facts)
    way.propose(row, people)
    way.submit(row, people)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    way.sign(row, people)
    with pytest.raises(Refusal, match="更正稿不能定时发布"):
        release.release(row, by=people.openness, at=timezone.now() + dt.timedelta(days=3))
    assert "附则" not in way.fresh(original).text.plain


def test_an_imported_draft_that_was_to_repeal_something_is_no_stock(
    city: City, people: People
) -> None:
    target = make_publication(
        unit=city.education, doc_no="明教发〔2020〕1号", signed_on=dt.date(2020, 1, 2)
    )
    entry = Entry(
        title="关于废止文件的通知", plain="予以废止。", attribute=Attribute.PROACTIVE,
        signed_on=dt.date(2024, 5, 1), unit_id=city.education.pk,
    )  # fmt: skip
    library.add_many([entry], by=people.openness, release=False)
    row = Publication.objects.get(title="关于废止文件的通知")
    validity_changes.change(target, kind=RelationKind.REPEALS, basis=row, by=people.clerk)
    with pytest.raises(Refusal, match="不是存量信息"):
        release.take_over(row, by=people.openness, place="市政府网站", on=dt.date(2024, 5, 7))


def test_who_registered_what_a_draft_repeals_drafted_it(city: City, people: People) -> None:
    target = make_publication(
        unit=city.education, doc_no="明教发〔2020〕1号", signed_on=dt.date(2020, 1, 2)
    )
    row = way.draft(people)
    validity_changes.change(target, kind=RelationKind.REPEALS, basis=row, by=people.handler)
    assert people.handler.pk in drafters(row)


def test_urgency_does_not_skip_the_interpretation(people: People) -> None:
    row = way.draft(people, class_code="normative")
    ground = LegalGround.objects.get(code="E16-1c")
    way.propose(row, people, Attribute.WITHHELD, legal_ground=ground, reason="内部事项。")
    way.submit(row, people)
    way.check(row, people, reason="可以公开。")
    way.clear(row, people.reviewer)
    with pytest.raises(Refusal, match="还没有解读稿"):
        release.release_urgently(row, by=people.signer, reason="暴雨红色预警。")
    assert way.fresh(row).state == State.REVIEWING


def test_an_attachment_that_is_not_public_stops_the_signature(people: People) -> None:
    row = way.draft(people)
    attach(row, attribute=Attribute.WITHHELD, title="内部名单")
    ground = LegalGround.objects.get(code="E16-1c")
    way.propose(row, people, Attribute.WITHHELD, legal_ground=ground, reason="内部事项。")
    way.submit(row, people)
    way.check(row, people, reason="可以公开。")
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    with pytest.raises(Refusal, match="附件"):
        way.sign(row, people)


def test_an_attachment_added_past_the_drafting_table_undoes_the_signature(people: People) -> None:
    row = way.signed(people)
    attach(row)
    with pytest.raises(Refusal, match="签发以后内容又有改动"):
        release.release(row, by=people.openness)


def test_a_relation_added_past_the_drafting_table_undoes_the_signature(
    city: City, people: People
) -> None:
    target = make_publication(unit=city.education, doc_no="明教发〔2020〕1号")
    row = way.signed(people)
    Relation.objects.create(source=row, kind=RelationKind.REPEALS, target=target)
    with pytest.raises(Refusal, match="签发以后内容又有改动"):
        release.release(row, by=people.openness)


def test_no_interpretation_is_begun_for_a_correction(people: People) -> None:
    original = way.released(people)
    row = drafts.start_correction(original, by=people.clerk)
    with pytest.raises(Refusal, match="更正稿"):
        interpretation.start(row, by=people.clerk, form=InterpretationForm.TEXT)


def test_a_companion_goes_no_way_of_its_own(people: People) -> None:
    row = way.draft(people, class_code="normative")
    way.propose(row, people)
    reading = interpretation.start(row, by=people.clerk, form=InterpretationForm.TEXT)
    acts = [
        lambda: way.propose(reading, people),
        lambda: way.submit(reading, people),
        lambda: way.check(reading, people),
        lambda: way.pass_review(reading, people.handler),
        lambda: way.clear(reading, people.reviewer),
        lambda: way.sign(reading, people),
        lambda: release.release(reading, by=people.openness),
        lambda: release.release_urgently(reading, by=people.signer, reason="急。"),
        lambda: release.take_over(reading, by=people.openness, place="网", on=dt.date(2024, 5, 7)),
        lambda: release.merge_correction(reading, by=people.openness),
        lambda: reviewing.send_back(reading, by=people.openness, reason="退。"),
        lambda: interpretation.start(reading, by=people.clerk, form=InterpretationForm.TEXT),
        lambda: interpretation.exempt(reading, by=people.openness, reason="不用。"),
        lambda: attributes.reassess(reading, by=people.openness, attribute=Attribute.PROACTIVE, reason="可。"),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(Refusal, match="是同步解读"):
            act()
    assert way.fresh(reading).state == State.DRAFT


def test_a_withdrawn_original_takes_no_correction(people: People) -> None:
    original = way.released(people)
    row = drafts.start_correction(original, by=people.clerk)
    facts = {"body": way.BODY + "\n三、附则\n照此执行。", "correction_note": "补上附则。"}
    drafts.save(row, by=people.clerk, seen=row.row_version, facts=facts)
    way.propose(row, people)
    way.submit(row, people)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    way.sign(row, people)
    release.withdraw(original, by=people.openness, reason="发布有误。")
    with pytest.raises(Refusal, match="更正稿不能并入"):
        release.release(row, by=people.openness)
    with pytest.raises(Refusal):
        drafts.start_correction(original, by=people.clerk)
    with pytest.raises(Refusal):
        drafts.start_correction(row, by=people.clerk)
