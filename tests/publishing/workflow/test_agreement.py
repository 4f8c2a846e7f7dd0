"""What a list says waits for a person, and what that person may then do, are one and the same."""

import datetime as dt
from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.base.states import Role
from gongkai.publishing.models import Publication, Substitution
from gongkai.publishing.queries import reviewing as turns
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.queries.waiting import waiting_for
from gongkai.publishing.services import attributes, drafts, review_settings
from gongkai.publishing.states import Attribute
from tests.cast import City, People, give_roles, make_user
from tests.publishing.workflow import people as way

SignedIn = Callable[[User], Client]


def signature_waits(row: Publication, user: User) -> tuple[bool, bool]:
    """By the list, and by the rule of the act."""
    listed = "签发" in [waiting.act for waiting in waiting_for(user)]
    return listed, turns.may_sign(user, way.fresh(row)).may


def test_who_saved_a_version_of_the_draft_is_not_asked_to_review_it(
    city: City, people: People
) -> None:
    other = make_user("other", Role.HANDLER, unit=city.education)
    row = way.draft(people)
    seen = way.fresh(row).row_version
    drafts.save(row, by=other, seen=seen, facts={"summary": "一句话。"})
    way.propose(row, people)
    way.submit(row, people)
    assert waiting_for(other) == []
    assert [w.act for w in waiting_for(people.handler)] == ["一审一校"]


def test_who_checked_the_attribute_is_not_asked_to_sign(city: City, people: People) -> None:
    give_roles(people.openness, Role.SIGNER, unit=city.education)
    row = way.ready_to_sign(people)
    assert signature_waits(row, people.openness) == (False, False)
    assert signature_waits(row, people.signer) == (True, True)


def test_who_checked_first_and_was_overruled_may_sign(city: City, people: People) -> None:
    first = make_user("first", Role.OPENNESS, Role.SIGNER, unit=city.education)
    row = way.submitted(people)
    attributes.check(row, by=first, attribute=Attribute.PROACTIVE)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    assert signature_waits(row, first) == (True, True)


def test_who_did_an_early_review_is_not_asked_to_sign(city: City, people: People) -> None:
    give_roles(people.handler, Role.SIGNER, unit=city.education)
    row = way.ready_to_sign(people)
    assert signature_waits(row, people.handler) == (False, False)


def stand_in(city: City, people: People) -> User:
    """Somebody of another unit who stands in for the handler of 市教育局 today."""
    day = timezone.localdate()
    substitute = people.clerk_of_another_unit
    review_settings.name_substitute(
        absent=people.handler, substitute=substitute, unit=city.education, starts_on=day,
        ends_on=day, reason="出差。", by=people.authority,
    )  # fmt: skip
    return substitute


def test_a_substitute_from_another_unit_sees_what_waits_and_no_draft(
    city: City, people: People, as_user: SignedIn
) -> None:
    row, draft = way.submitted(people), way.draft(people, title="还在写的通知")
    substitute = stand_in(city, people)
    assert [w.publication for w in waiting_for(substitute)] == [row]
    assert set(library_of(substitute)) == {row}
    client = as_user(substitute)
    assert client.get(reverse("desk_publication", args=[row.pk])).status_code == 200
    assert client.get(reverse("desk_publication", args=[draft.pk])).status_code == 404
    day = timezone.localdate() - dt.timedelta(days=1)
    Substitution.objects.update(starts_on=day, ends_on=day)
    assert list(library_of(substitute)) == []


def test_a_substitution_ended_twice_is_answered_twice_and_ended_once(
    city: City, people: People, as_user: SignedIn
) -> None:
    stand_in(city, people)
    row, client = Substitution.objects.get(), as_user(people.authority)
    url, sent = reverse("desk_substitute_end", args=[row.pk]), {"form_token": new_token()}
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    row.refresh_from_db()
    assert row.ended_at is not None
    assert client.post(url).status_code == 400


def test_the_report_of_interpretations_takes_any_year_it_is_asked_for(
    people: People, as_user: SignedIn
) -> None:
    client, url = as_user(people.authority), reverse("desk_interpretations")
    year = timezone.localdate().year
    shown = {
        asked: client.get(url, {"year": asked}).context["year"]
        for asked in ("0000", "0001", "1948", "1949", "9999", "今年", str(year))
    }
    assert shown == {**dict.fromkeys(shown, year), "1949": 1949}
