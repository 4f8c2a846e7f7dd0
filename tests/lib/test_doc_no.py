import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.lib.doc_no import (
    DocNo,
    DocNoQuery,
    check_doc_no,
    find_doc_nos,
    looks_like_doc_no,
    parse_doc_no,
)
from tests.lib.domain_vectors import vectors

BRACKETS = "年份应当用六角括号“〔〕”括起，规范写法为“国办发〔2017〕47号”。"


def found(text):
    return [(mention.text, mention.doc_no.printed) for mention in find_doc_nos(text)]


def test_every_number_of_the_vectors_is_right_as_printed():
    given_numbers = vectors("doc_number")
    for text in (
        given_numbers["positive"]
        + given_numbers["positive_order"]
        + given_numbers["positive_yearly"]
    ):
        check = check_doc_no(text)
        assert (check.ok, check.normal, check.reason) == (True, text, "")
        assert str(check.doc_no) == text


def test_every_number_of_the_vectors_is_found_in_a_sentence():
    given_numbers = vectors("doc_number")
    # 2024年第3号 alone could be anything in a sentence.
    yearly = [text for text in given_numbers["positive_yearly"] if "公告" in text]
    for text in given_numbers["positive"] + given_numbers["positive_order"] + yearly:
        assert found(f"根据《某某办法》（{text}）的规定，") == [(text, text)]


def test_every_wrong_number_of_the_vectors_gets_its_normal_form_and_a_reason():
    for case in vectors("doc_number")["negative"]:
        check = check_doc_no(case["text"])
        assert (check.ok, check.normal) == (False, case["normalises_to"]), case
        assert check.reason.endswith("。")


def test_the_parts_of_the_vectors_are_told_apart():
    for case in vectors("doc_number")["parsed"]:
        want = DocNo(case["org"], case["year"], case["no"], "bracket")
        assert parse_doc_no(case["text"]) == want


