"""Cells by line, by tab and by grid become the same tasks."""

from gongkai.lib.officialdoc.tables import locate_tables, read_tables

from .samples import HEADER, TITLE, facts, grid, lined, tabbed

ROWS = [
    (
        "1",
        "一、推动公开",
        "（一）公开规划",
        "公开各类规划纲要。",
        "各区县政府、市发展改革委",
        "2024年6月底前",
    ),
    ("2", "", "", "建设规划专题栏目。", "市大数据局", ""),
    ("3", "", "（二）公开财政", "扩大预决算公开范围。", "市财政局等部门", "长期坚持"),
    (
        "4",
        "二、夯实基础",
        "（三）健全机制",
        "每年至少召开1次会议。",
        "各区县政府",
        "2024年12月底前",
    ),
]
EXPECTED = [
    (
        "一、推动公开",
        "（一）公开规划",
        "公开各类规划纲要。",
        ["各区县政府", "市发展改革委"],
        "2024年6月底前",
    ),
    ("一、推动公开", "（一）公开规划", "建设规划专题栏目。", ["市大数据局"], "2024年6月底前"),
    ("一、推动公开", "（二）公开财政", "扩大预决算公开范围。", ["市财政局"], "长期坚持"),
    ("二、夯实基础", "（三）健全机制", "每年至少召开1次会议。", ["各区县政府"], "2024年12月底前"),
]
SIX = ("序号", "一级任务", "二级任务", "工作措施", "责任部门", "时限要求")


def test_cells_by_line_under_a_header_that_spans_two_columns_silently() -> None:
    (table,) = read_tables(lined(ROWS))
    assert [facts(task) for task in table.tasks] == EXPECTED
    assert (table.title, table.year) == (TITLE, 2024)
    assert [task.no for task in table.tasks] == ["1", "2", "3", "4"]


def test_a_clean_table_carries_marks_of_filling_but_no_warnings_on_tasks() -> None:
    (table,) = read_tables(lined(ROWS))
    assert [task.filled for task in table.tasks] == [
        [],
        ["level1", "level2", "deadline"],
        ["level1"],
        [],
    ]
    assert [task.warnings for task in table.tasks] == [[], [], [], []]
    assert table.warnings == [
        "有1行完成时限为空，已按合并单元格承接上一行。",
        "文件中没有可供核对的正文大纲，本表仅按表格自身读取。",
    ]


def test_values_come_out_typed() -> None:
    (table,) = read_tables(lined(ROWS))
    assert [str(task.deadline_date) for task in table.tasks] == [
        "2024-06-30",
        "2024-06-30",
        "None",
        "2024-12-31",
    ]
    assert [task.recurrence for task in table.tasks] == ["", "", "standing", ""]
    assert [task.units_open for task in table.tasks] == [False, False, True, False]
    assert table.tasks[3].checkpoints == ["每年至少召开1次"]


def test_cells_parted_by_tabs_are_read() -> None:
    (table,) = read_tables(tabbed(ROWS))
    assert [facts(task) for task in table.tasks] == EXPECTED


def test_rows_without_their_trailing_blank_cells() -> None:
    lines = ["\t".join(row).rstrip("\t") for row in ROWS]
    (table,) = read_tables([TITLE, "\t".join(HEADER), *lines])
    assert [facts(task) for task in table.tasks] == EXPECTED


def test_cells_by_line_with_nothing_before_them_and_blank_cells_lost() -> None:
    cells = [cell for row in ROWS for cell in row if cell]
    (table,) = read_tables([TITLE, *HEADER, *cells])
    assert [facts(task) for task in table.tasks] == EXPECTED


def test_a_markdown_table_is_read() -> None:
    lines = [TITLE, "| " + " | ".join(SIX) + " |", "|---|---|---|---|---|---|"]
    (table,) = read_tables([*lines, *("| " + " | ".join(row) + " |" for row in ROWS)])
    assert [facts(task) for task in table.tasks] == EXPECTED


def test_a_grid_with_covered_cells() -> None:
    rows = [("序号", "工作任务", "", "具体要求", "责任单位", "完成时限"), *ROWS]
    (table,) = read_tables([TITLE, "x"], grids=[grid(rows)])
    assert [facts(task) for task in table.tasks] == EXPECTED
    assert table.title == TITLE


def test_a_grid_whose_own_first_row_is_the_title() -> None:
    rows = [(TITLE, "", "", "", "", ""), SIX, *ROWS]
    (table,) = read_tables([], grids=[grid(rows)])
    assert (table.title, len(table.tasks)) == (TITLE, 4)


