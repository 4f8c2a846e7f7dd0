"""What goes wrong with tables in real documents, one quirk at a time."""

from gongkai.lib.officialdoc.model import BodyItem
from gongkai.lib.officialdoc.tables import read_tables

from .samples import BODY, HEADER, TITLE, grid, lined, tabbed

THREE = ("工作任务", "具体要求", "责任单位")
PLANS = "主动公开各类发展规划纲要，归集历史规划。"
COLUMN = "建设规划专题栏目，方便查阅。"
BUDGET = "稳步扩大部门预决算公开范围。"
DEBT = "定期公布地方债务余额与期限。"
MEETING = "领导小组每年至少召开1次会议，协调解决难点问题。"
TRAINING = "分级分类组织业务培训，开展年度考核评估。"


def p(*paragraphs: str) -> str:
    return " ".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def test_breaks_inside_cells_are_closed() -> None:
    row = (
        "1",
        "推动\n公开",
        "公开规划",
        "公开纲要。",
        "各区县政府、市住房城乡\n建设局",
        "2024年\n12月底前",
    )
    (table,) = read_tables(lined([row]))
    task = table.tasks[0]
    assert (task.level1, task.units, task.deadline) == (
        "推动公开",
        ["各区县政府", "市住房城乡建设局"],
        "2024年12月底前",
    )
    assert task.warnings == []


def test_blank_units_are_filled_with_a_warning() -> None:
    rows = [
        ("1", "推动公开", "公开规划", PLANS, "市大数据局", "长期坚持"),
        ("2", "", "", COLUMN, "", ""),
    ]
    (table,) = read_tables(lined(rows))
    assert table.tasks[1].units == ["市大数据局"]
    assert table.tasks[1].filled == ["level1", "level2", "units", "deadline"]
    assert table.tasks[1].warnings == ["本行未印责任单位，按合并单元格承接上一行，请核对。"]


def test_a_new_level_1_does_not_inherit_level_2() -> None:
    rows = [
        ("1", "推动公开", "公开规划", PLANS, "市大数据局", "长期坚持"),
        ("2", "夯实基础", "", MEETING, "市大数据局", ""),
    ]
    (table,) = read_tables(lined(rows))
    assert (table.tasks[1].level2, table.tasks[1].deadline) == ("", "长期坚持")
    assert table.tasks[1].warnings == [
        "本行未印二级任务，也无从推定，请补录。",
        "本行未印完成时限，承接上一行，请核对。",
    ]


def test_a_level_1_printed_again_at_a_page_break_is_no_new_group() -> None:
    rows = [
        ("1", "推动公开", "公开规划", PLANS, "市大数据局", "长期坚持"),
        ("2", "推动公开", "", COLUMN, "市大数据局", ""),
    ]
    (table,) = read_tables(lined(rows))
    assert (table.tasks[1].level2, table.tasks[1].warnings) == ("公开规划", [])


def test_blank_cells_are_blank_where_merged_cells_are_written_out() -> None:
    rows = [
        ("1", "推动公开", "公开规划", PLANS, "市大数据局", "长期坚持"),
        ("2", "推动公开", "公开规划", COLUMN, "", ""),
        ("3", "推动公开", "公开财政", BUDGET, "市财政局", "长期坚持"),
    ]
    (table,) = read_tables(lined(rows))
    assert (table.tasks[1].units, table.tasks[1].deadline, table.tasks[1].filled) == ([], "", [])
    assert table.tasks[1].warnings == [
        "本行责任单位为空，请补录。",
        "本行完成时限为空，请补录或确认无时限。",
    ]


def test_markup_in_cells_parts_paragraphs_and_k_of_them_make_k_tasks() -> None:
    row = (
        p("推动重点领域公开", "做好 财政信息公开"),
        p(BUDGET, DEBT),
        p("各区县政府、市财政局", "市财政局、市审计局"),
    )
    (table,) = read_tables(tabbed([row], THREE), body=BODY)
    assert [(task.level1, task.level2, task.requirement, task.units) for task in table.tasks] == [
        ("推动重点领域公开", "做好财政信息公开", BUDGET, ["各区县政府", "市财政局"]),
        ("推动重点领域公开", "做好财政信息公开", DEBT, ["市财政局", "市审计局"]),
    ]
    assert [task.warnings for task in table.tasks] == [[], []]


def test_k_requirements_with_one_group_of_units_stay_one_task() -> None:
    row = (p("推动重点领域公开", "做好财政信息公开"), p(BUDGET, DEBT), p("市财政局、各区县政府"))
    (table,) = read_tables(tabbed([row], THREE), body=BODY)
    assert [task.requirement for task in table.tasks] == [BUDGET + "\n" + DEBT]


