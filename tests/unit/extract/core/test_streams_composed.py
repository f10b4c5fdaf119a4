"""Tables without delimiters whose head no template has whole: put together from known words, on invented reports."""

from __future__ import annotations

import pytest

from services.extract.core.streams.blanks import GUESSED, PROVEN
from services.extract.core.streams.composed import composed_ways
from services.extract.core.streams.recovery import recover
from services.extract.core.streams.tokens import tokens_of
from services.extract.templates import load
from shared.model.fold import fold
from shared.model.page import Grid, Line
from shared.model.table import Role
from tests.unit.extract.core.stream_makers import lines


def grid_of(text: str) -> Grid:
    grids = [b for b in recover(lines(text), load()) if isinstance(b, Grid)]
    assert len(grids) == 1
    return grids[0]


def table(grid: Grid) -> list[list[str]]:
    rows = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.col] = cell.text
    return rows


def body(grid: Grid) -> list[list[str]]:
    return table(grid)[grid.head_rows or 0 :]


def paths(text: str) -> list[str]:
    found = composed_ways(tokens_of([b for b in lines(text) if isinstance(b, Line)]), load().lexicon)
    return [">".join(fold(t) for t in c.path) for c in found[0][1].columns]


def test_the_words_of_a_head_are_given_to_the_parents_that_they_are_known_to_stand_under() -> None:
    assert paths(
        "科目编码 科目名称 合计 上年结转\n一般公共预算拨款\n收入\n"
        "事业收入 其他收入\n金额 其中：教育收费\n合计 10.00 10.00"
    ) == [
        "科目编码",
        "科目名称",
        "合计",
        "上年结转",
        "一般公共预算拨款收入",
        "事业收入>金额",
        "事业收入>其中:教育收费",
        "其他收入",
    ]


def test_what_stands_over_codes_of_one_kind_may_stand_over_others() -> None:
    names = "部门预算经济分类科目编码 部门预算经济分类科目名称 合计 人员经费 公用经费"
    text = f"项目 一般公共预算基本支出\n{names}\n类 款\n301 工资福利支出 5.00 5.00"
    found = composed_ways(tokens_of([b for b in lines(text) if isinstance(b, Line)]), load().lexicon)
    assert [">".join(c.path) for c in found[0][1].columns] == [
        "项目>部门预算经济分类科目编码>类",
        "项目>部门预算经济分类科目编码>款",
        "项目>部门预算经济分类科目名称",
        "一般公共预算基本支出>合计",
        "一般公共预算基本支出>人员经费",
        "一般公共预算基本支出>公用经费",
    ]
    assert [c.role for c in found[0][1].columns[:4]] == [Role.CODE, Role.CODE, Role.LABEL, Role.AMOUNT]


UNIT_CODES = """一般公共预算支出预算表
部门名称：临江县水务局 单位：万元
项目 合计 基本支出 项目支出
科目编码 单位代码 单位名称（科目）
类 款 项
合计 120.50 80.25 40.25
214001
临江县水务局
120.50 80.25 40.25
213 03 01 214001 行政运行 80.25 80.25
213 03 05 214001 水利工程建设 40.25 40.25
"""


def test_codes_of_units_stand_between_the_parts_of_a_code_and_the_name() -> None:
    assert body(grid_of(UNIT_CODES)) == [
        ["", "", "", "", "合计", "120.50", "80.25", "40.25"],
        ["", "", "", "214001", "临江县水务局", "120.50", "80.25", "40.25"],
        ["213", "03", "01", "214001", "行政运行", "80.25", "80.25", ""],
        ["213", "03", "05", "214001", "水利工程建设", "40.25", "", "40.25"],
    ]


def test_the_same_with_one_cell_on_a_line() -> None:
    head, rows = UNIT_CODES.split("合计 120", 1)
    first, *rest = head.split("\n")
    text = "\n".join([first, rest[0], *" ".join(rest[1:]).split(), *("合计 120" + rows).split()])
    assert body(grid_of(text)) == body(grid_of(UNIT_CODES))


def test_short_codes_of_units_a_cell_a_line_are_no_figures_of_the_row_above() -> None:
    head, rows = UNIT_CODES.replace("214001", "339").split("合计 120", 1)
    first, caption, *rest = head.split("\n")
    text = "\n".join([first, caption, *" ".join(rest).split(), *("合计 120" + rows).split()])
    assert body(grid_of(text)) == [
        ["", "", "", "", "合计", "120.50", "80.25", "40.25"],
        ["", "", "", "339", "临江县水务局", "120.50", "80.25", "40.25"],
        ["213", "03", "01", "339", "行政运行", "80.25", "80.25", ""],
        ["213", "03", "05", "339", "水利工程建设", "40.25", "", "40.25"],
    ]


THRICE = " ".join(["合计 基本支出 项目支出"] * 4)
CARRIED_OVER = f"""一般公共预算财政拨款收入支出决算表
单位：万元
项目 年初结转和结余 本年收入 本年支出 年末结转和结余
功能分类
科目编码 科目名称 {THRICE}
合计 12.00 8.00 4.00 12.00 8.00 4.00
213 农林水支出 12.00 8.00 4.00 12.00 8.00 4.00
21303 水利 12.00 8.00 4.00 12.00 8.00 4.00
2130301 行政运行 8.00 8.00 8.00 8.00
2130305 水利工程建设 4.00 4.00 4.00 4.00
"""


