"""Submit, three reviews, attribute, secrecy, signature: who may, in which order, on which content."""

import datetime as dt

import pytest
from django.utils import timezone

from gongkai.base.models import Event, Notice
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.states import Role
from gongkai.catalogue.models import DocumentClass, LegalGround
from gongkai.publishing.models import AttributeDecision, Review, Signature
from gongkai.publishing.queries.waiting import waiting_for
from gongkai.publishing.services import (
    attributes,
    interpretation,
    release,
    review_settings,
    reviewing,
    secrecy,
)
from gongkai.publishing.states import (
    Attribute,
    AttributeStep,
    InterpretationForm,
    RelationKind,
    SecrecyOutcome,
    State,
)
from tests.cast import City, People, make_user
from tests.publishing.factories import make_publication, relate
from tests.publishing.workflow import people as way

WITHHELD = {"reason": "属于内部工作流程，不对外产生影响。"}


def ground() -> LegalGround:
    return LegalGround.objects.get(code="E16-1c")


def test_the_whole_way_leaves_every_name_time_and_hash(people: People) -> None:
    row = way.released(people)
    assert row.is_public
    reviews = list(Review.objects.order_by("level"))
    assert [r.reviewer for r in reviews] == [people.handler, people.openness, people.office_head]
    chain = [row.submissions.get().digest, *(r.digest_after for r in reviews)]
    assert [r.digest_before for r in reviews] == chain[:3]
    assert Signature.objects.get().digest == chain[-1] == way.now_digest(row)
    steps = AttributeDecision.objects.values_list("step", "by__name")
    assert list(steps) == [("proposed", "陈信息"), ("checked", "龚公开"), ("fixed", "钱签发")]
    acts = list(Event.objects.order_by("seq").values_list("act", flat=True))
    assert acts == [
        "起草", "提出公开属性", "报审", "核定公开属性", "一审一校", "二审二校", "三审三校", "保密审查",
        "确定公开属性", "签发", "发布",
    ]  # fmt: skip


# --- before it is sent for review


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"title": " "}, "还没有标题"),
        ({"body": ""}, "正文是空的"),
        ({"document_class": None}, "还没有选择文件类别"),
        ({"printed_on": dt.date(2026, 5, 5)}, "印发日期2026年5月5日早于成文日期2026年5月6日"),
        ({"status_mark": "征求意见稿"}, "文稿标有“征求意见稿”"),
    ],
)
def test_what_is_incomplete_is_not_sent_for_review(
    facts: dict, sentence: str, people: People
) -> None:
    row = way.draft(people, **facts)
    way.propose(row, people)
    with pytest.raises(Refusal, match=sentence):
        way.submit(row, people)
    assert way.fresh(row).state == State.DRAFT


def test_without_a_proposed_attribute_nothing_is_sent_for_review(people: People) -> None:
    with pytest.raises(Refusal, match="还没有提出公开属性"):
        way.submit(way.draft(people), people)


def test_somebody_else_saved_meanwhile_and_nothing_is_sent(people: People) -> None:
    row = way.draft(people)
    way.propose(row, people)
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        reviewing.submit(row, by=people.clerk, seen=1)


# --- three reviews


def test_nobody_reviews_what_they_drafted(people: People) -> None:
    row = way.submitted(people)
    with pytest.raises(Forbidden, match="您参与了起草，一审要由另一位同志办理"):
        way.pass_review(row, people.clerk)


def test_nobody_reviews_twice(city: City, people: People) -> None:
    both = make_user("both", Role.HANDLER, Role.UNIT_HEAD, unit=city.education, name="双岗")
    row = way.submitted(people)
    way.pass_review(row, both)
    with pytest.raises(Forbidden, match="您已经办过前面的审校，二审要由另一位同志办理"):
        way.pass_review(row, both)


def test_a_review_out_of_turn_or_without_role_is_refused(people: People) -> None:
    row = way.submitted(people)
    with pytest.raises(Forbidden, match="一审由本单位的信息员、承办人办理，您没有这个角色"):
        way.pass_review(row, people.office_head)
    with pytest.raises(Forbidden, match="您没有这个角色"):
        way.pass_review(row, people.clerk_of_another_unit)
    assert Review.objects.count() == 0


