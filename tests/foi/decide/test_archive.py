"""The package is whole, checked from outside, the same twice, and closes the case for good."""

import csv
import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from gongkai.base.refusal import Refusal
from gongkai.base.services.files import path_of
from gongkai.foi.models import CaseFile, DisclosureRequest
from gongkai.foi.services import acting, archive, letters, vault
from gongkai.foi.services.archive_contents import package_of
from gongkai.foi.states import Act, FilePurpose, Stage
from tests.foi.decide import way
from tests.foi.factories import Office
from tests.foi.standing import Standing


def carried(office: Office) -> DisclosureRequest:
    """A closed disclosure with a file, an identity proof and a note that looks like a formula."""
    case = way.case_of(office)
    vault.keep(
        b"scan", name="陈一诺身份证.png", purpose=FilePurpose.IDENTITY, by=None,
        application=case.application, media_type="image/png",
    )  # fmt: skip
    way.give_whole(case, office.handler)
    row = way.fresh(case)
    acting.perform(row, Act.NOTE, by=office.handler, note="=HYPERLINK(1)")
    return way.whole_way(case, office, "D1b")


@pytest.fixture
def office(standing: Standing, db: None) -> Office:
    """The bureau, with a case that is already there."""
    return standing.office()


@pytest.fixture
def closed(standing: Standing, db: None) -> Any:
    """The case that `carried` has closed."""
    return way.fresh(standing.made())


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def test_the_index_names_every_member_with_its_hash(office: Office, closed: Any) -> None:
    file = archive.archive(closed, by=office.registrar)

    members = opened(vault.read(file))
    index = json.loads(members.pop("index.json"))

    assert [index["case"], index["outcome"], index["rounds"]] == [closed.number, "D1b", 1]
    assert {m["path"]: m["sha256"] for m in index["members"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in members.items()
    }
    assert list(members) == [
        "00卷内目录.html", "01申请/00申请书.html", "01申请/身份证明01.png",
        "02办理/01办理过程.csv", "02办理/02期限计算.json", "02办理/03办理登记.json",
        "03文书/01.pdf", "05所查信息/所查信息原件01.txt", "05所查信息/公开副本01.txt",
        "07事件记录.csv",
    ]  # fmt: skip
    assert members["05所查信息/所查信息原件01.txt"] == way.TEXT
    assert members["03文书/01.pdf"].startswith(b"%PDF")


def test_application_acts_clock_and_trail_are_in_it(closed: Any) -> None:
    members = opened(package_of(closed))
    acts = list(csv.reader(io.StringIO(members["02办理/01办理过程.csv"].decode("utf-8-sig"))))
    trail = list(csv.reader(io.StringIO(members["07事件记录.csv"].decode("utf-8-sig"))))
    rows = json.loads(members["02办理/03办理登记.json"])

    assert closed.application.wanted in members["01申请/00申请书.html"].decode()
    assert [row[3] for row in acts[1:]] == [a.get_kind_display() for a in closed.acts.all()]
    assert acts[1][8] == "'=HYPERLINK(1)"
    assert json.loads(members["02办理/02期限计算.json"])["due"] == closed.due_on.isoformat()
    assert [row["outcome"] for row in rows["decisions"]] == ["D1b"]
    assert [row["step"] for row in rows["reviews"]] == ["secrecy", "legal", "signature"]
    assert trail[-1][3] == "办结"


def test_two_packages_of_the_same_rows_are_the_same_to_the_byte(closed: Any) -> None:
    assert package_of(closed) == package_of(closed)


def test_names_tell_nothing_of_the_applicant_and_the_disk_nothing_at_all(
    office: Office, closed: Any
) -> None:
    file = archive.archive(closed, by=office.registrar)
    names = "".join(opened(vault.read(file)))
    on_disk = Path(path_of(file.stored)).read_bytes()
    assert ("陈一诺" in names, "陈一诺" in file.name) == (False, False)
    assert on_disk[:2] != b"PK"
    assert (file.purpose, file.visible) == (FilePurpose.PACKAGE, False)


def test_an_archived_case_is_read_only(office: Office, closed: Any) -> None:
    archive.archive(closed, by=office.registrar)
    row = way.fresh(closed)
    assert row.stage == Stage.ARCHIVED
    for kind in (Act.NOTE, Act.CLOSE, Act.ARCHIVE, Act.PROPOSE):
        with pytest.raises(Refusal, match="不能办理"):
            acting.check_move(row, kind)


def test_what_is_missing_is_named_and_nothing_is_kept(office: Office, closed: Any) -> None:
    letters.draft(closed, "ended_otherwise", by=office.handler, facts={"reasons": "无"})
    closed.proactive_review.delete()
    with pytest.raises(Refusal, match=r"还有1份文书草稿没有发出.*还没有回答是否转为主动公开"):
        archive.archive(way.fresh(closed), by=office.registrar)
    assert CaseFile.objects.filter(purpose=FilePurpose.PACKAGE).count() == 0


def test_a_damaged_file_stops_the_archive(office: Office, closed: Any, tmp_path: Path) -> None:
    record = CaseFile.objects.get(case=closed, purpose=FilePurpose.RECORD)
    there, away = Path(path_of(record.stored)), tmp_path / "away"
    shutil.move(there, away)
    with pytest.raises(Refusal, match="从备份恢复"):
        archive.archive(way.fresh(closed), by=office.registrar)
    shutil.move(away, there)  # the other tests have the same file
    assert way.fresh(closed).stage == Stage.CLOSED


def test_two_clerks_at_once_archive_once(office: Office, closed: Any) -> None:
    seen = way.fresh(closed).row_version
    archive.archive(closed, by=office.registrar, seen=seen)
    with pytest.raises(Refusal):
        archive.archive(closed, by=office.openness, seen=seen)
    assert CaseFile.objects.filter(purpose=FilePurpose.PACKAGE).count() == 1
