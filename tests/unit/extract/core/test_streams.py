"""Tables without delimiters, on invented reports: what is found, where each number goes, and what is left alone."""

from __future__ import annotations

import pytest

from services.extract.core.streams.blanks import GUESSED, PROVEN
from services.extract.core.streams.recovery import recover
from services.extract.templates import load
from shared.model.page import Grid, GridSource, Line
from tests.unit.extract.core.stream_makers import lines


def grids(text: str) -> list[Grid]:
    return [b for b in recover(lines(text), load()) if isinstance(b, Grid)]


def body(grid: Grid) -> list[list[str]]:
    table = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = cell.text
    return table[grid.head_rows or 0 :]


FUNCTION_ROWS = [
    ["青州市水务局", "", "", "1,250", "430", "820"],
    ["", "213", "农林水支出", "1,250", "430", "820"],
    ["", "21303", "水利", "1,250", "430", "820"],
    ["", "2130301", "行政运行", "430", "430", "0"],
    ["", "2130306", "水利工程运行与维护", "820", "0", "820"],
]
FUNCTION_TITLE = "一般公共预算支出表（按功能分类）"
FUNCTION_STREAM = f"""表 7

{FUNCTION_TITLE}

部门名称：青州市水务局 单位：万元

预算单位 科目编码 科目名称 支出总计 基本支出 项目支出

青州市水务局 1,250 430 820

213 农林水支出 1,250 430 820

21303 水利 1,250 430 820

2130301 行政运行 430 430 0

2130306 水利工程运行与
维护
820 0 820
"""


def test_words_one_space_apart_become_rows_by_arity() -> None:
    (grid,) = grids(FUNCTION_STREAM)
    assert grid.source is GridSource.STREAM
    assert grid.head_rows == 1
    assert body(grid) == FUNCTION_ROWS


def test_cells_know_their_lines_and_fragments() -> None:
    (grid,) = grids(FUNCTION_STREAM)
    name = next(c for c in grid.cells if c.text == "水利工程运行与维护")
    assert [(f.text, f.place.line) for f in name.fragments] == [("水利工程运行与", 17), ("维护", 18)]


def test_caption_lines_stay_lines() -> None:
    kept = [b.text for b in recover(lines(FUNCTION_STREAM), load()) if isinstance(b, Line)]
    assert kept == ["表 7", FUNCTION_TITLE, "部门名称：青州市水务局 单位：万元"]


def test_one_cell_a_line() -> None:
    head = ["预算单位", "科目编码", "科目名称", "支出总计", "基本支出", "项目支出"]
    cells = [text for row in FUNCTION_ROWS for text in row if text]
    (grid,) = grids("\n".join([FUNCTION_TITLE, "单位：万元", *head, *cells]))
    assert body(grid) == FUNCTION_ROWS


def test_whole_table_on_one_line_with_its_caption() -> None:
    words = " ".join(text for row in FUNCTION_ROWS for text in row if text)
    text = f"表 7 {FUNCTION_TITLE} 单位：万元 预算单位 科目编码 科目名称 支出总计 基本支出 项目支出 {words}"
    blocks = recover(lines(text), load())
    assert [b.text for b in blocks if isinstance(b, Line)] == ["表 7", FUNCTION_TITLE, "单位：万元"]
    assert body(next(b for b in blocks if isinstance(b, Grid))) == FUNCTION_ROWS


def test_head_in_any_order_cut_into_pieces_and_run_together() -> None:
    head = "支出项目类别 总计\n政府预算拨款\n财政专\n户管理\n资金\n单位资金\n上年结\n余、结转小计\n一般公共\n预算拨款\n"
    head += "政府性基金预\n算拨款\n国有资本经\n营预算拨款\n事业收\n入\n事业单\n位经营\n收入\n上级补\n"
    head += "助收入\n附属单\n位上缴\n收入\n其他\n收入\n"
    (grid,) = grids(
        f"基本支出总表\n单位：万元\n{head}青州市水务局 9 8 8 0 0 0 1 0 0 0 0 0\n基本工资 9 8 8 0 0 0 1 0 0 0 0 0"
    )
    top = {c.text: (c.row, c.col, c.row_span, c.col_span) for c in grid.cells if c.row < 2}
    assert top["政府预算拨款"] == (0, 2, 1, 4)
    assert top["小计"] == (1, 2, 1, 1)
    assert top["上年结余、结转"] == (0, 12, 2, 1)
    assert body(grid)[1] == ["基本工资", "9", "8", "8", "0", "0", "0", "1", "0", "0", "0", "0", "0"]


