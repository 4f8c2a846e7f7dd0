"""What belongs to another unit: versions, attachments, links, autosave, bulk acts."""

import pytest
from django.test import Client

from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token
from gongkai.base.states import FileZone
from gongkai.publishing.models import EditingSession, Publication
from gongkai.publishing.services import attributes, drafts, release, reviewing
from gongkai.publishing.states import Attribute, RelationKind, State
from tests.cast import City, People, make_user
from tests.conftest import SignedIn
from tests.publishing.factories import attach, make_publication, relate
from tests.publishing.workflow import people as way

DRAFT_PAGES = (
    "/desk/library/{}/", "/desk/drafts/{}/", "/desk/drafts/{}/versions/",
    "/desk/drafts/{}/versions/compare/?from=1&to=1", "/desk/drafts/{}/preview/",
    "/desk/drafts/{}/preview.docx", "/desk/drafts/{}/preview.pdf", "/desk/drafts/{}/sharing/",
    "/desk/drafts/{}/attachments/1/", "/desk/library/{}/validity/", "/desk/library/{}/entries/",
    "/desk/library/{}/outlets/",
)  # fmt: skip
POSTS = (
    "/desk/library/{}/", "/desk/drafts/{}/", "/desk/drafts/{}/autosave/",
    "/desk/drafts/{}/companion/", "/desk/drafts/{}/versions/restore/", "/desk/drafts/{}/sharing/",
    "/desk/drafts/{}/sharing/1/revoke/", "/desk/library/{}/validity/", "/desk/library/{}/entries/",
    "/desk/library/{}/outlets/",
)  # fmt: skip


@pytest.fixture
def stranger(people: People) -> Client:
    return SignedIn(people.clerk_of_another_unit)


@pytest.mark.parametrize("state", ["draft", "reviewing", "signed"])
def test_a_foreign_draft_is_as_if_it_were_not_there(
    state: str, people: People, stranger: Client
) -> None:
    row = {"draft": way.draft, "reviewing": way.submitted, "signed": way.signed}[state](people)
    attach(row)
    answers = {page: stranger.get(page.format(row.pk)).status_code for page in DRAFT_PAGES}
    assert answers == dict.fromkeys(DRAFT_PAGES, 404)
    acts = {"act": "save", "form_token": new_token(), "version": "1", "title": "题"}
    posted = {page: stranger.post(page.format(row.pk), acts).status_code for page in POSTS}
    assert posted == dict.fromkeys(POSTS, 404)
    assert not EditingSession.objects.filter(user=people.clerk_of_another_unit).exists()


def test_how_a_foreign_public_text_came_about_stays_with_its_unit(
    people: People, stranger: Client
) -> None:
    row = way.draft(people, body="第一稿写有内部口径。")
    drafts.save(row, by=people.clerk, seen=row.row_version, facts={"body": way.BODY})
    way.propose(row, people)
    way.submit(row, people)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    way.sign(row, people)
    release.release(row, by=people.openness)
    assert way.fresh(row).is_public
    pages = (
        "/desk/drafts/{}/versions/",
        "/desk/drafts/{}/versions/compare/?from=1&to=2",
        "/desk/drafts/{}/sharing/",
    )
    answers = [stranger.get(page.format(row.pk)).status_code for page in pages]
    assert answers == [404, 404, 404]
    own = SignedIn(people.openness)
    assert [own.get(page.format(row.pk)).status_code for page in pages] == [200, 200, 200]


def test_the_page_of_a_foreign_public_text_says_nothing_of_its_reviews(
    people: People, stranger: Client
) -> None:
    row = way.submitted(people)
    way.check(row, people)
    for person in (people.handler, people.openness, people.office_head):
        reviewing.review(
            row, by=person, seen_digest=way.now_digest(row), opinion="内部意见甲", proof_note="乙"
        )
    way.clear(row, people.reviewer)
    way.sign(row, people)
    release.release(row, by=people.openness)
    page = stranger.get(f"/desk/library/{row.pk}/").content.decode()
    assert "内部意见甲" not in page
    assert people.handler.name not in page