@pytest.mark.parametrize(
    ("text", "normal", "reason"),
    [
        ("国办发[2017]47号", "国办发〔2017〕47号", BRACKETS),
        ("国办发【2017】47号", "国办发〔2017〕47号", BRACKETS),
        ("国办发2017〕47号", "国办发〔2017〕47号", BRACKETS),
        ("国办发〔2017〕047号", "国办发〔2017〕47号", "序号不编虚位，不在前面补零，规范写法为“国办发〔2017〕47号”。"),
        ("国办发〔2017〕47", "国办发〔2017〕47号", "发文字号应当以“号”字结尾，规范写法为“国办发〔2017〕47号”。"),
        ("国办发〔２０１７〕47号", "国办发〔2017〕47号", "年份和序号应当用半角数字，规范写法为“国办发〔2017〕47号”。"),
        ("国办发〔二〇一七〕47号", "国办发〔2017〕47号", "年份和序号应当用阿拉伯数字，规范写法为“国办发〔2017〕47号”。"),
        ("文号：国办发〔2017〕47号", "国办发〔2017〕47号", "请只填写发文字号本身，去掉前后的其他文字和标点，规范写法为“国办发〔2017〕47号”。"),
        ("国务院第711号令", "国务院令第711号", "令的文号由机关名称、“令”和“第几号”依次组成，规范写法为“国务院令第711号”。"),
        ("国务院令 第 713 号", "国务院令第713号", "发文字号中有多余的空格或换行，规范写法为“国务院令第713号”。"),
        ("国办发〔17〕47号", None, "年份应当写全四位数字，例如“〔2017〕”。"),
        ("国办发〔3017〕47号", None, "括号内的年份不合理，请填写1900年至2099年之间的四位年份。"),
        ("国办发〔2017〕0号", None, "序号从1开始，不能为0，请按文件上印的字样填写。"),
        ("国办发〔2017〕47-48号", None, "序号应当是正整数，请按文件上印的字样填写。"),
        ("国办发〔2017〕47号、48号", None, "这里有不止一个序号，请每次只填写一个发文字号。"),
        ("国办发201747号", None, "序号位数过多，或者年份与序号连在一起，请按文件上印的字样填写。"),
        ("", None, "没有填写发文字号，请按“机关代字〔年份〕序号号”的格式填写。"),
        ("国" * 81, None, "内容过长，不是一个发文字号，请只填写一个发文字号。"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_put_right_or_refused_with_a_sentence(text, normal, reason):
    check = check_doc_no(text)
    assert (check.ok, check.normal, check.reason) == (False, normal, reason)


@given(
    st.sampled_from(["国办发", "鲁政办发", "济发改价格", "国办公开办函"]),
    st.integers(1900, 2099),
    st.integers(1, 99999),
)
def test_what_is_printed_is_parsed_back_and_found(word, year, serial):
    number = DocNo(word, year, serial, "bracket")
    assert parse_doc_no(number.printed) == number
    assert [m.doc_no for m in find_doc_nos(f"见{number.printed}。")] == [number]


def test_two_names_of_one_order_have_one_key():
    names = ["中华人民共和国国务院令第711号", "国务院令第711号", "国令第711号", "国务院第711号令"]
    numbers = [parse_doc_no(name) for name in names]
    assert {number.key for number in numbers if number} == {"国务院令第711号"}


def test_the_place_of_a_mention_is_exact():
    text = "按照鲁政办发〔2020〕11号要求，执行(国务院令 第 713 号)。"
    assert [text[m.start : m.end] for m in find_doc_nos(text)] == [
        "鲁政办发〔2020〕11号",
        "国务院令 第 713 号",
    ]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("济政办发[2020]12号", [("济政办发[2020]12号", "济政办发〔2020〕12号")]),
        ("(穗残联[2016] 11 号)", [("穗残联[2016] 11 号", "穗残联〔2016〕11号")]),
        ("济建发﹝２０２４﹞１０号", [("济建发﹝２０２４﹞１０号", "济建发〔2024〕10号")]),
        ("国办发〔二〇一七〕四十七号", [("国办发〔二〇一七〕四十七号", "国办发〔2017〕47号")]),
        (
            "国办发〔2017〕47号、48号",
            [("国办发〔2017〕47号", "国办发〔2017〕47号"), ("48号", "国办发〔2017〕48号")],
        ),
        (
            "国发〔2023〕12号和国办发（2019）54号精神",
            [
                ("国发〔2023〕12号", "国发〔2023〕12号"),
                ("国办发（2019）54号", "国办发〔2019〕54号"),
            ],
        ),
        ("关于转发鲁政办发〔2020〕11号文件", [("鲁政办发〔2020〕11号", "鲁政办发〔2020〕11号")]),
        (
            "管理办法的通知穗残联规字〔2019〕2号",
            [("穗残联规字〔2019〕2号", "穗残联规字〔2019〕2号")],
        ),
        ("国务院办公厅国办发〔2019〕1号", [("国办发〔2019〕1号", "国办发〔2019〕1号")]),
        ("2020年3月5日国发〔2020〕7号", [("国发〔2020〕7号", "国发〔2020〕7号")]),
        ("日政发〔2021〕3号", [("日政发〔2021〕3号", "日政发〔2021〕3号")]),
        ("（和平政发〔2021〕3号）", [("和平政发〔2021〕3号", "和平政发〔2021〕3号")]),
        (
            "2019年4月3日中华人民共和国国务院令第711号公布",
            [("中华人民共和国国务院令第711号", "中华人民共和国国务院令第711号")],
        ),
        ("根据省政府第336号令", [("省政府第336号令", "省政府令第336号")]),
        (
            "2020年1月2日日照市人民政府令第5号",
            [("日照市人民政府令第5号", "日照市人民政府令第5号")],
        ),
        (
            "财政部 税务总局公告2022年第9号",
            [("财政部 税务总局公告2022年第9号", "财政部税务总局公告2022年第9号")],
        ),
        (
            "国家税务总局2015年第5号公告",
            [("国家税务总局2015年第5号公告", "国家税务总局公告2015年第5号")],
        ),
        (
            "比照原国家工商行政管理总局令第1号",
            [("国家工商行政管理总局令第1号", "国家工商行政管理总局令第1号")],
        ),
        (
            "1995年9月4日 对外贸易经济合作部令第6号发布",
            [("对外贸易经济合作部令第6号", "对外贸易经济合作部令第6号")],
        ),
        ("为我省[2020]10号等文件", []),
        ("工作计划（2020）12号楼", []),
        ("（2020）鲁01行初5号", []),
        ("口令第3号", []),
        ("公报2024年第3号", []),
        ("〔2020〕12号", []),
        ("国办发〔3020〕12号", []),
    ],
)
def test_numbers_are_found_in_running_text_where_they_begin(text, mentions):
    assert found(text) == mentions


@pytest.mark.parametrize(
    ("query", "word", "year", "serial"),
    [
        ("济政办发 2020 12", "济政办发", 2020, 12),
        ("济政办发[2020]12", "济政办发", 2020, 12),
        ("济政办发2020年12号", "济政办发", 2020, 12),
        ("济政办发２０２０ 12号", "济政办发", 2020, 12),
        ("鲁政发2021-5", "鲁政发", 2021, 5),
        ("济政办发 2020", "济政办发", 2020, None),
        ("济政办发 〔2020", "济政办发", 2020, None),
        ("济政办发12号", "济政办发", None, 12),
        ("国务院令 711", "国务院令", None, 711),
        ("国务院711号令", "国务院令", None, 711),
        ("国务院令第711号", "国务院令", None, 711),
    ],
)
def test_a_query_names_a_number_in_whole_or_in_part(query, word, year, serial):
    guess = looks_like_doc_no(query)
    assert guess is not None
    assert (guess.word, guess.year, guess.serial) == (word, year, serial)


@pytest.mark.parametrize(
    "query",
    ["公积金 2020", "软件开发 2020 12", "济南交通 2020", "济政办发", "711号令", "2024年第3号", "鲁政办字2022130号", "", "国" * 200],
)  # fmt: skip
def test_ordinary_words_are_no_number(query):
    assert looks_like_doc_no(query) is None


def test_a_query_is_a_number_only_when_it_is_whole():
    assert DocNoQuery("济政办发", 2020, None, "bracket").doc_no is None
    whole = DocNoQuery("国务院令", None, 711, "order").doc_no
    assert whole == DocNo("国务院令", None, 711, "order")


@pytest.mark.parametrize(
    "hostile",
    ["国办发〔2017〕" * 3000, "第" * 50_000, "令" * 50_000, "〔2020" * 10_000, "、1号" * 20_000, " " * 100_000],
)  # fmt: skip
def test_hostile_text_is_read_to_its_end_and_yields_nothing(hostile):
    # Only linear work ends here within the run: quadratic work would take minutes.
    assert find_doc_nos(hostile) == []
    assert check_doc_no(hostile).normal is None
    assert looks_like_doc_no(hostile) is None