def test_damaged_head_is_recognised_by_what_is_left_and_by_arity() -> None:
    text = FUNCTION_STREAM.replace("科目名称 支出总计 基本支出", "科目名称 攴岀总计 基本支出")
    (grid,) = grids(text)
    assert body(grid) == FUNCTION_ROWS
    assert any(c.text == "支出总计" for c in grid.cells if c.row == 0)


BALANCE = """收支总表
单位：万元
收 入 支 出
项 目 2031 年预算数 项 目 2031 年预算数
一、政府预算拨款 1,250 一、农林水支出 1,250
1.一般公共预算拨款 1,250 水利 1,250
2.政府性基金预算拨款 0 行政运行 430
水利工程运行与维护 820
本年收入合计 1,250 本年支出合计 1,250
收入总计 1,250 支出总计 1,250
"""


def test_balance_lines_with_one_pair_belong_to_the_right_half() -> None:
    (grid,) = grids(BALANCE)
    assert body(grid) == [
        ["一、政府预算拨款", "1,250", "一、农林水支出", "1,250"],
        ["1.一般公共预算拨款", "1,250", "水利", "1,250"],
        ["2.政府性基金预算拨款", "0", "行政运行", "430"],
        ["", "", "水利工程运行与维护", "820"],
        ["本年收入合计", "1,250", "本年支出合计", "1,250"],
        ["收入总计", "1,250", "支出总计", "1,250"],
    ]


def test_run_on_balance_with_interleaved_head_keeps_lost_values_empty() -> None:
    text = (
        "收支总表\n单位:万元 收 支 入 出 项 目 项 2031 年预算数 目 2031 年预算数 三、住房保障支出 390 住房公积金 390 "
    )
    text += "本年收入合计 4,588 本年支出合计 4,670 上年结余、结转 结转下年 收入总计 支出总计 4,670 4,670\n"
    (grid,) = grids(text)
    assert body(grid) == [
        ["", "", "三、住房保障支出", "390"],
        ["", "", "住房公积金", "390"],
        ["本年收入合计", "4,588", "本年支出合计", "4,670"],
        ["上年结余、结转", "", "结转下年", ""],
        ["收入总计", "4,670", "支出总计", "4,670"],
    ]


def test_years_of_a_closed_vocabulary_have_their_own_column() -> None:
    text = "一般公共预算“三公”经费支出表\n单位：万元\n预算单位 年度 总计 因公出国（境）费 公务接待费\n"
    text += "公务用车购置及运行维护费\n小计\n公务用车\n购置费\n公务用车\n运行维护费\n"
    text += "青州市水务局 2030 年 5 0 1 4 0 4\n2031 年 4 0 1 3 0 3\n增减变化金额 -1 0 0 -1 0 -1\n"
    (grid,) = grids(text)
    assert [row[:3] for row in body(grid)] == [
        ["青州市水务局", "2030 年", "5"],
        ["", "2031 年", "4"],
        ["", "增减变化金额", "-1"],
    ]


def test_a_name_that_every_year_of_the_vocabulary_prints_stays_in_each() -> None:
    text = "一般公共预算“三公”经费支出表\n单位：万元\n预算单位 年度 总计 因公出国（境）费 公务接待费\n"
    text += "公务用车购置及运行维护费\n小计\n公务用车\n购置费\n公务用车\n运行维护费\n"
    text += (
        "青州市水务局 2030 年 5 0 1 4 0 4\n青州市水务局 2031 年 4 0 1 3 0 3\n青州市水务局 增减变化金额 -1 0 0 -1 0 -1\n"
    )
    (grid,) = grids(text)
    assert [row[:2] for row in body(grid)] == [
        ["青州市水务局", "2030 年"],
        ["青州市水务局", "2031 年"],
        ["青州市水务局", "增减变化金额"],
    ]


def test_the_end_of_a_balance_is_read_with_the_head_of_the_family_that_has_the_other_titles() -> None:
    head = "收支总表\n收入\n支出\n项目\n2031年预算数\n项目\n2031年预算数\n"
    rows = "购房补贴\n30\n本年收入合计\n70\n本年支出合计\n100\n上年结余、结转\n30\n结转下年\n0\n"
    end = "收入总计\n100\n支出总计\n100\n\n"
    found = grids(head + rows + end + "政府预算拨款" + head + rows + end)
    assert [body(table)[-2] for table in found] == [["上年结余、结转", "30", "结转下年", "0"]] * 2


EXPENDITURE = """支出预算总表
编制单位：青州市水务局 单位：元
项目 支出预算
功能分类科目编码
功能分类科目名称
合计 基本支出 项目支出
类 款 项
213 农林水支出 1,250 430 820
213 03 水利 1,250 430 820
213 03 01 行政运行 430 430
213 03 06 水利工程运行与维护 820 820
合计 1,250 430 820
"""


