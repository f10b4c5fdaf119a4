"""Tables whose first column counts the rows, in exports without delimiters."""

from __future__ import annotations

from services.extract.core.streams.recovery import recover
from shared.model.page import Grid
from tests.unit.extract.core.stream_makers import cells_alone
from tests.unit.extract.core.table_makers import TEMPLATES, body, printed

TABLE = """部门支出总表
单位：万元
序号 科目编码 科目名称 合计 基本支出 项目支出
1 201 一般公共服务支出 36.50 12.00 24.50
2 20106 财政事务 36.50 12.00 24.50
3 2010601 行政运行 12.00 12.00 0.00
4 2010602 一般行政管理事务 24.50 0.00 24.50
合计 36.50 12.00 24.50"""
ROWS = [
    ["1", "201", "一般公共服务支出", "36.50", "12.00", "24.50"],
    ["2", "20106", "财政事务", "36.50", "12.00", "24.50"],
    ["3", "2010601", "行政运行", "12.00", "12.00", "0.00"],
    ["4", "2010602", "一般行政管理事务", "24.50", "0.00", "24.50"],
    ["", "合计", "", "36.50", "12.00", "24.50"],
]


def rows(text: str) -> list[list[str]]:
    (found,) = [block for block in recover(printed(text), TEMPLATES) if isinstance(block, Grid)]
    return body(found)


def test_the_numbers_lead_their_rows() -> None:
    assert rows(TABLE) == ROWS


def test_they_do_where_every_cell_has_a_line_of_its_own() -> None:
    assert rows(cells_alone(TABLE)) == ROWS


def test_a_wrapped_name_before_the_number_s_line_is_that_row_s() -> None:
    wrapped = TABLE.replace("4 2010602 一般行政管理事务", "一般行政管理\n4 2010602").replace(
        "24.50\n合计", "24.50\n事务\n合计"
    )
    assert rows(wrapped)[3] == ROWS[3]
