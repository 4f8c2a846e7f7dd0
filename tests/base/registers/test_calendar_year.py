"""Loading a year of the working-day calendar: service and command."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from gongkai.base.models import CalendarYear, Event
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.calendar import days_of, load_year
from gongkai.lib.workdays import year_days
from tests.cast import People

SOURCE = "国办发明电〔2026〕9号"
NEW_YEAR, SUNDAY = dt.date(2027, 1, 1), dt.date(2027, 1, 3)
DAYS = year_days({NEW_YEAR: "元旦"}, [SUNDAY], SOURCE)
LINES = "2027-01-01,休,元旦\n2027-01-03,班,\n"


def test_the_same_year_again_changes_nothing(people: People) -> None:
    load_year(2027, DAYS, by=people.authority)
    load_year(2027, DAYS, by=people.system_admin)
    assert days_of(CalendarYear.objects.get(pk=2027)) == DAYS
    assert list(Event.objects.values_list("act", "actor_name")) == [("载入日历", "朱主管")]


def test_a_known_year_changes_with_a_reason_alone_and_keeps_what_it_was(people: People) -> None:
    load_year(2027, DAYS, by=people.authority)
    other = year_days({NEW_YEAR: "元旦"}, [], SOURCE)
    with pytest.raises(Refusal) as refused:
        load_year(2027, other, by=people.authority, reason=" ")
    assert refused.value.field == "reason"
    load_year(2027, other, by=people.authority, reason="通知已更正。")
    event = Event.objects.get(act="更改日历")
    assert (event.note, event.data["before"]["days"]) == (
        "通知已更正。",
        [["2027-01-01", "休"], ["2027-01-03", "班"]],
    )


@pytest.mark.parametrize(
    "name", [n for n in People.__slots__ if n not in ("authority", "system_admin")]
)
def test_others_do_not_load_the_calendar(people: People, name: str) -> None:
    with pytest.raises(Forbidden, match="工作日历由主管部门或者系统管理员载入"):
        load_year(2027, DAYS, by=getattr(people, name))


# --- import-calendar ---------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], path: Path, *words: str) -> dict[str, object]:
    call_command("import_calendar", str(path), "--source", SOURCE, "--json", *words)
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("import_calendar", *words)
    return int(ended.value.code or 0), capsys.readouterr().err.strip()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "2027.csv"
    path.write_bytes(LINES.encode("gb18030"))
    return path


def test_a_year_is_loaded_by_command_and_loading_it_again_is_harmless(
    db: None, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    first = run(capsys, file, "--dry-run")
    assert (first["written"], CalendarYear.objects.filter(pk=2027).exists()) == (False, False)
    first = run(capsys, file)
    assert {key: first[key] for key in ("year", "source", "off", "worked", "changed", "written")} == {
        "year": 2027, "source": SOURCE, "off": 1, "worked": 1, "changed": True, "written": True,
    }  # fmt: skip
    assert days_of(CalendarYear.objects.get(pk=2027)) == DAYS
    assert run(capsys, file)["changed"] is False
    assert Event.objects.count() == 1


def test_a_change_by_command_needs_a_reason_too(
    db: None, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    run(capsys, file)
    file.write_text("2027-01-01,休,元旦\n", "utf-8")
    status, sentence = refused(capsys, str(file), "--source", SOURCE)
    assert (status, sentence[:16]) == (1, "2027年的日历已经载入，改动会重"[:16])
    assert run(capsys, file, "--reason", "通知已更正。")["written"] is True


@pytest.mark.parametrize(
    ("text", "source", "sentence"),
    [
        ("2027-01-01,休,元旦", "放假通知", "“放假通知”不是文号，请按“国办发明电〔2026〕9号”填写。"),
        (
            "2027-01-04,班",
            SOURCE,
            "第1行：2027年1月4日（周一）本来就是工作日，不能列为“班”，请核对日期。",
        ),
        ("\x00", SOURCE, "不是文本，请另存为 CSV 后再试。"),
    ],
    ids=["notice", "day", "bytes"],
)
def test_bad_input_is_one_sentence(
    db: None,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    text: str,
    source: str,
    sentence: str,
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, "utf-8")
    status, said = refused(capsys, str(path), "--source", source)
    assert status == 2
    assert said.endswith(sentence)


def test_a_file_that_is_not_there_is_bad_input(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "nowhere.csv", "--source", SOURCE)[0] == 2