def test_blank_cells_are_placed_by_the_sums_that_they_must_satisfy() -> None:
    (grid,) = grids(EXPENDITURE)
    rows = body(grid)
    assert rows[2] == ["213", "03", "01", "行政运行", "430", "430", ""]
    assert rows[3] == ["213", "03", "06", "水利工程运行与维护", "820", "", "820"]
    assert rows[4][0] == "合计"
    sure = {c.fragments[0].confidence for c in grid.cells if c.row - (grid.head_rows or 0) in (2, 3) and c.col > 3}
    assert sure == {PROVEN}


def test_blank_cells_without_a_proof_are_marked_as_guesses() -> None:
    text = EXPENDITURE.replace("213 农林水支出 1,250 430 820\n213 03 水利 1,250 430 820\n", "")
    text = text.replace("合计 1,250 430 820\n", "")
    (grid,) = grids(text)
    sure = [
        {c.fragments[0].confidence for c in grid.cells if c.row >= (grid.head_rows or 0) and c.col in of}
        for of in ((4,), (5, 6))
    ]
    assert sure == [{PROVEN}, {GUESSED}]  # no row is without its total


LAID_OUT = """                      支出预算总表
编制单位：青州市水务局                          单位：元
            项目                        支出预算
功能分类科目编码
               功能分类科目名称     合计     基本支出    项目支出
 类   款   项
213          农林水支出        1,250     430      820
213   03     水利           1,250     430      820
213   03   01 行政运行           430     430
             水利工程运行
213   03   06               820             820
             与维护
             合计          1,250     430      820
"""


def test_positions_place_blank_cells_and_names_wrapped_around_their_numbers() -> None:
    (grid,) = grids(LAID_OUT)
    assert body(grid) == [
        ["213", "", "", "农林水支出", "1,250", "430", "820"],
        ["213", "03", "", "水利", "1,250", "430", "820"],
        ["213", "03", "01", "行政运行", "430", "430", ""],
        ["213", "03", "06", "水利工程运行与维护", "820", "", "820"],
        ["合计", "", "", "", "1,250", "430", "820"],
    ]


def test_table_without_data_keeps_its_head() -> None:
    (grid,) = grids(
        "政府性基金预算支出表\n单位：万元\n预算单位 科目编码 科目名称 支出总计 基本支出 项目支出\n"
        "注：本表本年无发生额。"
    )
    assert (grid.rows, grid.head_rows, grid.cols) == (1, 1, 6)


def test_a_table_of_which_the_print_says_nothing() -> None:
    (grid,) = grids(
        "政府性基金预算支出情况表\n单位：万元\n科目编码 科目名称\n2031年政府性基金预算支出\n"
        "合计 基本支出 项目支出\n无\n名词解释\n一、财政拨款收入：指财政部门当年拨付的资金。"
    )
    assert (grid.rows, grid.head_rows, grid.cols) == (3, 2, 5)
    assert [c.text for c in grid.cells if c.row == 2] == ["无"]


GOALS = """正文里还写着：1.水文监测 315 万元，2.水库除险加固二期及配套管网改造 48 万元。
2031年，本部门重点项目绩效目标情况如下：
项目名称 预算数（万元） 绩效目标
水文监测 315 全年完成监测
断面 700
处，合格率达到
规定要求。
水库除险加固二期
及配套管网改造 48 完成
加固 3 座。
第八部分 其他需要说明情况
"""


def test_free_text_column_runs_over_lines_and_figures_in_it_open_no_row() -> None:
    (grid,) = grids(GOALS)
    assert body(grid) == [
        ["水文监测", "315", "全年完成监测断面 700处，合格率达到规定要求。"],
        ["水库除险加固二期及配套管网改造", "48", "完成加固 3 座。"],
    ]


PERFORMANCE = """表十二：整体支出绩效目标表
2031 年度 单位：万元
名称 青州市水务局 主管部门 青州市人民政府
年度主要任务
任务名称 主要内容
预算金额（万元）
总额 其中：财政拨款 其中：其他资金
水文监测 全年监测断面 315 315 0
金额合计 315 315 0
年度总体目标
完成全年监测任务，为防汛抗旱提供及时准确的水文信息，保障全市水安全。
一级指标 二级指标 三级指标 目标值
年度绩效指标 产出 数量
监测 5G 站点数量 ≥12 个
断面数 700 处
时效
报汛完成时间 2031 年 12 月 31 日前
成本 成本控制率 ≤100%
效益
社会效益
对防汛工作的支撑程度 显著
满意度
服务对象满意度
公众满意度 ≥90%
服务对象满意度 ≥95%
"""