@pytest.mark.parametrize(
    "head",
    [
        "功能分类\n科目编码 科目名称 " + THRICE,
        "功能分类\n科目名称 " + THRICE + "\n科目编码",  # as a tool gives it that keeps the lines of the page
    ],
)
def test_a_text_over_codes_that_is_broken_over_lines_is_one(head: str) -> None:
    grid = grid_of(CARRIED_OVER.replace("功能分类\n科目编码 科目名称 " + THRICE, head))
    assert grid.cols == 2 + 4 * 3
    assert {c.text for c in grid.cells if c.row == 1 and c.col < 2} == {"功能分类科目编码", "科目名称"}
    assert body(grid)[-1] == ["2130305", "水利工程建设", *[""] * 3, "4.00", "", "4.00", "4.00", "", "4.00", *[""] * 3]


CHANGES = """一般公共预算支出情况表
单位：万元
功能分类科目 2023年执行数 2024年预算数 2024年预算数比2023年执行数
科目编码 科目名称 小计 基本支出 项目支出 增减额 增减%
213 农林水支出 90 100 60 40 10 11.11%
21303 水利 90 100 60 40 10 11.11%
2130301 行政运行 50 60 60 10 20.00%
2130305 水利工程建设 40 40 40 0 0.00%
"""


def test_blanks_are_those_of_the_total_s_parts_not_of_the_columns_around_them() -> None:
    assert body(grid_of(CHANGES)) == [
        ["213", "农林水支出", "90", "100", "60", "40", "10", "11.11%"],
        ["21303", "水利", "90", "100", "60", "40", "10", "11.11%"],
        ["2130301", "行政运行", "50", "60", "60", "", "10", "20.00%"],
        ["2130305", "水利工程建设", "40", "40", "", "40", "0", "0.00%"],
    ]


def test_a_rate_that_cannot_be_computed_leaves_its_column_blank() -> None:
    grid = grid_of(CHANGES.replace("水利工程建设 40 40 40 0 0.00%", "水利工程建设 0 40 40 40"))
    assert body(grid)[-1] == ["2130305", "水利工程建设", "0", "40", "", "40", "40", ""]


def test_staff_costs_are_those_of_their_classes_where_sums_leave_it_open() -> None:
    grid = grid_of(
        """一般公共预算基本支出情况表
单位：万元
科目编码 科目名称 合计 人员经费 公用经费
301 工资福利支出 50.00 50.00
30101 基本工资 50.00 50.00
302 商品和服务支出 8.00 8.00
30201 办公费 8.00 8.00
"""
    )
    assert [row[3:] for row in body(grid)] == [["50.00", ""], ["50.00", ""], ["", "8.00"], ["", "8.00"]]
    guessed = {f.confidence for c in grid.cells if c.col > 2 and c.row for f in c.fragments}
    assert max(guessed) <= PROVEN
    assert GUESSED in guessed


def test_money_comes_from_the_general_budget_before_all_else() -> None:
    grid = grid_of(
        """部门收入总体情况表
单位：万元
科目编码 科目名称 合计 上年结转 一般公共预算拨款收入 事业收入
213 农林水支出 50.00 50.00
21303 水利 50.00 50.00
"""
    )
    assert [row[2:] for row in body(grid)] == [["50.00", "", "50.00", ""]] * 2


def test_a_text_of_the_head_that_is_like_a_title_ends_no_table() -> None:
    grid = grid_of(
        """一般公共预算基本支出情况表
单位：万元
部门预算支出经济分类科目
本年一般公共预算基本支出
科目编码
科目名称
合计
人员经费
公用经费
301
工资福利支出
50.00
50.00
0.00
"""
    )
    assert table(grid)[0][2] == "本年一般公共预算基本支出"
    assert body(grid) == [["301", "工资福利支出", "50.00", "50.00", "0.00"]]


def test_sources_of_money_are_the_left_half_of_a_balance_whatever_they_are_called() -> None:
    grid = grid_of(
        """部门收支总体情况表
单位：万元
收入
支出
项目
预算数
项目（按功能分类）
预算数
一、一般公共预算拨款
50.00
一、农林水支出
50.00
二、单位自筹资金
二、住房保障支出
本年收入合计
50.00
本年支出合计
50.00
"""
    )
    assert body(grid) == [
        ["一、一般公共预算拨款", "50.00", "一、农林水支出", "50.00"],
        ["二、单位自筹资金", "", "二、住房保障支出", ""],
        ["本年收入合计", "50.00", "本年支出合计", "50.00"],
    ]


def test_words_of_a_balance_that_make_no_two_halves_are_no_head_of_it() -> None:
    text = "部门收支总体情况表\n单位：万元\n收入\n\n预算数\n\n一、一般公共预算拨款\n\n50.00\n\n项目\n\n支出\n\n50.00\n"
    assert recover(lines(text), load())


def test_funds_pay_for_projects_where_sums_leave_it_open() -> None:
    grid = grid_of(
        """政府性基金预算支出情况表
单位：万元
科目编码 科目名称 合计 基本支出 项目支出
212 城乡社区支出 9.00 9.00
21208 国有土地使用权出让收入安排的支出 9.00 9.00
"""
    )
    assert [row[3:] for row in body(grid)] == [["", "9.00"]] * 2


def test_a_word_that_fits_nowhere_among_many_that_may_ends_the_search() -> None:
    """Ways to put thirty texts under one another are more than can be looked at."""
    strangers = " ".join(f"{chr(0x4E00 + i)}事支出" for i in range(30))
    text = f"{strangers} 公务用车购置及运行费\n行政运行 12.00 12.00"
    assert composed_ways(tokens_of([b for b in lines(text) if isinstance(b, Line)]), load().lexicon) == []
