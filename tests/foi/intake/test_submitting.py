"""An application comes in: what is wanted, what is stored, what is never stored plain."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from django.conf import settings
from django.db import connection

from gongkai.base.models import Event, IssuedNumber, Notice, NumberSeries
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token, once
from gongkai.foi.models import Applicant, Application, CaseFile, DisclosureRequest
from gongkai.foi.services import intake, vault
from gongkai.foi.services.intake.keys import digest_of
from gongkai.foi.states import (
    Act,
    ApplicantKind,
    Channel,
    FilePurpose,
    IdKind,
    Stage,
    WantedRoute,
)
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.intake.people import (
    COMPANY,
    DAY,
    MATTER,
    PERSON_ID,
    PHONE,
    applicant,
    asked,
    submitted,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture(autouse=True)
def _day(on_day: OnDay) -> None:
    on_day(DAY)


def test_an_application_by_the_internet_is_registered_at_once(office: Office) -> None:
    made = submitted(office.unit, Channel.INTERNET)
    case = DisclosureRequest.objects.get()
    assert made.application.number == "SQ2026000001"
    assert (case.stage, case.number) == (Stage.REGISTERED, "市教育局依申请〔2026〕1号")
    assert (case.received_on, case.due_on) == (DAY, dt.date(2026, 4, 1))
    acts = [(act.kind, act.actor, act.visible, act.on) for act in case.acts.all()]
    assert acts == [
        (Act.SUBMIT, "申请人", True, DAY),
        (Act.REGISTER, "系统", True, DAY),
    ]
    assert case.acts.last().letter.kind == "receipt"
    assert case.acts.last().data["automatic"] is True


def test_without_automatic_confirmation_it_waits_for_registration(
    office: Office, settings: Any
) -> None:
    settings.FOI_AUTO_RECEIPT = False
    case = submitted(office.unit, Channel.INTERNET).case
    assert (case.stage, case.received_on, case.number) == (Stage.SUBMITTED, None, "")
    told = Notice.objects.values_list("user__username", "title").order_by("user__username")
    assert list(told) == [("djy", "收到新的申请，请核对登记"), ("gk", "收到新的申请，请核对登记")]


def test_a_clerk_writes_up_and_it_waits(office: Office) -> None:
    made = submitted(office.unit, Channel.IN_PERSON, by=office.registrar)
    assert (made.case.stage, made.application.written_by) == (Stage.SUBMITTED, office.registrar)
    assert made.case.acts.get().actor == "登记员甲"


def test_with_its_receipt_it_is_registered_in_the_same_go(office: Office) -> None:
    made = submitted(office.unit, Channel.IN_PERSON, by=office.registrar, receipt=intake.Receipt())
    assert (made.case.stage, made.case.received_on) == (Stage.REGISTERED, DAY)
    assert [act.kind for act in made.case.acts.all()] == [Act.SUBMIT, Act.REGISTER]


def test_a_letter_confirmed_after_it_came_is_registered_in_the_same_go(
    office: Office, on_day: OnDay
) -> None:
    """The act of submission lies before the day of receipt, and is allowed to."""
    receipt = intake.Receipt(DAY, "2026年3月4日上午通话", "陈一诺")
    made = submitted(
        office.unit,
        Channel.FAX,
        by=office.registrar,
        receipt=receipt,
        arrived_on=DAY - dt.timedelta(days=1),
    )
    assert made.case.received_on == DAY
    assert [act.on for act in made.case.acts.all()] == [DAY - dt.timedelta(days=1), DAY]


def test_numbers_have_no_gap_across_refusals(office: Office) -> None:
    submitted(office.unit, Channel.INTERNET)
    with pytest.raises(Refusal):
        submitted(office.unit, Channel.INTERNET, wanted="")
    with pytest.raises(Refusal):
        submitted(
            office.unit, Channel.FAX, by=office.registrar, receipt=intake.Receipt(DAY, "", "")
        )
    submitted(office.unit, Channel.INTERNET)
    assert list(Application.objects.order_by("pk").values_list("number", flat=True)) == [
        "SQ2026000001",
        "SQ2026000002",
    ]
    assert list(DisclosureRequest.objects.order_by("pk").values_list("number", flat=True)) == [
        "市教育局依申请〔2026〕1号",
        "市教育局依申请〔2026〕2号",
    ]
    assert {row.name: row.last for row in NumberSeries.objects.all()}["foi-application"] == 2
    assert IssuedNumber.objects.filter(series__name="foi-application").count() == 2


def test_the_same_form_twice_is_one_application(office: Office) -> None:
    token = new_token()

    def act() -> dict[str, Any]:
        return {"case": submitted(office.unit, Channel.INTERNET).case.pk}

    first, fresh = once(token, "foi-apply", act)
    second, again = once(token, "foi-apply", act)
    assert (first, fresh, again) == (second, True, False)
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": " "}, "name", "请填写申请人的姓名或者单位名称（条例第二十九条）。"),
        (
            {"id_number": ""},
            "id_number",
            "请填写证件号码，或者上传身份证明（条例第二十九条）。",
        ),
        (
            {"phone": ""},
            "phone",
            "请至少填写联系电话、电子邮箱、通信地址中的一项（条例第二十九条）。",
        ),
        ({"name": "陈" * 101}, "name", "这一项最多写100字，现在是101字，请写得短一些。"),
        ({"kind": "king"}, "kind", "请在列出的选项中选择申请人类型。"),
        ({"id_kind": "card"}, "id_kind", "请在列出的选项中选择身份证明的种类。"),
        (
            {"agent_id_number": PERSON_ID},
            "agent_name",
            "填写了代理人的证件号码，请一并填写代理人的姓名。",
        ),
        ({"agent_name": "王二"}, "files", "委托他人申请的，请上传申请人签名或者盖章的授权委托书。"),
    ],
)
def test_what_article_29_wants_of_the_applicant(
    office: Office, changes: dict[str, str], field: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        submitted(office.unit, Channel.INTERNET, **changes)
    assert (refused.value.field, refused.value.sentence) == (field, sentence)
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"wanted": " 　"}, "wanted"),
        ({"wanted": "某" * 5001}, "wanted"),
        ({"channel": "pigeon"}, "channel"),
        ({"wanted_form": ""}, "wanted_form"),
        ({"wanted_route": "pigeon"}, "wanted_route"),
        ({"arrived_on": DAY + dt.timedelta(days=1)}, "arrived_on"),
    ],
)
def test_what_article_29_wants_of_the_matter(
    office: Office, changes: dict[str, Any], field: str
) -> None:
    facts = {"channel": Channel.IN_PERSON, **changes}
    with pytest.raises(Refusal) as refused:
        intake.submit(applicant=applicant(), facts=asked(office.unit, **facts), by=office.registrar)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("route", "field", "given"),
    [
        (WantedRoute.POST, "address", "明湖市东城区求是路8号"),
        (WantedRoute.EMAIL, "email", "chen@example.cn"),
        (WantedRoute.FAX, "fax", "0531-66601234"),
        (WantedRoute.PICKUP, "phone", PHONE),
    ],
)
def test_a_route_wants_its_contact(
    office: Office, route: WantedRoute, field: str, given: str
) -> None:
    contact = {"phone": "", "address": "", "email": "", "fax": ""}
    with pytest.raises(Refusal) as refused:
        submitted(office.unit, Channel.INTERNET, wanted_route=route, **contact)
    assert refused.value.field == field
    contact["phone"] = PHONE
    made = submitted(office.unit, Channel.INTERNET, wanted_route=route, **contact | {field: given})
    assert getattr(made.application.applicant, field) == given


def test_the_form_online_wants_no_more_than_one_contact(office: Office) -> None:
    made = submitted(office.unit, Channel.INTERNET, phone="", email="chen@example.cn")
    assert made.case.stage == Stage.REGISTERED


def test_a_letter_that_lacks_something_is_entered_all_the_same(office: Office) -> None:
    made = submitted(
        office.unit,
        Channel.POST_PLAIN,
        by=office.registrar,
        id_number="",
        phone="",
        wanted_route=WantedRoute.POST,
    )
    assert made.case.acts.get().data["missing"] == ["id_number", "address", "phone"]


def test_an_oral_application_was_read_back(office: Office) -> None:
    with pytest.raises(Refusal) as refused:
        submitted(office.unit, Channel.ORAL, by=office.registrar)
    assert refused.value.field == "read_back"
    made = submitted(office.unit, Channel.ORAL, by=office.registrar, read_back=True)
    assert made.case.acts.get().data["read_back"] is True


def test_a_unit_that_is_gone_names_its_successor(office: Office) -> None:
    unit = office.unit
    unit.active_to, unit.successor = DAY - dt.timedelta(days=1), office.city.reform
    unit.save()
    with pytest.raises(Refusal) as refused:
        submitted(unit, Channel.INTERNET)
    assert refused.value.sentence == (
        "明湖市教育局已经不再履行职权，请向承继其职权的明湖市发展和改革委员会申请（条例第十条）。"
    )


@pytest.mark.parametrize(
    ("prefix_code", "kind"),
    [
        ("91990100MA00XY122L", ApplicantKind.BUSINESS),
        ("92990100MA00XY122H", ApplicantKind.BUSINESS),
        ("93990100MA00XY122E", ApplicantKind.BUSINESS),
        ("51990100MA00XY122Q", ApplicantKind.PUBLIC_BENEFIT),
        ("52990100MA00XY122M", ApplicantKind.PUBLIC_BENEFIT),
        ("53990100MA00XY122J", ApplicantKind.PUBLIC_BENEFIT),
        ("31990100MA00XY122T", ApplicantKind.LEGAL_SERVICE),
        ("32990100MA00XY122P", ApplicantKind.LEGAL_SERVICE),
        ("33990100MA00XY122L", ApplicantKind.LEGAL_SERVICE),
        ("12990100MA00XY122R", ApplicantKind.OTHER),
        ("11990100MA00XY122W", ApplicantKind.OTHER),
        ("54990100MA00XY122F", ApplicantKind.OTHER),
        (PERSON_ID, ApplicantKind.NATURAL),
    ],
)
def test_the_number_proposes_the_column_of_the_report(
    office: Office, prefix_code: str, kind: ApplicantKind
) -> None:
    made = submitted(office.unit, Channel.INTERNET, id_number=prefix_code)
    assert made.application.applicant.kind == kind


def test_the_proposed_column_may_be_overridden(office: Office) -> None:
    made = submitted(office.unit, Channel.INTERNET, id_number=COMPANY, kind=ApplicantKind.RESEARCH)
    found = made.application.applicant
    assert (found.kind, found.id_kind) == (ApplicantKind.RESEARCH, IdKind.CREDIT_CODE)


def test_the_same_person_is_found_by_the_number_of_the_paper(office: Office) -> None:
    one = submitted(office.unit, Channel.INTERNET).case
    other = submitted(
        office.unit,
        Channel.INTERNET,
        name="陈 一诺",
        id_number="３７０１０２１９０１０２０３００１９",
        phone="13900000002",
    ).case
    assert one.same_person_key == other.same_person_key


def test_without_a_number_name_and_phone_together_are_the_person(office: Office) -> None:
    scan = (intake.Paper(PNG, "证件.png", FilePurpose.IDENTITY),)

    def key(name: str, phone: str) -> str:
        made = submitted(
            office.unit, Channel.INTERNET, id_number="", name=name, phone=phone, files=scan
        )
        return made.case.same_person_key

    first = key("陈一诺", PHONE)
    assert first == key("陈　一诺", "139 0000 0001")
    assert first != key("陈一诺", "13900000002")
    assert first != key("陈二诺", PHONE)


def test_two_without_number_and_contact_are_not_one_person(office: Office) -> None:
    bare = {"id_number": "", "phone": ""}
    keys = {
        submitted(office.unit, Channel.POST_PLAIN, by=office.registrar, **bare).case.same_person_key
        for _ in range(2)
    }
    assert len(keys) == 2


def test_the_wording_is_kept_verbatim_and_its_digest_finds_a_change(office: Office) -> None:
    text = "《关于招生的通知》\r\n第二行  两个空格"
    made = submitted(office.unit, Channel.INTERNET, wanted=text)
    stored = Application.objects.get()
    assert stored.wanted == "《关于招生的通知》\n第二行  两个空格"
    assert intake.is_unchanged(stored)
    stored.wanted = stored.wanted.replace("招生", "招聘")
    assert not intake.is_unchanged(stored)
    assert made.application.digest != digest_of(stored, stored.applicant, [])


def test_only_the_fingerprint_of_the_query_code_is_stored(office: Office) -> None:
    made = submitted(office.unit, Channel.INTERNET)
    assert len(made.query_code) == 8
    assert made.application.query_code != made.query_code
    events = " ".join(str(event.data) for event in Event.objects.all())
    letters = " ".join(letter.body for letter in made.case.letters.all())
    assert made.query_code not in events + letters
    sealed = intake.sealed_code(made.query_code)
    assert made.query_code not in sealed
    assert intake.open_code(sealed) == made.query_code
    assert (intake.open_code(""), intake.open_code("AAAA"), intake.open_code("乱")) == ("", "", "")


def test_names_numbers_and_phones_are_nowhere_in_the_tables(office: Office) -> None:
    submitted(office.unit, Channel.INTERNET, address="明湖市东城区求是路8号", fax="0531-66601234")
    plain = []
    with connection.cursor() as cursor:
        for model in (Applicant, Application, DisclosureRequest, Event, Notice):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608
            plain += [str(value) for row in cursor.fetchall() for value in row]
        cursor.execute("SELECT data, note, actor FROM foi_caseact")
        plain += [str(value) for row in cursor.fetchall() for value in row]
    text = " ".join(plain)
    for secret in ("陈一诺", PERSON_ID, PHONE, "求是路", "66601234"):
        assert secret not in text


def test_files_are_sealed_and_read_back(office: Office) -> None:
    files = (
        intake.Paper("申请说明：请提供招生计划。".encode(), "说明.txt"),
        intake.Paper(PNG, "身份证.png", FilePurpose.IDENTITY),
    )
    made = submitted(office.unit, Channel.INTERNET, files=files)
    rows = list(made.application.files.all())
    assert [(row.purpose, row.name, row.visible) for row in rows] == [
        (FilePurpose.APPLICATION, "说明.txt", True),
        (FilePurpose.IDENTITY, "身份证.png", True),
    ]
    assert vault.read(rows[0]).decode() == "申请说明：请提供招生计划。"
    on_disk = b"".join(path.read_bytes() for path in _kept())
    assert "招生计划".encode() not in on_disk
    assert made.case.acts.first().data["files"] == 2


def _kept() -> list[Path]:
    return [path for path in Path(settings.FILES).rglob("*") if path.is_file()]


def test_the_wrong_files_are_refused_at_their_field(office: Office) -> None:
    big = b"%PDF-" + b"0" * settings.UPLOAD_LIMIT
    cases: list[tuple[list[intake.Paper], str]] = [
        ([intake.Paper(b"1", f"{n}.txt") for n in range(11)], "一次最多提交10个文件，现在选了11个"),
        ([intake.Paper(b"MZ", "病毒.exe")], "“病毒.exe”的格式不能提交"),
        ([intake.Paper(b"", "空.txt")], "“空.txt”是空文件"),
        ([intake.Paper(b"no picture at all", "照片.png")], "照片.png"),
        ([intake.Paper(big, "大.pdf")], "“大.pdf”超过"),
    ]
    for papers, words in cases:
        with pytest.raises(Refusal, match=words) as refused:
            submitted(office.unit, Channel.INTERNET, files=papers)
        assert refused.value.field == "files"
    assert not CaseFile.objects.exists()
    assert not Application.objects.exists()


@pytest.mark.parametrize("mark", ["绝密★10年", "机密", "秘密★1年"])
def test_a_file_with_a_secrecy_mark_is_stopped(office: Office, mark: str) -> None:
    paper = intake.Paper(f"{mark}\n关于某事的通知\n正文。".encode(), "来文.txt")
    with pytest.raises(Refusal, match="带有密级标志，涉密文件不得通过本系统提交") as refused:
        submitted(office.unit, Channel.INTERNET, files=[paper])
    assert refused.value.field == "files"
    assert not CaseFile.objects.exists()


def test_a_marked_word_file_is_stopped_too(office: Office, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("机密★5年")
    document.add_paragraph("关于某事的通知")
    path = tmp_path / "来文.docx"
    document.save(str(path))
    with pytest.raises(Refusal, match="带有密级标志"):
        submitted(
            office.unit, Channel.INTERNET, files=[intake.Paper(path.read_bytes(), "来文.docx")]
        )


def test_the_word_secret_in_running_text_does_not_stop_a_file(office: Office) -> None:
    paper = intake.Paper("请说明哪些文件属于国家秘密、商业秘密。".encode(), "说明.txt")
    made = submitted(office.unit, Channel.INTERNET, files=[paper])
    assert made.application.files.count() == 1


def test_the_desk_is_told_once_each(office: Office) -> None:
    submitted(office.unit, Channel.INTERNET)
    told = Notice.objects.order_by("user__username").values_list("user__username", "title")
    assert list(told) == [("djy", "申请已经登记，请分办"), ("gk", "申请已经登记，请分办")]
    assert "陈一诺" not in " ".join(Notice.objects.values_list("text", flat=True))


def test_no_purpose_is_asked() -> None:
    fields = {
        *intake.ApplicantFacts.__dataclass_fields__,
        *intake.ApplicationFacts.__dataclass_fields__,
    }
    assert not {field for field in fields if "purpose" in field or "use" in field.split("_")}


def test_the_matter_is_one_line_of_the_wording(office: Office) -> None:
    case = submitted(office.unit, Channel.INTERNET, wanted=f"{MATTER}\n第二行").case
    assert case.matter == f"{MATTER} 第二行"


def test_queries_stay_few_with_more_files(
    office: Office, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(70):
        submitted(office.unit, Channel.INTERNET)
