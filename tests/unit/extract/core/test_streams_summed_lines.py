"""Heads that no template knows in the order of the page's lines: a text stands in the middle of its cell."""

from __future__ import annotations

from itertools import islice

import pytest

from services.extract.core.streams.recovery import recover
from services.extract.core.streams.summed.line_trees import Line as TextLine
from services.extract.core.streams.summed.line_trees import line_trees
from shared.model.page import Grid
from tests.unit.extract.core.table_makers import TEMPLATES, body, printed
from tests.unit.extract.core.test_streams_summed import UNIT_PATHS, paths


def grids(text: str) -> list[Grid]:
    return [b for b in recover(printed(text), TEMPLATES) if isinstance(b, Grid)]


def trees(lines: list[TextLine], columns: int) -> list[tuple[list[int], dict[int, list[int]]]]:
    found = line_trees(lines, columns, lambda over, below: True, lambda text, column: True, iter(range(10_000)))
    return [(list(t.tops), {i: list(below) for i, below in enumerate(t.below) if below}) for t in found]


def test_a_text_between_two_lines_is_of_a_cell_that_covers_both() -> None:
    # 债务限额(0) 债务余额(1) above, 地区(2) between, their columns below
    found = trees([(0, [0, 1]), (1, [2]), (2, [3, 4, 5, 6])], 5)
    assert ([2, 0, 1], {0: [3, 4], 1: [5, 6]}) in found
    assert all(2 not in below for _, below in found)


def test_texts_of_one_line_stand_at_one_height() -> None:
    found = trees([(0, [0]), (1, [1, 2]), (2, [3, 4])], 4)
    assert sorted(tops for tops, below in found if below == {0: [3, 4]}) == [[0, 1, 2], [1, 0, 2], [1, 2, 0]]
    assert not any(below == {1: [3, 4]} for _, below in found)


def test_trees_by_line_end_with_their_steps() -> None:
    lines: list[TextLine] = [(0, range(6)), (1, range(6, 12)), (2, range(12, 30))]
    found = line_trees(lines, 24, lambda *_: True, lambda *_: True, iter(range(300)))
    assert len(list(islice(found, 400))) < 300


UNITS = """部门资金来源明细表
单位：万元
财政拨款资金 非财政拨款资金
单位编码 单位名称 资金总额 经费拨款
小计 政府性基金 小计 事业收入 其他
当年安排 上年结转
合计 60.00 45.00 30.00 10.00 5.00 15.00 9.00 6.00
21001 水务局本级 40.00 30.00 20.00 6.00 4.00 10.00 7.00 3.00
21002 信息中心 20.00 15.00 10.00 4.00 1.00 5.00 2.00 3.00"""

TASKS = """重点项目安排情况表
单位：万元
支出功能科目 金额
序号 项目名称 备注
编码 名称 总额 其中：财政资金
1 小学教育专项 2050202 小学教育 52.30 52.30
2 培训支出专项 2050803 培训支出 178.42 170.00 续建
合计 230.72 222.30"""

DEBT = """乡镇债务限额及余额情况表
单位：万元
债务限额 债务余额
地区
小计 一般债务 专项债务 小计 一般债务 专项债务
高新园区 12.00 8.00 4.00 11.00 7.50 3.50
青石乡 10.00 5.00 5.00 8.00 4.00 4.00
合计 22.00 13.00 9.00 19.00 11.50 7.50"""

COLLECTED = """非税收入征收计划表
单位：万元
收入项目 本年征收计划
上年完成数 安排支出数
编码 名称 合计 缴入国库 缴入财政专户
103044509 考试报名费 70.00 46.00 27.00 19.00 13.00
103050109 罚没收入 23.00 17.00 16.00 1.00 5.00
合计 93.00 63.00 43.00 20.00 18.00"""


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (UNITS, UNIT_PATHS),
        (
            TASKS,
            ["序号", "项目名称", "支出功能科目/编码", "支出功能科目/名称", "金额/总额", "金额/其中：财政资金", "备注"],
        ),
        (
            DEBT,
            ["地区", *(f"债务{what}/{kind}" for what in ("限额", "余额") for kind in ("小计", "一般债务", "专项债务"))],
        ),
        (
            COLLECTED,
            [
                "收入项目/编码",
                "收入项目/名称",
                "上年完成数",
                *(f"本年征收计划/{leaf}" for leaf in ("合计", "缴入国库", "缴入财政专户")),
                "安排支出数",
            ],
        ),
    ],
    ids=["units", "tasks", "debt", "collected"],
)
def test_lines_and_sums_tell_how_the_texts_stand(text: str, columns: list[str]) -> None:
    (grid,) = grids(text)
    assert paths(grid) == columns
    assert len(body(grid)) == 3


def test_a_text_that_its_cell_broke_stands_between_its_pieces() -> None:
    broken = UNITS.replace("非财政拨款资金\n单位编码 ", "非财政拨款资金\n单位编 ").replace(
        "经费拨款\n小计", "经费拨款\n码 小计"
    )
    (grid,) = grids(broken)
    assert paths(grid) == UNIT_PATHS