def test_a_proof_reading_says_what_it_found(people: People) -> None:
    row = way.submitted(people)
    with pytest.raises(Refusal, match="请写一校记录") as refused:
        reviewing.review(
            row, by=people.handler, seen_digest=way.now_digest(row), opinion="同意", proof_note=" "
        )
    assert refused.value.field == "proof_note"


def test_a_review_is_given_on_what_was_seen(people: People) -> None:
    row = way.submitted(people)
    with pytest.raises(Refusal, match="您打开页面以后内容又有改动"):
        reviewing.review(
            row, by=people.handler, seen_digest="0" * 64, opinion="", proof_note="未发现差错"
        )


def test_what_a_reviewer_changes_is_theirs_and_the_chain_goes_on(people: People) -> None:
    from gongkai.publishing.services import drafts

    row = way.submitted(people)
    drafts.save(
        row, by=people.handler, seen=way.fresh(row).row_version, facts={"summary": "一句话。"}
    )
    way.pass_review(row, people.handler)
    first = Review.objects.get()
    assert first.digest_before != first.digest_after
    assert (first.version_before, first.version_after) == (1, 2)
    way.check(row, people)
    for person in (people.openness, people.office_head):
        way.pass_review(row, person)
    way.clear(row, people.reviewer)
    assert way.sign(row, people).state == State.SIGNED


def test_whose_turn_it_is_not_changes_nothing(people: People) -> None:
    from gongkai.publishing.services import drafts

    row = way.submitted(people)
    for person in (people.clerk, people.office_head, people.signer, people.clerk_of_another_unit):
        with pytest.raises(Refusal, match="不能改动内容"):
            drafts.save(row, by=person, seen=way.fresh(row).row_version, facts={"summary": "改"})


def test_sent_back_it_begins_again_with_the_first_review(people: People) -> None:
    row = way.submitted(people)
    way.check(row, people)
    way.pass_review(row, people.handler)
    reviewing.send_back(row, by=people.openness, reason="第二条请写明时限。")
    row = way.fresh(row)
    assert (row.state, row.round) == (State.DRAFT, 1)
    notice = Notice.objects.filter(user=people.clerk).latest("id")
    assert (notice.title, notice.text) == (f"退回修改：{row.title}", "第二条请写明时限。")
    way.submit(row, people)
    row = way.fresh(row)
    assert row.round == 2
    with pytest.raises(Refusal, match=r"还没有一审一校.*公开属性还没有核定"):
        way.sign(row, people)
    assert attributes.latest(row, AttributeStep.PROPOSED).by == people.clerk


def test_a_substitute_acts_for_the_absent_and_both_names_are_kept(
    city: City, people: People
) -> None:
    day = timezone.localdate()
    review_settings.name_substitute(
        absent=people.handler, substitute=people.reviewer, unit=city.education, starts_on=day,
        ends_on=day, reason="出差。", by=people.office_head,
    )  # fmt: skip
    row = way.submitted(people)
    assert [w.act for w in waiting_for(people.reviewer)] == ["一审一校", "保密审查"]
    way.pass_review(row, people.reviewer)
    assert (Review.objects.get().reviewer, Review.objects.get().instead_of) == (
        people.reviewer,
        people.handler,
    )


# --- attribute


@pytest.mark.parametrize(
    ("attribute", "with_ground", "reason", "sentence"),
    [
        (Attribute.UNKNOWN, False, "", "请选择公开属性"),
        (Attribute.WITHHELD, False, "内部流程。", "不予公开必须写明法定依据"),
        (Attribute.ON_REQUEST, False, "内部流程。", "依申请公开必须写明法定依据"),
        (Attribute.WITHHELD, True, " ", "不予公开还要写明具体理由"),
        (Attribute.PROACTIVE, True, "", "主动公开的信息不写不予公开的依据"),
        (Attribute.WITHHELD, True, "理" * 501, "理由有501个字"),
    ],
)
def test_ground_and_reason_belong_to_what_is_not_public(
    attribute: Attribute, with_ground: bool, reason: str, sentence: str, people: People
) -> None:
    row = way.draft(people)
    with pytest.raises(Refusal, match=sentence):
        way.propose(
            row, people, attribute, legal_ground=ground() if with_ground else None, reason=reason
        )
    assert way.fresh(row).attribute == Attribute.UNKNOWN


