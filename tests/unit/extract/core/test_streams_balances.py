"""What a fund had and got is what it spent and has left; which half of a balance a label is of, and where it ends."""

from __future__ import annotations

import pytest

from services.extract.core.streams.blanks import GUESSED, PROVEN
from tests.unit.extract.core.stream_makers import cells_alone
from tests.unit.extract.core.test_streams import body, grids

FUND = """政府性基金预算财政拨款收入支出决算表
部门：青州市水务局 单位：万元
项目 年初结转和结余 本年收入 本年支出 年末结转和结余
功能分类科目编码 科目名称 小计 基本支出 项目支出
合计 12.50 320.00 310.00 310.00 22.50
212 城乡社区支出 300.00 300.00 300.00
21208 国有土地使用权出让收入安排的支出 300.00 300.00 300.00
2120801 征地和拆迁补偿支出 180.00 180.00 180.00
2120899 其他国有土地使用权出让收入安排的支出 120.00 120.00 120.00
229 其他支出 12.50 20.00 10.00 10.00 22.50
22960 彩票公益金安排的支出 12.50 20.00 10.00 10.00 22.50
2296002 用于社会福利的彩票公益金支出 12.50 10.00 10.00 2.50
2296003 用于体育事业的彩票公益金支出 20.00 20.00
"""


def test_the_rows_above_tell_whether_a_fund_was_there_or_came_in() -> None:
    (grid,) = grids(FUND)
    rows = body(grid)
    assert rows[-2][2:] == ["12.50", "", "10.00", "", "10.00", "2.50"]
    assert rows[-1][2:] == ["", "20.00", "", "", "", "20.00"]


def test_each_figure_whose_column_all_ways_share_is_proven() -> None:
    (grid,) = grids(FUND)
    land = [c for c in grid.cells if c.row == (grid.head_rows or 0) + 1 and c.col > 1]
    assert [(c.col, {f.confidence for f in c.fragments}) for c in sorted(land, key=lambda c: c.col)] == [
        (3, {PROVEN}),
        (4, {PROVEN}),
        (6, {GUESSED}),  # nothing but custom says that a fund pays for projects
    ]


FOUR_STAGES = """一般公共预算财政拨款收入支出决算表
编制单位：青州市水务局 单位：万元
项目 年初结转和结余 本年收入 本年支出 年末结转和结余
支出功能分类科目编码 科目名称 合计 基本支出结转 项目支出结转和结余 合计 基本支出 项目支出 合计 基本支出 项目支出
合计 基本支出结转 项目支出结转和结余
小计 人员经费 公用经费 小计 项目支出结转 项目支出结余
合计 8.00 8.00 105.00 45.00 60.00 109.00 45.00 40.00 5.00 64.00 4.00 4.00 4.00
213 农林水支出 8.00 8.00 105.00 45.00 60.00 109.00 45.00 40.00 5.00 64.00 4.00 4.00 4.00
21303 水利 8.00 8.00 105.00 45.00 60.00 109.00 45.00 40.00 5.00 64.00 4.00 4.00 4.00
2130301 行政运行 45.00 45.00 45.00 45.00 40.00 5.00
2130306 水利工程运行与维护 8.00 8.00 60.00 60.00 64.00 64.00 4.00 4.00 4.00
"""


def test_what_stays_of_projects_is_of_projects() -> None:
    (grid,) = grids(FOUR_STAGES)
    rows = body(grid)
    assert rows[-2][2:] == ["", "", "", "45.00", "45.00", "", "45.00", "45.00", "40.00", "5.00"] + [""] * 6
    assert rows[-1][2:15] == [
        "8.00", "", "8.00", "60.00", "", "60.00", "64.00", "", "", "", "64.00", "4.00", "",
    ]  # fmt: skip


GROUPS = """一般公共预算财政拨款支出表
编制单位：青州市水务局 单位：万元
本年预算数
功能分类科目编码 科目名称 基本支出
合计 项目支出
小计 人员经费 公用经费
213 农林水支出 105.00 45.00 40.00 5.00 60.00
21303 水利 105.00 45.00 40.00 5.00 60.00
2130301 行政运行 45.00 45.00 40.00 5.00
2130306 水利工程运行与维护 60.00 60.00
合计 105.00 45.00 40.00 5.00 60.00
"""


def test_a_text_over_all_amounts_hides_no_total() -> None:
    (grid,) = grids(GROUPS)
    assert body(grid)[-2] == ["2130306", "水利工程运行与维护", "60.00", "", "", "", "60.00"]


