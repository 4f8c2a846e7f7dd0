from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.lib.han import (
    chinese_date,
    chinese_to_int,
    digits_to_chinese,
    fold,
    full_pinyin,
    initials,
    int_to_chinese,
    normalise,
    pairs,
    parse_date,
    plain_date,
    strip_spaces,
    words,
)

mixed = st.text(
    alphabet="济南市政务公开 abcXYZ0129，。〔〕（）《》ＡＢ１２\u3000\n⽂①ｱé㎡\ufeff", max_size=40
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("国办发 ［２０１７］ 47 号", "国办发〔2017〕47号"),
        ("国办发（2017）47号", "国办发〔2017〕47号"),
        ("国办发〔2017〕47号", "国办发〔2017〕47号"),
        ("工作方案（2020）", "工作方案(2020)"),
        ("关于 印发《 济 南市》的 通知", "关于印发《济南市》的通知"),
        ("Hello   World", "hello world"),
        ("ＡＢＣ　公司", "abc公司"),
        ("公开， 指南", "公开,指南"),
        ("政\u200b务\n公开", "政务公开"),
        ("⽂件", "文件"),
        ("", ""),
    ],
)
def test_two_spellings_of_one_text_become_equal(written, normal):
    assert normalise(written) == normal


@given(mixed)
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(mixed)
def test_pairs_do_not_depend_on_width_and_case(text):
    assert pairs(text) == pairs(fold(text))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("政务公开", ["政务", "务公", "公开"]),
        ("济南ABC 2024年", ["济南", "abc", "2024", "年"]),
        ("ＱＱ１２，税", ["qq12", "税"]),
        ("第③项", ["第", "3", "项"]),
        ("济南 市", ["济南", "市"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("二〇二四", ["二〇", "〇二", "二四"]),
        ("。，《》 \n", []),
        ("", []),
    ],
)
def test_pairs_keep_figures_and_latin_whole(text, tokens):
    assert pairs(text) == tokens


def test_words_are_cut_by_dictionary_without_marks():
    assert words("济南市，ＡＢＣ 公开。") == ["济南市", "abc", "公开"]


def test_pinyin_whole_and_initials():
    assert full_pinyin("济南市绿化ABC") == "jinanshilvhuaabc"
    assert initials("济南市绿化12") == "jnslh12"


def test_strip_spaces_touches_nothing_else():
    assert strip_spaces(" 国办发\u3000〔2017〕\t47\u00a0号\ufeff\n") == "国办发〔2017〕47号"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0),
        ("十", 10),
        ("十二", 12),
        ("一百二十三", 123),
        ("一百十二", 112),
        ("两千零五", 2005),
        ("一万零一十", 10010),
        ("二十万零三", 200003),
        ("十亿零一万", 1000010000),
        ("贰拾伍", 25),
        ("二〇二〇", 2020),
        ("二零二四", 2024),
        ("二○二四", 2024),
        ("一百二", None),
        ("十十", None),
        ("三十百", None),
        ("廿", None),
        ("百五", None),
        ("12", None),
        ("", None),
        ("九" * 13, None),
    ],
)
def test_chinese_numerals_are_read_or_refused_never_guessed(text, value):
    assert chinese_to_int(text) == value


@given(st.integers(0, 10**12 - 1))
def test_a_number_written_in_chinese_is_read_back(number):
    assert chinese_to_int(int_to_chinese(number)) == number


@given(st.text(alphabet="零一二两三十百千万亿", max_size=8))
def test_whatever_is_read_can_be_written(text):
    value = chinese_to_int(text)
    assert value is None or chinese_to_int(int_to_chinese(value)) == value


def test_numbers_out_of_range_are_refused():
    for number in (-1, 10**12):
        with pytest.raises(ValueError, match="不在可以写成中文数字的范围内"):
            int_to_chinese(number)


def test_years_are_written_digit_by_digit():
    assert digits_to_chinese(2020) == "二〇二〇"


FRIDAY = date(2024, 10, 11)


@pytest.mark.parametrize(
    "text",
    [
        "2024-10-11",
        "2024/10/11",
        "2024.10.11",
        "20241011",
        "2024年10月11日",
        "2024年10月11号",
        " 2024 年 10 月 11 日 ",
        "２０２４年１０月１１日",
        "２０２４－１０－１１",
        "2024 - 10 - 11",
        "二〇二四年十月十一日",
        "二零二四年十月十一日",
        "二○二四年十月十一日",
        "二O二四年十月十一日",
        "2024年十月11日",
        "2024年10月11日（周五）",
        "2024年10月11日 星期五",
        "2024-10-11 08:30",
        "2024-10-11 08:30:15.250",
        "2024-10-11T08:30:00+08:00",
        "2024年10月11日 8时30分",
        "2024年10月11日08:30",
        "2024-10-11\n",
    ],
)
def test_every_usual_spelling_of_a_date_is_read(text):
    assert parse_date(text) == FRIDAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "明天",
        "24-10-11",
        "2024年10月",
        "10月11日",
        "2024-13-01",
        "2023-02-29",
        "二〇二四年十三月一日",
        "10/11/2024",
        "2024-10/11",
        "2024101",
        "0024-10-11",
        "9999-10-11",
        "2024年10月11日（周四）",
        "2024-10-11T20:30:00Z",
        "2024-10-11至2024-10-12",
        "2024-10-11" + " " * 100,
    ],
)
def test_whatever_leaves_a_doubt_is_no_date(text):
    assert parse_date(text) is None


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_dates_as_printed_are_read_back(day):
    assert parse_date(plain_date(day)) == day
    assert parse_date(chinese_date(day)) == day
    assert parse_date(day.isoformat()) == day


def test_dates_are_printed_without_zeros():
    assert plain_date(date(2021, 5, 8)) == "2021年5月8日"
    assert chinese_date(FRIDAY) == "2024年10月11日（周五）"