def test_performance_form_gives_fields_tasks_goal_and_indicators() -> None:
    fields, tasks, goal, indicators = grids(PERFORMANCE)
    assert body(fields) == [["名称", "青州市水务局"], ["主管部门", "青州市人民政府"]]
    assert body(tasks)[1] == ["金额合计", "", "315", "315", "0"]
    assert body(goal)[0][0] == "年度总体目标"
    assert body(indicators) == [
        ["产出", "数量", "监测 5G 站点数量", "≥12 个"],
        ["产出", "数量", "断面数", "700 处"],
        ["产出", "时效", "报汛完成时间", "2031 年 12 月 31 日前"],
        ["产出", "成本", "成本控制率", "≤100%"],
        ["效益", "社会效益", "对防汛工作的支撑程度", "显著"],
        ["满意度", "服务对象满意度", "公众满意度", "≥90%"],
        ["满意度", "服务对象满意度", "服务对象满意度", "≥95%"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "目 录\n收支总表\n收入总表\n支出总表\n基本支出总表\n",
        "二、支出情况说明\n2031年支出 1,250 万元，其中基本支出 430 万元，项目支出 820 万元。\n"
        "比上年增加 12 万元，增长 1%。\n",
        "收支总表\n本表反映部门全部收支情况，口径与上年一致，其中收入 1,250 万元，支出 1,250 万元。\n",
        "故事\n从前有 3 座山 5 条河 7 口井\n后来只剩 2 座山 4 条河 6 口井\n",
    ],
)
def test_prose_and_lists_of_titles_stay_lines(text: str) -> None:
    assert recover(lines(text), load()) == tuple(lines(text))


def test_a_head_that_a_new_page_repeats_without_the_title_is_no_row() -> None:
    repeated = FUNCTION_STREAM.replace("2130301", "预算单位 科目编码 科目名称 支出总计 基本支出 项目支出\n2130301")
    first, second = grids(repeated)
    assert body(first) + body(second) == FUNCTION_ROWS


def test_a_year_printed_before_a_text_of_the_head_is_kept() -> None:
    (grid,) = grids(
        "2031年部门“三公”经费和机关运行经费预算表\n编制部门：青州市水务局 单位：万元\n"
        "2031年“三公”经费预算数 2031年机关运行经\n费预算数\n合计 因公出国(境)费 公务接待费 公务用车购置及运行费\n"
        "小计 购置费 运行费\n22.91 0 1.35 21.56 0 21.56 786.09"
    )
    heads = {c.text for c in grid.cells if c.row < (grid.head_rows or 0)}
    assert {"2031年“三公”经费预算数", "2031年机关运行经费预算数"} <= {h.replace(" ", "") for h in heads}
    assert body(grid) == [["22.91", "0", "1.35", "21.56", "0", "21.56", "786.09"]]


def test_whole_codes_under_a_head_that_parts_them_and_a_head_whose_last_line_leads_the_total() -> None:
    (grid,) = grids(
        "收入决算表\n单位：万元\n项目\n附属单位上缴\n"
        "功能分 本年收入合计 财政拨款收入 上级补助收入 事业收入 经营收入 其他收入\n收入\n类科目 科目名称\n"
        "编码 决算数 决算数 决算数 决算数 决算数 决算数 决算数\n类 款 项 合计 471.44 460.67 10.77 0.00 0.00 0.00 0.00\n"
        "208 社会保障和就业支出 471.44 460.67 10.77 0.00 0.00 0.00 0.00\n"
        "20805 行政事业单位养老支出 460.67 460.67 0.00 0.00 0.00 0.00 0.00\n"
        "2080505\n机关事业单位基本养老保险缴费支出\n460.67 460.67 0.00 0.00 0.00 0.00 0.00\n"
        "20899 其他社会保障和就业支出 10.77 0.00 10.77 0.00 0.00 0.00 0.00"
    )
    heads = [c.text for c in grid.cells if c.row < (grid.head_rows or 0)]
    assert [text for text in heads if text in "类款项"] == ["类", "款", "项"]
    assert heads.count("决算数") == 7
    assert [[row[0], row[3], row[4]] for row in body(grid)] == [
        ["合计", "", "471.44"],
        ["208", "社会保障和就业支出", "471.44"],
        ["20805", "行政事业单位养老支出", "460.67"],
        ["2080505", "机关事业单位基本养老保险缴费支出", "460.67"],
        ["20899", "其他社会保障和就业支出", "10.77"],
    ]