BALANCE = """收支总表
编制单位：青州市水务局 单位：万元
收入 支出
项目 {head} 项目 {head}
一、一般公共预算拨款收入 1,585.01 一、社会保障和就业支出 217.87
二、政府性基金预算拨款收入 二、农林水支出 1,416.16
本年收入合计 1,585.01 本年支出合计 1,634.03
上年结转结余 49.02 年终结转结余
收入总计 1,634.03 支出总计 1,634.03
"""


@pytest.mark.parametrize("head", ["预算数", "2031年预算"])
def test_the_name_of_a_total_ends_no_label_and_a_year_before_a_head_text_stays(head: str) -> None:
    (grid,) = grids(BALANCE.format(head=head))
    assert body(grid)[-2:] == [
        ["上年结转结余", "49.02", "年终结转结余", ""],
        ["收入总计", "1,634.03", "支出总计", "1,634.03"],
    ]
    assert [c.text for c in grid.cells if c.row == 1 and c.row < (grid.head_rows or 0)] == ["项目", head, "项目", head]


COUNTED = """收入支出决算表
编制单位：青州市水务局 单位：万元
收入 支出
项目 行次 金额 项目 行次 金额
一、一般公共预算财政拨款收入 1 1,591.59 一、一般公共服务支出 9 1,314.97
二、政府性基金预算财政拨款收入 2 二、社会保障和就业支出 10 174.88
三、国有资本经营预算财政拨款收入 3 三、卫生健康支出 11 87.98
四、上级补助收入 4 四、住房保障支出 12 62.98
五、事业收入 5 13
本年收入合计 6 1,591.59 本年支出合计 14 1,640.81
年初结转和结余 7 49.22 年末结转和结余 15
总计 8 1,640.81 总计 16 1,640.81
"""


def test_the_count_of_a_line_is_no_thousand_of_its_figure() -> None:
    (grid,) = grids(COUNTED)
    rows = body(grid)
    assert rows[1] == ["二、政府性基金预算财政拨款收入", "2", "", "二、社会保障和就业支出", "10", "174.88"]
    assert rows[4] == ["五、事业收入", "5", "", "", "13", ""]


UNEVEN = """部门收支总体情况表
编制单位：青州市水务局 单位：万元
收入 支出
本年支出
项目 金额 项目 合计 上年结转结余
小计 一般公共预算 政府性基金预算
一、一般公共预算 1,245.33 一、基本支出 1,166.29 0.00 1,166.29 1,166.29 0.00
二、政府性基金预算 0.00 1、工资福利支出 1,166.29 0.00 1,166.29 1,166.29 0.00
三、国有资本经营预算 0.00 二、项目支出 79.04 0.00 79.04 79.04 0.00
四、附属单位上缴收入 0.00 1、专项资金 79.04 0.00 79.04 79.04 0.00
本年收入合计 1,245.33 本年支出合计 1,245.33 0.00 1,245.33 1,245.33 0.00
"""


@pytest.mark.parametrize("text", [UNEVEN, cells_alone(UNEVEN)])
def test_a_half_is_told_by_the_number_of_its_figures(text: str) -> None:
    (grid,) = grids(text)
    rows = body(grid)
    assert rows[3] == ["四、附属单位上缴收入", "0.00", "1、专项资金", "79.04", "0.00", "79.04", "79.04", "0.00"]
    assert rows[0][:4] == ["一、一般公共预算", "1,245.33", "一、基本支出", "1,166.29"]


RATED = """部门预算收支总表
编制单位：青州市水务局 单位：万元
收入 支出
项目 2030年 2031年 2031年比2030年增减% 项目 2030年 2031年 2031年比2030年增减%
一、一般公共预算 1,058.44 1,138.11 7.53% 一、社会保障和就业支出 231.06 248.45 7.53%
二、政府性基金预算 二、农林水支出 827.38 889.66 7.53%
本年收入合计 1,058.44 1,138.11 7.53% 本年支出合计 1,058.44 1,138.11 7.53%
上年结转 32.74 35.20 7.51% 结转下年
收入总计 1,091.18 1,173.31 7.53% 支出总计 1,058.44 1,138.11 7.53%
"""


def test_labels_of_one_number_are_side_by_side_where_each_cell_has_a_line() -> None:
    (grid,) = grids(cells_alone(RATED))
    rows = body(grid)
    assert rows[1] == ["二、政府性基金预算", "", "", "", "二、农林水支出", "827.38", "889.66", "7.53%"]
    assert rows[3] == ["上年结转", "32.74", "35.20", "7.51%", "结转下年", "", "", ""]


