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


def test_texts_that_as_many_rows_have_figures_for_stand_under_one() -> None:
    found = rows(
        """部门支出总表
单位：元
基本支出
序号 科目编码 科目名称 合计 项目支出
人员经费 公用经费
1 205 教育支出 28.80 16.60 3.40 8.80
2 20502 普通教育 28.80 16.60 3.40 8.80
3 2050201 学前教育 5.60 4.70 0.90
4 2050299 其他普通教育支出 23.20 11.90 2.50 8.80"""
    )
    assert found[1] == ["2", "20502", "普通教育", "28.80", "16.60", "3.40", "8.80"]
    assert found[2] == ["3", "2050201", "学前教育", "5.60", "4.70", "0.90", ""]


def test_a_column_of_the_family_s_head_that_is_not_printed_is_none_though_another_head_has_less() -> None:
    found = rows(
        """部门收入总表
单位：万元
科目编码 科目名称 合计 上年结转 一般公共预算拨款收入 政府性基金预算拨款收入 国有资本经营预算拨款收入 事业收入
事业单位经营收入 上级补助收入 附属单位上缴收入 其他收入
金额 其中：教育收费
201 一般公共服务支出 36.50 36.50
20106 财政事务 36.50 36.50
合计 36.50 36.50"""
    )
    assert len(found[0]) == 13
