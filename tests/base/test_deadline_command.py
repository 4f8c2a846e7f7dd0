import io
import json

import pytest
from django.core.management import call_command

from gongkai.base.management.commands.deadline import Command

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    def call(text, *options):
        monkeypatch.setattr(
            "sys.stdin", io.StringIO(text if isinstance(text, str) else json.dumps(text))
        )
        command = Command(stdout=io.StringIO(), stderr=io.StringIO(), no_color=True)
        status = 0
        try:
            call_command(command, *options)
        except SystemExit as end:
            status = end.code
        return status, command.stdout.getvalue(), command.stderr.getvalue()

    return call


def case(*acts, **more):
    return {"received_on": "2024-09-06", "acts": list(acts), "as_of": "2024-09-20", **more}


def test_the_answer_has_the_due_day_the_limits_and_a_row_for_every_day(run):
    status, out, err = run(case(), "--json")
    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert {name: answer[name] for name in ("due", "provisional", "remaining", "on_time", "lapsed", "limits")} == {
        "due": "2024-10-11",
        "provisional": False,
        "remaining": 11,
        "on_time": None,
        "lapsed": None,
        "limits": {"clarification": "2024-09-18", "correction": None, "hold": None, "payment": None},
    }  # fmt: skip
    assert answer["explanation"][0] == {
        "date": "2024-09-06",
        "counted": False,
        "reason": "收到当日不计",
    }
    assert answer["explanation"][-1] == {
        "date": "2024-10-11",
        "counted": True,
        "reason": "第20个工作日",
    }
    assert sum(day["counted"] for day in answer["explanation"]) == 20


def test_a_field_given_for_nothing_is_a_warning(run):
    _, out, _ = run(case({"type": "fee_notice", "on": "2024-09-09", "days": 20}), "--json")
    assert json.loads(out)["warnings"] == ["“days”对办理环节“fee_notice”没有作用，没有采用。"]


def test_what_the_law_does_not_allow_is_refused_with_the_article_and_no_answer(run):
    acts = [{"type": "extended", "on": "2024-10-12", "days": 5}]
    assert run(case(*acts), "--json") == (
        1,
        "",
        "2024年10月12日（周六）告知延期时答复期限已于2024年10月11日（周五）届满，不能再延长，请立即答复（条例第三十三条）。\n",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (case({"type": "answered", "on": "2024-09-09"}), "输入的办理记录不能计算：不认识的办理环节“answered”，请使用："),
        (case({"type": "extended", "on": "2024-02-30"}), "输入的办理记录不能计算：“on”的日期“2024-02-30”无法识别，请按"),
        ("{", "标准输入不是可以读的 JSON，第1行第2个字符处有误，请改正后再试。"),
        ("", "标准输入不是可以读的 JSON，第1行第1个字符处有误，请改正后再试。"),
        ("[" * 100_000, "标准输入不是可以读的 JSON，请按手册的写法重写后再试。"),
        ("[]", "输入的办理记录不能计算：缺少收到申请的日期"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_no_answer(run, text, sentence):
    status, out, err = run(text, "--json")
    assert (status, out, err[: len(sentence)], err.count("\n")) == (2, "", sentence, 1)


@pytest.mark.parametrize(
    ("acts", "first"),
    [
        ([], "答复期限：2024-10-11"),
        ([{"type": "fee_notice", "on": "2024-09-09"}], "答复期限：暂停，等待申请人"),
        ([{"type": "withdrawn", "on": "2024-09-09"}], "答复期限：不再计算"),
    ],
)
def test_people_get_the_day_and_the_story(run, acts, first):
    status, out, _ = run(case(*acts))
    lines = out.splitlines()
    assert (status, lines[0], lines[1]) == (
        0,
        first,
        "  2024年9月6日（周五）收到申请，收到当日不计入期限（条例第三十一条）。",
    )


def test_a_warning_is_told_once(run):
    late = {"type": "clarification_notice", "on": "2024-09-19", "until": "2024-09-30"}
    _, out, _ = run(case(late))
    assert out.count("补正超期") == 1