def test_two_and_two_parted_only_by_spaces_are_split_with_a_warning() -> None:
    row = ("做好财政信息公开", f"{BUDGET} {DEBT}", "各区县政府、市财政局 市审计局")
    (table,) = read_tables(tabbed([row], THREE), body=BODY)
    assert [(task.requirement, task.units) for task in table.tasks] == [
        (BUDGET, ["各区县政府", "市财政局"]),
        (DEBT, ["市审计局"]),
    ]
    assert (
        "原表一格内有2段要求和2组责任单位，仅以空格相隔，已按次序拆为2项，请核对。"
        in table.tasks[1].warnings
    )


def test_a_stray_space_inside_a_name_splits_nothing() -> None:
    row = ("做好财政信息公开", f"{BUDGET} {DEBT}", "各区县政府、市住房城乡 建设局")
    (table,) = read_tables(tabbed([row], THREE), body=BODY)
    assert [task.units for task in table.tasks] == [["各区县政府", "市住房城乡建设局"]]


def test_lead_and_support_named_inside_one_cell_split_nothing() -> None:
    row = ("做好财政信息公开", p(BUDGET, DEBT), p("牵头单位：市财政局", "配合单位：市审计局"))
    (table,) = read_tables(tabbed([row], THREE), body=BODY)
    assert [task.units for task in table.tasks] == [["市财政局", "市审计局"]]


def test_unequal_numbers_of_paragraphs_are_not_split_but_warned() -> None:
    row = ("做好财政信息公开", p(BUDGET, DEBT, PLANS), p("各区县政府、市财政局", "市审计局"))
    (table,) = read_tables(tabbed([row], THREE))
    assert len(table.tasks) == 1
    assert (
        "原表一格内有3段要求、2组责任单位，数目不等，未拆分，请核对各段由谁负责。"
        in table.tasks[0].warnings
    )


def test_a_label_one_row_late_is_put_right_by_the_body() -> None:
    rows = [
        ("做好规划信息公开", PLANS, "市发展改革委"),
        ("推动重点领域公开", COLUMN, "市大数据局"),
        ("健全工作机制", MEETING, "各区县政府"),
        (p("夯实公开工作基础", "加强培训考核"), TRAINING, "各区县政府"),
    ]
    (table,) = read_tables(tabbed(rows, THREE), body=BODY)
    assert [(task.level1, task.level2) for task in table.tasks] == [
        ("推动重点领域公开", "做好规划信息公开"),
        ("推动重点领域公开", "做好规划信息公开"),
        ("夯实公开工作基础", "健全工作机制"),
        ("夯实公开工作基础", "加强培训考核"),
    ]
    assert [task.warnings for task in table.tasks] == [
        ["本行未印一级任务，依据正文大纲定为“推动重点领域公开”，请核对。"],
        ["本行未印二级任务，依据正文大纲定为“做好规划信息公开”，请核对。"],
        ["本行未印一级任务，依据正文大纲定为“夯实公开工作基础”，请核对。"],
        [],
    ]


def test_a_late_level_1_in_a_column_of_its_own_is_put_right_too() -> None:
    rows = [
        ("序号", "一级任务", "二级任务", "具体要求", "责任单位"),
        ("1", "推动重点领域公开", "做好规划信息公开", PLANS, "市发展改革委"),
        ("2", "", "健全工作机制", MEETING, "各区县政府"),
        ("3", "夯实公开工作基础", "加强培训考核", TRAINING, "各区县政府"),
    ]
    (table,) = read_tables([TITLE, "x"], grids=[grid(rows)], body=BODY)
    assert [task.level1 for task in table.tasks] == [
        "推动重点领域公开",
        "夯实公开工作基础",
        "夯实公开工作基础",
    ]


def test_a_label_lost_to_level_1_comes_from_the_body() -> None:
    rows = [
        (p("推动重点领域公开", "做好规划信息公开"), PLANS, "市发展改革委"),
        ("推动重点领域公开", BUDGET + DEBT, "市财政局"),
    ]
    (table,) = read_tables(tabbed(rows, THREE), body=BODY)
    assert table.tasks[1].level2 == "做好财政信息公开"
    assert table.tasks[1].warnings == [
        "本行未印二级任务，依据正文大纲定为“做好财政信息公开”，请核对。"
    ]


