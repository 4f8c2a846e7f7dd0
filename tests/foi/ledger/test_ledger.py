"""An old ledger: messy as they are, every row told, nothing twice, the trail right."""

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from gongkai.base.models import Event
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token
from gongkai.foi.models import Applicant, CaseAct, DisclosureRequest, Remedy
from gongkai.foi.queries.figures.annual import annual
from gongkai.foi.services.act_check import changed_acts
from gongkai.foi.services.ledger import import_ledger, read_ledger
from gongkai.foi.services.ledger.words import outcomes_of
from gongkai.foi.states import Act, Stage
from tests.foi.factories import Office

HEAD = ["编号", "申请人", "类型", "申请内容", "收到日期", "办理结果", "答复日期"]
GOOD = [
    "2019-001",
    "陈一诺",
    "自然人",
    "2018年学校招生计划",
    "2019年3月4日",
    "予以公开",
    "2019.3.18",
]


def table(*rows: list[str], head: list[str] = HEAD) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([head, *rows])
    return stream.getvalue().encode()


def workbook(rows: list[list[Any]], *merged: str) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(stream)
    return stream.getvalue()


def taken(office: Office, data: bytes, name: str = "台账.csv", **more: Any) -> dict[str, Any]:
    return import_ledger(read_ledger(name, data), unit=office.unit, by=None, **more).to_json()


def changed(**cells: str) -> list[str]:
    row = dict(zip(HEAD, GOOD, strict=True)) | cells
    return [row[name] for name in HEAD]


def test_a_row_becomes_a_closed_case_with_its_history(office: Office) -> None:
    report = taken(office, table(GOOD))
    assert (report["new"], report["bad"]) == (1, [])
    case = DisclosureRequest.objects.get()
    assert (case.number, case.stage, case.outcome) == ("2019-001", Stage.CLOSED, "D1b")
    assert (case.received_on, case.replied_on) == (dt.date(2019, 3, 4), dt.date(2019, 3, 18))
    assert case.on_time is True
    acts = [(act.kind, act.on.isoformat(), act.data["imported"]) for act in case.acts.all()]
    assert acts == [
        (Act.SUBMIT, "2019-03-04", True),
        (Act.REGISTER, "2019-03-04", True),
        (Act.DELIVER, "2019-03-18", True),
        (Act.CLOSE, "2019-03-18", True),
    ]
    assert case.application.applicant.name == "陈一诺"


def test_every_act_stands_in_the_trail_with_its_digest(office: Office) -> None:
    taken(office, table(GOOD, changed(编号="2019-002"), changed(编号="2019-003")))
    assert changed_acts() == []
    assert CaseAct.objects.count() == 12
    row = CaseAct.objects.filter(kind=Act.CLOSE).first()
    CaseAct.objects.filter(pk=row.pk).update(on=dt.date(2019, 3, 19))
    assert len(changed_acts()) == 1


def test_the_report_of_the_year_counts_what_was_imported(office: Office) -> None:
    taken(
        office,
        table(
            GOOD, changed(编号="2", 办理结果="撤回申请"), changed(编号="3", 办理结果="逾期不补正")
        ),
    )
    cells = annual(office.unit, 2019, whole=False).to_json()["table2"]
    rows = ("a1", "r1", "r6_1", "r6_3", "r7", "a4")
    assert [cells[row]["c1"] for row in rows] == [3, 1, 1, 1, 3, 0]
    kinds = set(CaseAct.objects.values_list("kind", flat=True))
    assert {Act.WITHDRAW, Act.LAPSE} < kinds


def test_imported_twice_nothing_is_doubled_and_a_change_is_told(office: Office) -> None:
    taken(office, table(GOOD))
    again = taken(office, table(GOOD))
    assert (again["new"], again["known"], again["doubtful"]) == (0, 1, [])
    other = taken(office, table(changed(编号=" ２０１９－００１ ", 申请内容="别的")))
    assert (other["new"], other["known"]) == (0, 1)
    assert other["doubtful"][0]["sentence"].startswith("此前已经导入，内容与这一行不一致")
    assert DisclosureRequest.objects.count() == 1


