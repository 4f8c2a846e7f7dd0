"""The pages of the registration desk."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.base.models import Event, FormToken, User
from gongkai.base.services.forms import new_token
from gongkai.foi.models import Application, DisclosureRequest
from gongkai.foi.services import intake
from gongkai.foi.states import ApplicantKind, Channel, FilePurpose, Stage
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.intake.people import COMPANY, DAY, MATTER, PERSON_ID, PHONE, submitted

NEW, INBOX = "/desk/requests/new/", "/desk/requests/inbox/"
AsUser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _day(on_day: OnDay) -> None:
    on_day(DAY)


@pytest.fixture
def desk(office: Office, as_user: AsUser) -> Client:
    return as_user(office.registrar)


def typed(office: Office, **more: Any) -> dict[str, Any]:
    """The form as a clerk fills it in."""
    return {
        "form_token": new_token(),
        "unit": office.unit.pk,
        "channel": Channel.IN_PERSON,
        "arrived_on": "2026年3月4日",
        "name": "陈一诺",
        "id_number": PERSON_ID,
        "phone": PHONE,
        "wanted": MATTER,
        "wanted_form": "electronic",
        "wanted_route": "online",
        **more,
    }


def errors(answer: Any) -> list[str]:
    form = answer.context["form"]
    return [str(error) for found in form.errors.values() for error in found]


def test_the_form_is_ready_for_the_next_application(desk: Client) -> None:
    page = desk.get(NEW)
    html = page.content.decode()
    assert page.status_code == 200
    assert 'value="2026年3月4日"' in html
    assert re.search(r'<input[^>]*name="name"[^>]*autofocus', html)
    assert 'type="hidden" name="unit"' in html
    order = [
        html.index(f'name="{name}"') for name in ("channel", "name", "id_number", "wanted", "files")
    ]
    assert order == sorted(order)


def test_a_paper_application_is_written_up_registered_and_its_receipt_shown(
    desk: Client, office: Office
) -> None:
    answer = desk.post(NEW, typed(office), follow=True)
    case = DisclosureRequest.objects.get()
    assert answer.redirect_chain == [(f"/desk/requests/{case.pk}/slip/", 302)]
    html = answer.content.decode()
    code = answer.context["code"]
    assert len(code) == 8
    for words in (
        code,
        "SQ2026000001",
        "市教育局依申请〔2026〕1号",
        "2026年4月1日",
        "条例第三十三条",
    ):
        assert words in html
    assert intake.check_query("SQ2026000001", code) == case


def test_sent_twice_it_is_one_application_with_one_code(desk: Client, office: Office) -> None:
    data = typed(office)
    first = desk.post(NEW, data, follow=True)
    second = desk.post(NEW, data, follow=True)
    assert Application.objects.count() == 1
    assert first.context["code"] == second.context["code"]


def test_the_code_is_kept_plain_nowhere(desk: Client, office: Office) -> None:
    code = desk.post(NEW, typed(office), follow=True).context["code"]
    kept = " ".join(str(row.answer) for row in FormToken.objects.all())
    assert code not in kept
    assert code not in str(dict(desk.session))


def test_another_desk_does_not_see_the_code_again(
    desk: Client, office: Office, as_user: AsUser
) -> None:
    desk.post(NEW, typed(office))
    page = as_user(office.openness).get(
        f"/desk/requests/{DisclosureRequest.objects.get().pk}/slip/"
    )
    assert page.context["code"] == ""
    assert "查询码只在登记当时显示一次" in page.content.decode()


def test_what_must_be_confirmed_waits_in_the_inbox(desk: Client, office: Office) -> None:
    answer = desk.post(NEW, typed(office, channel=Channel.POST_PLAIN), follow=True)
    case = DisclosureRequest.objects.get()
    assert (case.stage, case.received_on) == (Stage.SUBMITTED, None)
    assert "还要办的" in answer.content.decode()
    html = desk.get(INBOX).content.decode()
    assert "与申请人确认收到申请，写明确认的日期、确认人和方式" in html
    assert "陈一诺" not in html
    intake.note_attempt(case, by=office.registrar, on=DAY, how="电话", result="关机")
    assert '已联系<span class="num">1</span>次' in desk.get(INBOX).content.decode()


def test_a_confirmed_fax_is_registered_at_once(desk: Client, office: Office) -> None:
    facts = {"confirmed_with": "本人", "evidence": "3月4日通话"}
    desk.post(NEW, typed(office, channel=Channel.FAX, **facts))
    assert DisclosureRequest.objects.get().stage == Stage.REGISTERED


def test_what_a_letter_lacks_is_said_in_the_inbox(desk: Client, office: Office) -> None:
    lacking = {"id_number": "", "phone": "", "wanted_route": "post"}
    desk.post(NEW, typed(office, channel=Channel.POST_PLAIN, **lacking))
    assert "申请中没有身份证明、通信地址、联系方式" in desk.get(INBOX).content.decode()


def test_the_number_fills_the_kind_and_the_choice_overrides_it(
    desk: Client, office: Office
) -> None:
    desk.post(NEW, typed(office, id_number=COMPANY.lower()))
    desk.post(NEW, typed(office, id_number=COMPANY, kind="research"))
    kinds = [row.applicant.kind for row in Application.objects.order_by("pk")]
    assert kinds == [ApplicantKind.BUSINESS, ApplicantKind.RESEARCH]


def test_scans_come_with_what_they_are(desk: Client, office: Office) -> None:
    scan = SimpleUploadedFile("申请表.txt", "请公开招生计划。".encode())
    paper = SimpleUploadedFile("身份证.txt", "证件复印件".encode())
    desk.post(NEW, typed(office, id_number="", files=[scan], identity=[paper]))
    purposes = Application.objects.get().files.values_list("purpose", flat=True)
    assert list(purposes) == [FilePurpose.APPLICATION, FilePurpose.IDENTITY]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "请填写姓名或者单位名称。"),
        ({"wanted": ""}, "请填写所需信息：名称、文号或者便于查询的其他特征。"),
        (
            {"id_number": "370102190102030010"},
            "身份证号码的末位校验码不正确，请核对是否有数字填错或者颠倒。",
        ),
        (
            {"arrived_on": "2月30日"},
            "“2月30日”不是有效的日期，请按“2024年5月6日”或“2024-05-06”填写。",
        ),
        (
            {"channel": Channel.ORAL},
            "口头申请由工作人员代填，请向申请人宣读或者请其看过，确认无误后勾选再提交（条例第二十九条）。",
        ),
        (
            {"channel": Channel.POST_SIGNED},
            "请写明签收的凭据，例如邮件号、签收人和签收簿的页码（条例第三十一条第二项）。",
        ),
        ({"wanted_route": "post"}, "选择了邮寄，请填写通信地址，写到门牌号。"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_nothing_typed_is_lost(
    desk: Client, office: Office, changes: dict[str, str], sentence: str
) -> None:
    data = typed(office, help_needed="需要大字版", **changes)
    answer = desk.post(NEW, data)
    assert answer.status_code == 422
    assert errors(answer) == [sentence]
    html = answer.content.decode()
    for name in ("phone", "help_needed"):
        assert data[name] in html
    assert not Application.objects.exists()


def test_chosen_files_that_are_lost_by_an_error_are_named(desk: Client, office: Office) -> None:
    scan = SimpleUploadedFile("申请表.txt", b"1")
    html = desk.post(NEW, typed(office, name="", files=[scan])).content.decode()
    assert "刚才选择的文件（申请表.txt）没有保存" in html


def test_a_marked_scan_is_stopped_on_the_page(desk: Client, office: Office) -> None:
    scan = SimpleUploadedFile("来文.txt", "机密★5年\n关于某事的通知".encode())
    answer = desk.post(NEW, typed(office, files=[scan]))
    assert errors(answer) == [
        "“来文.txt”带有密级标志，涉密文件不得通过本系统提交，没有保存。请立即停止上传，并按保密规定处理该文件。"
    ]


def test_choices_of_the_last_application_are_offered_again(desk: Client, office: Office) -> None:
    desk.post(NEW, typed(office, channel=Channel.FAX, wanted_form="paper"))
    html = desk.get(NEW).content.decode()
    assert '<option value="fax" selected>' in html
    assert '<option value="paper" selected>' in html


def test_a_unit_of_others_cannot_be_chosen(desk: Client, office: Office) -> None:
    answer = desk.post(NEW, typed(office, unit=office.city.finance.pk))
    assert answer.status_code == 422
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "who", ["handler", "secrecy", "signer", "authority", "statistician", "admin"]
)
def test_only_the_desk_registers(office: Office, as_user: AsUser, who: str) -> None:
    client = as_user(getattr(office, who))
    assert {client.get(url).status_code for url in (NEW, INBOX)} == {403}


def test_the_slip_of_another_unit_is_not_there(office: Office, as_user: AsUser) -> None:
    case = submitted(office.unit, Channel.INTERNET).case
    assert as_user(office.stranger).get(f"/desk/requests/{case.pk}/slip/").status_code == 404
    assert as_user(office.signer).get(f"/desk/requests/{case.pk}/slip/").status_code == 403


def test_each_look_at_the_slip_is_noted_once(desk: Client, office: Office) -> None:
    case = submitted(office.unit, Channel.INTERNET).case
    desk.get(f"/desk/requests/{case.pk}/slip/")
    notes = Event.objects.filter(act="查看个人信息").values_list("note", flat=True)
    assert list(notes) == ["登记回执"]


def test_the_inbox_costs_the_same_for_one_and_three(desk: Client, office: Office) -> None:
    def read() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(INBOX).status_code == 200
        return len(seen)

    submitted(office.unit, Channel.FAX, by=office.registrar)
    desk.get(INBOX)
    one = read()
    for _ in range(2):
        submitted(office.unit, Channel.POST_PLAIN, by=office.registrar)
    assert read() == one


def test_an_empty_inbox_says_what_would_be_there(desk: Client) -> None:
    html = desk.get(INBOX).content.decode()
    assert "现在没有待登记的申请" in html
    assert "登记一件纸质、传真、邮寄或者口头的申请" in html


def test_the_inbox_holds_only_the_own_unit_oldest_first(desk: Client, office: Office) -> None:
    late = submitted(office.unit, Channel.FAX, by=office.registrar).case
    early = submitted(
        office.unit, Channel.FAX, by=office.registrar, arrived_on=DAY - dt.timedelta(days=2)
    ).case
    submitted(office.city.finance, Channel.FAX, by=office.stranger)
    rows = desk.get(INBOX).context["rows"]
    assert [row.case for row in rows] == [early, late]
    assert [row.due_on for row in rows] == [dt.date(2026, 3, 3), dt.date(2026, 3, 5)]
