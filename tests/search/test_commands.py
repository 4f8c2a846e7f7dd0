"""`search` and `rebuild-index` as others drive them: shape of the JSON, exit statuses."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from gongkai.publishing.models import Publication
from gongkai.publishing.states import State
from tests.cast import City
from tests.publishing.factories import make_publication, reindex


def run(*arguments: str) -> tuple[Any, str, int]:
    """Standard output (as JSON where it is), standard error, exit status."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as end:
        status = int(end.code or 0)
    text = out.getvalue()
    return (json.loads(text) if "--json" in arguments and text else text), err.getvalue(), status


@pytest.fixture
def library(city: City, index: Path) -> Publication:
    row = make_publication(
        "供暖补贴办法",
        unit=city.education,
        doc_no="明教发〔2024〕7号",
        text="冬季供暖补贴按户发放。",
        external_id="DOC-1",
        doc_type="通知",
    )
    reindex(row, make_publication("课后服务办法", unit=city.finance))
    return row


def test_one_query_answers_in_the_agreed_shape(library: Publication) -> None:
    answer, err, status = run("search", "供暖补贴", "--json")
    assert (err, status) == ("", 0)
    assert set(answer) >= {"query", "understood", "corrected", "hits", "facets", "ms"}
    assert (answer["query"], answer["corrected"], answer["total"]) == ("供暖补贴", None, 1)
    (hit,) = answer["hits"]
    assert set(hit) == {"id", "docid", "title", "url", "score", "snippet"}
    assert (hit["id"], hit["docid"], hit["title"], hit["url"]) == (
        library.pk,
        "DOC-1",
        "供暖补贴办法",
        library.get_absolute_url(),
    )
    assert hit["snippet"] == "冬季供暖补贴按户发放。"
    assert answer["ms"] >= 0
    assert answer["facets"]["type"] == [{"value": "通知", "count": 1}]


def test_a_document_without_a_foreign_id_bears_its_code(library: Publication) -> None:
    answer, _, _ = run("search", "课后服务", "--json")
    assert answer["hits"][0]["docid"] == Publication.objects.get(title="课后服务办法").code


def test_the_command_catches_up_before_it_searches(library: Publication) -> None:
    from gongkai.base.services.trail import announce

    announce([("publication", make_publication("夏季用电办法").pk)])
    answer, _, _ = run("search", "夏季用电", "--json")
    assert [hit["title"] for hit in answer["hits"]] == ["夏季用电办法"]


def test_a_batch_answers_each_line_in_order(library: Publication, tmp_path: Path) -> None:
    file = tmp_path / "questions.tsv"
    file.write_text("q1\t供暖补贴\n\nq2\t课后服务\nq3\t\nq4\t量子\t纠缠\n", encoding="utf-8")
    answer, err, status = run("search", "--batch", str(file), "--json", "--limit", "1")
    assert (err, status) == ("", 0)
    assert [one["qid"] for one in answer] == ["q1", "q2", "q3", "q4"]
    assert [[hit["title"] for hit in one["hits"]] for one in answer] == [
        ["供暖补贴办法"],
        ["课后服务办法"],
        [answer[2]["hits"][0]["title"]],
        [],
    ]
    assert answer[3]["query"] == "量子\t纠缠"
    assert set(answer[0]) >= {"qid", "query", "understood", "corrected", "hits", "facets", "ms"}


@pytest.mark.parametrize("limit", ["0", "-1", "1001"])
def test_a_limit_out_of_bounds_is_bad_input(limit: str, library: Publication) -> None:
    assert run("search", "供暖", "--limit", limit, "--json") == (
        "",
        "--limit 应在 1 到 1000 之间，请改正后再试。\n",
        2,
    )


@pytest.mark.parametrize("arguments", [(), ("供暖", "--batch", "x.tsv")])
def test_query_and_batch_exclude_each_other(
    arguments: tuple[str, ...], library: Publication
) -> None:
    out, err, status = run("search", *arguments, "--json")
    assert (out, status) == ("", 2)
    assert err == "请给出要查的话，或者用 --batch 指定文件，二者取一。\n"


BATCHES = {
    "absent": (None, "找不到“"),
    "no tab": (b"q1 \xe4\xbe\x9b\n", "”第1行缺少制表符"),
    "not utf-8": (b"q1\t\xff\xfe\n", "”不是 UTF-8 文本"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), BATCHES.values(), ids=BATCHES)
def test_a_bad_batch_is_bad_input_in_one_sentence(
    content: bytes | None, sentence: str, library: Publication, tmp_path: Path
) -> None:
    file = tmp_path / "questions.tsv"
    if content is not None:
        file.write_bytes(content)
    out, err, status = run("search", "--batch", str(file), "--json")
    assert (out, status, err.count("\n")) == ("", 2, 1)
    assert sentence in err


def test_a_batch_folder_is_bad_input_too(library: Publication, tmp_path: Path) -> None:
    out, err, status = run("search", "--batch", str(tmp_path), "--json")
    assert (out, status) == ("", 2)
    assert err.count("\n") == 1


def test_without_json_people_read_sentences(library: Publication) -> None:
    out, _, status = run("search", "供暖补贴")
    assert status == 0
    assert out.startswith("“供暖补贴”：共1条，用时")
    assert "供暖补贴办法" in out


@pytest.mark.parametrize("query", ["", "，。", "供" * 3000, "'; DROP TABLE x; --", 'a:* OR "'])
def test_no_query_ends_the_command_badly(query: str, library: Publication) -> None:
    answer, err, status = run("search", query, "--json")
    assert (err, status, answer["query"]) == ("", 0, query)


def test_the_index_is_rebuilt_and_checked_by_command(library: Publication) -> None:
    answer, _, status = run("rebuild_index", "--json")
    assert (answer, status) == ({"ok": True, "documents": 2}, 0)
    answer, err, status = run("rebuild_index", "--check", "--json")
    assert (answer["ok"], answer["documents"], err, status) == (True, 2, "", 0)


def test_a_difference_ends_with_status_one_and_is_named(library: Publication) -> None:
    make_publication("没有告诉出箱的文件")
    Publication.objects.filter(pk=library.pk).update(state=State.WITHDRAWN)
    answer, err, status = run("rebuild_index", "--check", "--json")
    assert (answer["ok"], status) == (False, 1)
    assert err == answer["sentence"] + "\n"
    assert run("rebuild_index", "--json")[0]["documents"] == 2
    assert run("rebuild_index", "--check", "--json")[2] == 0


def test_a_missing_index_is_built_by_the_check(city: City, no_index: Path) -> None:
    make_publication()
    assert run("rebuild_index", "--check", "--json")[0]["documents"] == 1
