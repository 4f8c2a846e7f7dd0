"""Public copies of stored files: rows, zones, refusals."""

import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from gongkai.base.models import StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.files import open_file, path_of, store
from gongkai.base.services.public_copies import public_copy
from gongkai.base.states import FileZone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """A folder of files of this test alone."""
    settings.FILES = tmp_path / "files"
    settings.FILES.mkdir()


def original(name: str, content: bytes) -> StoredFile:
    return store(content, name=name, zone=FileZone.ORIGINAL, by=None)


def word() -> bytes:
    document = Document()
    document.add_paragraph("各区县教育局：")
    document.core_properties.author = "张秘书"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_copy_is_a_row_of_its_own_that_names_its_original(clerk: User) -> None:
    kept = original("通知.docx", word())
    before = path_of(kept).read_bytes()
    copy = public_copy(kept, by=clerk)
    assert (copy.zone, copy.made_from, copy.name, copy.media_type, copy.stored_by) == (
        FileZone.PUBLIC, kept, "通知.docx", kept.media_type, clerk,
    )  # fmt: skip
    with open_file(copy) as stream:
        assert [p.text for p in Document(stream).paragraphs] == ["各区县教育局："]
    assert copy.sha256 != kept.sha256
    assert path_of(kept).read_bytes() == before


def test_asked_again_the_same_copy_is_given(clerk: User) -> None:
    kept = original("表.txt", "姓名".encode())
    assert public_copy(kept, by=clerk) == public_copy(kept, by=clerk)
    assert StoredFile.objects.filter(zone=FileZone.PUBLIC).count() == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("页.html", "<html></html>", "「页.html」没有添加。网页文件可能带有脚本"),
        ("密.txt", "机密★10年\n正文。", "「密.txt」没有添加。文件标有“机密”字样"),
    ],
)
def test_what_cannot_be_made_public_is_refused_by_name(
    clerk: User, name: str, content: str, sentence: str
) -> None:
    kept = original(name, content.encode())
    with pytest.raises(Refusal) as refused:
        public_copy(kept, by=clerk)
    assert refused.value.sentence.startswith(sentence)
    assert (refused.value.status, refused.value.field) == (415, "file")
    assert StoredFile.objects.filter(zone=FileZone.PUBLIC).count() == 0


def test_bytes_that_are_gone_are_said(clerk: User) -> None:
    kept = original("表.txt", "姓名".encode())
    path_of(kept).unlink()
    with pytest.raises(Refusal, match="内容不在服务器上"):
        public_copy(kept, by=clerk)
