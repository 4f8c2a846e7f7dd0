import json

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from gongkai.base.models import StoredFile
from tests.base.trial_errors import psycopg_error


@pytest.fixture(autouse=True)
def _trial(settings):
    settings.ROOT_URLCONF = "tests.base.trial_urls"


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "XYZ"])
def test_other_methods_than_reading_and_posting_are_refused(visitor, method):
    answer = visitor.generic(method, "/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")


def test_a_refusal_nobody_caught_is_a_page_with_its_sentence(visitor):
    answer = visitor.get("/trial/refused/")
    assert answer.status_code == 409
    assert "该申请已于2024年5月6日答复，不能再延期。" in answer.content.decode()


def test_a_thing_one_may_not_do_is_answered_with_403(visitor):
    answer = visitor.get("/trial/forbidden/")
    assert answer.status_code == 403
    assert "您不是这个单位的人员，不能修改。" in answer.content.decode()


def test_a_refusal_on_the_desk_is_a_page_of_the_desk(clerk, as_user):
    answer = as_user(clerk).get("/desk/trial/refused/")
    assert answer.status_code == 409
    assert "desk/refusal.html" in [template.name for template in answer.templates]


def test_a_refusal_for_htmx_is_a_part_of_a_page(visitor):
    answer = visitor.get("/trial/refused/", headers={"HX-Request": "true"})
    assert answer.content.decode().startswith('<div class="notice notice-error" role="alert">')


def test_a_refusal_below_the_api_is_json(visitor):
    answer = visitor.get("/api/trial/")
    assert (answer.status_code, answer.json()) == (
        409,
        {"detail": "该申请已于2024年5月6日答复，不能再延期。"},
    )


def test_the_unseen_cannot_be_told_from_the_absent(visitor):
    unseen, absent = visitor.get("/trial/hidden-1/"), visitor.get("/trial/absent-1/")
    assert unseen.status_code == absent.status_code == 404
    assert unseen.content.replace(b"hidden-1", b"") == absent.content.replace(b"absent-1", b"")


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("locked", "系统正忙，暂时排不上队。"),
        ("lost", "数据库暂时连接不上。"),
        ("full", "服务器的存储空间已满，暂时不能保存。"),
    ],
)
def test_an_outage_is_answered_with_503_and_when_to_come_back(visitor, where, sentence):
    answer = visitor.get(f"/trial/{where}/")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (
        503,
        "5",
        "no-store",
    )
    assert sentence + "请过一会儿再试。" in answer.content.decode()


def test_who_sent_a_form_during_an_outage_is_told_that_nothing_typed_is_lost(visitor):
    text = visitor.post("/trial/locked/", {"text": "甲"}).content.decode()
    assert (
        "请按浏览器的「返回」键回到表单，过一会儿再次提交；同一张表单重复提交只会记录一次。" in text
    )


def test_an_outage_below_the_api_is_json(visitor):
    answer = visitor.get("/api/locked/")
    assert (answer.status_code, answer.json()) == (
        503,
        {"detail": "系统正忙，暂时排不上队。请过一会儿再试。"},
    )


def test_the_page_of_an_outage_comes_without_templates_too(visitor, settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": []}]
    answer = visitor.get("/trial/locked/")
    assert answer.status_code == 503
    assert (
        "<h1>暂时无法服务</h1><p>系统正忙，暂时排不上队。请过一会儿再试。</p>"
        in answer.content.decode()
    )


def test_a_mistake_of_the_program_is_not_called_an_outage(db):
    assert Client(raise_request_exception=False).get("/trial/misspelt/").status_code == 500


def test_an_outage_while_the_session_is_read_is_answered_with_503_too(clerk, as_user, monkeypatch):
    browser = as_user(clerk)

    def lost(self):
        raise OperationalError("gone") from psycopg_error(None)

    monkeypatch.setattr(SessionStore, "load", lost)
    browser.raise_request_exception = False
    assert browser.get("/desk/trial/").status_code == 503


@pytest.mark.parametrize(
    ("zone", "path", "served"),
    [
        ("public", "/", True),
        ("public", "/desk/login/", False),
        ("desk", "/desk/login/", True),
        ("desk", "/", False),
        ("desk", "/healthz", True),
        ("public", "/healthz", True),
        ("all", "/desk/login/", True),
    ],
)
def test_a_process_serves_its_zone_alone(visitor, settings, zone, path, served):
    settings.ZONE = zone
    assert (visitor.get(path).status_code != 404) == served


def test_pages_of_the_desk_are_kept_nowhere(clerk, as_user):
    assert "no-store" in as_user(clerk).get("/desk/trial/")["Cache-Control"]


def test_an_uploaded_file_over_the_limit_is_refused_with_a_sentence(visitor, settings, tmp_path):
    settings.FILES, settings.FILE_UPLOAD_TEMP_DIR = tmp_path, tmp_path / "incoming"
    settings.UPLOAD_LIMIT = 1024 * 1024
    big = SimpleUploadedFile("大.pdf", b"%PDF-" + b"0" * 3 * 1024**2)
    answer = visitor.post("/trial/upload/", {"file": big})
    assert answer.status_code == 413
    assert "「大.pdf」超过1MB的上限，未保存。请压缩或拆分后再上传。" in answer.content.decode()
    assert StoredFile.objects.count() == 0


def test_an_uploaded_file_at_the_limit_is_taken(visitor, settings, tmp_path):
    settings.FILES, settings.FILE_UPLOAD_TEMP_DIR = tmp_path, tmp_path / "incoming"
    settings.UPLOAD_LIMIT = 1024 * 1024
    fits = SimpleUploadedFile("正好.pdf", b"%PDF-" + b"0" * (1024**2 - 5))
    assert visitor.post("/trial/upload/", {"file": fits}).content == b"1048576"
    assert list((tmp_path / "incoming").iterdir()) == []


def test_what_is_posted_is_written_to_the_log_with_its_outcome(visitor, caplog):
    with caplog.at_level("INFO", "gongkai.requests"):
        visitor.get("/")
        visitor.post("/trial/refused/", {"text": "13800000000"})
    record = next(r for r in caplog.records if r.message == "request")
    assert (record.method, record.path, record.status, record.address) == (
        "POST",
        "/trial/refused/",
        409,
        "127.0.0.1",
    )
    assert "13800000000" not in json.dumps(record.__dict__, default=str)