def test_without_body_a_lost_label_is_never_silent() -> None:
    rows = [
        (p("推动重点领域公开", "做好规划信息公开"), PLANS, "市发展改革委"),
        (p("推动重点领域公开", "做好财政信息公开"), BUDGET, "市财政局"),
        ("推动重点领域公开", DEBT, "市财政局"),
    ]
    (table,) = read_tables(tabbed(rows, THREE))
    assert [bool(task.warnings) for task in table.tasks] == [False, False, True]


def test_level_2_inside_the_requirement_is_moved() -> None:
    rows = [
        (p("夯实公开工作基础", "健全工作机制"), MEETING, "各区县政府"),
        ("夯实公开工作基础", p("加强培训考核", TRAINING), "各区县政府"),
    ]
    (table,) = read_tables(tabbed(rows, THREE), body=BODY)
    assert (table.tasks[1].level2, table.tasks[1].requirement) == ("加强培训考核", TRAINING)
    assert table.tasks[1].warnings == [
        "二级任务“加强培训考核”原印在具体要求栏内，已移至二级任务，请核对。"
    ]


def test_similar_headings_are_not_taken_for_each_other() -> None:
    body = [
        BodyItem(1, "一、", "推进政策服务", ""),
        BodyItem(2, "（一）", "进一步提高政策发布质量", PLANS, ("推进政策服务",)),
        BodyItem(2, "（二）", "进一步提高政策解读质量", MEETING, ("推进政策服务",)),
    ]
    rows = [
        (p("推进政策服务", "进一步提高政策发布质量"), PLANS, "市大数据局"),
        ("推进政策服务", MEETING, "市大数据局"),
    ]
    (table,) = read_tables(tabbed(rows, THREE), body=body)
    assert [task.level2 for task in table.tasks] == [
        "进一步提高政策发布质量",
        "进一步提高政策解读质量",
    ]


def decayed() -> list[str]:
    """A table that starts clean and then loses its numbers, blank cells and clear row ends."""
    clean = lined(
        [("1", "推动重点领域公开", "做好规划信息公开", PLANS, "市发展改革委", "2024年12月底前")]
    )
    return [
        *clean,
        "\t2",
        "\t",
        "\t做好财政信息公开",
        f"\t{BUDGET}",
        " 夯实公开工作基础",
        "",
        "\t健全工作机制",
        f"\t{MEETING}",
        "",
        "\t各区县政府",
        "\t2024年12月底前",
        " 加强培训考核",
        f"\t{TRAINING}",
        "\t各区县政府、市大数据局",
        "",
        "\t2024年12月底前",
        "",
        "",
    ]


def test_a_decayed_table_is_read_by_what_its_cells_hold() -> None:
    for body in (BODY, []):
        (table,) = read_tables(decayed(), body=body)
        assert [
            (task.no, task.level1, task.level2, task.requirement, task.units)
            for task in table.tasks
        ] == [
            ("1", "推动重点领域公开", "做好规划信息公开", PLANS, ["市发展改革委"]),
            ("2", "推动重点领域公开", "做好财政信息公开", BUDGET, ["市发展改革委"]),
            ("", "夯实公开工作基础", "健全工作机制", MEETING, ["各区县政府"]),
            ("", "夯实公开工作基础", "加强培训考核", TRAINING, ["各区县政府", "市大数据局"]),
        ]
        assert {task.deadline for task in table.tasks} == {"2024年12月底前"}


def test_guesses_in_a_decayed_table_are_warned_unless_the_body_confirms_them() -> None:
    (with_body,) = read_tables(decayed(), body=BODY)
    (without,) = read_tables(decayed())
    assert with_body.tasks[3].warnings == []
    assert without.tasks[3].warnings == [
        "本行未印一级任务，暂按邻近行填为“夯实公开工作基础”，未能与正文核对，请核对。"
    ]


def test_differences_from_the_body_are_shown_and_the_table_is_kept() -> None:
    row = (p("夯实公开工作基础", "健全工作协调机制"), MEETING.replace("难点", "疑难"), "各区县政府")
    (table,) = read_tables(tabbed([row], THREE), body=BODY)
    task = table.tasks[0]
    assert (task.level2, task.requirement) == ("健全工作协调机制", MEETING.replace("难点", "疑难"))
    assert task.warnings == [
        "二级任务与正文表述不一致：表内“健全工作协调机制”，正文“健全工作机制”。",
        "具体要求与正文有1处不一致：表内“调解决疑难问题。”，正文“调解决难点问题。”。已保留表内文字，请核对。",
    ]


def test_points_and_spaces_alone_are_no_difference() -> None:
    row = (p("夯实公开工作基础", "健全工作机制"), MEETING.replace("，", ", "), "各区县政府")
    (table,) = read_tables(tabbed([row], THREE), body=BODY)
    assert table.tasks[0].warnings == []


