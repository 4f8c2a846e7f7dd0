"""From the start page to the confirmation, and everything that may go wrong on the way."""

import html
import re
import time
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.base.models import StoredFile
from gongkai.base.services.forms import new_token
from gongkai.base.states import Role
from gongkai.foi.models import Account, Application, CaseFile, DisclosureRequest, HeldFile
from gongkai.foi.services import applying, vault
from gongkai.foi.services.intake import check_query
from gongkai.foi.states import Channel, FilePurpose, Stage
from gongkai.foi.views_public import visitors
from tests.cast import give_roles
from tests.foi.apply.walk import WANTED, Applicant, draft_in
from tests.foi.factories import Office, make_application
from tests.foi.intake.people import COMPANY, PERSON_ID, PHONE
from tests.publishing.factories import make_publication

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def errors(answer: Any) -> dict[str, list[str]]:
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


def pdf(name: str = "身份证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def test_the_start_page_says_what_it_is_what_it_needs_how_long_the_other_ways_and_has_one_button(
    applicant: Applicant, office: Office
) -> None:
    office.unit.address, office.unit.phone = "明湖市求是路8号", "0531-00000001"
    office.unit.save()
    text = words(applicant.client.get("/requests/", {"unit": office.unit.slug}))
    for part in (
        "需要准备什么",
        "大约三分钟",
        "其他申请方式",
        "不收费",
        "明湖市求是路8号",
        "0531-00000001",
    ):
        assert part in text
    assert "个人信息保护法第十七条、第三十五条" in text
    assert "条例第四十三条" in text
    assert text.count('class="button apply-begin"') == 1
    assert f'href="/requests/apply/?unit={office.unit.slug}">开始申请' in text
    assert 'type="checkbox"' not in text


def test_an_application_from_the_first_page_to_the_confirmation(
    applicant: Applicant, office: Office
) -> None:
    applicant.until("check")
    shown = words(applicant.get("check"))
    assert all(part in shown for part in (WANTED, "陈一诺", PERSON_ID, PHONE, office.unit.name))
    answer = applicant.send()
    case = DisclosureRequest.objects.get()
    assert (answer.status_code, answer.url) == (302, "/requests/done/")
    assert (case.stage, case.application.channel, case.unit) == (
        Stage.REGISTERED,
        Channel.INTERNET,
        office.unit,
    )
    who = case.application.applicant
    assert (who.name, who.id_number, who.phone) == ("陈一诺", PERSON_ID, "13900000001")
    assert case.application.wanted == WANTED
    page = applicant.client.get("/requests/done/")
    text = words(page)
    assert case.application.number in text
    assert "2026年4月1日（周三）" in text
    assert "怎么算的" in text
    assert text.count("<td>计</td>") == 20
    assert check_query(case.application.number, page.context["code"]) == case


def test_refreshing_the_confirmation_shows_the_same_code_and_a_stranger_sees_nothing(
    applicant: Applicant,
) -> None:
    applicant.until("check")
    applicant.send()
    codes = {applicant.client.get("/requests/done/").context["code"] for _ in range(2)}
    assert len(codes) == 1
    assert Client().get("/requests/done/").status_code == 302
    assert Client().get("/requests/done/receipt.pdf").status_code == 404


