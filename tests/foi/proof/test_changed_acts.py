"""`verify-trail` finds an act that was changed, deleted or put in behind the program's back."""

import base64
import json
from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from gongkai.base import health, tasks
from gongkai.base.models import Event
from gongkai.base.sealed import seal
from gongkai.base.services import trail_check
from gongkai.foi.models import CaseAct, DisclosureRequest
from gongkai.foi.services import intake
from gongkai.foi.services.act_check import changed_acts
from gongkai.foi.states import Act
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.intake import people

_GUARDS = {
    CaseAct: import_module("gongkai.foi.migrations.0002_acts_guard"),
    Event: import_module("gongkai.base.migrations.0002_trail_guard"),
}


@pytest.fixture
def case(office: Office, on_day: OnDay) -> DisclosureRequest:
    """Submitted, registered, given to a handler, with a note: four acts."""
    on_day(people.DAY)
    row = people.registered(office.unit)
    intake.assign(row, handler=office.handler, by=office.registrar)
    return intake.add_note(row, by=office.handler, note="已联系档案室。")


def behind(sql: str, *values: Any) -> None:
    """A statement that no part of the program would send; the tests run without the guard."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def act(case: DisclosureRequest, kind: Act) -> CaseAct:
    return case.acts.get(kind=kind)


def test_acts_of_the_program_agree_with_the_trail(case: DisclosureRequest) -> None:
    assert case.acts.count() == 4
    assert changed_acts() == []
    assert trail_check.verify().ok


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("on", "2026-03-03"),
        ("at", "2026-03-01 00:00:00+00:00"),
        ("kind", "sign"),
        ("actor", "别人"),
        ("by_id", None),
        ("stage", "archived"),
        ("round", 2),
        ("data", '{"handler": 0}'),
        ("note", ""),
        ("visible", True),
        ("digest", "0" * 64),
    ],
)
def test_a_changed_column_is_found(case: DisclosureRequest, column: str, value: Any) -> None:
    row = act(case, Act.NOTE)
    behind(f'UPDATE foi_caseact SET "{column}" = %s WHERE id = %s', value, row.pk)  # noqa: S608
    label = "签发" if column == "kind" else "工作记录"
    assert changed_acts() == [
        f"{case.number}的“{label}”（办理事项{row.pk}）与事件记录第{row.event_seq}条封存的内容"
        "不一致，已被改动。"
    ]


def test_a_note_sealed_anew_is_found_and_so_is_one_that_cannot_be_opened(
    case: DisclosureRequest,
) -> None:
    row = act(case, Act.NOTE)
    forged = base64.b64encode(seal("另一段话。".encode())).decode()
    behind("UPDATE foi_caseact SET note = %s WHERE id = %s", forged, row.pk)
    assert len(changed_acts()) == 1
    behind("UPDATE foi_caseact SET note = %s WHERE id = %s", forged[:-8] + "AAAAAAA=", row.pk)
    assert changed_acts() == [
        f"{case.number}的“工作记录”（办理事项{row.pk}）的说明不能解密：密钥与保存时不同，"
        "或者内容已被改动。"
    ]


def test_an_act_moved_to_another_case_is_found(case: DisclosureRequest, office: Office) -> None:
    other = people.registered(office.unit, wanted="另一项信息")
    behind("UPDATE foi_caseact SET case_id = %s WHERE id = %s", other.pk, act(case, Act.NOTE).pk)
    assert len(changed_acts()) == 1


def test_a_changed_row_with_a_matching_digest_of_its_own_is_found(case: DisclosureRequest) -> None:
    from gongkai.foi.services.acting import digest_of

    row = act(case, Act.REGISTER)
    row.on = row.on.replace(day=1)
    behind(
        'UPDATE foi_caseact SET "on" = %s, digest = %s WHERE id = %s',
        row.on,
        digest_of(row),
        row.pk,
    )
    assert len(changed_acts()) == 1


def test_a_deleted_act_is_found(case: DisclosureRequest) -> None:
    row = act(case, Act.ASSIGN)
    behind("DELETE FROM foi_caseact WHERE id = %s", row.pk)
    assert changed_acts() == [
        f"{case.number}的“分办”（事件记录第{row.event_seq}条）已经不在办理事项里，是绕过程序删除的。"
    ]


def test_the_last_act_deleted_together_with_its_event_is_found_by_the_head(
    case: DisclosureRequest,
) -> None:
    row = act(case, Act.NOTE)
    behind("DELETE FROM foi_caseact WHERE id = %s", row.pk)
    behind("DELETE FROM base_event WHERE seq = %s", row.event_seq)
    assert not trail_check.verify().ok


def test_an_act_whose_event_is_missing_is_found(case: DisclosureRequest) -> None:
    row = act(case, Act.ASSIGN)
    behind("DELETE FROM base_event WHERE seq = %s", row.event_seq)
    assert changed_acts() == [
        f"{case.number}的“分办”（办理事项{row.pk}）在事件记录里没有对应的第{row.event_seq}条，"
        "是绕过程序写入的，或者事件已经缺失。"
    ]
    # The chain has its own word on it, and that comes first.
    assert "缺" in str(trail_check.verify().problem)


def test_an_act_put_in_twice_is_found(case: DisclosureRequest) -> None:
    row = act(case, Act.NOTE)
    columns = [field.column for field in CaseAct._meta.fields if not field.primary_key]
    names = ", ".join(f'"{name}"' for name in columns)
    behind(
        f"INSERT INTO foi_caseact ({names}) SELECT {names} FROM foi_caseact WHERE id = %s",  # noqa: S608
        row.pk,
    )
    assert [line.split("）", 1)[1] for line in changed_acts()] == [
        f"与另一条办理事项对应同一条事件（第{row.event_seq}条），是绕过程序写入的。"
    ]


def test_the_database_itself_refuses_what_these_tests_do(case: DisclosureRequest) -> None:
    guard, kind = _GUARDS[CaseAct], connection.vendor.upper()
    with connection.cursor() as cursor:
        for statement in getattr(guard, kind):
            cursor.execute(statement)
    try:
        for sql in ("UPDATE foi_caseact SET actor = 'x'", "DELETE FROM foi_caseact"):
            with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
                behind(sql)
    finally:
        with connection.cursor() as cursor:
            for statement in getattr(guard, f"{kind}_BACK"):
                cursor.execute(statement)


def test_the_command_names_every_changed_act_and_ends_with_one(
    case: DisclosureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    behind("UPDATE foi_caseact SET actor = 'x'")
    with pytest.raises(SystemExit) as end:
        call_command("verify_trail", "--json")
    said = json.loads(capsys.readouterr().out)
    assert (end.value.code, said["ok"], len(said["findings"])) == (1, False, 4)
    assert said["problem"] == f"{said['findings'][0]}另有3处不一致。"


def test_the_health_report_shows_what_the_check_by_the_clock_found(
    case: DisclosureRequest, settings: Any, tmp_path: Any
) -> None:
    settings.DATA = tmp_path
    assert health.report()["trail"] == {
        "ok": True, "checked_at": None, "events": 0, "findings": 0,
    }  # fmt: skip
    tasks.check_trail()
    assert health.report()["trail"]["ok"]
    behind("UPDATE foi_caseact SET actor = 'x'")
    tasks.check_trail()
    found = health.report()
    assert (found["ok"], found["trail"]["ok"], found["trail"]["findings"]) == (False, False, 4)
    assert found["trail"]["events"] == Event.objects.count()
    (tmp_path / "trail-check.json").write_text("{", encoding="utf-8")
    assert not health.report()["trail"]["ok"]


def test_a_restored_database_is_not_asked_for_what_only_its_key_opens(
    case: DisclosureRequest,
) -> None:
    behind("UPDATE foi_caseact SET actor = 'x'")
    assert trail_check.verify(rows=False).ok


def test_the_check_takes_the_same_few_statements_for_many_acts(
    case: DisclosureRequest, office: Office, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        intake.add_note(case, by=office.handler, note=f"第{number}次联系。")
    with django_assert_num_queries(7):
        assert changed_acts() == []
