"""How a new installation gets its units and its first people: `load-units` and `add-user`."""

import json
from pathlib import Path

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


def run(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    call_command(*words, "--json")
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        call_command(*words)
    return int(ended.value.code or 0), capsys.readouterr().err.strip()


def test_a_table_of_units_becomes_the_register(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "load_units", table(tmp_path, TABLE)) == {"created": 2, "present": 0}
    office = Unit.objects.get(slug="office")
    assert office.path.startswith(Unit.objects.get(slug="city").path)
    assert office.agency_words == ["明政办发"]
    assert [alias.name for alias in office.aliases.all()] == ["市府办"]


def test_the_same_table_again_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path, TABLE)
    run(capsys, "load_units", path)
    assert run(capsys, "load_units", path) == {"created": 0, "present": 2}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_as_spreadsheet_programs_save_it_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    assert run(capsys, "load_units", table(tmp_path, TABLE, encoding)) == {
        "created": 2,
        "present": 0,
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("代号,全称\na,甲\n", "表头缺少类别，请在第一行写明各列的名称后再试。"),
        ("代号,全称,类别\na,,市级政府\n", "第2行没有填全称，请补上后再试。"),
        (
            "代号,全称,类别,上级代号\na,甲市人民政府,市级政府,\nb,乙局,组成部门,c\n",
            "第3行没有登记：还没有代号为“c”的上级单位，上级要写在下级的前面。整张表都没有写入，改正后再试。",
        ),
    ],
)
def test_a_wrong_table_is_refused_as_a_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, sentence: str
) -> None:
    assert refused(capsys, "load_units", table(tmp_path, text)) == (1, sentence)
    assert Unit.objects.count() == 0


def test_a_new_account_signs_in_and_must_change_its_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "load_units", table(tmp_path, TABLE))
    answer = run(
        capsys,
        "add_user",
        "chen",
        "--name",
        "陈清",
        "--unit",
        "office",
        "--role",
        "信息员",
        "--role",
        "openness",
    )
    assert answer["roles"] == ["信息员", "公开工作机构"]
    browser = Client()
    browser.post("/desk/login/", {"username": "chen", "password": answer["password"]})
    assert browser.get("/desk/").url.startswith("/desk/password/")
    user = User.objects.get(username="chen")
    assert sorted(user.assignments.values_list("role", flat=True)) == [
        Role.INFORMATION,
        Role.OPENNESS,
    ]
    assert list(Event.objects.order_by("-seq").values_list("act", flat=True)[1:4]) == [
        "任职",
        "任职",
        "开立账号",
    ]


def test_an_administrator_may_hold_no_second_role_and_then_there_is_no_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "load_units", table(tmp_path, TABLE))
    status, sentence = refused(
        capsys,
        "add_user",
        "xi",
        "--name",
        "席明",
        "--unit",
        "office",
        "--role",
        "系统管理员",
        "--role",
        "信息员",
    )
    assert status == 1
    assert sentence.endswith("系统、安全、审计三员不得兼任其他角色。请另选人员，或先结束原有任职。")
    assert User.objects.filter(username="xi").count() == 0


@pytest.mark.parametrize(
    ("unit", "role", "sentence"),
    [
        ("nowhere", "信息员", "没有代号为“nowhere”的单位，请先用 load-units 登记，或检查代号。"),
        ("city", "局长", "没有“局长”这个角色，应为" + "、".join(Role.labels) + "之一。"),
    ],
)
def test_an_unknown_unit_or_role_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], unit: str, role: str, sentence: str
) -> None:
    run(capsys, "load_units", table(tmp_path, TABLE))
    assert refused(capsys, "add_user", "li", "--name", "李明", "--unit", unit, "--role", role) == (
        2,
        sentence,
    )