def test_lead_and_support_columns_under_a_common_head() -> None:
    rows = [
        ("序号", "工作任务", "具体要求", "责任单位", "", "完成时限"),
        ("", "", "", "牵头单位", "配合单位", ""),
        (
            "1",
            "公开规划",
            "公开各类规划纲要。",
            "市发展改革委",
            "市大数据局、各区县政府",
            "2024年6月底前",
        ),
        ("2", "", "建设规划专题栏目。", "市大数据局", "", ""),
    ]
    (table,) = read_tables([TITLE, "x"], grids=[grid(rows)])
    assert [task.units for task in table.tasks] == [
        ["市发展改革委", "市大数据局", "各区县政府"],
        ["市大数据局"],
    ]
    assert [task.level1 for task in table.tasks] == ["公开规划", "公开规划"]


def test_level_1_in_rows_of_its_own() -> None:
    rows = [
        ("序号", "工作任务", "具体要求", "责任单位"),
        ("一、推动公开", "", "", ""),
        ("1", "公开规划", "公开各类规划纲要。", "市发展改革委"),
        ("2", "公开财政", "扩大预决算公开范围。", "市财政局"),
        ("二", "夯实基础", "", ""),
        ("3", "健全机制", "每年至少召开1次会议。", "各区县政府"),
    ]
    (table,) = read_tables([TITLE, "x"], grids=[grid(rows)])
    assert [(task.level1, task.level2) for task in table.tasks] == [
        ("一、推动公开", "公开规划"),
        ("一、推动公开", "公开财政"),
        ("二、夯实基础", "健全机制"),
    ]


def test_the_next_page_of_a_grid_goes_on_even_inside_a_row() -> None:
    first = [
        SIX,
        ("1", "推动公开", "公开规划", "公开各类规划纲要，", "各区县政府、市发展", "2024年6月底前"),
    ]
    second = [
        ("", "", "", "并归集历史规划。", "改革委", ""),
        ("2", "", "", "建设专题栏目。", "市大数据局", ""),
    ]
    (table,) = read_tables([TITLE, "x\ty"], grids=[grid(first), grid(second, 2)])
    assert [task.requirement for task in table.tasks] == [
        "公开各类规划纲要，并归集历史规划。",
        "建设专题栏目。",
    ]
    assert table.tasks[0].units == ["各区县政府", "市发展改革委"]


def test_a_table_without_a_requirement_column_takes_the_task_for_it() -> None:
    (table,) = read_tables(
        tabbed([("1", "公开各类规划纲要。", "市发展改革委")], ("序号", "工作任务", "责任单位"))
    )
    assert [facts(task) for task in table.tasks] == [
        ("", "", "公开各类规划纲要。", ["市发展改革委"], "")
    ]


def test_a_note_is_not_lost() -> None:
    (table,) = read_tables(
        tabbed(
            [("公开规划", "公开纲要。", "市发展改革委", "已完成")],
            ("工作任务", "具体要求", "责任单位", "备注"),
        )
    )
    assert table.tasks[0].warnings == [
        "“备注”一栏的内容未归入任务：已完成。请核对是否需要另行登记。"
    ]


def test_two_tables_with_titles_of_their_own_stay_two() -> None:
    lines = [*tabbed(ROWS), "", "2024年某区重点任务分解表", "\t".join(HEADER), "\t".join(ROWS[0])]
    assert [(table.title, len(table.tasks)) for table in read_tables(lines)] == [
        (TITLE, 4),
        ("2024年某区重点任务分解表", 1),
    ]


def test_a_header_repeated_on_a_later_page_is_dropped_but_ends_the_range() -> None:
    head = "\t".join(HEADER)
    lines = [
        TITLE,
        head,
        "\t".join(ROWS[0]),
        "",
        "- 2 -",
        head,
        "\t".join(ROWS[2]),
        "",
        "抄送：市委各部门。",
    ]
    assert locate_tables(lines) == [(1, 3), (5, 7)]
    (table,) = read_tables(lines)
    assert [task.no for task in table.tasks] == ["1", "3"]


def test_other_tables_and_plain_text_are_left_alone() -> None:
    catalogue = "公开事项\t公开内容\t公开时限\t责任单位"
    lines = [
        catalogue,
        "预算\t预算表\t20日\t市财政局",
        "姓名\t单位\t职务",
        "一、工作任务",
        "责任单位要抓好落实。",
    ]
    assert locate_tables(lines) == []
    assert read_tables(lines, grids=[grid([("姓名", "单位"), ("张三", "市财政局")])]) == []


def test_nothing_comes_of_nothing() -> None:
    assert read_tables([]) == []
    assert locate_tables([]) == []


def test_cells_parted_by_spaces_alone_are_read_by_what_they_hold_with_a_warning() -> None:
    lines = [TITLE, " ".join(HEADER), *(" ".join(filter(None, row)) for row in ROWS)]
    (table,) = read_tables(lines)
    assert [facts(task) for task in table.tasks] == EXPECTED
    assert table.warnings[0] == "原文未用制表符或行列标记分栏，各栏系按内容推断，请逐行核对。"