def test_the_receipt_is_downloaded_as_pdf(applicant: Applicant) -> None:
    applicant.until("check")
    applicant.send()
    answer = applicant.client.get("/requests/done/receipt.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]


def test_a_double_click_is_one_application(applicant: Applicant) -> None:
    applicant.until("check")
    token, sealed = new_token(), draft_in(applicant.get("check"))
    assert [applicant.send(token, draft=sealed).url for _ in range(2)] == ["/requests/done/"] * 2
    assert Application.objects.count() == 1


def test_an_ended_session_loses_nothing_because_the_page_carries_the_draft(
    applicant: Applicant,
) -> None:
    applicant.until("reach")
    sealed = draft_in(applicant.get("reach"))
    applicant.client.cookies.clear()
    assert applicant.post("reach", draft=sealed).url == "/requests/apply/check/"
    assert PERSON_ID in words(applicant.get("check"))


def test_a_draft_past_its_day_keeps_what_this_page_says_and_asks_for_the_rest(
    applicant: Applicant, monkeypatch: pytest.MonkeyPatch
) -> None:
    applicant.until("what")
    sealed = draft_in(applicant.get("what"))
    monkeypatch.setattr("gongkai.foi.services.applying.drafts.HOURS", 0)
    answer = applicant.post("what", draft=sealed)
    monkeypatch.undo()
    assert answer.url == "/requests/apply/office/"
    assert WANTED in words(applicant.get("what"))


def test_a_page_that_grew_old_is_shown_again_with_everything_typed_and_stores_nothing(
    office: Office,
) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/requests/apply/what/", {"wanted": WANTED, "doc_no": "明政发〔2024〕8号"})
    text = words(answer)
    assert answer.status_code == 403
    assert "打开得太久" in text
    assert WANTED in text
    assert "明政发〔2024〕8号" in text
    assert "foi_draft" not in strict.session


def test_an_old_check_page_is_not_submitted_but_shown_again(applicant: Applicant) -> None:
    applicant.until("check")
    sealed = draft_in(applicant.get("check"))
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/requests/apply/check/", {"form_token": new_token(), "draft": sealed})
    assert (answer.status_code, Application.objects.count()) == (403, 0)
    assert PERSON_ID in words(answer)


def test_going_back_and_refreshing_show_what_was_answered(applicant: Applicant) -> None:
    applicant.until("check")
    for step, value in (
        ("office", "selected"),
        ("what", WANTED),
        ("who", PERSON_ID),
        ("reach", PHONE),
    ):
        assert value in words(applicant.get(step))


def test_changing_one_answer_leads_back_to_the_check_and_loses_no_other(
    applicant: Applicant,
) -> None:
    applicant.until("check")
    assert (
        applicant.post("what", wanted="2024年的评标结果", back="check").url
        == "/requests/apply/check/"
    )
    shown = words(applicant.get("check"))
    assert "2024年的评标结果" in shown
    assert all(part in shown for part in ("陈一诺", PERSON_ID, PHONE))


def test_two_applications_in_two_windows_do_not_mix(applicant: Applicant) -> None:
    applicant.until("check")
    first = draft_in(applicant.get("check"))
    other = Applicant(Client(), applicant.unit)
    other.until("what")
    second = draft_in(other.get("what"))
    applicant.post("what", wanted="第二个窗口里的事", draft=second)
    applicant.send(draft=first)
    assert Application.objects.get().wanted == WANTED


def test_the_raw_data_show_nothing_of_a_draft(applicant: Applicant) -> None:
    applicant.until("proof")
    applicant.post("proof", identity=pdf("陈一诺身份证.pdf"))
    session = str(applicant.client.session._session) + str(
        applicant.client.session.encode(dict(applicant.client.session))
    )
    assert all(word not in session for word in ("陈一诺", PERSON_ID, WANTED))
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, draft_key FROM foi_heldfile")
        row = str(cursor.fetchall())
    assert "陈一诺" not in row
    stored = HeldFile.objects.get().stored
    assert PDF not in (settings.FILES / stored.relative_path).read_bytes()


def test_a_page_before_is_not_jumped_over(applicant: Applicant) -> None:
    assert applicant.get("check").url == "/requests/apply/office/?lost=1"
    applicant.until("who")
    assert applicant.get("check").url == "/requests/apply/who/"


def test_pages_of_an_application_are_kept_by_nobody(applicant: Applicant) -> None:
    applicant.until("check")
    for url in ("/requests/apply/who/", "/requests/apply/check/", "/requests/find/"):
        answer = applicant.client.get(url)
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"


def test_files_become_those_of_the_application_and_nothing_is_left_behind(
    applicant: Applicant,
) -> None:
    applicant.until("proof")
    applicant.post("proof", identity=pdf(), files=[pdf("线索.pdf"), pdf("线索二.pdf")])
    applicant.until("check")
    applicant.send()
    kept = CaseFile.objects.exclude(purpose=FilePurpose.LETTER)
    assert sorted((one.purpose, one.name) for one in kept) == [
        ("application", "线索.pdf"),
        ("application", "线索二.pdf"),
        ("identity", "身份证.pdf"),
    ]
    assert {vault.read(one) for one in kept} == {PDF}
    assert HeldFile.objects.count() == 0
    assert not StoredFile.objects.filter(name="待提交的文件").exists()


def test_a_chosen_file_can_be_removed_and_not_that_of_another(applicant: Applicant) -> None:
    applicant.until("proof")
    applicant.post("proof", identity=pdf())
    file = HeldFile.objects.get()
    stranger = Applicant(Client(), applicant.unit)
    stranger.until("proof")
    stranger.post("proof", remove=file.pk)
    assert HeldFile.objects.count() == 1
    applicant.post("proof", remove=file.pk)
    assert (HeldFile.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_held_files_are_gone_after_a_day(applicant: Applicant) -> None:
    applicant.until("proof")
    applicant.post("proof", identity=pdf())
    assert (applying.forget_old(), applying.forget_old(hours=0)) == (0, 1)
    assert StoredFile.objects.count() == 0


def test_clearing_throws_everything_away(applicant: Applicant) -> None:
    applicant.until("proof")
    applicant.post("proof", identity=pdf())
    answer = applicant.client.post("/requests/apply/clear/", {}, follow=True)
    assert "已经清除" in words(answer)
    assert HeldFile.objects.count() == 0
    assert applicant.get("who").url == "/requests/apply/office/?lost=1"


def test_a_kiosk_is_its_own_channel_and_leads_back_to_the_kiosk(applicant: Applicant) -> None:
    page = applicant.client.get("/requests/apply/", {"kiosk": "1"}, follow=True)
    assert 'name="kiosk" value="1"' in words(page)
    applicant.typed["office"] = {"kiosk": "1"}
    applicant.until("check")
    page = words(applicant.get("check"))
    assert "foi_kiosk.js" in page
    applicant.send()
    assert Application.objects.get().channel == Channel.KIOSK
    assert "清除并离开" in words(applicant.client.get("/requests/done/"))
    assert (
        applicant.client.post("/requests/apply/clear/", {"kiosk": "1"}).url
        == "/requests/?cleared=1&kiosk=1"
    )
    assert applicant.client.get("/requests/done/").status_code == 302


def test_what_was_left_at_a_kiosk_is_gone_after_ten_minutes(
    applicant: Applicant, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = applicant.client.get("/requests/apply/", {"kiosk": "1"}, follow=True)
    assert 'name="kiosk" value="1"' in words(page)
    applicant.typed["office"] = {"kiosk": "1"}
    applicant.until("who")
    monkeypatch.setattr("gongkai.foi.services.applying.drafts.KIOSK_SECONDS", 0)
    assert applicant.get("who").url == "/requests/apply/office/?lost=1"


def test_the_agency_is_chosen_from_the_address(applicant: Applicant, office: Office) -> None:
    page = words(applicant.client.get("/requests/apply/", {"unit": office.unit.slug}, follow=True))
    assert re.search(rf'<option value="{office.unit.slug}"\s+selected>', page)


def test_only_agencies_where_somebody_registers_are_offered(
    applicant: Applicant, office: Office
) -> None:
    choices = [value for value, _ in applicant.get("office").context["form"].fields["unit"].choices]
    assert choices == ["", office.city.education.slug, office.city.finance.slug]


def test_the_pages_cost_the_same_for_one_agency_and_for_many(
    applicant: Applicant, office: Office
) -> None:
    applicant.get("office")
    with CaptureQueriesContext(connection) as few:
        applicant.get("office")
    for unit in (office.city.reform, office.city.data, office.city.garden):
        give_roles(office.stranger, Role.REGISTRAR, unit=unit)
    with CaptureQueriesContext(connection) as many:
        applicant.get("office")
    assert len(few) == len(many)


def test_thirty_an_hour_from_one_address_then_the_way_on_paper(
    applicant: Applicant, settings: Any
) -> None:
    settings.FOI_SUBMISSIONS_AN_HOUR = 1
    applicant.until("check")
    applicant.send()
    applicant.until("check")
    answer = applicant.send()
    assert (answer.status_code, Application.objects.count()) == (429, 1)
    assert "当面送交、邮寄" in words(answer)
    assert PERSON_ID in words(answer)


def test_what_failed_costs_nothing_of_the_hour(applicant: Applicant, settings: Any) -> None:
    settings.FOI_SUBMISSIONS_AN_HOUR = 1
    applicant.typed["who"] = {"id_number": ""}
    applicant.until("proof")
    applicant.post("proof", identity=pdf())
    applicant.post("reach")
    applicant.post("proof", remove=HeldFile.objects.get().pk)
    refused = applicant.send()
    assert refused.context["refusal"].field == "id_number"
    assert "?back=check#id_id_number" in words(refused)
    applicant.post("who", id_number=PERSON_ID, back="check")
    assert applicant.send().url == "/requests/done/"


def test_an_organisation_with_an_agent(applicant: Applicant) -> None:
    applicant.typed["who"] = {
        "kind": "business", "name": "明湖甲有限公司", "id_kind": "credit_code", "id_number": COMPANY,
        "contact_name": "李二", "agent": "yes", "agent_name": "王三", "agent_id_number": PERSON_ID,
    }  # fmt: skip
    applicant.until("proof")
    missing = applicant.post("proof")
    assert errors(missing) == {
        "mandate": ["由代理人提出的，请上传申请人签名或者盖章的授权委托书。"]
    }
    applicant.post("proof", mandate=pdf("委托书.pdf"))
    applicant.post("reach")
    assert applicant.send().url == "/requests/done/"
    who = Application.objects.get().applicant
    assert (who.kind, who.id_number, who.agent_name, who.contact_name) == (
        "business",
        COMPANY,
        "王三",
        "李二",
    )


WRONG = [
    ("office", {"unit": ""}, "unit", "请选择向哪个机关申请。"),
    ("office", {"unit": "nowhere"}, "unit", "请在列出的机关中选择一个。"),
    ("what", {"wanted": " "}, "wanted", "请写明需要的政府信息的名称、文号或者便于查询的其他特征。"),
    ("what", {"wanted": "长" * 5001}, "wanted", "最多写5000字，请写要点，其余内容可以作为材料上传。"),
    ("who", {"kind": ""}, "kind", "请选择申请人是个人还是哪一类单位。"),
    ("who", {"name": ""}, "name", "请填写姓名或者单位名称。"),
    ("who", {"agent": "yes"}, "agent_name", "由代理人提出的，请填写代理人姓名。"),
    ("reach", {"phone": ""}, "phone", "请填写电话，或者填写电子邮箱、通信地址中的一项，便于联系您。"),
    ("reach", {"wanted_route": "post"}, "address", "选择了邮寄，请填写通信地址，写到门牌号。"),
    ("reach", {"wanted_route": "email"}, "email", "选择了用电子邮件获取，请填写电子邮箱。"),
    ("reach", {"wanted_route": "fax"}, "fax", "选择了用传真获取，请填写传真号码。"),
    ("reach", {"wanted_form": "disc"}, "wanted_route", "选择了光盘等介质，请从这些方式中选：邮寄、自行领取。"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "typed", "field", "sentence"), WRONG)
def test_each_mistake_has_its_sentence_at_its_field_and_in_the_summary(
    applicant: Applicant, step: str, typed: dict[str, str], field: str, sentence: str
) -> None:
    applicant.until(step)
    answer = applicant.post(step, **typed)
    text = words(answer)
    assert (answer.status_code, errors(answer)) == (422, {field: [sentence]})
    assert "<title>错误：" in text
    anchor = re.search(r'class="error-summary".*?href="#([^"]+)"', text, re.DOTALL)
    assert anchor is not None
    assert f'id="{anchor[1]}"' in text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("370102 19010203 0019", PERSON_ID),
        ("３７０１０２１９０１０２０３００１９", PERSON_ID),
        ("身份证号：370102-19010203-0019", PERSON_ID),
        (COMPANY.lower(), COMPANY),
    ],
)
def test_any_spelling_of_a_number_is_taken(applicant: Applicant, typed: str, stored: str) -> None:
    applicant.typed["who"] = {"id_number": typed}
    applicant.until("proof")
    draft = applying.open_draft(applicant.client.session["foi_draft"])
    assert draft is not None
    assert draft.answers["id_number"] == stored


def test_a_wrong_number_is_told_at_its_field(applicant: Applicant) -> None:
    applicant.until("who")
    answer = applicant.post("who", id_number="370102190102030018")
    assert list(errors(answer)) == ["id_number"]
    assert "370102190102030018" in words(answer)


def test_files_that_may_not_come_in_are_refused_beside_their_chooser(applicant: Applicant) -> None:
    applicant.until("proof")
    answer = applicant.post("proof", files=SimpleUploadedFile("程序.exe", b"MZ"))
    assert list(errors(answer)) == ["files"]
    fake = applicant.post("proof", identity=SimpleUploadedFile("证.jpg", b"not a picture at all"))
    assert list(errors(fake)) == ["identity"]
    assert HeldFile.objects.count() == 0


def test_more_than_ten_files_are_refused_and_those_before_stay(applicant: Applicant) -> None:
    applicant.until("proof")
    applicant.post("proof", files=[pdf(f"{n}.pdf") for n in range(8)])
    answer = applicant.post("proof", files=[pdf(f"甲{n}.pdf") for n in range(3)])
    assert "最多提交10个文件" in words(answer)
    assert HeldFile.objects.count() == 8


@pytest.mark.parametrize("text", ["", "x", "A" * 200, "A" * 200_000, "%%%", "Z0FBQUFB"])
def test_a_forged_draft_opens_nothing(text: str) -> None:
    assert applying.open_draft(text) is None


def test_strange_input_is_answered_calmly(applicant: Applicant) -> None:
    assert (
        applicant.client.get("/requests/", {"unit": "\0", "about": "/d/ZZZZ/"}).status_code == 200
    )
    assert applicant.client.get("/requests/apply/nowhere/").status_code == 404
    assert applicant.post("proof", remove="９" * 30).status_code == 302
    assert applicant.send("not a token").status_code == 400
    assert Application.objects.count() == 0


def test_the_agency_of_the_document_somebody_came_from_is_chosen(
    applicant: Applicant, office: Office
) -> None:
    url = make_publication(unit=office.city.finance).get_absolute_url()
    page = words(applicant.client.get("/requests/apply/", {"about": url}, follow=True))
    assert re.search(rf'<option value="{office.city.finance.slug}"\s+selected>', page)


def test_looking_at_the_first_page_stores_nothing(applicant: Applicant) -> None:
    applicant.client.get("/requests/apply/", follow=True)
    assert "gongkai_session" not in applicant.client.cookies


def test_a_draft_of_a_phone_is_not_continued_at_a_kiosk(applicant: Applicant) -> None:
    applicant.until("proof")
    applicant.post("proof", identity=pdf())
    applicant.client.get("/requests/apply/", {"kiosk": "1"})
    assert applicant.get("who").url == "/requests/apply/office/?lost=1"
    assert HeldFile.objects.count() == 0


def test_an_unfinished_draft_is_continued_and_the_page_says_so(applicant: Applicant) -> None:
    applicant.until("who")
    page = words(applicant.client.get("/requests/apply/", follow=True))
    assert "接着填写上次没有提交的申请" in page


def test_where_a_registrar_confirms_the_page_promises_no_day(
    applicant: Applicant, settings: Any
) -> None:
    settings.FOI_AUTO_RECEIPT = False
    applicant.until("check")
    assert "登记员会与您确认收到日期" in words(applicant.get("check"))
    applicant.send()
    text = words(applicant.client.get("/requests/done/"))
    assert "等待登记员与您确认" in text
    assert "怎么算的" not in text
    assert "receipt.pdf" not in text
    assert DisclosureRequest.objects.get().stage == Stage.SUBMITTED


def test_who_is_signed_in_is_offered_the_last_answers_and_finds_the_application_again(
    applicant: Applicant, office: Office
) -> None:
    account = Account.objects.create(key="k" * 64)
    make_application(
        office.unit, number="SQ2020000001", account=account, name="陈一诺", phone="13900000001"
    )
    session = applicant.client.session
    session[visitors._ACCOUNT] = {"pk": account.pk, "seen": time.time()}
    session.save()
    applicant.client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    applicant.client.get("/requests/apply/", {"prefill": "1"})
    assert "陈一诺" in words(applicant.get("who"))
    assert PHONE in words(applicant.get("reach"))
    applicant.until("check")
    applicant.send()
    assert Application.objects.get(wanted=WANTED).applicant.account == account
