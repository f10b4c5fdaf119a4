"""Short rows of tables whose columns have sums of their own, in exports: the sums say which cells are blank."""

from __future__ import annotations

import pytest

from services.extract.core.streams.blanks import GUESSED, PROVEN
from tests.unit.extract.core.test_streams import body, grids

FINAL = (
    "财政拨款“三公”经费支出决算表\n单位：万元\n财政拨款“三公”经费\n公务用车购置及运行维护费\n因公出国\n"
    "合计 公务用车 公务用车 公务接待费\n（境）费 小计\n购置费 运行维护费\n"
    "预算数 决算数 预算数 决算数 预算数 决算数 预算数 决算数 预算数 决算数 预算数 决算数\n"
)
BUDGET = (
    "2031年部门“三公”经费和机关运行经费预算表\n编制部门：青州市水务局 单位：万元\n“三公”经费预算数\n机关运行经费预算\n"
    "公务用车购置及运行费\n数\n合计 因公出国(境)费 公务接待费\n小计 购置费 运行费\n"
)


def row_of(text: str) -> tuple[list[str], set[float]]:
    (grid,) = grids(text)
    (row,) = body(grid)
    return row, {f.confidence for c in grid.cells if c.row == grid.head_rows for f in c.fragments}


def test_each_period_by_itself_adds_up_and_cars_are_driven_rather_than_bought() -> None:
    row, sure = row_of(FINAL + "31.47 19.86 30.67 19.56 30.67 19.56 0.80 0.30")
    assert row == ["31.47", "19.86", "", "", "30.67", "19.56", "", "", "30.67", "19.56", "0.80", "0.30"]
    assert sure == {GUESSED}  # the cars may have been bought


def test_one_way_that_adds_up_is_a_proof() -> None:
    row, sure = row_of(FINAL + "45.00 40.00 15.00 12.00 30.00 28.00 20.00 18.00 10.00 10.00")
    assert row == ["45.00", "40.00", "15.00", "12.00", "30.00", "28.00", "20.00", "18.00", "10.00", "10.00", "", ""]
    assert sure == {PROVEN}


@pytest.mark.parametrize(
    ("printed", "row"),
    [
        ("5.50 0.50 5.00 5.00 120.40", ["5.50", "", "0.50", "5.00", "", "5.00", "120.40"]),
        ("5.50 5.50 120.40", ["5.50", "", "5.50", "", "", "", "120.40"]),
    ],
)
def test_what_stands_beside_them_is_printed_always(printed: str, row: list[str]) -> None:
    assert row_of(BUDGET + printed)[0] == row


def test_figures_that_add_up_in_no_way_stay_in_order_in_doubt() -> None:
    row, sure = row_of(FINAL + "31.47 19.86 11.00 12.00")
    assert [text for text in row if text] == ["31.47", "19.86", "11.00", "12.00"]
    assert row[:2] == ["31.47", "19.86"]
    assert sure == {GUESSED}


FUND = (
    "政府性基金预算财政拨款收入支出决算表\n单位：万元\n项目\n年初结转和 年末结转和\n本年收入 本年支出\n功能分类\n"
    "结余 结余\n科目名称\n科目编码\n"
)


def test_a_total_on_the_line_of_the_head_and_what_was_spent_of_what_came_in() -> None:
    (grid,) = grids(
        FUND + "合计 105.00 合计 基本支出 项目支出\n221 住房保障支出 105.00 105.00 105.00\n"
        "超长期特别国债安\n22198 105.00 105.00 105.00\n排的支出\n2219899 其他住房保障支出 105.00 105.00 105.00"
    )
    heads = [c.text for c in grid.cells if c.row < (grid.head_rows or 0)]
    assert heads[-3:] == ["合计", "基本支出", "项目支出"]
    assert body(grid) == [
        ["合计", "", "", "105.00", "", "", "", ""],
        ["221", "住房保障支出", "", "105.00", "105.00", "", "105.00", ""],
        ["22198", "超长期特别国债安排的支出", "", "105.00", "105.00", "", "105.00", ""],
        ["2219899", "其他住房保障支出", "", "105.00", "105.00", "", "105.00", ""],
    ]


@pytest.mark.parametrize(
    ("printed", "row"),
    [
        ("5.00 105.00 110.00 110.00", ["5.00", "105.00", "110.00", "", "110.00", ""]),
        ("105.00 90.00 20.00 70.00 15.00", ["", "105.00", "90.00", "20.00", "70.00", "15.00"]),
        ("5.00 5.00", ["", "5.00", "", "", "", "5.00"]),
    ],
)
def test_what_was_there_and_came_in_is_what_was_spent_and_is_left(printed: str, row: list[str]) -> None:
    (grid,) = grids(f"{FUND}合计 基本支出 项目支出\n221 住房保障支出 {printed}")
    assert body(grid)[0][2:] == row


def test_the_total_of_a_list_tells_which_columns_its_rows_leave_blank() -> None:
    (grid,) = grids(
        "2031年部门财务收支预算总表\n编制部门：青州市水务局 单位：元\n本年收入 本年支出\n项目 预算数 项目预算数\n"
        "合计基本支出\n项目支出\n人员经费公用经费\n一、财政拨款收入 7,000 一、一般公共服务支出 3,000 3,000\n"
        "1、一般公共预算 7,000 二、教育支出 1,500 1,100 400\n二、事业收入 三、卫生健康支出 2,500 900 600 1,000\n"
        "收入总计 7,000 支出总计 7,000 2,000 600 4,400"
    )
    assert [row[2:] for row in body(grid)] == [
        ["一、一般公共服务支出", "3,000", "", "", "3,000"],
        ["二、教育支出", "1,500", "1,100", "", "400"],
        ["三、卫生健康支出", "2,500", "900", "600", "1,000"],
        ["支出总计", "7,000", "2,000", "600", "4,400"],
    ]
    proven = {f.confidence for c in grid.cells if c.col == 6 and c.row > (grid.head_rows or 0) - 1 for f in c.fragments}
    assert PROVEN in proven
    assert GUESSED not in proven