def test_a_forwarding_document_follows_what_it_forwards(city: City, people: People) -> None:
    forwarded = make_publication(
        "被转发的通知", unit=city.education, attribute=Attribute.ON_REQUEST
    )
    row = way.draft(people)
    relate(row, RelationKind.FORWARDS, forwarded, target_title="被转发的通知")
    with pytest.raises(Refusal, match="这份文件转发《被转发的通知》，它的公开属性是依申请公开"):
        way.propose(row, people)


def test_three_names_three_times(city: City, people: People) -> None:
    row = way.submitted(people)
    with pytest.raises(Refusal, match="公开属性要由另一位同志核定"):
        attributes.check(row, by=people.clerk, attribute=Attribute.PROACTIVE)
    two = make_user("two", Role.SIGNER, Role.OPENNESS, unit=city.education, name="兼任")
    attributes.check(row, by=two, attribute=Attribute.PROACTIVE)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    with pytest.raises(Refusal, match="公开属性要由提出、核定以外的第三个人确定"):
        reviewing.sign(row, by=two, seen_digest=way.now_digest(row), attribute=Attribute.PROACTIVE)


def test_another_conclusion_than_the_step_before_needs_its_reason(people: People) -> None:
    row = way.submitted(people)
    with pytest.raises(Refusal, match="核定结果与拟稿人提出的不同"):
        way.check(row, people, Attribute.WITHHELD, legal_ground=ground())
    way.check(row, people, Attribute.WITHHELD, legal_ground=ground(), **WITHHELD)
    assert way.fresh(row).attribute == Attribute.WITHHELD


def test_what_is_not_public_is_signed_rests_and_is_looked_at_again(people: People) -> None:
    row = way.submitted(people)
    way.check(row, people, Attribute.WITHHELD, legal_ground=ground(), **WITHHELD)
    way.review_all(row, people)
    row = way.sign(row, people, Attribute.WITHHELD)
    assert (row.state, row.reassess_on) == (
        State.FILED,
        timezone.localdate() + attributes.REASSESS_AFTER,
    )
    with pytest.raises(Refusal, match="不能办理“发布”"):
        release.release(row, by=people.openness)
    assert list(attributes.due_for_reassessment(row.reassess_on)) == [row]
    attributes.reassess(
        row, by=people.openness, attribute=Attribute.WITHHELD, reason="情形没有变化。"
    )
    assert way.fresh(row).state == State.FILED
    row = attributes.reassess(
        row, by=people.openness, attribute=Attribute.PROACTIVE, reason="流程已对外。"
    )
    assert (row.state, row.attribute, row.legal_ground) == (State.DRAFT, Attribute.PROACTIVE, None)


# --- secrecy


def test_the_secrecy_review_is_another_persons_and_of_this_very_content(people: People) -> None:
    row = way.submitted(people)
    facts = {"outcome": SecrecyOutcome.PASSED, "checklist": list(secrecy.CHECKLIST), "opinion": ""}
    with pytest.raises(Refusal, match="您参与了起草，保密审查要由另一位同志办理"):
        secrecy.review(row, by=people.clerk, seen_digest=way.now_digest(row), **facts)
    with pytest.raises(Refusal, match="您打开页面以后内容又有改动"):
        secrecy.review(row, by=people.reviewer, seen_digest="0" * 64, **facts)
    facts["checklist"] = ["secrets"]
    with pytest.raises(Refusal, match="还有审查要点没有确认"):
        secrecy.review(row, by=people.reviewer, seen_digest=way.now_digest(row), **facts)


def test_what_is_changed_after_the_secrecy_review_must_be_reviewed_again(people: People) -> None:
    from gongkai.publishing.services import drafts

    row = way.submitted(people)
    way.clear(row, people.reviewer)
    drafts.save(
        row, by=people.handler, seen=way.fresh(row).row_version, facts={"summary": "改过。"}
    )
    way.check(row, people)
    way.review_all(row, people)
    with pytest.raises(Refusal, match="现在的内容还没有通过保密审查"):
        way.sign(row, people)


def test_referred_or_refused_it_is_not_signed(people: People) -> None:
    row = way.submitted(people)
    way.check(row, people)
    way.review_all(row, people)
    common = {"by": people.reviewer, "checklist": [], "seen_digest": way.now_digest(row)}
    with pytest.raises(Refusal, match="请写明提请哪个部门确定"):
        secrecy.review(row, outcome=SecrecyOutcome.REFERRED, opinion="难以确定。", **common)
    secrecy.review(
        row, outcome=SecrecyOutcome.REFERRED, opinion="难以确定。", referred_to="市保密局", **common
    )
    with pytest.raises(Refusal, match="还没有通过保密审查"):
        way.sign(row, people)


