"""Proofreading with what the installation knows, its language, and the command."""

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone

from gongkai.base.states import UnitKind
from gongkai.publishing.models import Formulation, Publication
from gongkai.publishing.services import language, proofreading
from gongkai.publishing.states import Attribute, State
from tests.cast import City, People, make_unit
from tests.lib.proofread.test_typos import library
from tests.publishing.factories import make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_language(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def known_language() -> None:
    """Statistics of a library of constructed sentences."""
    for number, text in enumerate(library()):
        make_publication(f"第{number}份", text=text)
    language.refresh()


def kinds(text: str, **facts: Any) -> list[tuple[str, str, str | None]]:
    return [(f.kind, f.text, f.suggestion) for f in proofreading.proofread(text, **facts)]


# -- the language of the library


@pytest.mark.usefixtures("known_language")
def test_the_library_tells_a_wrong_character() -> None:
    assert kinds("教育部门应当依法加强监叔管理。") == [("typo", "叔", "督")]


def test_without_statistics_the_rest_is_checked_and_that_is_said() -> None:
    assert kinds("教育部门应当依法加强监叔管理。。") == [("punctuation", "。。", "。")]
    assert proofreading.warnings("") == [
        "本站的语言统计还没有建立，这次没有检查错别字；后台任务会自动建立，请稍后再校对一次。"
    ]


@pytest.mark.usefixtures("known_language")
def test_a_small_library_is_said_to_be_small() -> None:
    (warning,) = proofreading.warnings("短文")
    assert warning.startswith("文件库的文字还不多（约")


@pytest.mark.usefixtures("known_language")
def test_what_is_not_looked_at_is_said() -> None:
    text = "乙" * proofreading.MOST_CHARACTERS + "教育部门应当依法加强监叔管理。"
    assert kinds(text) == []
    assert (
        proofreading.warnings(text)[-1]
        == "文字超过100000字，错别字只检查了前面的部分，请分段校对。"
    )


def test_only_what_is_public_teaches_the_language() -> None:
    make_publication("草稿一", text="甲乙丙。", state=State.DRAFT)
    make_publication("申请才给", text="甲乙丙。", attribute=Attribute.ON_REQUEST)
    make_publication("公开的", text="丁戊己。")
    language.refresh()
    finder = language.finder()
    assert finder is not None
    assert finder.characters == len("..公开的.丁戊己.") - 1


def test_the_language_is_counted_anew_when_the_library_has_grown() -> None:
    rows = [make_publication(f"第{number}份") for number in range(20)]
    assert language.refresh() is True
    assert language.refresh() is False
    make_publication("又一份")
    assert language.refresh() is False
    make_publication("再一份")
    assert language.refresh() is True
    Publication.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.DRAFT)
    assert language.refresh() is True