def test_a_look_writes_nothing(office: Office) -> None:
    report = taken(office, table(GOOD), dry_run=True)
    assert (report["new"], report["written"]) == (1, False)
    assert DisclosureRequest.objects.count() == 0


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"编号": ""}, "没有写编号"),
        ({"申请人": " "}, "没有写申请人"),
        ({"申请内容": ""}, "没有写申请内容"),
        ({"收到日期": "2019年3月"}, "收到日期“2019年3月”不是完整的日期"),
        ({"收到日期": "2007-03-04", "答复日期": "2007-03-05"}, "收到日期早于2008年5月1日条例施行"),
        ({"答复日期": "2019-03-01"}, "答复日期2019年3月1日早于收到日期"),
        ({"答复日期": "2099-03-01"}, "答复日期2099年3月1日还没有到"),
        ({"答复日期": ""}, "没有写答复日期，没有导入，还没有办结的"),
        ({"办理结果": ""}, "没有写办理结果"),
        ({"办理结果": "不予公开"}, "办理结果“不予公开”对不上年度报告的任何一项"),
        ({"办理结果": "国家秘密、过程性信息"}, "办理结果“国家秘密、过程性信息”可能是"),
    ],
)
def test_a_bad_row_is_told_and_stops_no_other(
    office: Office, cells: dict[str, str], sentence: str
) -> None:
    report = taken(office, table(changed(**cells), changed(编号="2019-009")))
    assert report["new"] == 1
    assert [row["line"] for row in report["bad"]] == ["第2行"]
    assert report["bad"][0]["sentence"].startswith(sentence)


def test_the_same_number_twice_in_a_table_is_told(office: Office) -> None:
    report = taken(office, table(GOOD, changed(申请内容="另一件")))
    assert report["bad"] == [
        {"line": "第3行", "sentence": "编号与表里前面的一行相同，没有导入，请核对编号。"}
    ]


def test_doubts_name_no_person(office: Office) -> None:
    head = [*HEAD, "证件号码", "联系电话", "复议结果", "经办人"]
    row = [*changed(类型="", 申请人="明湖无名客运有限公司"), "123456", "12", "维持", "张三丰"]
    report = taken(office, table(row, head=head))
    said = " ".join(one["sentence"] for one in report["doubtful"])
    assert len(report["doubtful"]) == 4
    assert "商业企业" in said
    assert "明湖无名" not in said
    assert "123456" not in said
    assert report["warnings"][0] == "这些列没有导入：经办人。"
    assert Remedy.objects.count() == 0


def test_a_reconsideration_with_its_day_is_taken_over(office: Office) -> None:
    head = [*HEAD, "复议结果", "复议日期"]
    taken(office, table([*GOOD, "维持原决定", "2019-06-03"], head=head))
    remedy = Remedy.objects.get()
    assert (remedy.kind, remedy.result, remedy.decided_on) == (
        "review",
        "kept",
        dt.date(2019, 6, 3),
    )
    assert changed_acts() == []


def test_a_late_reply_is_judged_only_where_the_ledger_says_so(office: Office) -> None:
    late = changed(答复日期="2019-06-18")
    taken(office, table(late))
    assert DisclosureRequest.objects.get().on_time is None
    head = [*HEAD, "是否超期"]
    taken(office, table([*changed(编号="2", 答复日期="2019-06-18"), "是"], head=head))
    assert DisclosureRequest.objects.get(number="2").on_time is False


