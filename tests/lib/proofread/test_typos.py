"""Wrong characters, by the statistics of a small library of our own."""

import itertools
import random
from pathlib import Path

import pytest

from gongkai.lib.proofread.counting import build
from gongkai.lib.proofread.statistics import Statistics, flatten, flatten_with_places
from gongkai.lib.proofread.typos import TypoFinder

WHO = [
    "教育部门",
    "财政部门",
    "卫生健康部门",
    "民政部门",
    "审计机关",
    "公安机关",
    "各级人民政府",
    "有关单位",
]
DOES = ["应当依法", "负责", "应当及时", "按照职责分工", "会同有关部门", "结合工作实际"]
WHAT = [
    "加强监督管理",
    "公开办理结果",
    "制定实施方案",
    "落实工作责任",
    "保障资金使用",
    "完善工作机制",
    "开展专项检查",
]
END = [
    "，并接受社会监督",
    "，维护群众合法权益",
    "，不得侵占或者破坏公共财产",
    "，任何组织或者个人不得干涉",
    "",
]


def library() -> list[str]:
    """Texts of four hundred constructed sentences each, in another order."""
    sentences = ["".join(parts) + "。" for parts in itertools.product(WHO, DOES, WHAT, END)]
    order = random.Random(1)  # noqa: S311 - an order, no secret
    texts = []
    for number in range(8):
        order.shuffle(sentences)
        texts.append("\n".join(f"{number}{sentence}" for sentence in sentences[:400]))
    return texts


@pytest.fixture(scope="module")
def statistics(tmp_path_factory: pytest.TempPathFactory) -> Statistics:
    path = tmp_path_factory.mktemp("language") / "counts"
    build(library(), path, {"texts": 8})
    return Statistics(path)


def corrected(statistics: Statistics, text: str) -> str:
    for finding in TypoFinder(statistics).find(text):
        assert finding.suggestion is not None
        end = finding.offset + len(finding.text)
        text = text[: finding.offset] + finding.suggestion + text[end:]
    return text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("教育部门应当依法加强监叔管理。", "教育部门应当依法加强监督管理。"),
        ("财政部门负责保障资金试用。", "财政部门负责保障资金使用。"),
        ("审计机关应当及时开展专项检察。", "审计机关应当及时开展专项检查。"),
        (
            "有关单位负责落实工作责认，任何组织货者个人不得干涉。",
            "有关单位负责落实工作责任，任何组织或者个人不得干涉。",
        ),
        ("民政部门，不得亲占或者破坏公共财产。", "民政部门，不得侵占或者破坏公共财产。"),
    ],
)
def test_a_wrong_character_is_put_right(statistics: Statistics, wrong: str, right: str) -> None:
    assert corrected(statistics, wrong) == right


@pytest.mark.parametrize(
    "text",
    [
        "",
        "教育部门应当依法加强监督管理，并接受社会监督。",
        "陈桂芝、曲显海二位同志参加了会议。",
        "第三条 有四项，共五十元。",
        "The quick brown fox 2024.",
    ],
)
def test_what_the_library_does_not_speak_against_is_left_alone(
    statistics: Statistics, text: str
) -> None:
    assert corrected(statistics, text) == text


def test_a_finding_names_place_word_and_suggestion(statistics: Statistics) -> None:
    (finding,) = TypoFinder(statistics).find("前言。\r\n教育部门应当依法加强监叔管理。")
    assert (finding.offset, finding.text, finding.suggestion) == (16, "叔", "督")
    assert (finding.kind, finding.severity) == ("typo", "warning")
    assert (
        finding.reason == "“监叔管理”疑有错别字，按本站文件的用法这里一般写作“监督管理”，请核对。"
    )


def test_a_title_that_the_library_holds_is_not_touched(statistics: Statistics) -> None:
    text = "《教育部门应当依法加强监叔管理》"
    assert len(TypoFinder(statistics).find(text)) == 1
    assert TypoFinder(statistics).find(text, set) == []


def test_the_same_change_three_times_is_taken_for_a_term(statistics: Statistics) -> None:
    sentence = "教育部门应当依法加强监叔管理。"
    assert len(TypoFinder(statistics).find(sentence * 2)) == 2
    assert TypoFinder(statistics).find(sentence * 3) == []


@pytest.mark.parametrize(
    "text",
    [
        "啊" * 200_000,
        "督" * 100_000 + "叔",
        "监叔" * 50_000,
        "\x00" * 200_000,
        "\ud800教育部门\ud800",
    ],
    ids=["one", "long", "two", "nul", "surrogate"],
)
def test_hostile_text_is_gone_through(statistics: Statistics, text: str) -> None:
    assert TypoFinder(statistics).find(text) == []


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("按照〔2024〕12号A4纸，1,000.5元", "按照.0.0号a0纸.0元"),
        ("全角１２ＡＢ", "全角0a"),
        (" \n\x00甲", ".甲"),
    ],
)
def test_text_is_flattened_alike_with_and_without_places(text: str, flat: str) -> None:
    assert flatten(text) == flat
    signs, places = flatten_with_places(text)
    assert signs == flat
    assert len(places) == len(flat)


def test_counts_are_those_of_the_text(tmp_path: Path) -> None:
    build(["甲乙丙。甲乙丁。", "甲乙丙。"], tmp_path / "counts", {})
    statistics = Statistics(tmp_path / "counts")
    assert statistics.counts("甲乙") == (pytest.approx(3, rel=0.04), pytest.approx(2, rel=0.04))
    assert statistics.counts("乙丁") == (1.0, 1.0)
    assert statistics.counts("丁乙") == (0.0, 0.0)


def test_a_paragraph_that_stands_in_two_texts_counts_once(tmp_path: Path) -> None:
    build(["甲乙丙\n丁", "甲乙丙\n戊"], tmp_path / "counts", {})
    assert Statistics(tmp_path / "counts").counts("甲乙丙")[0] == 1.0


def test_an_empty_library_can_be_counted_and_finds_nothing(tmp_path: Path) -> None:
    build([], tmp_path / "counts", {})
    assert TypoFinder(Statistics(tmp_path / "counts")).find("教育部门监叔管理。") == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{}\n", b"\xff" * 100, b'{"magic": "gongkai-language", "version": 0}\n'],
    ids=["empty", "another", "rubbish", "version"],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "counts").write_bytes(content)
    with pytest.raises(ValueError, match="no statistics"):
        Statistics(tmp_path / "counts")


def test_a_file_cut_off_is_refused(tmp_path: Path) -> None:
    build(library()[:1], tmp_path / "counts", {})
    content = (tmp_path / "counts").read_bytes()
    (tmp_path / "counts").write_bytes(content[:-1])
    with pytest.raises(ValueError, match="no statistics"):
        Statistics(tmp_path / "counts")
