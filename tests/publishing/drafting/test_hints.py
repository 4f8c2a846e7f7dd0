"""What the page proposes and what it says comes next; a previewed document with its interpretation."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.base.models import User
from gongkai.publishing.models import Publication
from gongkai.publishing.queries.coverage import audience_choices
from gongkai.publishing.services import drafts, interpretation, reviewing
from gongkai.publishing.states import Attribute, InterpretationForm, RelationKind, State
from tests.cast import City, People
from tests.catalogue.factories import make_catalogue, make_duty, make_entry
from tests.publishing.drafting.factories import form_of, make_draft, page_of, statements, words
from tests.publishing.factories import attach
from tests.publishing.workflow import people as walk

pytestmark = pytest.mark.django_db


def address(row: Publication) -> str:
    return reverse("desk_draft", args=[row.pk])


# -- the term


def test_the_term_is_proposed_out_of_what_is_typed_and_taken_over_unsaved(
    clerk: User, as_user: type[Client]
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    page = client.get(address(row))
    assert page_of(page).xpath('//*[@id="expiry-hint"]') == []
    data = form_of(page) | {
        "title": "课后服务管理办法（试行）", "effective_on": "2026年6月1日", "summary": "一句话。",
        "act": "proofread",
    }  # fmt: skip
    typed = client.post(address(row), data)
    (hint,) = page_of(typed).xpath('//*[@id="expiry-hint"]/p')
    assert hint.text_content() == ("建议到2028年5月31日：标题有“试行”，有效期一般不超过2年。")
    taken = client.post(address(row), form_of(typed) | {"act": "expiry"})
    form = form_of(taken)
    assert (form["expires_on"], form["summary"]) == ("2028年5月31日", "一句话。")
    assert "还没有保存" in words(taken)
    assert page_of(taken).xpath('//*[@id="expiry-hint"]') == []
    assert Publication.objects.get(pk=row.pk).document.expires_on is None
    client.post(address(row), form | {"act": "save"})
    assert Publication.objects.get(pk=row.pk).document.expires_on == dt.date(2028, 5, 31)


def test_a_saved_draft_offers_the_term_at_once(clerk: User, as_user: type[Client]) -> None:
    row = make_draft(clerk, "管理办法（暂行）", signed_on=dt.date(2026, 5, 6))
    (value,) = page_of(as_user(clerk).get(address(row))).xpath('//button[@value="expiry"]')
    assert "2028年5月5日" in value.text_content()


def test_a_term_that_is_not_proposed_any_more_is_not_filled_in(
    clerk: User, as_user: type[Client]
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    response = client.post(address(row), form_of(client.get(address(row))) | {"act": "expiry"})
    assert (response.status_code, form_of(response)["expires_on"]) == (409, "")
    assert "没有建议的截止日期" in words(response)


# -- entries and places


def test_an_entry_the_title_speaks_for_is_ticked_by_one_button(
    city: City, clerk: User, as_user: type[Client]
) -> None:
    catalogue = make_catalogue(city.city, field="义务教育")
    wanted = make_entry(catalogue, "课后服务")
    for entry in (wanted, make_entry(catalogue, "招生管理")):
        make_duty(entry, city.education)
    row, client = make_draft(clerk, "关于做好课后服务的通知"), as_user(clerk)
    page = client.get(address(row))
    buttons = page_of(page).xpath('//*[@id="entry-hints"]//button/@value')
    assert buttons == [f"entry:{wanted.pk}"]
    taken = client.post(address(row), form_of(page) | {"summary": "一句话。", "act": buttons[0]})
    form = form_of(taken)
    assert (form["entries"], form["summary"]) == ([str(wanted.pk)], "一句话。")
    assert page_of(taken).xpath('//*[@id="entry-hints"]') == []
    assert row.meant_for.count() == 0
    again = client.post(address(row), form | {"act": buttons[0]})
    assert again.status_code == 409
    assert form_of(again)["entries"] == [str(wanted.pk)]
    client.post(address(row), form | {"act": "save"})
    assert list(row.meant_for.values_list("entry", flat=True)) == [wanted.pk]


def test_entries_are_suggested_by_the_title_that_is_typed(
    city: City, clerk: User, as_user: type[Client]
) -> None:
    entry = make_entry(make_catalogue(city.city, field="义务教育"), "课后服务")
    make_duty(entry, city.education)
    row, client = make_draft(clerk), as_user(clerk)
    page = client.get(address(row))
    assert page_of(page).xpath('//*[@id="entry-hints"]') == []
    data = form_of(page) | {"title": "关于做好课后服务的通知", "act": "proofread"}
    buttons = page_of(client.post(address(row), data)).xpath(
        '//*[@id="entry-hints"]//button/@value'
    )
    assert buttons == [f"entry:{entry.pk}"]


def test_places_of_the_area_are_offered_and_kept(
    city: City, clerk: User, as_user: type[Client]
) -> None:
    row, client = make_draft(clerk), as_user(clerk)
    page = client.get(address(row))
    offered = page_of(page).xpath('//input[@name="audience_units"]/@value')
    assert offered == [str(unit.pk) for unit in audience_choices(clerk.unit)]
    data = form_of(page) | {"audience_units": [str(city.east_town.pk)], "act": "save"}
    assert client.post(address(row), data).status_code == 302
    assert list(row.audience_units.all()) == [city.east_town]
    assert form_of(client.get(address(row)))["audience_units"] == [str(city.east_town.pk)]
    refused = client.post(address(row), data | {"audience_units": [str(city.finance.pk)]})
    assert "选的单位不在可选的镇街村居里" in words(refused)


def test_too_many_places_are_named_instead(
    city: City, clerk: User, as_user: type[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.publishing.forms_drafting.places.MOST_PLACES", 1)
    row, client = make_draft(clerk), as_user(clerk)
    row.audience_units.add(city.east_town)
    data = form_of(client.get(address(row)))
    assert data["audience_units"] == city.east_town.name
    for typed, sentence in (
        ("子虚镇", "单位库里没有“子虚镇”"),
        (city.finance.name, "不是本地的镇街村居"),
    ):
        refused = client.post(address(row), data | {"audience_units": typed, "act": "save"})
        assert (refused.status_code, sentence in words(refused)) == (422, True)
    client.post(address(row), data | {"audience_units": city.hill_town.name, "act": "save"})
    assert list(row.audience_units.all()) == [city.hill_town]


def test_a_unit_without_places_is_not_asked_for_any(
    city: City, clerk: User, as_user: type[Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_draft(clerk)
    monkeypatch.setattr(
        "gongkai.publishing.forms_drafting.places.audience_choices",
        lambda unit: audience_choices(None),
    )
    page = as_user(clerk).get(address(row))
    assert page_of(page).xpath('//*[@name="audience_units"]') == []


def test_suggestions_cost_the_same_for_one_and_for_three(
    city: City, clerk: User, as_user: type[Client]
) -> None:
    catalogue = make_catalogue(city.city, field="义务教育")
    row, client, counts = make_draft(clerk, "关于做好课后服务的通知"), as_user(clerk), []
    make_duty(make_entry(catalogue, "课后服务甲"), city.education)
    client.get(address(row))
    for names in (("课后服务乙", "课后服务丙"), ()):
        with CaptureQueriesContext(connection) as seen:
            client.get(address(row))
        counts.append(statements(seen))
        for name in names:
            make_duty(make_entry(catalogue, name), city.education)
            drafts.relate(
                row.__class__.objects.get(pk=row.pk), by=clerk,
                seen=row.__class__.objects.get(pk=row.pk).row_version,
                kind=RelationKind.BASED_ON, title=f"关于{name}的通知",
            )  # fmt: skip
    assert counts[0] == counts[1]


# -- what comes next


def next_sentence(client: Client, row: Publication) -> str:
    (lede,) = page_of(client.get(address(row))).xpath('//p[span[contains(@class,"state")]]')
    return str(lede.text_content())


def test_the_page_says_what_is_missing_and_when_nothing_is(
    people: People, as_user: type[Client]
) -> None:
    row, client = make_draft(people.clerk), as_user(people.clerk)
    assert re.fullmatch(
        "草稿接着写、随时保存；还有[0-9]+处要补上才能报审。", next_sentence(client, row)
    )
    assert "还没有提出公开属性" in words(client.get(address(row)))
    whole = walk.draft(people)
    walk.propose(whole, people)
    assert next_sentence(client, whole) == "草稿内容已经齐全；核对、保存以后，到办理页报审。"


def test_the_reviewer_reads_which_step_it_is(people: People, as_user: type[Client]) -> None:
    row = walk.submitted(people)
    reviewer = next(
        user for user in (people.handler, people.office_head, people.openness)
        if drafts.may_edit(user, walk.fresh(row))
    )  # fmt: skip
    assert re.fullmatch(
        "审校中现在是.+，轮到您：改动会记在您的名下，改完到办理页通过或者退回。",
        next_sentence(as_user(reviewer), row),
    )


def test_who_returned_it_and_why_stands_on_top_until_it_is_sent_again(
    city: City, people: People, as_user: type[Client]
) -> None:
    row = walk.submitted(people)
    client = as_user(people.clerk)
    reviewing.send_back(walk.fresh(row), by=people.openness, reason="附件少了一张表。")
    (notice,) = page_of(client.get(address(row))).xpath('//*[contains(@class,"draft-returned")]')
    assert "龚公开于" in notice.text_content()
    assert "退回：附件少了一张表。" in notice.text_content()
    walk.submit(walk.fresh(row), people)
    Publication.objects.filter(pk=row.pk).update(state=State.DRAFT)  # a round nobody returned
    page = client.get(address(row))
    assert page_of(page).xpath('//*[contains(@class,"draft-returned")]') == []


# -- the preview of both


def test_a_share_link_opens_the_interpretation_that_goes_with_the_document(
    clerk: User, visitor: Client, own_files: object
) -> None:
    row = make_draft(clerk)
    beside = interpretation.start(row, by=clerk, form=InterpretationForm.TEXT)
    drafts.save(
        beside, by=clerk, seen=beside.row_version,
        facts={"title": "一图读懂办理时间", "body": "解读的正文。"},
    )  # fmt: skip
    attach(beside, 1, title="图一")
    attach(beside, 2, title="内部表", attribute=Attribute.WITHHELD)
    _, token = drafts.share_link(row, by=clerk)
    page = visitor.get(f"/preview/{token}/")
    (link,) = page_of(page).xpath('//a[text()="一图读懂办理时间"]/@href')
    assert link == f"/preview/{token}/with/{beside.pk}/"
    opened = visitor.get(link)
    assert (opened.status_code, opened["Cache-Control"], opened["Referrer-Policy"]) == (
        200, "no-store, private", "no-referrer",
    )  # fmt: skip
    assert "解读的正文。" in words(opened)
    back = page_of(opened).xpath('//*[@class="preview-bar"]//a/@href')
    assert back == [f"/preview/{token}/"]
    assert [visitor.get(f"{link}files/{n}/").status_code for n in (1, 2)] == [200, 404]


def test_a_share_link_opens_nothing_else(clerk: User, visitor: Client) -> None:
    row, other = make_draft(clerk), make_draft(clerk, "别的草稿")
    beside = interpretation.start(row, by=clerk, form=InterpretationForm.TEXT)
    link, token = drafts.share_link(row, by=clerk)
    _, of_beside = drafts.share_link(beside, by=clerk)
    tried = {
        "another draft": f"/preview/{token}/with/{other.pk}/",
        "the document itself": f"/preview/{token}/with/{row.pk}/",
        "from the interpretation": f"/preview/{of_beside}/with/{row.pk}/",
        "no link": f"/preview/abcdefgh/with/{beside.pk}/",
    }
    assert {name: visitor.get(url).status_code for name, url in tried.items()} == dict.fromkeys(
        tried, 404
    )
    drafts.revoke_link(link, by=clerk)
    ended = f"/preview/{token}/with/{beside.pk}/"
    assert [visitor.get(url).status_code for url in (ended, f"{ended}files/1/")] == [404, 404]


def test_a_given_up_interpretation_is_shown_to_nobody(clerk: User, visitor: Client) -> None:
    row = make_draft(clerk)
    beside = interpretation.start(row, by=clerk, form=InterpretationForm.TEXT)
    Publication.objects.filter(pk=beside.pk).update(state=State.DISCARDED)
    _, token = drafts.share_link(row, by=clerk)
    assert "随同发布的解读" not in words(visitor.get(f"/preview/{token}/"))
    assert visitor.get(f"/preview/{token}/with/{beside.pk}/").status_code == 404


def test_the_preview_on_the_desk_leads_to_the_interpretation(
    clerk: User, as_user: type[Client]
) -> None:
    row = make_draft(clerk)
    beside = interpretation.start(row, by=clerk, form=InterpretationForm.TEXT)
    page = as_user(clerk).get(reverse("desk_draft_preview", args=[row.pk]))
    assert page_of(page).xpath(f'//a[@href="{reverse("desk_draft_preview", args=[beside.pk])}"]')


def test_a_token_is_not_written_to_the_log(
    visitor: Client, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    from gongkai.base.logs import JsonLines

    token = "Ab-_12345678901234567890abcdef"
    with caplog.at_level("INFO"):
        assert visitor.get(f"/preview/{token}/").status_code == 404
    lines = [JsonLines().format(record) for record in caplog.records]
    assert [token in line for line in lines] == [False] * len(lines)
    assert sum('"path": "/preview/****/"' in line for line in lines) == 1
