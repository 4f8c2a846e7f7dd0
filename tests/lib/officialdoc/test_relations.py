"""Ties to other documents."""

import pytest

from gongkai.lib.officialdoc.relations import find


def ties(text, title=None):
    return [
        (relation.kind, relation.doc_no, relation.title) for relation in find(title, [(0, text)])
    ]


@pytest.mark.parametrize(
    ("text", "tie"),
    [
        (
            "根据《公园条例》（国务院令第713号），制定本办法。",
            ("依据", "国务院令第713号", "公园条例"),
        ),
        (
            "为贯彻落实《公园意见》（国办发〔2019〕54号，以下简称《意见》），提出措施。",
            ("依据", "国办发〔2019〕54号", "公园意见"),
        ),
        ("现将《公园方案》印发给你们。", ("印发", None, "公园方案")),
        (
            "现将《省公园意见》（省政办发〔2020〕3号）转发给你们。",
            ("转发", "省政办发〔2020〕3号", "省公园意见"),
        ),
        (
            "本办法自印发之日起施行，《旧公园办法》（示园规字〔2019〕2号）同时废止。",
            ("废止", "示园规字〔2019〕2号", "旧公园办法"),
        ),
        ("决定对《公园条例》作如下修改：", ("修改", None, "公园条例")),
        ("要在《政府公报》上刊登。", ("引用", None, "政府公报")),
        ("按照示政发〔2020〕3号文件要求执行。", ("依据", "示政发〔2020〕3号", None)),
        (
            "根据《山城省公园程序规定》(省政府令 第 336 号)等要求，编制目录。",
            ("依据", "山城省政府令第336号", "山城省公园程序规定"),
        ),
    ],
)
def test_each_kind_of_tie(text, tie):
    assert ties(text) == [tie]


def test_a_short_name_is_not_a_second_document():
    text = "为落实《公园指导意见》（国发〔2019〕5号，以下简称《意见》），现提出措施。要按照《意见》要求执行。"
    assert ties(text) == [("依据", "国发〔2019〕5号", "公园指导意见")]


def test_titles_inside_titles_stay_inside():
    assert ties("依据《关于印发《公园方案》的通知》（示政发〔2020〕3号）办理。") == [
        ("依据", "示政发〔2020〕3号", "关于印发《公园方案》的通知")
    ]


def test_an_act_belongs_to_the_nearest_title():
    text = "为落实《公园条例》，现将《公园方案》印发给你们。"
    assert ties(text) == [("依据", None, "公园条例"), ("印发", None, "公园方案")]


def test_the_title_and_the_body_make_one_tie():
    text = "现将《省公园意见》（省政办发〔2020〕3号）转发给你们。"
    assert ties(text, "示例市人民政府关于转发省政办发〔2020〕3号文件的通知") == [
        ("转发", "省政办发〔2020〕3号", "省公园意见")
    ]


def test_a_title_that_repeals_or_interprets():
    assert ties("", "示例市人民政府关于废止《公园办法》的决定") == [("废止", None, "公园办法")]
    assert ties("", "《公园办法》政策解读") == [("解读", None, "公园办法")]
