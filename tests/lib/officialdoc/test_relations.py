"""Ties to other documents."""

import pytest

from gongkai.lib.officialdoc.relations import find
from tests.lib.officialdoc.samples import first


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


def test_a_number_inside_a_title_is_not_the_number_behind_it():
    text = "按照《市政府关于转发省政办发〔2025〕22号文件的通知》（示政办发〔2025〕13号），现就有关事项通知如下。"
    assert ties(text) == [
        ("依据", "示政办发〔2025〕13号", "市政府关于转发省政办发〔2025〕22号文件的通知")
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


@pytest.mark.parametrize(
    "text",
    [
        "为细化落实《公园意见》（示政发〔2023〕15号），提出以下措施。",
        "按照省园林厅印发的《公园意见》（示政发〔2023〕15号）要求，制定本方案。",
        "为规范管理，按照《公园意见》（示政发〔2023〕15号），现将操作规程印发给你们，请执行。",
        "根据《公园意见》（示政发〔2023〕15号），现将2026年度公园名录予以公布。",
        "补助标准执行《公园意见》（示政发〔2023〕15号）规定的标准。",
    ],
)
def test_what_a_text_relies_on_is_its_basis_whatever_is_issued_behind_it(text):
    assert ties(text) == [("依据", "示政发〔2023〕15号", "公园意见")]


def test_a_title_without_brackets_before_its_number_is_read_with_it():
    text = "根据国务院办公厅关于推行公园公示制度的指导意见（国办发〔2018〕118号），结合实际，制定本规定。"
    assert ties(text) == [
        ("依据", "国办发〔2018〕118号", "国务院办公厅关于推行公园公示制度的指导意见")
    ]


def test_documents_that_share_a_basis_or_an_end_are_each_tied():
    assert ties(
        "根据《甲办法》（示政发〔2020〕1号）和市政府办公室转发通知（示政办发〔2020〕2号）要求，制定本方案。"
    ) == [
        ("依据", "示政发〔2020〕1号", "甲办法"),
        ("依据", "示政办发〔2020〕2号", None),
    ]
    assert ties(
        "《甲办法》（示政发〔2001〕1号）、2003年印发的《乙办法》（示政发〔2003〕2号）以及《丙办法》同时废止。"
    ) == [
        ("废止", "示政发〔2001〕1号", "甲办法"),
        ("废止", "示政发〔2003〕2号", "乙办法"),
        ("废止", None, "丙办法"),
    ]
    assert ties(
        "经研究，决定废止《甲办法》（示政发〔2001〕1号）和《乙办法》（示政发〔2003〕2号）。"
    ) == [
        ("废止", "示政发〔2001〕1号", "甲办法"),
        ("废止", "示政发〔2003〕2号", "乙办法"),
    ]


def test_a_basis_beside_a_repealed_text_stays_a_basis():
    assert ties("根据《甲条例》，《乙办法》同时废止。") == [
        ("依据", None, "甲条例"),
        ("废止", None, "乙办法"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("本办法自2026年1月1日起施行，《旧公园办法》停止执行。", "替代"),
        ("本通知自印发之日起施行。《旧公园办法》不再执行。", "替代"),
        ("《旧公园办法》有效期届满后不再执行，由本规定代替。", "替代"),
        ("《旧公园办法》已经废止，其中有关收费的做法由本办法代替。", "替代"),
        ("经清理，《旧公园办法》停止执行。", "废止"),
        ("《旧公园办法》由新修订的公园条例代替。", "废止"),
        ("宣布《旧公园办法》失效。", "宣布失效"),
        ("《旧公园办法》同时失效。", "宣布失效"),
        ("《旧公园办法》已于2020年废止，不适用于本项目。", "引用"),
        ("《旧公园办法》与本通知不一致的，以本通知为准。", "引用"),
    ],
)
def test_how_an_older_text_ends(text, kind):
    assert ties(text) == [(kind, None, "旧公园办法")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("根据《公园住房办法》（住房和城乡建设部令第11号），制定本办法。", "住房和城乡建设部令第11号"),
        (
            "根据《公园水价办法》（国家发展和改革委员会、住房和城乡建设部令第46号），通知如下。",
            "国家发展和改革委员会、住房和城乡建设部令第46号",
        ),
        ("根据《公园就业办法》（原人力资源和社会保障部令第28号），通知如下。", "人力资源和社会保障部令第28号"),
    ],
)  # fmt: skip
def test_an_order_of_ministries_is_cited_with_their_full_names(text, number):
    [(kind, found, _)] = ties(text)
    assert (kind, found) == ("依据", number)


def test_a_decision_lists_what_it_amends_repeals_and_lets_lapse_under_headings():
    text = (
        "示例市人民政府\n关于修改和废止部分文件的决定\n示政发〔2025〕11号\n各区人民政府：\n市政府对文件进行了清理。\n"
        "一、修改的文件\n对《甲措施》（示政发〔2022〕9号）作如下修改：\n（一）将第一条中的“一万元”修改为“二万元”。\n"
        "二、废止的文件\n《乙办法》（示数发〔2021〕6号）。该文件与《公园条例》不一致。\n"
        "三、宣布失效的文件\n1．《丙通知》（示政办发〔2022〕11号）\n2．《丁通知》（示政办发〔2022〕12号）\n"
        "四、继续有效的文件目录\n《戊通知》（示政办发〔2022〕13号）\n示例市人民政府\n2025年8月14日\n"
    )
    found = [(tie.kind, tie.doc_no or tie.title) for tie in first(text).relations]
    assert found == [
        ("修改", "示政发〔2022〕9号"),
        ("废止", "示数发〔2021〕6号"),
        ("引用", "公园条例"),
        ("宣布失效", "示政办发〔2022〕11号"),
        ("宣布失效", "示政办发〔2022〕12号"),
        ("引用", "示政办发〔2022〕13号"),
    ]


def test_the_titles_of_annexes_say_what_becomes_of_the_documents_in_them():
    text = (
        "示例市人民政府关于公布文件清理结果的通知\n示政发〔2025〕11号\n各区人民政府：\n现将清理结果公布如下，请执行。\n示例市人民政府\n2025年8月14日\n"
        "附件1\n废止的文件目录\n1．关于公园管理的通知（示政发〔2001〕3号）\n附件2\n继续有效的文件目录\n1．关于绿地管理的通知（示政发〔2002〕4号）\n"
    )
    found = [(tie.kind, tie.doc_no, tie.title) for tie in first(text).relations]
    assert found == [
        ("废止", "示政发〔2001〕3号", "关于公园管理的通知"),
        ("引用", "示政发〔2002〕4号", "关于绿地管理的通知"),
    ]


def test_a_text_is_no_tie_of_its_own_but_an_older_text_of_the_same_name_is():
    text = "《公园办法》已经审议通过，现予公布，自2024年1月1日起施行。"
    assert ties(text, "公园办法") == []
    assert ties("2001年公布的《公园办法》同时废止。", "公园办法") == [("废止", None, "公园办法")]


def test_a_short_name_between_a_title_and_the_act_does_not_part_them():
    text = "现将《公园指南》（示政发〔2024〕3号，以下简称《指南》）印发给你们。"
    assert ties(text) == [("印发", "示政发〔2024〕3号", "公园指南")]