def test_a_workbook_with_title_merged_cells_dates_and_a_sum(office: Office) -> None:
    rows = [
        ["明湖市教育局依申请公开台账", *[None] * 6],
        ["序　号", "申请人姓名", "申请人类型", "申请公开的内容", "收到申请日期（年月日）", "答复结果", "答复时间"],
        [1, "陈一诺", "公民", "招生计划", dt.date(2019, 3, 4), "部分公开", 43542],
        [2, None, None, "＝1+1的资料", "２０１９年３月５日", "不予公开（过程性信息）", "2019/3/19"],
        ["合计", 2, None, None, None, None, None],
    ]  # fmt: skip
    report = taken(office, workbook(rows, "A1:G1", "B3:B4", "C3:C4"), "台账.xlsx")
    assert (report["rows"], report["new"], report["bad"]) == (2, 2, [])
    cases = list(DisclosureRequest.objects.order_by("pk"))
    assert [case.number for case in cases] == ["2019-1", "2019-2"]
    assert [case.outcome for case in cases] == ["D2", "D3-6"]
    assert cases[0].replied_on == dt.date(2019, 3, 18)
    assert [one["sentence"][:9] for one in report["doubtful"]] == ["答复日期是一个数字"]
    assert [who.name for who in Applicant.objects.order_by("pk")] == ["陈一诺", "陈一诺"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"PK\x03\x04nothing"),
        ("a.xls", b"x"),
        ("a.csv", b"\x00\x01"),
        ("a.csv", b"a,b\n1,2\n"),
    ],
    ids=["damaged", "old", "binary", "headless"],
)
def test_what_is_no_ledger_is_refused(office: Office, name: str, data: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        read_ledger(name, data)
    assert refusal.value.sentence.endswith("。")


def test_every_name_of_an_outcome_is_known() -> None:
    words = {
        "公开": "D1b", "予以公开": "D1b", "已主动公开": "D1a", "部分公开": "D2", "信息不存在": "D4-1a",
        "不予公开：属于国家秘密": "D3-1", "不属于本机关负责公开": "D4-1b", "重复申请": "D5-2",
        "不予处理（信访举报投诉类申请）": "D5-1", "D4-2": "D4-2", "无正当理由逾期不补正": "D6-1",
    }  # fmt: skip
    assert {said: outcomes_of(said) for said in words} == {
        said: [code] for said, code in words.items()
    }


def test_the_command_prints_rows_and_ends_with_one_where_a_row_is_bad(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(table(GOOD, changed(编号="")))
    with pytest.raises(SystemExit) as end:
        call_command("import_requests", str(path), unit=office.unit.slug, json=True)
    answer = json.loads(capsys.readouterr().out)
    assert end.value.code == 1
    assert (answer["new"], answer["bad"][0]["line"]) == (1, "第3行")


def test_on_the_page_first_a_look_and_then_the_import_once(office: Office, as_user: type) -> None:
    browser, url = as_user(office.openness), reverse("desk_ledger")
    assert as_user(office.handler).get(url).status_code == 403
    assert (
        "请选择台账文件。"
        in browser.post(url, {"form_token": new_token(), "unit": office.unit.pk}).content.decode()
    )

    def sent(token: str, **more: str) -> Any:
        file = SimpleUploadedFile("台账.csv", table(GOOD))
        form = {"form_token": token, "unit": office.unit.pk, "file": file, **more}
        return browser.post(url, form).content.decode()

    assert "核对的结果，还没有导入" in sent(new_token(), only_look="on")
    token = new_token()
    assert "导入的结果" in sent(token)
    assert '导入<span class="num">1</span>件' in sent(token)  # sent again, the same answer
    assert DisclosureRequest.objects.count() == 1
    assert Event.objects.filter(act="台账导入：办结", actor=office.openness).count() == 1


def test_a_ledger_is_only_imported_for_units_of_the_person(office: Office, as_user: type) -> None:
    file = SimpleUploadedFile("台账.csv", table(GOOD))
    sent = {"form_token": new_token(), "unit": office.city.finance.pk, "file": file}
    assert as_user(office.openness).post(reverse("desk_ledger"), sent).status_code == 422


def test_the_template_is_a_ledger(office: Office, as_user: type) -> None:
    answer = as_user(office.openness).get(reverse("desk_ledger_template"))
    assert len(read_ledger("模板.xlsx", answer.content).lines) == 1
