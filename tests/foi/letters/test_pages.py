"""The pages of the letters: who sees them, what they do, how many statements they cost."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.base.models import Event
from gongkai.base.services.forms import new_token
from gongkai.foi.models import Clause, FoiLetter
from gongkai.foi.services import letters
from gongkai.foi.states import LetterState, Stage
from tests.foi.factories import Office, make_case
from tests.foi.letters.world import FACTS, NAME, WANTED, facts_for, full_case


def _client(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def _at(letter: FoiLetter, more: str = "") -> str:
    return f"/desk/requests/{letter.case_id}/letters/{letter.pk}/{more}"


def _typed(
    letter: FoiLetter, act: str, body: str | None = None, **more: object
) -> dict[str, object]:
    text = "\n\n".join(letters.paragraphs_of(letter)) if body is None else body
    return {
        "form_token": new_token(), "seen": letter.row_version, "act": act, "title": letter.title,
        "addressee": letter.addressee, "body": text, **more,
    }  # fmt: skip


def test_a_stranger_finds_nothing_and_a_reviewer_is_told_why_not(office: Office) -> None:
    letter = letters.draft(make_case(office.unit), "receipt", by=office.handler)
    for more in ("", "pdf/", "docx/"):
        assert _client(office.stranger).get(_at(letter, more)).status_code == 404
        answer = _client(office.legal).get(_at(letter, more))
        assert answer.status_code == 403
        assert "只给要与申请人联系的同志看" in answer.content.decode()
        assert NAME not in answer.content.decode()


def test_the_list_names_nobody_and_is_open_to_all_who_read_the_case(office: Office) -> None:
    case = make_case(office.unit)
    letters.issue_for(case, "receipt", by=office.openness)
    page = _client(office.legal).get(f"/desk/requests/{case.pk}/letters/").content.decode()
    assert "政府信息公开申请登记回执" in page
    assert NAME not in page
    assert "起草文书" not in page


def test_the_list_costs_the_same_for_one_and_three(office: Office) -> None:
    case = make_case(office.unit)
    address = f"/desk/requests/{case.pk}/letters/"
    letters.issue_for(case, "receipt", by=office.openness)
    one = _statements(office, address)
    for _ in range(2):
        letters.issue_for(case, "receipt", by=office.openness)
    assert _statements(office, address) == one


def _statements(office: Office, address: str) -> int:
    client = _client(office.openness)
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


def test_a_draft_is_begun_edited_and_kept(office: Office) -> None:
    case, client = make_case(office.unit), _client(office.openness)
    answer = client.post(
        f"/desk/requests/{case.pk}/letters/",
        {"form_token": new_token(), "kind": "clarification", "to": "", "letter": ""},
    )
    letter = FoiLetter.objects.get(case=case)
    assert answer.headers["Location"] == _at(letter)
    page = client.get(_at(letter)).content.decode()
    assert "还要填写" in page
    assert "【补正期限】" in page
    assert WANTED in page
    body = "第一段。\r\n\r\n第二段，\r\n换行。\r\n \r\n\r\n第三段。"
    answer = client.post(_at(letter), _typed(letter, "save", body))
    assert answer.status_code == 302
    letter.refresh_from_db()
    assert letters.paragraphs_of(letter) == ["第一段。", "第二段，\n换行。", "第三段。"]


def test_what_was_typed_is_shown_again_when_somebody_was_faster(office: Office) -> None:
    case = make_case(office.unit, handler=office.handler)
    letter = letters.draft(case, "receipt", by=office.handler)
    late = _typed(letter, "save", "后来的人写的一段。")
    _client(office.handler).post(_at(letter), _typed(letter, "save", "先来的人写的一段。"))
    answer = _client(office.openness).post(_at(letter), late)
    assert answer.status_code == 422
    assert "刚刚被别人改过" in answer.content.decode()
    assert "后来的人写的一段。" in answer.content.decode()


def test_looking_at_a_letter_is_noted_and_previewing_is_not(office: Office) -> None:
    letter = letters.draft(make_case(office.unit), "receipt", by=office.handler)
    client = _client(office.openness)
    before = Event.objects.count()
    client.get(_at(letter))
    event = Event.objects.order_by("-seq").first()
    assert (Event.objects.count() - before, event.act) == (1, "查看个人信息")
    assert event.note == "文书：政府信息公开申请登记回执"
    client.post(_at(letter), _typed(letter, "preview"))
    assert Event.objects.count() - before == 1


def test_the_preview_shows_what_stands_in_the_editor_and_saves_nothing(office: Office) -> None:
    letter = letters.draft(make_case(office.unit), "receipt", by=office.handler)
    typed = _typed(letter, "preview", "改过的一段。\n\n请到【地点】。<script>")
    page = _client(office.openness).post(_at(letter), typed, headers={"HX-Request": "true"})
    text = page.content.decode()
    assert text.lstrip().startswith('<div class="notice notice-warning"')
    assert "改过的一段。" in text
    assert "【地点】" in text
    assert "<script>" not in text
    whole = _client(office.openness).post(_at(letter), typed)
    assert whole.status_code == 200
    assert "改过的一段。" in whole.content.decode()
    letter.refresh_from_db()
    assert letter.row_version == 0


def test_a_clause_is_put_before_the_redress_clause(office: Office) -> None:
    case = full_case(office)
    facts_for(case, "refusal", office)
    letter = letters.draft(case, "refusal", by=office.handler)
    clause = Clause.objects.get(code="ground-privacy")
    page = _client(office.handler).get(_at(letter)).content.decode()
    assert clause.title in page
    assert "补正：身份证明" not in page
    answer = _client(office.handler).post(_at(letter), _typed(letter, f"clause-{clause.pk}"))
    form = answer.context["form"]
    rows = form.typed
    place = rows.index(clause.text)
    assert "应当先申请行政复议" in rows[place + 1]
    assert "【具体内容】" in answer.content.decode()


def test_an_advice_of_transfer_is_issued_on_its_page(office: Office) -> None:
    case = make_case(office.unit)
    letter = letters.draft(case, "transfer_advice", by=office.handler, facts={"to": "基础教育科"})
    client = _client(office.openness)
    refused = client.post(_at(letter), _typed(letter, "issue"))
    assert refused.status_code == 422
    assert "【转办理由】" in refused.content.decode()
    letter.refresh_from_db()
    assert (letter.state, letter.row_version) == (LetterState.DRAFT, 0)
    body = "\n\n".join(letters.preview(case, "transfer_advice", FACTS["transfer_advice"]))
    assert client.post(_at(letter), _typed(letter, "issue", body)).status_code == 302
    letter.refresh_from_db()
    assert letter.state == LetterState.ISSUED
    assert letter.number.startswith("市教育局公开函〔")


def test_cancelling_belongs_to_the_openness_office(office: Office) -> None:
    letter = letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    typed = {"form_token": new_token(), "act": "cancel", "reason": "登记有误"}
    assert _client(office.registrar).post(_at(letter), typed).status_code == 403
    empty = _client(office.openness).post(
        _at(letter), {"form_token": new_token(), "act": "cancel", "reason": ""}
    )
    assert empty.status_code == 422
    assert _client(office.openness).post(_at(letter), typed).status_code == 302
    letter.refresh_from_db()
    assert letter.state == LetterState.CANCELLED
    assert "登记有误" in _client(office.openness).get(_at(letter)).content.decode()


def test_a_letter_is_reissued_from_its_page_once(office: Office) -> None:
    letter = letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    client = _client(office.openness)
    client.post(_at(letter), {"form_token": new_token(), "act": "again"})
    again = FoiLetter.objects.get(replaces=letter)
    typed = {"form_token": new_token(), "act": "reissue", "reason": "日期有误"}
    assert client.post(_at(again), typed).status_code == 302
    assert client.post(_at(again), typed).status_code == 302
    again.refresh_from_db()
    assert (again.state, again.number[-2:]) == (LetterState.ISSUED, "2号")


def test_a_draft_is_deleted_and_nothing_is_drafted_in_an_archived_case(office: Office) -> None:
    case = make_case(office.unit, handler=office.handler)
    letter = letters.draft(case, "receipt", by=office.handler)
    answer = _client(office.handler).post(
        _at(letter), {"form_token": new_token(), "act": "discard"}
    )
    assert answer.headers["Location"] == f"/desk/requests/{letter.case_id}/letters/"
    archived = make_case(office.unit, Stage.ARCHIVED, handler=office.handler)
    answer = _client(office.handler).post(
        f"/desk/requests/{archived.pk}/letters/", {"form_token": new_token(), "kind": "receipt"}
    )
    assert answer.status_code == 403


def test_word_and_pdf_are_downloads_named_by_their_number(office: Office) -> None:
    letter = letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    answer = _client(office.openness).get(_at(letter, "docx/"))
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")


# -- the register


def test_the_register_lists_every_number_and_says_that_none_is_missing(office: Office) -> None:
    case = make_case(office.unit)
    first = letters.issue_for(case, "receipt", by=office.openness)
    letters.cancel(first, by=office.openness, reason="登记有误")
    letters.issue_for(case, "receipt", by=office.openness)
    letters.issue_for(case, "disclosure", by=office.signer, facts={"given": "附后"})
    page = _client(office.openness).get("/desk/requests/letters/").content.decode()
    assert "“公开告”发到第2号，连续没有缺号，其中作废1个。" in page
    assert "“公开答”发到第1号，连续没有缺号，其中作废0个。" in page
    assert first.number in page
    assert "登记有误" in page
    assert NAME not in page
    only = _client(office.openness).get("/desk/requests/letters/?series=公开答").content.decode()
    assert first.number not in only


def test_a_number_without_a_letter_is_named(office: Office) -> None:
    case = make_case(office.unit)
    for _ in range(3):
        letter = letters.issue_for(case, "receipt", by=office.openness)
    second = FoiLetter.objects.get(number__endswith="〕2号")
    second.delete()
    page = _client(office.openness).get("/desk/requests/letters/").content.decode()
    assert "第2号没有对应的文书" in page
    assert letter.number in page


def test_the_register_is_exported_and_closed_to_others(office: Office) -> None:
    letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    answer = _client(office.openness).get("/desk/requests/letters/?format=xlsx")
    assert answer.content[:2] == b"PK"
    assert _client(office.admin).get("/desk/requests/letters/").status_code == 403
    elsewhere = _client(office.stranger).get(f"/desk/requests/letters/?unit={office.unit.pk}")
    assert "市教育局公开告" not in elsewhere.content.decode()


def test_the_register_costs_the_same_for_one_and_three(office: Office) -> None:
    letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    one = _statements(office, "/desk/requests/letters/")
    for _ in range(2):
        letters.issue_for(make_case(office.unit), "receipt", by=office.openness)
    assert _statements(office, "/desk/requests/letters/") == one
