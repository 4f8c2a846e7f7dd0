"""Gaps that a walk through the running desk showed: what one person could do alone, or nobody was told of."""

import datetime as dt

import pytest

from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.states import Role
from gongkai.publishing.models import Publication
from gongkai.publishing.queries.waiting import waiting_for
from gongkai.publishing.services import attributes, drafts, library, release
from gongkai.publishing.services.entries import Entry
from gongkai.publishing.states import Attribute, State
from tests.cast import City, People, make_user
from tests.publishing.workflow import people as way


def test_a_secrecy_review_that_a_change_undid_waits_again(people: People) -> None:
    row = way.submitted(people)
    way.clear(row, people.reviewer)
    assert [w.act for w in waiting_for(people.reviewer)] == []
    seen = way.fresh(row).row_version
    drafts.save(row, by=people.handler, seen=seen, facts={"summary": "一句话。"})
    way.pass_review(row, people.handler)
    assert [w.act for w in waiting_for(people.reviewer)] == ["保密审查"]
    way.clear(row, people.reviewer)
    assert [w.act for w in waiting_for(people.reviewer)] == []


def test_who_did_the_first_review_does_not_release_in_a_hurry(city: City, people: People) -> None:
    both = make_user("both", Role.HANDLER, Role.SIGNER, unit=city.education, name="双岗")
    row = way.submitted(people)
    way.check(row, people)
    way.clear(row, people.reviewer)
    way.pass_review(row, both)
    with pytest.raises(Forbidden, match="您已经办过前面的审校，要由另一位签发人签发"):
        release.release_urgently(row, by=both, reason="暴雨红色预警。")
    release.release_urgently(row, by=people.signer, reason="暴雨红色预警。")
    assert way.fresh(row).state == State.RELEASED


def test_what_was_made_public_here_with_a_click_is_no_stock(city: City, people: People) -> None:
    entry = Entry(
        title="关于商请提供资料的函",
        plain="请提供资料。",
        attribute=Attribute.ON_REQUEST,
        unit_id=city.education.pk,
    )
    library.add_many([entry], by=people.openness, release=False)
    row = Publication.objects.get()
    attributes.propose(row, by=people.openness, attribute=Attribute.PROACTIVE)
    with pytest.raises(Refusal, match="不是存量信息，请按三审三校的程序报审"):
        release.take_over(row, by=people.openness, place="市政府网站", on=dt.date(2024, 5, 7))
    assert way.fresh(row).state == State.DRAFT
