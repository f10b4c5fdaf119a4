"""Rows of text whose codes stand whole over the columns of their parts, or whose amounts are blank."""

from __future__ import annotations

from services.extract.core.streams.recovery import recover
from services.extract.templates import load
from shared.model.page import Grid
from tests.unit.extract.core.stream_makers import lines

HEAD = "项目\n支出预算\n功能分类科目编码\n功能分类科目名称\n合计\n基本支出\n项目支出\n类\n款\n项"
ROWS = [
    "213|农林水支出|3,450,100|3,000,000|450,100",
    "21303|水利|450,100|450,100",  # 基本支出 blank
    "2130399|河湖巡护|450,100|450,100",  # its code stands in no list, its name neither
    "21305|巩固脱贫攻坚成果衔接乡村振兴|3,000,000|3,000,000",
    "2130501|行政运行|3,000,000|3,000,000",
    "合计|3,450,100|3,000,000|450,100",
]


def rows_of(text: str) -> list[list[str]]:
    (grid,) = [block for block in recover(lines(text), load()) if isinstance(block, Grid)]
    rows = [["" for _ in range(grid.cols)] for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.col] = cell.text
    return rows[grid.head_rows or 0 :]


def test_a_whole_code_begins_the_next_row_though_cells_are_blank_and_each_has_a_line() -> None:
    body = "\n".join(row.replace("|", "\n") for row in ROWS)
    found = rows_of(f"2031年部门支出预算总表\n单位：元\n{HEAD}\n{body}")
    assert [(row[0], row[3]) for row in found[:5]] == [tuple(row.split("|")[:2]) for row in ROWS[:5]]
    assert found[1][4:] == ["450,100", "", "450,100"]
    assert found[3][4:] == ["3,000,000", "3,000,000", ""]


def test_a_row_whose_amounts_all_are_blank_ends_at_the_next_code() -> None:
    head = "项目\n一般公共预算基本支出\n部门预算经济分类科目编码\n经济分类科目名称\n合计\n人员经费\n公用经费\n类\n款"
    rows = [
        "301|工资福利支出|900.00|900.00|0.00",
        "301|01|基本工资|900.00|900.00|0.00",
        "303|对个人和家庭的补助|50.00|50.00|0.00",
        "303|01|离休费",
        "303|02|退休费|50.00|50.00|0.00",
        "合计|950.00|950.00|0.00",
    ]
    body = "\n".join(row.replace("|", "\n") for row in rows)
    found = rows_of(f"2031年部门一般公共预算基本支出部门预算经济分类预算表\n单位：元\n{head}\n{body}")
    assert found[3] == ["303", "01", "离休费", "", "", ""]
    assert found[4] == ["303", "02", "退休费", "50.00", "50.00", "0.00"]


def test_the_head_of_the_list_beside_cuts_no_table() -> None:
    head = "经济分类科目\n编码\n科目名称\n决算数"
    rows = "301\n工资福利支出\n900.00\n302\n商品和服务支出\n80.00\n30101\n基本工资\n900.00\n30201\n办公费\n80.00"
    totals = "人员经费合计\n900.00\n公用经费合计\n80.00"
    text = f"一般公共预算财政拨款基本支出决算表\n单位：万元\n{head}\n{head}\n{rows}\n{totals}"
    assert rows_of(text)[1] == ["30101", "基本工资", "900.00", "30201", "办公费", "80.00"]


def test_the_right_half_of_a_row_goes_on_below_a_left_one_that_is_broken() -> None:
    text = """财政拨款收入支出决算总表
单位：万元
收入 支出
项目 决算数 项目 合计 一般公共预算财政拨款 政府性基金预算财政拨款 国有资本经营预算财政拨款
一、一般公共预算财政拨款
20,218.2
1
一、一般公共服务支出 207.40 207.40
二、政府性基金预算财政拨款 105.00 二、外交支出
三、国有资本经营预算财政拨
款
三、国防支出
四、公共安全支出 20,115.81 20,010.81 105.00
本年收入合计 20,323.21 本年支出合计 20,323.21 20,218.21 105.00
总计 20,323.21 总计 20,323.21 20,218.21 105.00"""
    found = rows_of(text)
    assert found[0][:4] == ["一、一般公共预算财政拨款", "20,218.21", "一、一般公共服务支出", "207.40"]
    assert found[2][:3] == ["三、国有资本经营预算财政拨款", "", "三、国防支出"]


def test_a_balance_behind_the_rest_of_another_table_keeps_its_own_head() -> None:
    rest = "项目\n本年支出合计\n基本支出\n项目支出\n功能分类科目编码\n科目名称\n2219899\n其他住房保障支出\n9\n0\n9"
    text = f"""\f{rest}
财政拨款收入支出决算总表
单位：万元
收入
支出
项目
决算数
项目
合计
一般公共预算财政拨款
政府性基金预算财政拨款
国有资本经营预算财政拨款
一、一般公共预算财政拨款
207.40
一、一般公共服务支出
207.40
207.40
本年收入合计
207.40
本年支出合计
207.40
207.40"""
    (*_, grid) = [block for block in recover(lines(text), load()) if isinstance(block, Grid)]
    assert {c.text for c in grid.cells if c.row == 0} == {"收入", "支出"}


def test_a_title_that_its_page_wraps_is_one_title() -> None:
    rows = "213 农林水支出 9.00 8.00 1.00\n21303 水利 9.00 8.00 1.00\n合计 9.00 8.00 1.00"
    head = "项目 支出预算\n功能分类科目编码 功能分类科目名称 合计 基本支出 项目支出\n类 款 项"
    text = f"2031年部门财政拨款收支预算\n总表\n无\n2031年部门支出预算\n总表\n单位：元\n{head}\n{rows}"
    assert rows_of(text)[0] == ["213", "", "", "农林水支出", "9.00", "8.00", "1.00"]
