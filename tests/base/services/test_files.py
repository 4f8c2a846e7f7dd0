import io
import os
import stat
import time
import zipfile

import pytest

from gongkai.base.models import StoredFile
from gongkai.base.refusal import Refusal
from gongkai.base.services import files
from gongkai.base.states import FileZone

PDF = b"%PDF-1.7\nbody"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    settings.UPLOAD_LIMIT = 1024 * 1024
    return settings.FILES


def store(content=PDF, name="通知.pdf", zone=FileZone.ORIGINAL, **more):
    return files.store(content, name=name, zone=zone, by=None, **more)


def archive(*members, size=10):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for member in members:
            file.writestr(member, b"0" * size)
    return packed.getvalue()


def test_a_file_is_found_by_its_hash_with_its_name_kept(db, clerk):
    row = files.store(io.BytesIO(PDF), name="通知.pdf", zone=FileZone.ORIGINAL, by=clerk)
    assert (row.name, row.size, row.media_type, row.stored_by) == (
        "通知.pdf",
        13,
        "application/pdf",
        clerk,
    )
    with files.open_file(row) as file:
        assert file.read() == PDF


def test_a_file_can_be_read_by_its_owner_alone(db):
    assert stat.S_IMODE(files.path_of(store()).stat().st_mode) == 0o600


def test_the_same_bytes_lie_on_disk_once_in_each_zone(db, folder):
    first, second = store(), store(name="另一个.pdf")
    public = store(zone=FileZone.PUBLIC, made_from=first)
    assert files.path_of(first) == files.path_of(second) != files.path_of(public)
    assert sum(path.is_file() for path in folder.rglob("*")) == 2
    assert public.made_from == first


def test_what_the_program_made_itself_is_not_doubted(db):
    assert (
        store(b"anything", name="报告.bin", media_type="application/x-own").media_type
        == "application/x-own"
    )


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.PDF", PDF, "application/pdf"),
        ("a.ofd", archive("OFD.xml"), "application/ofd"),
        (
            "a.docx",
            archive("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/msword"),
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/vnd.ms-works"),
        ("a.txt", "关于".encode(), "text/plain"),
        ("a.txt", "关于".encode("gb18030"), "text/plain"),
        ("a.csv", "甲,乙".encode("utf-8-sig"), "text/csv"),
        ("a.txt", "关于".encode("utf-16"), "text/plain"),
        ("a.html", b"<html></html>", "text/html"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\0", "image/jpeg"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        ("a.zip", archive("a.txt"), "application/zip"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_a_kind_of_file_is_told_by_its_content(db, name, content, media_type):
    assert store(content, name=name).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("木马.exe", b"MZ", "格式不能上传"),
        ("没有扩展名", PDF, "格式不能上传"),
        ("图.svg", b"<svg/>", "格式不能上传"),
        ("空.pdf", b"", "是空文件"),
        ("假.pdf", b"MZ\x90\0", "内容与扩展名「pdf」不符"),
        ("假.txt", b"a\0b", "内容与扩展名「txt」不符"),
        ("假.docx", archive("OFD.xml"), "内容与扩展名「docx」不符"),
        ("断.docx", b"PK\x03\x04broken", "内容与扩展名「docx」不符"),
        ("假.jpg", b"\x89PNG\r\n\x1a\n", "内容与扩展名「jpg」不符"),
        ("多.zip", archive(*(f"{n}.txt" for n in range(5001)), size=0), "文件过多"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_a_file_that_is_not_what_it_says_is_refused(db, folder, name, content, sentence):
    with pytest.raises(Refusal, match=sentence):
        store(content, name=name)
    assert StoredFile.objects.count() == 0
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_an_archive_that_unpacks_beyond_measure_is_refused(db, settings):
    settings.UPLOAD_LIMIT = 10 * 1024**2
    with pytest.raises(Refusal, match="展开后过大"):
        store(archive("word/document.xml", size=110 * 1024**2), name="弹.docx")


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(db, folder):
    with pytest.raises(Refusal, match=r"超过1MB的上限"):
        store(PDF + b"0" * 1024**2)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_web_page_is_no_public_attachment(db):
    with pytest.raises(Refusal, match="不能作为公开附件"):
        store(b"<html></html>", name="a.html", zone=FileZone.PUBLIC)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\文件\\通知.pdf", "通知.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("通\n知\u202e.pdf", "通知.pdf"),
        ("", "未命名"),
        ("...", "未命名"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("长" * 300, "长" * 200),
    ],
)
def test_a_name_keeps_its_last_part_and_its_end(given, kept):
    assert files.clean_name(given) == kept


def test_bytes_nobody_names_are_removed_once_they_are_old(db, folder):
    kept, gone = store(), store(b"%PDF-1.7\nother")
    StoredFile.objects.filter(pk=gone.pk).delete()
    draft = folder / "incoming" / "left-behind"
    draft.write_bytes(b"x")
    assert files.remove_unreferenced() == 0
    for path in (files.path_of(kept), files.path_of(gone), draft):
        os.utime(path, (time.time() - 90000,) * 2)
    assert files.remove_unreferenced() == 2
    assert [path for path in folder.rglob("*") if path.is_file()] == [files.path_of(kept)]


def test_bytes_stored_again_are_young_again(db):
    row = store()
    path = files.path_of(row)
    os.utime(path, (time.time() - 90000,) * 2)
    row.delete()
    store()
    assert files.remove_unreferenced() == 0


def test_a_row_without_its_bytes_says_so(db):
    row = store()
    files.path_of(row).unlink()
    with pytest.raises(Refusal, match="不在服务器上"):
        files.open_file(row)