def test_a_closed_attachment_of_a_foreign_public_text_is_not_served(
    city: City, stranger: Client
) -> None:
    row = make_publication(unit=city.education)
    attach(row, attribute=Attribute.WITHHELD, title="内部名单", zone=FileZone.PUBLIC)
    assert stranger.get(f"/desk/drafts/{row.pk}/attachments/1/").status_code == 404


def test_a_refusal_does_not_name_a_foreign_hidden_document(city: City, people: People) -> None:
    make_publication(
        "关于内部事项的通知", unit=city.finance, state=State.FILED, attribute=Attribute.WITHHELD,
        doc_no="明财发〔2026〕3号",
    )  # fmt: skip
    row = way.draft(people)
    seen = way.fresh(row).row_version
    drafts.relate(
        row, by=people.clerk, seen=seen, kind=RelationKind.FORWARDS, number="明财发〔2026〕3号"
    )
    with pytest.raises(Refusal) as refusal:
        attributes.propose(row, by=people.clerk, attribute=Attribute.PROACTIVE)
    assert "关于内部事项" not in refusal.value.sentence
    assert "明财发〔2026〕3号" in refusal.value.sentence


def test_a_foreign_draft_in_a_bulk_act_is_passed_over(people: People, stranger: Client) -> None:
    row = way.draft(people)
    sent = {
        "act": "discard", "step": "do", "pk": [row.pk], "form_token": new_token(),
        f"version-{row.pk}": way.fresh(row).row_version,
    }  # fmt: skip
    stranger.post("/desk/library/", sent)
    assert way.fresh(row).state == State.DRAFT


def test_a_foreign_hidden_document_shows_on_no_page_about_validity(
    city: City, people: People
) -> None:
    hidden = make_publication(
        "关于内部废止的通知", unit=city.finance, state=State.DRAFT, doc_no="明财发〔2026〕4号"
    )
    target = make_publication(unit=city.education, doc_no="明教发〔2020〕1号")
    relate(hidden, RelationKind.REPEALS, target)
    browser = SignedIn(people.openness)
    for page in (f"/desk/library/{target.pk}/validity/", f"/desk/library/{target.pk}/"):
        assert "内部废止" not in browser.get(page).content.decode()


def test_a_link_does_not_outlive_what_it_shows(people: People, visitor: Client) -> None:
    row = way.signed(people)
    _, token = drafts.share_link(row, by=people.clerk)
    page = f"/preview/{token}/"
    first = visitor.get(page)
    assert (first.status_code, first["Cache-Control"]) == (200, "no-store, private")
    release.release(row, by=people.openness)
    gone = visitor.get(page)
    assert (gone.status_code, row.title in gone.content.decode()) == (410, False)
    release.withdraw(row, by=people.openness, reason="发布有误。")
    gone = visitor.get(page)
    assert (gone.status_code, row.title in gone.content.decode()) == (410, False)


def test_pages_of_the_desk_are_kept_by_nobody(people: People) -> None:
    row = way.draft(people)
    browser = SignedIn(people.clerk)
    kept = {
        page: browser.get(page.format(row.pk)).get("Cache-Control", "")
        for page in (*DRAFT_PAGES[:5], "/desk/", "/desk/library/", "/desk/notices/")
    }
    assert [page for page, said in kept.items() if "no-store" not in said] == []


def test_somebody_who_lost_every_role_sees_nothing_of_what_they_drafted(
    city: City, people: People
) -> None:
    gone = make_user("gone", unit=city.education, name="离岗")
    row = way.draft(people)
    Publication.objects.filter(pk=row.pk).update(created_by=gone)
    browser = SignedIn(gone)
    answers = {page: browser.get(page.format(row.pk)).status_code for page in DRAFT_PAGES}
    assert set(answers.values()) <= {403, 404}
