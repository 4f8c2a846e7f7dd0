"""What a draft is going to change is known to those who see the draft, and to nobody else."""

import datetime as dt
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from gongkai.base.models import User
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import validity_desk
from gongkai.publishing.services import validity_changes
from gongkai.publishing.states import RelationKind, State
from tests.cast import City, People
from tests.publishing.factories import make_publication

SignedIn = Callable[[User], Client]


def of_two_units(city: City) -> tuple[Publication, Publication]:
    """A document of 市财政局, and a draft of 市教育局 that may change it."""
    old = make_publication(
        "财政旧办法", unit=city.finance, doc_no="明财〔2020〕1号", expires_on=dt.date(2099, 1, 1)
    )
    draft = make_publication(
        "教育新办法草稿", unit=city.education, state=State.DRAFT, doc_no="明教发〔2026〕5号"
    )
    return old, draft


def test_a_change_in_a_draft_of_another_unit_is_not_shown_before_its_release(
    city: City, people: People, as_user: SignedIn
) -> None:
    old, draft = of_two_units(city)
    validity_changes.change(
        old, basis=draft, kind=RelationKind.EXTENDS, by=people.clerk, expires_on=dt.date(2101, 1, 1)
    )
    stranger, url = people.clerk_of_another_unit, reverse("desk_validity", args=[old.pk])
    assert "教育新办法草稿" not in as_user(stranger).get(url).content.decode()
    assert validity_desk.relations_about(old, stranger) == []
    assert validity_desk.open_about(old, stranger) == []
    assert list(validity_desk.registrations_of(stranger)) == []
    assert [r.source for r in validity_desk.relations_about(old, people.clerk)] == [draft]
    assert [r.source for r in validity_desk.registrations_of(people.clerk)] == [draft]
    Publication.objects.filter(pk=draft.pk).update(
        state=State.RELEASED, released_at=old.released_at, release_basis="stock"
    )
    assert [r.source for r in validity_desk.relations_about(old, stranger)] == [draft]
