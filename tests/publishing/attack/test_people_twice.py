"""One person in two parts: proposing and checking, signing and making up, naming oneself."""

import datetime as dt

import pytest

from gongkai.base.calendar import today
from gongkai.base.queries.people import forget_roles
from gongkai.base.refusal import Refusal
from gongkai.base.states import Role
from gongkai.publishing.models import AttributeDecision, Review
from gongkai.publishing.services import attributes, release, review_settings, reviewing
from gongkai.publishing.states import Attribute, AttributeStep
from tests.cast import City, People, give_roles, make_user
from tests.publishing.workflow import people as way


def test_who_proposed_the_attribute_does_not_check_it(people: People) -> None:
    row = way.draft(people)
    attributes.propose(row, by=people.openness, attribute=Attribute.PROACTIVE)
    way.submit(row, people)
    with pytest.raises(Refusal, match="公开属性是您提出的，要由另一位同志核定"):
        way.check(row, people)
    steps = AttributeDecision.objects.filter(step=AttributeStep.CHECKED)
    assert list(steps) == []


def test_who_signed_in_a_hurry_makes_up_no_earlier_review(city: City, people: People) -> None:
    both = make_user("both", Role.HANDLER, Role.SIGNER, unit=city.education, name="双岗")
    row = way.submitted(people)
    way.check(row, people)
    way.clear(row, people.reviewer)
    release.release_urgently(row, by=both, reason="暴雨红色预警。")
    with pytest.raises(Refusal, match="您签发了这份文件"):
        way.pass_review(row, both)
    assert Review.objects.count() == 0


def test_who_signed_in_a_hurry_may_make_up_the_last_review(city: City, people: People) -> None:
    give_roles(people.signer, Role.UNIT_HEAD, unit=city.education)
    row = way.submitted(people)
    way.check(row, people)
    way.clear(row, people.reviewer)
    release.release_urgently(row, by=people.signer, reason="暴雨红色预警。")
    for person in (people.handler, people.openness, people.signer):
        way.pass_review(row, person)
    assert row.reviews.count() == 3


def test_a_release_in_a_hurry_happens_once(people: People) -> None:
    row = way.submitted(people)
    way.check(row, people)
    way.clear(row, people.reviewer)
    release.release_urgently(row, by=people.signer, reason="暴雨红色预警。")
    with pytest.raises(Refusal):
        release.release_urgently(row, by=people.signer, reason="暴雨红色预警。")
    with pytest.raises(Refusal):
        release.release(row, by=people.openness)
    assert row.signatures.count() == 1


def test_nobody_names_themselves_as_substitute(city: City, people: People) -> None:
    with pytest.raises(Refusal, match="不能由您自己登记"):
        review_settings.name_substitute(
            absent=people.signer, substitute=people.openness, unit=city.education,
            starts_on=today(), ends_on=today() + dt.timedelta(days=3), reason="出差",
            by=people.openness,
        )  # fmt: skip


def test_a_substitute_of_a_substitute_has_no_turn(city: City, people: People) -> None:
    middle = make_user("middle", Role.LEGAL, unit=city.education, name="中转")
    last = make_user("last", Role.LEGAL, unit=city.education, name="末转")
    for absent, substitute in ((people.signer, middle), (middle, last)):
        review_settings.name_substitute(
            absent=absent, substitute=substitute, unit=city.education,
            starts_on=today(), ends_on=today(), reason="出差", by=people.office_head,
        )  # fmt: skip
    row = way.ready_to_sign(people)
    with pytest.raises(Refusal, match="您没有这个角色"):
        reviewing.sign(row, by=last, seen_digest=way.now_digest(row), attribute=Attribute.PROACTIVE)


def test_a_substitution_of_another_unit_gives_no_turn(city: City, people: People) -> None:
    give_roles(people.signer, Role.SIGNER, unit=city.finance)
    review_settings.name_substitute(
        absent=people.signer, substitute=people.clerk_of_another_unit, unit=city.finance,
        starts_on=today(), ends_on=today(), reason="出差", by=people.authority,
    )  # fmt: skip
    row = way.ready_to_sign(people)
    with pytest.raises(Refusal, match="您没有这个角色"):
        reviewing.sign(
            row, by=people.clerk_of_another_unit, seen_digest=way.now_digest(row),
            attribute=Attribute.PROACTIVE,
        )  # fmt: skip


def test_an_ended_substitution_and_a_lost_role_end_the_turn(city: City, people: People) -> None:
    stand_in = make_user("standin", Role.LEGAL, unit=city.education, name="替岗")
    kept = review_settings.name_substitute(
        absent=people.signer, substitute=stand_in, unit=city.education,
        starts_on=today(), ends_on=today(), reason="出差", by=people.office_head,
    )  # fmt: skip
    row = way.ready_to_sign(people)
    review_settings.end_substitution(kept, by=people.office_head)
    with pytest.raises(Refusal, match="您没有这个角色"):
        reviewing.sign(
            row, by=stand_in, seen_digest=way.now_digest(row), attribute=Attribute.PROACTIVE
        )
    people.signer.roles_on(today()).delete()
    forget_roles(people.signer)
    with pytest.raises(Refusal, match="您没有这个角色"):
        way.sign(row, people)


def test_a_substitute_who_drafted_does_not_sign(city: City, people: People) -> None:
    review_settings.name_substitute(
        absent=people.signer, substitute=people.clerk, unit=city.education,
        starts_on=today(), ends_on=today(), reason="出差", by=people.office_head,
    )  # fmt: skip
    row = way.ready_to_sign(people)
    with pytest.raises(Refusal, match="您参与了起草"):
        reviewing.sign(
            row, by=people.clerk, seen_digest=way.now_digest(row), attribute=Attribute.PROACTIVE
        )
