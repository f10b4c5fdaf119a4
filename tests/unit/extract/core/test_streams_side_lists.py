"""Balances of more than two lists side by side, in streams of words."""

from __future__ import annotations

from services.extract.core.streams.recovery import recover
from services.extract.templates import load
from shared.model.page import Grid
from tests.unit.extract.core.stream_makers import lines

THREE = """2022年部门综合预算收支总表
单位：万元
收入 支出
项目 预算数 支出功能分科目（按大类） 预算数 部门经济科目（按大类） 预算数
1、财政拨款 90.00 1、一般公共服务支出 80.00 1、人员经费和公用经费支出 70.00
（1）一般公共预算拨款 90.00 2、住房保障支出 10.00 （1）工资福利支出 60.00
2、上级补助收入 3、其他支出 （2）商品和服务支出 10.00
3、事业收入 2、专项业务经费支出 20.00
4、其他收入
本年收入合计 90.00 本年支出合计 90.00 本年支出合计 90.00
上年结转 结转下年 结转下年
收入总计 90.00 支出总计 90.00 支出总计 90.00
"""
ROWS = [
    ["1、财政拨款", "90.00", "1、一般公共服务支出", "80.00", "1、人员经费和公用经费支出", "70.00"],
    ["（1）一般公共预算拨款", "90.00", "2、住房保障支出", "10.00", "（1）工资福利支出", "60.00"],
    ["2、上级补助收入", "", "3、其他支出", "", "（2）商品和服务支出", "10.00"],
    ["3、事业收入", "", "", "", "2、专项业务经费支出", "20.00"],
    ["4、其他收入", "", "", "", "", ""],
    ["本年收入合计", "90.00", "本年支出合计", "90.00", "本年支出合计", "90.00"],
    ["上年结转", "", "结转下年", "", "结转下年", ""],
    ["收入总计", "90.00", "支出总计", "90.00", "支出总计", "90.00"],
]


def table(text: str) -> tuple[list[str], list[list[str]]]:
    (grid,) = [block for block in recover(lines(text), load()) if isinstance(block, Grid)]
    cells = {(c.row, c.col): c.text for c in grid.cells}
    rows = [[cells.get((row, column), "") for column in range(grid.cols)] for row in range(grid.rows)]
    return rows[(grid.head_rows or 0) - 1], rows[grid.head_rows or 0 :]


def test_each_entry_stands_in_the_list_whose_numbers_and_names_it_goes_on() -> None:
    head, rows = table(THREE)
    assert head == [
        "项目", "预算数", "支出功能分科目（按大类）", "预算数", "部门经济科目（按大类）", "预算数",
    ]  # fmt: skip
    assert rows == ROWS


def test_four_lists() -> None:
    wide = THREE.replace("部门经济科目（按大类） 预算数", "部门经济科目（按大类） 预算数 政府经济科目（按大类） 预算数")
    ends = [
        "1、机关工资福利支出 60.00",
        "2、机关商品和服务支出 30.00",
        *[""] * 3,
        "本年支出合计 90.00",
        "结转下年",
        "支出总计 90.00",
    ]
    own = wide.rstrip("\n").split("\n")
    text = "\n".join([*own[:4], *(f"{line} {end}".rstrip() for line, end in zip(own[4:], ends, strict=True))])
    _, rows = table(text)
    assert rows == [[*row, *([*end.split(), "", ""])[:2]] for row, end in zip(ROWS, ends, strict=True)]