def test_body_items_without_row_and_rows_without_body_are_reported() -> None:
    rows = [
        (p("推动重点领域公开", "做好规划信息公开"), PLANS + COLUMN, "市大数据局"),
        ("加强信箱办理", "提高来信答复质量。", "市信访局"),
    ]
    (table,) = read_tables(tabbed(rows, THREE), body=BODY)
    assert table.warnings == [
        "正文“（二）做好财政信息公开”在表中没有对应的任务行，请核对是否需要补充。",
        "正文“（一）健全工作机制”在表中没有对应的任务行，请核对是否需要补充。",
        "正文“（二）加强培训考核”在表中没有对应的任务行，请核对是否需要补充。",
        "表中有1行在正文中未能确定对应的段落，已在各行注明。",
    ]
    assert "正文中未能确定与本行对应的段落，无法核对。" in table.tasks[1].warnings


def test_signs_of_misreading_are_warned_and_kept() -> None:
    rows = [
        ("公开规划", "加强业务培训 and 案例指导。", "市大数据局"),
        ("", "建设生态宜居城市、建设生态宜居城市取得成果。", "市大数据局"),
    ]
    (table,) = read_tables(tabbed(rows, THREE))
    assert table.tasks[0].requirement == "加强业务培训 and 案例指导。"
    assert [task.warnings for task in table.tasks] == [
        ["具体要求中夹有外文“and”，疑为识别错误，请核对。"],
        ["具体要求中“建设生态宜居城市”连续出现两次，请核对。"],
    ]


def test_groups_spelt_two_ways_are_reported_once_for_the_table() -> None:
    rows = [("公开规划", PLANS, "各区县政府"), ("公开财政", BUDGET, "各区政府、市财政局")]
    (table,) = read_tables(tabbed(rows, THREE))
    assert (
        table.warnings[0]
        == "同一类责任单位在表中写法不一：“各区县政府”、“各区政府”，请核对是否指同一范围。"
    )


def test_sub_deadlines_and_quotas_are_offered_verbatim() -> None:
    text = "2023年年底前优化平台。年内邀请代表列席会议不少于5次，于政策出台后10个工作日内公开。每年年底前公布结果，8月31日前报送方案。"
    (table,) = read_tables(tabbed([("公开规划", text, "市大数据局")], THREE))
    assert table.tasks[0].checkpoints == [
        "2023年年底前",
        "年内邀请代表列席会议不少于5次",
        "10个工作日内",
        "每年年底前",
        "8月31日前",
    ]


def test_a_deadline_that_says_no_day_is_warned() -> None:
    (table,) = read_tables(
        lined([("1", "推动公开", "公开规划", PLANS, "市大数据局", "另行通知")], HEADER)
    )
    assert (table.tasks[0].deadline, table.tasks[0].deadline_date) == ("另行通知", None)
    assert table.tasks[0].warnings == ["完成时限“另行通知”未能换算成日期，请手工填写。"]


def test_without_body_a_level_1_that_changes_inside_a_group_is_lifted_and_doubted() -> None:
    header = ("序号", "一级任务", "二级任务", "具体要求", "责任单位")
    rows = [
        ("1", "推动公开", "公开规划", PLANS, "市大数据局"),
        ("2", "", "公开财政", BUDGET, "市财政局"),
        ("3", "", "健全机制", MEETING, "各区县政府"),
        ("4", "夯实基础", "", TRAINING, "各区县政府"),
    ]
    (table,) = read_tables(tabbed(rows, header))
    assert [(task.level1, task.level2) for task in table.tasks] == [
        ("推动公开", "公开规划"),
        ("推动公开", "公开财政"),
        ("夯实基础", "健全机制"),
        ("夯实基础", "健全机制"),
    ]
    assert [bool(task.warnings) for task in table.tasks] == [False, True, True, True]


def test_a_first_row_without_level_1_puts_every_filled_one_in_doubt() -> None:
    header = ("序号", "一级任务", "二级任务", "具体要求", "责任单位")
    rows = [
        ("1", "", "公开规划", PLANS, "市大数据局"),
        ("2", "推动公开", "公开财政", BUDGET, "市财政局"),
        ("3", "", "健全机制", MEETING, "各区县政府"),
    ]
    (table,) = read_tables(tabbed(rows, header))
    assert [task.level1 for task in table.tasks] == ["推动公开", "推动公开", "推动公开"]
    assert table.tasks[2].warnings == ["本表一级任务有晚印的情形，本行一级任务系推定，请核对。"]
