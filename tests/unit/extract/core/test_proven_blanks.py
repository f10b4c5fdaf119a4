"""Empty cells of exports that the sums leave nothing to be lost in."""

from __future__ import annotations

import pytest

from services.extract.core import observe, proven_blanks
from shared.model.numbers import parse_number
from shared.model.page import Reader
from shared.model.table import Cell, Column, Role, Row, Table

COLUMNS = (
    Column(path=("科目编码", "类"), role=Role.CODE),
    Column(path=("科目编码", "款"), role=Role.CODE),
    Column(path=("科目名称",), role=Role.LABEL),
    Column(path=("决算数",), role=Role.AMOUNT),
)


def table_of(*rows: tuple[str, str, str, str]) -> Table:
    cells = ([Cell(text=text) for text in row[:-1]] + [Cell(text=row[-1], value=parse_number(row[-1]))] for row in rows)
    return Table(id="t1", title="", kind="basic", columns=COLUMNS, rows=tuple(Row(cells=tuple(c)) for c in cells))


def summed(total: str, *others: tuple[str, str, str, str]) -> Table:
    rows = [
        ("310", "", "资本性支出", total),
        ("310", "01", "房屋建筑物购建", ""),
        ("310", "02", "办公设备购置", "3.10"),
        ("310", "03", "专用设备购置", "0.40"),
        ("310", "06", "大型修缮", "0.00"),
        ("310", "07", "信息网络及软件购置更新", "0.00"),
        ("310", "99", "其他资本性支出", "0.00"),
    ]
    return table_of(*rows, *others)


@pytest.mark.parametrize(("total", "blank"), [("3.50", True), ("3.51", False), ("0.00", False)])
def test_parts_that_add_up_without_it_leave_nothing_to_be_lost(total: str, blank: bool) -> None:
    table = summed(total)
    assert proven_blanks.is_blank(table, 1, 2, 3) is blank
    told = {f.cells[0].row for f in observe.missing_values(table, Reader.TEXT)}
    assert (1 in told) is not blank


def test_a_row_without_one_row_above_it_is_not_judged() -> None:
    assert not proven_blanks.is_blank(summed("3.50", ("310", "", "资本性支出", "3.50")), 1, 2, 3)
    assert not proven_blanks.is_blank(table_of(("310", "01", "房屋建筑物购建", "")), 0, 2, 3)
    assert not proven_blanks.is_blank(table_of(("", "", "合计", "")), 0, 2, 3)


def test_a_row_whose_parts_add_up_to_its_total_leaves_nothing_to_be_lost() -> None:
    leaves = ("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算")
    columns = (
        Column(path=("支出", "项目"), role=Role.LABEL),
        *(Column(path=("支出", leaf), role=Role.AMOUNT) for leaf in leaves),
    )
    texts = ("支出总计", "3.00", "2.00", "1.00", ""), ("支出总计", "3.50", "2.00", "1.00", "")
    rows = tuple(Row(cells=tuple(Cell(text=t, value=parse_number(t)) for t in row)) for row in texts)
    table = Table(id="t1", title="", columns=columns, rows=rows)
    assert [proven_blanks.is_blank(table, row, 0, 4) for row in (0, 1)] == [True, False]
    flat = Table(id="t1", title="", columns=tuple(Column(path=c.path[1:], role=c.role) for c in columns), rows=rows)
    assert not proven_blanks.is_blank(flat, 0, 0, 4)


@pytest.mark.parametrize(("total", "blank"), [("11.61", True), ("11.62", False)])
def test_rows_enumerated_under_one_leave_nothing_to_be_lost(total: str, blank: bool) -> None:
    rows = [
        ("", "", "（一）支出合计", total),
        ("", "", "1．因公出国（境）费", ""),
        ("", "", "2．公务用车购置及运行维护费", "0.61"),
        ("", "", "（1）公务用车购置费", ""),
        ("", "", "（2）公务用车运行维护费", "0.61"),
        ("", "", "3．公务接待费", "11.00"),
        ("", "", "（二）相关统计数", ""),
    ]
    found = [proven_blanks.is_blank(table_of(*rows), row, 2, 3) for row in (1, 3, 6)]
    assert found == [blank, True, False]
