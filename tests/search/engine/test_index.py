"""The index on disk: commits, versions, checks, and who may write."""

import datetime
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gongkai.search.engine.documents import Delete, Put
from gongkai.search.engine.errors import IndexBusy, IndexMissing, IndexProblem
from gongkai.search.engine.index import SearchIndex
from gongkai.search.engine.query import SearchQuery
from gongkai.search.engine.schema import SCHEMA_VERSION
from tests.search.engine.library import HOUSING, LIBRARY, PENSION, ask, ids, small_index

ROOT = Path(__file__).resolve().parents[3]


def test_without_an_index_searching_says_what_to_do_and_nothing_is_applied(tmp_path):
    index = SearchIndex(tmp_path / "none")
    assert (index.exists(), index.applied()) == (False, 0)
    for act in (
        lambda: index.search(SearchQuery("公开")),
        lambda: index.apply([], upto=1),
        index.count,
    ):
        with pytest.raises(IndexMissing, match="rebuild-index"):
            act()


def test_a_new_index_is_empty_and_creating_again_changes_nothing(tmp_path):
    index = SearchIndex(tmp_path)
    index.create()
    assert (index.exists(), index.applied(), index.count()) == (True, 0, 0)
    index.apply([HOUSING], upto=3)
    index.create()
    assert (index.applied(), index.count()) == (3, 1)


def test_a_batch_and_its_number_are_there_together_also_for_another_reader(tmp_path):
    index = small_index(tmp_path)
    other = SearchIndex(tmp_path)
    assert (other.applied(), other.count()) == (5, 5)
    index.apply([Delete(5), Delete(77)], upto=7)
    assert (other.applied(), other.count(), ids(ask(other, "停水"))) == (7, 4, [])


def test_a_document_put_again_replaces_the_one_before(tmp_path):
    index = small_index(tmp_path)
    index.apply([replace(HOUSING, text="改为货币补贴。", title="新办法")], upto=6)
    assert index.count() == 5
    assert ids(ask(index, "货币补贴"))[0] == 1
    assert 1 not in ids(ask(index, "街道办事处"))


def test_the_last_of_several_changes_in_one_batch_counts(tmp_path):
    index = SearchIndex(tmp_path)
    index.create()
    index.apply(
        [HOUSING, Delete(1), PENSION, replace(PENSION, text="甲"), replace(PENSION, text="乙丙")],
        upto=5,
    )
    assert (index.count(), ids(ask(index, "乙丙"))) == (1, [2])


def test_applying_a_batch_again_changes_nothing(tmp_path):
    index = small_index(tmp_path)
    index.apply(LIBRARY, upto=5)
    assert index.check([(put.id, put.stamp()) for put in LIBRARY]).ok


def test_a_failing_batch_leaves_the_last_commit(tmp_path):
    index = small_index(tmp_path)

    def broken():
        yield Delete(1)
        raise LookupError("the database went away")

    with pytest.raises(LookupError):
        index.apply(broken(), upto=9)
    assert (index.applied(), index.count()) == (5, 5)
    index.apply([Delete(1)], upto=6)
    assert (index.applied(), index.count()) == (6, 4)


def test_a_second_writer_is_refused_and_gets_its_turn_afterwards(tmp_path):
    index = small_index(tmp_path)
    with index.writing() as writer:
        writer.apply([Delete(1)], upto=6)
        with pytest.raises(IndexBusy):
            SearchIndex(tmp_path).apply([Delete(2)], upto=7)
    SearchIndex(tmp_path).apply([Delete(2)], upto=7)
    assert (index.applied(), index.count()) == (7, 3)


def test_rebuilding_switches_to_the_new_version_and_removes_the_old(tmp_path):
    index, reader = small_index(tmp_path), SearchIndex(tmp_path)
    assert reader.count() == 5
    assert index.rebuild(iter((HOUSING, PENSION)), upto=11) == 2
    assert (reader.count(), reader.applied()) == (2, 11)
    assert len(list(tmp_path.glob("v*-*"))) == 1


def test_a_rebuild_that_fails_leaves_the_current_version(tmp_path):
    index = small_index(tmp_path)

    def broken():
        yield HOUSING
        raise LookupError("the database went away")

    with pytest.raises(LookupError):
        index.rebuild(broken(), upto=11)
    assert (index.applied(), index.count()) == (5, 5)
    assert len(list(tmp_path.glob("v*-*"))) == 1


