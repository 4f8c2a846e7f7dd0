"""The clause library: what it begins with, who keeps it, what fits a letter."""

import pytest
from django.test import Client

from gongkai.base.models import Event
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import new_token
from gongkai.foi.letters import KINDS
from gongkai.foi.models import Clause
from gongkai.foi.outcomes import BY_CODE
from gongkai.foi.queries.letters import clauses_for
from gongkai.foi.services.clauses import save_clause
from tests.foi.factories import Office

FACTS = {"title": "本局常用", "text": "请到【地点】办理。", "kinds": ["disclosure"]}


def test_a_fresh_installation_has_fifty_clauses_of_known_kinds_and_outcomes(office: Office) -> None:
    rows = list(Clause.objects.all())
    assert len(rows) == 50
    assert {kind for row in rows for kind in row.kinds} <= KINDS.keys()
    assert {outcome for row in rows for outcome in row.outcomes} <= BY_CODE.keys()
    assert [row.code for row in rows if not row.text.endswith("。")] == []
    assert [row.code for row in rows if row.text.count("【") != row.text.count("】")] == []


def test_every_outcome_that_is_chosen_by_hand_has_a_clause(office: Office) -> None:
    used = {outcome for row in Clause.objects.all() for outcome in row.outcomes}
    assert {o.code for o in BY_CODE.values() if o.by_hand} - used == set()


def test_clauses_fit_kind_and_outcome(office: Office) -> None:
    codes = [row.code for row in clauses_for(office.unit, "refusal", "D3-4")]
    assert codes == ["ground-trade", "ground-privacy"]
    assert [row.code for row in clauses_for(office.unit, "extension")] == [
        "extend-volume", "extend-old", "extend-several",
    ]  # fmt: skip


def test_a_unit_keeps_its_own_and_the_authority_those_for_everybody(office: Office) -> None:
    own = save_clause(None, by=office.legal, unit=office.unit, **FACTS)
    assert own in clauses_for(office.unit, "disclosure")
    assert own not in clauses_for(office.city.finance, "disclosure")
    shared = Clause.objects.get(code="fix-agent")
    with pytest.raises(Forbidden, match="主管部门维护"):
        save_clause(shared, by=office.legal, unit=None, **FACTS)
    changed = save_clause(shared, by=office.authority, unit=None, **FACTS)
    assert (changed.title, changed.code) == ("本局常用", "fix-agent")
    assert Event.objects.order_by("-seq").first().act == "修改条款"


def test_empty_and_unknown_are_refused(office: Office) -> None:
    for wrong in ({"text": " "}, {"title": ""}, {"kinds": ["nothing"]}, {"text": "长" * 2001}):
        with pytest.raises(Refusal):
            save_clause(None, by=office.legal, unit=office.unit, **(FACTS | wrong))


def test_a_clause_is_added_on_the_page_and_stops_being_offered(office: Office) -> None:
    client = Client()
    client.force_login(office.openness)
    typed = {**FACTS, "form_token": new_token(), "unit": office.unit.pk, "is_active": "on"}
    assert client.post("/desk/requests/clauses/", typed).status_code == 302
    row = Clause.objects.get(title="本局常用")
    page = client.get(f"/desk/requests/clauses/{row.pk}/").content.decode()
    assert "请到【地点】办理。" in page
    stopped = {**FACTS, "form_token": new_token()}
    assert client.post(f"/desk/requests/clauses/{row.pk}/", stopped).status_code == 302
    assert clauses_for(office.unit, "disclosure") == clauses_for(office.city.finance, "disclosure")


def test_the_page_is_for_keepers_and_shared_clauses_are_read_only_there(office: Office) -> None:
    client = Client()
    client.force_login(office.handler)
    assert client.get("/desk/requests/clauses/").status_code == 403
    client.force_login(office.openness)
    shared = Clause.objects.get(code="fix-agent")
    page = client.get(f"/desk/requests/clauses/{shared.pk}/").content.decode()
    assert "全市通用的条款由主管部门维护" in page
    typed = {**FACTS, "form_token": new_token()}
    assert client.post(f"/desk/requests/clauses/{shared.pk}/", typed).status_code == 403
    book = client.get("/desk/requests/clauses/?format=xlsx")
    assert book.content[:2] == b"PK"