WRAPPED = """收入支出决算表
编制单位：青州市水务局 单位：万元
收入 支出
项目 行次 金额 项目 行次 金额
一、一般公共预算财政拨款收入 1 1,591.59 一、一般公共服务支出 7 1,365.75
二、政府性基金预算财政拨款收
2 二、社会保障和就业支出 8 174.88
入
三、上级补助收入 3 9
使用专用结余和非财政拨
4 49.16 结余分配 10
款结余
年初结转和结余 5 年末结转和结余 11 100.12
总计 6 1,640.75 总计 12 1,640.75
"""


def test_the_end_of_a_label_below_its_count_is_no_beginning_of_the_next() -> None:
    (grid,) = grids(WRAPPED)
    assert [row[0] for row in body(grid)[1:5]] == [
        "二、政府性基金预算财政拨款收入", "三、上级补助收入", "使用专用结余和非财政拨款结余", "年初结转和结余",
    ]  # fmt: skip


def test_numbered_labels_without_figures_are_labels_of_their_own() -> None:
    text = UNEVEN.replace("二、政府性基金预算 0.00", "二、政府性基金预算").replace(
        "1、专项资金 79.04 0.00 79.04 79.04 0.00", "1、专项资金"
    )
    (grid,) = grids(cells_alone(text))
    rows = body(grid)
    assert rows[1] == ["二、政府性基金预算", "", "1、工资福利支出", "1,166.29", "0.00", "1,166.29", "1,166.29", "0.00"]


CARRIED = UNEVEN.replace(" 0.00 1,166.29 1,166.29 0.00", " 1,166.29 1,166.29").replace(
    " 0.00 79.04 79.04 0.00", " 79.04 79.04"
)


def test_blanks_of_a_list_with_a_total_of_one_group_stand_by_its_sums() -> None:
    text = CARRIED.replace("0.00 1,245.33 1,245.33 0.00", "1,245.33 1,245.33") + "上年结转结余 结转下年\n"
    (grid,) = grids(text + "收入总计 1,245.33 支出总计 1,245.33 1,245.33 1,245.33\n")
    rows = body(grid)
    assert rows[0][2:] == ["一、基本支出", "1,166.29", "", "1,166.29", "1,166.29", ""]
    assert [row[0] for row in rows[-3:]] == ["本年收入合计", "上年结转结余", "收入总计"]
    assert rows[-2][2] == "结转下年"


BROUGHT_FORWARD = """部门财务收支预算总表
单位：万元
收入
支出
项目
预算数
项目（按功能分类）
预算数
一、一般公共预算拨款收入
60.00 一、水利支出
40.00
二、政府性基金预算拨款收入
0.00 二、住房保障支出
25.00
三、单位资金收入
0.00
本年收入合计
60.00 本年支出合计
65.00
上年结转结余
5.00 年终结转结余
0.00
收入总计
65.00 支出总计
65.00
"""


def test_totals_of_income_and_what_was_brought_forward_are_of_the_left_half() -> None:
    """The figures of the left half share their lines with the labels of the right one."""
    (grid,) = grids(BROUGHT_FORWARD)
    assert body(grid)[2:5] == [
        ["三、单位资金收入", "0.00", "", ""],
        ["本年收入合计", "60.00", "本年支出合计", "65.00"],
        ["上年结转结余", "5.00", "年终结转结余", "0.00"],
    ]


def test_a_remark_in_brackets_leaves_a_label_its_half() -> None:
    (grid,) = grids(
        cells_alone(
            """收入支出决算总表
单位：万元
收入 支出
项目 决算数 项目 决算数
一、一般公共预算财政拨款收入 36.50 一、一般公共服务支出 20.00
二、政府性基金预算财政拨款收入 二、国防支出 16.50
本年收入合计 36.50 本年支出合计 36.50
使用非财政拨款结余（含专用结余） 结余分配
年初结转和结余 年末结转和结余
总计 36.50 总计 36.50"""
        )
    )
    assert body(grid)[3] == ["使用非财政拨款结余（含专用结余）", "", "结余分配", ""]


def test_a_name_goes_on_until_its_bracket_is_closed() -> None:
    (grid,) = grids(
        """收入总表
单位：万元
部门（单位）代码 部门（单位）名称 合计 本年收入 上年结转结余
289 霁州市水务局 46.00 40.00 6.00
289001 霁州市水务局（ 36.00 30.00 6.00
本级）
289002 霁州市河道站 10.00 10.00 0.00"""
    )
    assert [row[:2] for row in body(grid)[1:]] == [["289001", "霁州市水务局（本级）"], ["289002", "霁州市河道站"]]
