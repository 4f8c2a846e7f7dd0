"""Three ways to begin: a file read by the worker, pasted text, an empty page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongkai.base import jobs
from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.publishing.models import ImportItem, Publication, Relation
from gongkai.publishing.services import draft_files, imports
from gongkai.publishing.states import ImportState, Kind, State
from tests.cast import City
from tests.publishing.drafting.factories import form_of, page_of, words
from tests.publishing.factories import NOTICE, read_in, stored_names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
NEW = "/desk/drafts/new/"


def send(client: Client, way: str, user: User, **more: object) -> object:
    unit = more.pop("unit", user.unit_id)
    data = {"act": way, "unit": unit, "kind": "document", "form_token": new_token(), **more}
    return client.post(NEW, data)


def test_who_drafts_for_nobody_may_not_begin(signer: User, as_user: type[Client]) -> None:
    assert as_user(signer).get(NEW).status_code == 403


def test_only_the_units_of_the_person_are_offered(
    clerk: User, city: City, as_user: type[Client]
) -> None:
    page = page_of(as_user(clerk).get(NEW))
    names = page.xpath('//select[@id="blank_unit"]/option/text()')
    assert names == ["明湖市教育局"]
    response = send(as_user(clerk), "blank", clerk, unit=city.finance.pk)
    assert (response.status_code, Publication.objects.count()) == (422, 0)


def test_an_empty_page_is_begun_once_for_its_token(clerk: User, as_user: type[Client]) -> None:
    client, token = as_user(clerk), new_token()
    answers = [
        send(client, "blank", clerk, title="新公告", kind="information", form_token=token)
        for _ in range(2)
    ]
    row = Publication.objects.get()
    assert [a["Location"] for a in answers] == [reverse("desk_draft", args=[row.pk])] * 2
    assert (row.title, row.kind, row.unit, row.state) == (
        "新公告",
        Kind.INFORMATION,
        clerk.unit,
        State.DRAFT,
    )


def test_pasted_text_becomes_a_draft_with_its_elements_and_places(
    clerk: User, as_user: type[Client]
) -> None:
    client = as_user(clerk)
    response = send(client, "text", clerk, text=NOTICE)
    row = Publication.objects.select_related("document", "text").get()
    assert response["Location"] == reverse("desk_draft", args=[row.pk])
    assert row.title == "明湖市教育局关于做好中小学课后服务工作的通知"
    assert (row.document.doc_no, str(row.document.signed_on)) == ("明教发〔2024〕7号", "2024-05-06")
    page = client.get(response["Location"])
    assert "原文第3行" in words(page)
    assert form_of(page)["doc_no"] == "明教发〔2024〕7号"


def test_pasted_text_with_a_secrecy_mark_is_refused_and_shown_again(
    clerk: User, as_user: type[Client]
) -> None:
    response = send(as_user(clerk), "text", clerk, text="机密★10年\n" + NOTICE)
    assert response.status_code == 422
    assert "涉密文件不得导入" in words(response)
    assert "机密★10年" in page_of(response).xpath('//textarea[@id="text_text"]')[0].value
    assert (Publication.objects.count(), ImportItem.objects.count()) == (0, 0)


def test_a_blank_paste_is_refused(clerk: User, as_user: type[Client]) -> None:
    response = send(as_user(clerk), "text", clerk, text="")
    assert "还没有粘贴内容，请粘贴后再读取。" in words(response)


def test_a_long_paste_is_read_by_the_worker(clerk: User, as_user: type[Client]) -> None:
    text = NOTICE + "\n" + "长段落。" * (draft_files.LONGEST_READ_HERE // 4)
    response = send(as_user(clerk), "text", clerk, text=text)
    item = ImportItem.objects.get()
    assert response["Location"] == reverse("desk_draft_file", args=[item.pk])
    assert (item.state, item.name) == (ImportState.QUEUED, "粘贴的文本.txt")


def test_a_file_is_read_by_the_worker_and_its_page_leads_to_the_draft(
    clerk: User, as_user: type[Client]
) -> None:
    client = as_user(clerk)
    response = send(client, "file", clerk, file=SimpleUploadedFile("通知.txt", NOTICE.encode()))
    item = ImportItem.objects.get()
    waiting = client.get(response["Location"])
    assert (waiting["Refresh"], Publication.objects.count()) == ("3", 0)
    assert "文件正在后台读取" in words(waiting)
    jobs.run_due()
    row = Publication.objects.get()
    assert client.get(response["Location"])["Location"] == reverse("desk_draft", args=[row.pk])
    item.refresh_from_db()
    assert (item.state, row.created_by, row.unit) == (ImportState.ACCEPTED, clerk, clerk.unit)


def test_the_job_done_twice_makes_one_draft(clerk: User, as_user: type[Client]) -> None:
    send(as_user(clerk), "file", clerk, file=SimpleUploadedFile("通知.txt", NOTICE.encode()))
    item = ImportItem.objects.get()
    for _ in range(2):
        draft_files.read_item(item.pk, "document")
    assert Publication.objects.count() == 1


def test_a_marked_file_leaves_no_draft_and_no_bytes(clerk: User, as_user: type[Client]) -> None:
    client = as_user(clerk)
    marked = SimpleUploadedFile("密.txt", ("机密★10年\n" + NOTICE).encode())
    response = send(client, "file", clerk, file=marked)
    jobs.run_due()
    page = client.get(response["Location"])
    assert "涉密文件不得导入" in words(page)
    assert (Publication.objects.count(), stored_names()) == (0, [])


def test_an_empty_file_and_an_unknown_kind_are_refused_at_the_field(
    clerk: User, as_user: type[Client]
) -> None:
    client = as_user(clerk)
    empty = send(client, "file", clerk, file=SimpleUploadedFile("空.txt", b""))
    program = send(client, "file", clerk, file=SimpleUploadedFile("a.exe", b"MZ"))
    assert [r.status_code for r in (empty, program)] == [422, 422]
    assert "「空.txt」是空文件" in words(empty)
    assert "「a.exe」的文件格式不能上传" in words(program)


def test_the_status_of_a_file_of_others_is_not_there(
    clerk: User, clerk_of_another_unit: User, as_user: type[Client]
) -> None:
    response = send(
        as_user(clerk), "file", clerk, file=SimpleUploadedFile("通知.txt", NOTICE.encode())
    )
    assert as_user(clerk_of_another_unit).get(response["Location"]).status_code == 404


def test_a_file_with_several_documents_leads_to_each(clerk: User, as_user: type[Client]) -> None:
    second = NOTICE.replace("7号", "8号").replace("中小学课后服务", "校园安全管理")
    client = as_user(clerk)
    both = SimpleUploadedFile("两份.txt", (NOTICE + "\n\n" + second).encode())
    response = send(client, "file", clerk, file=both)
    jobs.run_due()
    titles = [row.title for row in Publication.objects.order_by("pk")]
    assert titles == [
        "明湖市教育局关于做好中小学课后服务工作的通知",
        "明湖市教育局关于做好校园安全管理工作的通知",
    ]
    assert "文件里读出2份" in words(client.get(response["Location"]))


def test_relations_of_the_text_are_written(clerk: User, as_user: type[Client]) -> None:
    text = NOTICE.replace(
        "现就课后服务有关事项通知如下，请认真执行。",
        "根据《明湖市义务教育管理办法》（明政发〔2020〕1号），现就课后服务有关事项通知如下。",
    )
    send(as_user(clerk), "text", clerk, text=text)
    assert Relation.objects.filter(source=Publication.objects.get()).count() == 1


def test_what_was_imported_as_a_draft_is_gone_on_with_here(
    clerk: User, as_user: type[Client]
) -> None:
    client, item = as_user(clerk), read_in(clerk)
    assert item.name in words(client.get(NEW))
    imports.accept(item, by=clerk, version=item.row_version)
    row = item.publications.get()
    page = client.get(NEW)
    assert page_of(page).xpath(f'//a[@href="{reverse("desk_draft", args=[row.pk])}"]/text()') == [
        row.title
    ]
    assert "原文第3行" in words(client.get(reverse("desk_draft", args=[row.pk])))


def test_blanks_in_masses_are_read_as_a_few(clerk: User, as_user: type[Client]) -> None:
    send(
        as_user(clerk),
        "text",
        clerk,
        text=NOTICE.replace("请认真执行。", "请认真执行。" + "　" * 3000),
    )
    row = Publication.objects.select_related("text").get()
    assert "请认真执行。\n" in row.text.plain