def test_two_rebuilds_at_once_are_refused(tmp_path):
    index = small_index(tmp_path)

    def second():
        with pytest.raises(IndexBusy):
            SearchIndex(tmp_path).rebuild((), upto=1)
        yield HOUSING

    assert index.rebuild(second(), upto=11) == 1


def test_an_index_of_another_schema_version_counts_as_missing(tmp_path):
    index = small_index(tmp_path)
    (folder,) = tmp_path.glob("v*-*")
    older = folder.rename(tmp_path / f"v{SCHEMA_VERSION - 1}-20200101T000000-abc")
    (tmp_path / "current").write_text(older.name)
    assert (SearchIndex(tmp_path).exists(), SearchIndex(tmp_path).applied()) == (False, 0)
    index.rebuild(iter(LIBRARY), upto=5)
    assert [path.name.split("-")[0] for path in tmp_path.glob("v*-*")] == [f"v{SCHEMA_VERSION}"]


def test_the_check_names_what_is_missing_surplus_and_outdated(tmp_path):
    index = small_index(tmp_path)
    good = index.check([(put.id, put.stamp()) for put in LIBRARY])
    assert (good.ok, good.sentence()) == (True, "检索库与数据库一致，共5件，抽查5件无误。")
    report = index.check([(1, HOUSING.stamp()), (2, 12345), (3, None), (9, None)])
    assert (report.missing_ids, report.surplus_ids, report.differing_ids) == ([9], [4, 5], [2])
    assert not report.ok
    assert report.sentence().startswith("检索库与数据库不一致：缺少1件，多出2件，内容过时1件；")


def test_a_single_changed_byte_in_a_file_is_found(tmp_path):
    index = small_index(tmp_path)
    for path in sorted(tmp_path.glob("v*-*/documents/*.*")):
        if path.suffix in (".json", ".lock") or not path.stat().st_size:
            continue
        original = path.read_bytes()
        path.write_bytes(bytes([original[0] ^ 1]) + original[1:])
        assert index.check([put.id for put in LIBRARY], sample=0).damaged_files == [path.name]
        path.write_bytes(original)
    assert index.check([put.id for put in LIBRARY]).ok


def test_an_index_that_cannot_be_opened_says_so(tmp_path):
    small_index(tmp_path)
    (meta,) = tmp_path.glob("v*-*/documents/meta.json")
    meta.write_text("{")
    with pytest.raises(IndexProblem, match="损坏"):
        SearchIndex(tmp_path).count()


def test_the_stamp_sees_every_fact():
    changed = [
        replace(HOUSING, title="x"), replace(HOUSING, text="x"), replace(HOUSING, numbers=()),
        replace(HOUSING, unit=None), replace(HOUSING, ended_on=datetime.date(2024, 1, 1)), replace(HOUSING, site=""),
    ]  # fmt: skip
    assert len({HOUSING.stamp(), *(put.stamp() for put in changed)}) == 7
    assert (
        HOUSING.stamp()
        == Put(**{name: getattr(HOUSING, name) for name in HOUSING.__slots__}).stamp()
    )


def test_a_full_disk_fails_the_commit_and_the_last_one_stays(tmp_path):
    index = small_index(tmp_path)
    # A limit on file size fails writes as a full disk does, and needs no rights.
    program = (
        "import resource, signal, sys\n"
        "from gongkai.search.engine.documents import Put\n"
        "from gongkai.search.engine.errors import IndexWriteFailed\n"
        "from gongkai.search.engine.index import SearchIndex\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "puts = [Put(id=n, title=f'公告{n}', text=chr(0x4e00 + n) * 50 + f'第{n}号') for n in range(10, 900)]\n"
        "try:\n"
        "    SearchIndex(sys.argv[1]).apply(puts, upto=900)\n"
        "except IndexWriteFailed as error:\n"
        "    print(error)\n"
    )
    done = _python(program, tmp_path)
    assert done.stdout.strip().endswith("恢复后未写入的内容会自动补上。"), done.stderr
    assert (index.applied(), index.count(), ids(ask(index, "停水"))) == (5, 5, [5])
    index.apply([Delete(5)], upto=6)
    assert (index.applied(), index.count()) == (6, 4)


def _python(program: str, path: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True, text=True, cwd=ROOT, timeout=120, check=False,
    )  # fmt: skip