def test_a_small_change_is_counted_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        make_publication(f"第{number}份")
    language.refresh()
    tomorrow = timezone.now() + dt.timedelta(days=1, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert language.refresh() is False
    make_publication("又一份")
    assert language.refresh() is True


def test_an_unchanged_library_is_counted_when_asked_for_or_when_the_file_is_broken() -> None:
    language.refresh()
    assert language.refresh(force=True) is True
    language.path().write_bytes(b"rubbish")
    assert language.finder() is None
    assert language.refresh() is True
    assert language.finder() is not None


def test_new_statistics_are_read_without_a_restart() -> None:
    language.refresh()
    before = language.finder()
    make_publication("又一份", text="甲乙丙丁。")
    language.refresh(force=True)
    after = language.finder()
    assert before is not None
    assert after is not None
    assert after.characters > before.characters


@pytest.mark.usefixtures("known_language")
def test_a_public_title_is_not_corrected() -> None:
    title = "教育部门应当依法加强监叔管理"
    assert kinds(f"《{title}》") == [("typo", "叔", "督")]
    make_publication(title)
    assert kinds(f"《{title}》") == []


# -- registers and lists


def test_a_formulation_of_the_list_is_found() -> None:
    Formulation.objects.create(
        wrong="错误提法", right="正确提法", reason="按文件", severity="error"
    )
    Formulation.objects.create(wrong="停用提法", right="", reason="按文件", active=False)
    (finding,) = proofreading.proofread("不用错误提法和停用提法。")
    assert (finding.kind, finding.text, finding.suggestion, finding.severity) == (
        "formulation",
        "错误提法",
        "正确提法",
        "error",
    )
    assert finding.reason == "规范表述是“正确提法”（按文件），请改正。"


def test_unit_names_are_held_against_the_register(city: City) -> None:
    root = make_unit("云山市", UnitKind.CITY)
    now = make_unit("云山市市场监督管理局", parent=root, aliases=("云山市市场监管局",))
    make_unit(
        "云山市工商行政管理局",
        parent=root,
        active_to=dt.date(2018, 12, 31),
        successor=now,
    )
    text = "由云山市市场监督官理局、云山市市场监管局和云山市工商行政管理局负责。"
    near, old = proofreading.proofread(text)
    assert (near.kind, near.text, near.suggestion) == (
        "unit_name",
        "云山市市场监督官理局",
        "云山市市场监督管理局",
    )
    assert old.reason == (
        "“云山市工商行政管理局”是“云山市工商行政管理局”使用的名称，该单位已于2018年12月31日撤销，"
        "现由“云山市市场监督管理局”承继；如果不是引用历史文件，请改用现在的名称。"
    )


# -- what is not public


def test_mentions_of_what_is_not_public_are_found() -> None:
    make_publication("关于内部分工的通知", doc_no="明政办发〔2024〕7号", state=State.DRAFT)
    make_publication("关于奖金的通知", attribute=Attribute.ON_REQUEST)
    make_publication("关于收费的通知", doc_no="明政办发〔2024〕9号")
    text = "见明政办发〔2024〕7号、《关于奖金的通知》和《关于收费的通知》（明政办发〔2024〕9号）。"
    findings = proofreading.personal_data(text)
    assert [(f.kind, f.text, f.severity) for f in findings] == [
        ("secret_title", "明政办发〔2024〕7号", "error"),
        ("secret_title", "关于奖金的通知", "error"),
    ]
    assert "“草稿”" in findings[0].reason
    assert "“依申请公开”" in findings[1].reason


def test_what_it_is_is_told_only_to_those_who_may_see_drafts(people: People) -> None:
    make_publication("关于奖金的通知", attribute=Attribute.ON_REQUEST)
    titles = ["关于奖金的通知"]
    assert proofreading.known_hidden([], titles, user=people.audit_admin) == {titles[0]: "尚未公开"}
    assert proofreading.known_hidden([], titles, user=people.clerk) == {titles[0]: "依申请公开"}


def test_a_title_that_something_public_bears_too_or_only_a_discarded_draft_is_not_hidden() -> None:
    make_publication("关于收费的通知")
    make_publication("关于收费的通知", state=State.DRAFT)
    make_publication("关于放假的通知", state=State.DISCARDED)
    assert proofreading.known_hidden([], ["关于收费的通知", "关于放假的通知"]) == {}


def test_a_package_may_name_itself() -> None:
    head = make_publication("关于收费的通知", state=State.DRAFT)
    companion = make_publication("收费解读", state=State.DRAFT, companion_of=head)
    text = "《关于收费的通知》和《收费解读》"
    assert len(proofreading.proofread(text)) == 2
    assert proofreading.proofread(text, publication=head) == []
    assert proofreading.proofread(text, publication=companion) == []


def test_many_names_are_asked_for_in_few_statements(
    django_assert_num_queries: Any,
) -> None:
    titles = [f"关于第{number}项的通知" for number in range(400)]
    with django_assert_num_queries(1):
        assert proofreading.known_hidden([], titles) == {}


# -- links


def test_links_that_lead_nowhere_are_found() -> None:
    public = make_publication("公开的")
    gone = make_publication("撤下的", state=State.WITHDRAWN)
    draft = make_publication("草稿")
    Publication.objects.filter(pk=draft.pk).update(state=State.DRAFT, released_at=None)
    draft.refresh_from_db()
    addresses = {
        "public": public.get_absolute_url(),
        "gone": gone.get_absolute_url(),
        "draft": draft.get_absolute_url(),
        "none": "/d/0000/",
        "page": "/no/such/page/",
        "home": "/",
        "elsewhere": "https://www.example.cn/d/0000/",
    }
    dead = proofreading.dead_links(list(addresses.values()))
    assert {name: dead[a] for name, a in addresses.items() if a in dead} == {
        "gone": "指向的文件已经撤下",
        "draft": "指向的文件还没有公开",
        "none": "指向的页面不存在",
        "page": "指向的页面不存在",
    }
    assert proofreading.dead_links([addresses["draft"]], frozenset({draft.pk})) == {}


def test_markup_is_looked_at_where_it_is_given() -> None:
    html = '<p>见<a href="/d/0000/">通知</a></p><img src="a.png">'
    assert kinds("见通知。", html=html) == [("link", "通知", None), ("alt", "。", None)]


# -- the command


def run(*arguments: str | Path) -> tuple[dict[str, Any], str, int]:
    """The answer, standard error, exit status."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("proofread", *map(str, arguments), "--json", stdout=out, stderr=err)
    except SystemExit as end:
        status = int(end.code or 0)
    return json.loads(out.getvalue() or "{}"), err.getvalue(), status


def test_the_command_counts_characters_of_the_file_and_builds_what_it_needs(
    tmp_path: Path,
) -> None:
    for number, text in enumerate(library()):
        make_publication(f"第{number}份", text=text)
    file = tmp_path / "稿.txt"
    file.write_bytes("前言。\r\n教育部门应当依法加强监叔管理。\r\n".encode())
    answer, err, status = run(file)
    (finding,) = answer["findings"]
    assert (finding["offset"], finding["text"], finding["suggestion"]) == (16, "叔", "督")
    assert (finding["kind"], finding["severity"]) == ("typo", "warning")
    assert (len(answer["warnings"]), err, status) == (1, "", 0)


def test_the_command_lists_findings_for_people(tmp_path: Path) -> None:
    file = tmp_path / "稿.txt"
    file.write_text("定于2024年2月30日召开。", encoding="utf-8")
    out = StringIO()
    call_command("proofread", str(file), stdout=out)
    assert out.getvalue().splitlines()[:2] == [
        "第3字 “2024年2月30日”（日期，必须改正）",
        "    “2024年2月30日”这一天不存在，2月最多29天，请核对日期。",
    ]


def test_the_command_reads_a_web_page_with_its_markup(tmp_path: Path) -> None:
    file = tmp_path / "页.html"
    file.write_text(
        "<html><body><h1>关于收费的通知</h1><p>为规范停车收费，经市政府同意，现将有关事项通知如下，"
        '收费标准见<a href="/d/0000/">通知原文</a>，请各区县结合实际认真贯彻执行。</p></body></html>',
        encoding="utf-8",
    )
    answer, _, status = run(file)
    assert [(f["kind"], f["text"]) for f in answer["findings"]] == [("link", "通知原文")]
    assert status == 0


def test_nothing_is_found_in_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    answer, _, status = run(tmp_path / "空.txt")
    assert (answer["findings"], status) == ([], 0)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("没有.txt", None, "找不到文件“没有.txt”，请检查路径后重试。"),
        ("坏.docx", b"PK\x03\x04 broken", None),
        ("密.txt", "机密★5年\n\n关于某事的通知\n".encode(), None),
    ],
    ids=["missing", "broken", "marked"],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    name: str, content: bytes | None, sentence: str | None, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    answer, err, status = run(tmp_path / name)
    assert (answer, status) == ({}, 2)
    assert len(err.strip().splitlines()) == 1
    assert sentence is None or err.strip() == sentence