# --- interpretation in step


def test_no_interpretation_no_signature(people: People) -> None:
    row = way.draft(people, class_code="normative")
    way.propose(row, people)
    with pytest.raises(Refusal, match="还没有解读稿"):
        way.submit(row, people)


def test_document_and_interpretation_go_the_same_way_in_one_transaction(people: People) -> None:
    from gongkai.publishing.services import drafts

    row = way.draft(people, class_code="normative")
    way.propose(row, people)
    reading = interpretation.start(row, by=people.clerk, form=InterpretationForm.TEXT)
    with pytest.raises(Refusal, match="正文是空的"):
        way.submit(row, people)
    drafts.save(
        reading,
        by=people.clerk,
        seen=way.fresh(reading).row_version,
        facts={"body": "为什么制定这份文件。"},
    )
    way.submit(row, people)
    assert way.fresh(reading).state == State.REVIEWING
    with pytest.raises(Refusal, match="随所解读的文件一并审校"):
        reviewing.submit(reading, by=people.clerk, seen=way.fresh(reading).row_version)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    way.sign(row, people)
    row = release.release(row, by=people.openness)
    reading = way.fresh(reading)
    assert (reading.is_public, reading.released_at) == (True, row.released_at)
    report = interpretation.report([row.unit], timezone.localdate().year)
    assert [(r.publication, r.word) for r in report] == [(row, "同步")]
    release.withdraw(row, by=people.openness, reason="发布有误。")
    assert way.fresh(reading).state == State.WITHDRAWN


def test_an_exemption_has_another_name_and_a_reason(people: People) -> None:
    row = way.draft(people, class_code="normative")
    way.propose(row, people)
    with pytest.raises(Refusal, match="您参与了起草"):
        interpretation.exempt(row, by=people.clerk, reason="内容简单。")
    with pytest.raises(Refusal, match="请写明不解读的理由"):
        interpretation.exempt(row, by=people.openness, reason=" ")
    interpretation.exempt(row, by=people.openness, reason="只调整联系电话。")
    assert way.submit(row, people).state == State.REVIEWING


def test_a_later_interpretation_begins_with_what_people_ask(people: People) -> None:
    row = way.released(people)
    reading = interpretation.start_later(
        row,
        by=people.clerk,
        form=InterpretationForm.QUESTIONS,
        questions=["几点结束？", " ", "收费吗？"],
    )
    assert reading.companion_of is None
    assert reading.text.plain == "几点结束？\n收费吗？"
    assert reading.relations_out.get().target == row


# --- what waits for whom


def test_each_sees_what_waits_for_them_and_nobody_else_does(
    people: People, django_assert_num_queries: object
) -> None:
    row = way.submitted(people)
    assert [(w.act, w.publication) for w in waiting_for(people.handler)] == [("一审一校", row)]
    assert [w.act for w in waiting_for(people.openness)] == ["核定公开属性"]
    assert [w.act for w in waiting_for(people.reviewer)] == ["保密审查"]
    assert waiting_for(people.clerk) == waiting_for(people.clerk_of_another_unit) == []


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_costs_the_same_for_one_and_for_three(
    count: int, people: People, django_assert_max_num_queries: object
) -> None:
    for number in range(count):
        way.submitted(people, title=f"第{number}份通知", doc_no=f"明教发〔2026〕{number + 1}号")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(waiting_for(people.handler)) == count


def test_a_correction_puts_right_what_stands_around_the_text_too(people: People) -> None:
    from gongkai.publishing.services import drafts

    original = way.released(people)
    row = drafts.start_correction(original, by=people.clerk)
    policy = DocumentClass.objects.get(code="policy")
    facts = {"correction_note": "更正分类。", "keywords": ["课后服务"], "audience": "全市学生家长"}
    seen = way.fresh(row).row_version
    drafts.save(row, by=people.clerk, seen=seen, facts={**facts, "document_class": policy})
    way.propose(row, people)
    way.submit(row, people)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    way.sign(row, people)
    release.release(row, by=people.openness)
    original = way.fresh(original)
    assert (original.keywords, original.audience) == (["课后服务"], "全市学生家长")
    assert original.document.document_class == policy
    assert original.is_public
