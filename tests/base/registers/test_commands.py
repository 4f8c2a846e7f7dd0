"""How a new installation gets its units and its first people: `import-units` and `open-account`."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from gongkai.base.models import Event, Unit, User
from gongkai.base.states import Role

pytestmark = pytest.mark.django_db

TABLE = """代号,全称,简称,类别,上级代号,机关代字,别名
city,明湖市人民政府,市政府,市级政府,,明政发、明政字,
office,明湖市人民政府办公厅,市政府办公厅,政府办公厅（室）,city,明政办发,市府办
"""


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> str:
    path = tmp_path / "units.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    call_command(*words, "--json")
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        call_command(*words)
    return int(ended.value.code or 0), capsys.readouterr().err.strip()


def test_a_table_of_units_becomes_the_register(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = run(capsys, "import_units", table(tmp_path, TABLE))
    assert answer["counts"] == {"new": 2, "changed": 0, "unchanged": 0, "wrong": 0}
    assert (answer["written"], answer["unused"]) == (True, [])
    office = Unit.objects.get(slug="office")
    assert office.path.startswith(Unit.objects.get(slug="city").path)
    assert office.agency_words == ["明政办发"]
    assert [alias.name for alias in office.aliases.all()] == ["市府办"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_same_table_again_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    path = table(tmp_path, TABLE, encoding)
    run(capsys, "import_units", path)
    answer = run(capsys, "import_units", path)
    assert answer["counts"] == {"new": 0, "changed": 0, "unchanged": 2, "wrong": 0}
    assert answer["rows"] == []


def test_a_wrong_table_is_refused_as_a_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, sentence = refused(
        capsys, "import_units", table(tmp_path, TABLE + "tax,明湖市税务局,,没有的类别,city,,\n")
    )
    assert status == 1
    assert sentence == "有1行不能导入，整张表都没有写入。"
    assert Unit.objects.count() == 0


def test_a_table_that_is_not_there_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "import_units", "nowhere.csv") == (
        2,
        "读不了“nowhere.csv”（No such file or directory），请检查路径和权限。",
    )


def test_the_first_administrator_signs_in_and_must_change_the_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "import_units", table(tmp_path, TABLE))
    words = ["--name", "席明", "--unit", "office", "--role", "系统管理员"]
    answer = run(capsys, "open_account", "ximing", *words)
    assert answer["role"] == "系统管理员"
    browser = Client()
    browser.post("/desk/login/", {"username": "ximing", "password": answer["password"]})
    assert browser.get("/desk/").url.startswith("/desk/password/")
    user = User.objects.get(username="ximing")
    assert list(user.assignments.values_list("role", flat=True)) == [Role.SYSTEM_ADMIN]
    acts = Event.objects.order_by("-seq").values_list("act", flat=True)[:3]
    assert list(acts) == ["登录", "任职", "开立账号"]


@pytest.mark.parametrize(
    ("unit", "role", "status", "beginning"),
    [
        (
            "nowhere",
            "系统管理员",
            2,
            "没有代号为“nowhere”的单位，请先用 import-units 登记，或检查代号。",
        ),
        ("city", "局长", 2, "没有“局长”这个角色，应为信息员、"),
        ("city", "信息员", 1, "这个命令只开立"),
    ],
)
def test_an_account_that_cannot_be_opened_is_refused_with_the_way_on(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    unit: str,
    role: str,
    status: int,
    beginning: str,
) -> None:
    run(capsys, "import_units", table(tmp_path, TABLE))
    words = ["--name", "李明", "--unit", unit, "--role", role]
    ended, sentence = refused(capsys, "open_account", "liming", *words)
    assert (ended, sentence[: len(beginning)]) == (status, beginning)
    assert User.objects.count() == 0


def test_a_table_is_compared_without_writing_and_every_row_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = run(capsys, "import_units", table(tmp_path, TABLE), "--dry-run")
    assert (answer["written"], answer["counts"]["new"]) == (False, 2)
    assert [(row["row"], row["slug"], row["word"]) for row in answer["rows"]] == [
        (2, "city", "新增"),
        (3, "office", "新增"),
    ]
    assert Unit.objects.count() == 0


def test_people_read_what_was_done_and_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_units", table(tmp_path, TABLE))
    assert capsys.readouterr().out.splitlines()[:2] == [
        "已写入：新增2，有变化0，无变化0，有错误0。",
        "第2行 明湖市人民政府（city）：新增",
    ]
    with pytest.raises(SystemExit):
        call_command("import_units", table(tmp_path, TABLE + "x,甲局,,组成部门,nowhere,,\n"))
    assert capsys.readouterr().out.splitlines() == [
        "没有写入：新增0，有变化0，无变化2，有错误1。",
        "第4行 甲局（x）：有错误",
        "  还没有代号为“nowhere”的上级单位，请先登记上级，或者核对代号。",
    ]


def test_the_password_is_printed_once_and_a_second_administrator_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "import_units", table(tmp_path, TABLE))
    words = ["--name", "席明", "--unit", "office", "--role", "system_admin"]
    call_command("open_account", "ximing", *words)
    said = capsys.readouterr().out.splitlines()
    password = said[1].removeprefix("初始口令：").split("（")[0]
    assert said[0] == "已开立账号 ximing（系统管理员）。"
    assert User.objects.get().check_password(password)
    status, sentence = refused(capsys, "open_account", "second", *words)
    assert (status, sentence[:14]) == (1, "已有系统管理员席明，不能再用命令开立"[:14])
    assert User.objects.count() == 1
