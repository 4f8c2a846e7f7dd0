"""`gongkai import` from outside: counts, repetition, bad files, collections, exit statuses."""

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from gongkai.publishing.models import Publication
from gongkai.publishing.states import Kind, State
from tests.cast import City
from tests.publishing.factories import NOTICE


def run(*arguments: str | Path) -> tuple[dict[str, Any], str, int]:
    """The answer, standard error, exit status."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("import", *map(str, arguments), "--json", stdout=out, stderr=err)
    except SystemExit as end:
        status = int(end.code or 0)
    return json.loads(out.getvalue() or "{}"), err.getvalue(), status


def counts(answer: dict[str, Any]) -> dict[str, int]:
    return {name: value for name, value in answer.items() if isinstance(value, int) and value}


def test_a_folder_is_imported_and_again_changes_nothing(city: City, tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "二.txt").write_text(
        NOTICE.replace("7号", "8号").replace("（此件公开发布）", ""), encoding="utf-8"
    )
    (tmp_path / "图.png").write_bytes(b"\x89PNG")
    answer, err, status = run(tmp_path)
    assert (counts(answer), err, status) == (
        {"files": 2, "created": 2, "released": 1, "drafts": 1},
        "",
        0,
    )
    states = Publication.objects.order_by("document__doc_serial").values_list("state", flat=True)
    assert list(states) == [State.RELEASED, State.DRAFT]
    answer, _, status = run(tmp_path)
    assert (counts(answer), status) == ({"files": 2, "unchanged": 2}, 0)


def test_a_dry_run_writes_nothing(city: City, tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_text(NOTICE, encoding="utf-8")
    answer, _, status = run(tmp_path, "--dry-run")
    assert (answer["created"], answer["dry_run"], status) == (1, True, 0)
    assert Publication.objects.count() == 0


def test_a_bad_file_is_reported_and_the_rest_go_on(city: City, tmp_path: Path) -> None:
    (tmp_path / "1.docx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "2.txt").write_text("机密★5年\n\n关于某事的通知\n", encoding="utf-8")
    (tmp_path / "3.txt").write_text(NOTICE, encoding="utf-8")
    answer, err, status = run(tmp_path, tmp_path / "没有.txt")
    assert (answer["created"], len(answer["problems"]), status) == (1, 3, 2)
    assert [line.endswith("。") for line in err.strip().split("\n")] == [True] * 3
    assert "涉密文件不得导入本系统" in err


def row(**facts: Any) -> str:
    return json.dumps({"docid": "A-1", "title": "供暖办法", "text": "正文。", **facts})


def test_a_collection_is_released_under_its_ids_and_updated_by_them(
    city: City, tmp_path: Path
) -> None:
    file = tmp_path / "文集.jsonl.gz"
    lines = [
        row(),
        row(docid="A-2", title="解读", source="interpretation"),
        row(docid="A-3", text="第三份。", attribute="on_request"),
        "{broken",
        row(docid=""),
        "",
    ]
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    answer, err, status = run(file)
    assert (answer["created"], answer["released"], answer["drafts"], status) == (3, 2, 1, 2)
    assert [problem["file"] for problem in answer["problems"]] == [
        "文集.jsonl.gz 第4行",
        "文集.jsonl.gz 第5行",
    ]
    assert err.count("\n") == 2
    kinds = dict(Publication.objects.values_list("external_id", "kind"))
    assert (kinds["A-1"], kinds["A-2"]) == (Kind.INFORMATION, Kind.INTERPRETATION)
    second = tmp_path / "新.jsonl"
    second.write_text(row(text="新正文。"), encoding="utf-8")
    answer, _, status = run(second)
    assert (counts(answer), status) == ({"files": 1, "updated": 1}, 0)
    assert Publication.objects.get(external_id="A-1").text.plain == "新正文。"


@pytest.mark.parametrize(
    "content",
    [
        b"not gzip",
        gzip.compress(row().encode())[:20],
        gzip.compress(b"\xff\xfe"),
        gzip.compress(row().encode())[:12] + b"\xff" * 40,
    ],
    ids=["no archive", "cut off", "no text", "garbled"],
)
def test_a_broken_collection_is_bad_input_in_a_sentence(
    content: bytes, city: City, tmp_path: Path
) -> None:
    file = tmp_path / "坏.jsonl.gz"
    file.write_bytes(content)
    answer, err, status = run(file)
    assert (answer["created"], status, err.count("\n")) == (0, 2, 1)
    assert "坏.jsonl.gz" in err


def test_another_text_of_one_document_is_a_conflict_that_is_told(
    city: City, tmp_path: Path
) -> None:
    (tmp_path / "1.txt").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "2.txt").write_text(NOTICE.replace("十八时", "十九时"), encoding="utf-8")
    answer, _, status = run(tmp_path)
    assert (answer["created"], answer["conflicts"], status) == (1, 1, 2)
    assert "正文或公开属性不同，没有覆盖" in answer["problems"][0]["problem"]
