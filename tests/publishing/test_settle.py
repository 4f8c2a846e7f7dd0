"""认定要素: what a draft gets before release, by whom, and what stands against it."""

import pytest
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.base.models import Event, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token
from gongkai.catalogue.models import DocumentClass, LegalGround, Theme
from gongkai.publishing.models import Publication
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.services import publications
from gongkai.publishing.states import Attribute, State
from tests.cast import City, People
from tests.publishing.factories import make_publication

pytestmark = pytest.mark.django_db


def draft(**facts: object) -> Publication:
    return make_publication(state=State.DRAFT, attribute=Attribute.UNKNOWN, **facts)


def settle(row: Publication, by: User, **wanted: object) -> Publication:
    facts = {
        "seen": row.row_version,
        "unit": by.unit,
        "attribute": Attribute.PROACTIVE,
        "legal_ground": None,
        "theme": None,
        "document_class": None,
        "summary": "",
        **wanted,
    }
    return publications.settle(row, by=by, **facts)


def sent(row: Publication, by: User, **wanted: object) -> dict[str, object]:
    return {
        "act": "settle",
        "form_token": new_token(),
        "version": row.row_version,
        "unit": by.unit_id,
        "attribute": "proactive",
        **wanted,
    }


def test_a_settled_draft_can_be_released(people: People) -> None:
    row = draft(unit=people.clerk.unit)
    theme = Theme.objects.get(code="0101")
    policy = DocumentClass.objects.get(code="policy")

    settle(row, people.clerk, theme=theme, document_class=policy, summary="学生放学后有人看管。")

    row = Publication.objects.select_related("document").get(pk=row.pk)
    assert (row.attribute, row.theme, row.document.document_class) == ("proactive", theme, policy)
    assert publications.reasons_against_release(row) == []
    assert Event.objects.latest("seq").act == "认定要素"


def test_withheld_needs_a_ground_and_keeps_it(people: People) -> None:
    row = draft(unit=people.clerk.unit)
    with pytest.raises(Refusal, match="必须写明法定依据"):
        settle(row, people.clerk, attribute=Attribute.WITHHELD)
    ground = LegalGround.objects.get(code="E16-2a")
    assert (
        settle(row, people.clerk, attribute=Attribute.WITHHELD, legal_ground=ground).legal_ground
        == ground
    )


def test_what_is_public_has_no_ground_for_withholding(people: People) -> None:
    row = draft(unit=people.clerk.unit)
    with pytest.raises(Refusal, match="请清空此项或改认定公开属性"):
        settle(row, people.clerk, legal_ground=LegalGround.objects.get(code="E16-2a"))


def test_a_draft_changed_meanwhile_is_not_overwritten(people: People) -> None:
    row = draft(unit=people.clerk.unit)
    settle(row, people.openness)
    with pytest.raises(Refusal, match="刚刚被别人改过"):
        settle(row, people.clerk)


@pytest.mark.parametrize("state", [State.RELEASED, State.WITHDRAWN, State.DISCARDED])
def test_only_a_draft_is_settled(state: State, people: People) -> None:
    row = make_publication(state=state, unit=people.clerk.unit)
    with pytest.raises(Refusal, match="只有草稿可以认定要素"):
        settle(row, people.clerk)


def test_the_page_settles_and_shows_errors_with_what_was_typed(people: People, as_user) -> None:
    row = draft(unit=people.clerk.unit)
    client, url = as_user(people.clerk), reverse("desk_publication", args=[row.pk])

    wrong = client.post(url, sent(row, people.clerk, attribute="withheld", summary="一句话"))
    assert (wrong.status_code, "一句话" in wrong.content.decode()) == (422, True)
    assert "不予公开必须写明法定依据" in wrong.content.decode()

    assert client.post(url, sent(row, people.clerk)).status_code == 302
    row.refresh_from_db()
    assert row.attribute == "proactive"


def test_a_unit_the_person_does_not_work_for_cannot_be_chosen(
    people: People, city: City, as_user
) -> None:
    row = draft(unit=people.clerk.unit)
    answer = as_user(people.clerk).post(
        reverse("desk_publication", args=[row.pk]), sent(row, people.clerk, unit=city.finance.pk)
    )
    row.refresh_from_db()
    assert (answer.status_code, row.unit_id) == (422, people.clerk.unit_id)


def test_list_and_object_agree_on_who_sees_a_draft(people: People) -> None:
    rows = [
        draft(unit=people.clerk.unit),
        draft(unit=people.clerk_of_another_unit.unit),
        draft(unit=None, created_by=people.clerk),
        draft(unit=None),
        make_publication(unit=people.clerk_of_another_unit.unit),
    ]
    for name, seen in {
        "clerk": [0, 2, 4],
        "clerk_of_another_unit": [1, 4],
        "signer": [0, 4],
        "authority": [0, 1, 2, 3, 4],
        "system_admin": [4],
    }.items():
        person = getattr(people, name)
        listed = set(library_of(person).values_list("pk", flat=True))
        assert listed == {rows[number].pk for number in seen}, name
        for row in rows:
            if row.pk in listed:
                assert get_object_or_404(library_of(person), pk=row.pk) == row
            else:
                with pytest.raises(Http404):
                    get_object_or_404(library_of(person), pk=row.pk)
