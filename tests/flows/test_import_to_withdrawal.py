"""Something that was public elsewhere: from a file on a disk to a page that says why it is gone."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.base import jobs, outbox
from gongkai.base.models import Event, User
from gongkai.base.services.forms import new_token
from gongkai.base.services.trail_check import verify
from gongkai.portal import cache
from gongkai.publishing.models import ImportItem, Publication
from tests.cast import People
from tests.publishing.factories import NOTICE, form_of

TITLE = "明湖市教育局关于做好中小学课后服务工作的通知"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_LOOK_EVERY", 0.0)


def worker() -> None:
    """What the worker does in a second: the jobs that are due, then the readers of the outbox."""
    jobs.run_due()
    outbox.read_all()


def found(client: Client, query: str) -> list[str]:
    return [row.title for row in client.get("/search/", {"q": query}).context["rows"]]


def import_it(clerk: Client) -> Publication:
    """Dropped, read, checked, accepted as a draft."""
    file = SimpleUploadedFile("通知.txt", NOTICE.encode())
    batch = clerk.post(reverse("desk_import"), {"files": [file], "form_token": new_token()})[
        "Location"
    ]
    assert "正在解析" in clerk.get(batch).content.decode()
    worker()
    item = ImportItem.objects.get()
    assert f"核对“{item.name}”" in clerk.get("/desk/").content.decode()
    sent = {**form_of(item), "d0-summary": "放学后孩子可以留在学校到十八时。", "act": "accept"}
    assert clerk.post(reverse("desk_import_item", args=[item.pk]), sent)["Location"] == batch
    return Publication.objects.get()


def test_a_document_goes_in_as_stock_is_found_read_withdrawn_and_gone(
    people: People, visitor: Client, as_user: Callable[[User], Client], index: object
) -> None:
    clerk, openness = as_user(people.clerk), as_user(people.openness)
    row = import_it(clerk)
    worker()
    assert visitor.get(row.get_absolute_url()).status_code == 404
    assert found(visitor, "课后服务") == []

    desk = reverse("desk_publication", args=[row.pk])
    known = {"act": "take_over", "place": "市政府门户网站政策文件栏目", "on": "2024年5月8日"}
    assert clerk.post(desk, {**known, "form_token": new_token()}).status_code == 403
    straight = {"act": "release", "form_token": new_token()}
    refused = openness.post(desk, straight)
    assert (refused.status_code, "现在是“草稿”，您不能办理“发布”" in refused.content.decode()) == (
        409,
        True,
    )
    assert openness.post(desk, {**known, "form_token": new_token()}).status_code == 302
    worker()
    assert found(visitor, "明教发(2024)7号") == [TITLE]
    assert found(visitor, "课后服务") == [TITLE]
    page = visitor.get(row.get_absolute_url()).content.decode()
    for words in (
        TITLE,
        "明教发〔2024〕7号",
        "开始时间",
        "每天下午放学后开始，到十八时结束。",
        f"DW{row.unit_id:07}/2024-00001",
    ):
        assert words in page, words
    listings = ("/", "/search/", "/feed.atom", "/units/education/", "/api/v1/documents")
    assert [url for url in listings if row.code not in visitor.get(url).content.decode()] == []

    assert (
        openness.post(
            desk,
            {
                "act": "withdraw",
                "kind": "error",
                "reason": "附件有误，更正后重新发布。",
                "form_token": new_token(),
            },
        ).status_code
        == 302
    )
    gone = visitor.get(row.get_absolute_url())
    day = timezone.localdate()
    assert gone.status_code == 410
    assert (
        f"《{TITLE}》于{day.year}年{day.month}月{day.day}日从本站撤下。原因：附件有误，更正后重新发布。"
        in gone.content.decode()
    )
    assert [url for url in listings if row.code in visitor.get(url).content.decode()] == []
    worker()
    assert (found(visitor, "明教发(2024)7号"), found(visitor, "课后服务")) == ([], [])
    assert visitor.get(f"/api/v1/documents/{row.code}").status_code == 404

    acts = ["解析导入文件", "导入为草稿", "导入文件入库", "存量入库", "撤下"]
    assert [event.act for event in Event.objects.order_by("seq") if event.act in acts] == acts
    assert verify().ok
