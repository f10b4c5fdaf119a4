"""Tables of a text that could not be read are said to be there."""

from __future__ import annotations

import pytest

from services.extract.core.observe_rows import below_units, observe
from shared.model.page import Block
from tests.unit.extract.core.form_makers import exported, lines

ROWS = ["东部片区45,253 334", "中心片区1,332 75", "西部片区62.72 53.21"]


def told(*blocks: Block) -> list[tuple[str, int | None]]:
    return [(f.code, f.line) for f in observe(blocks)]


@pytest.mark.parametrize(
    "texts",
    [
        ROWS,
        ["东部 45,253", "中心 1,332", "西部 62.72"],
        ["深圳市霁州档案馆 12 4 8 0 0"],
        ["201", "一般公共服务", "12.00", "4.00", "8.00", "20103", "事务", "12.00", "4.00", "8.00"],
        [ROWS[0], "及其他", "片区", ROWS[1], ROWS[2]],
    ],
)
def test_figures_in_rows_that_are_in_no_table_are_told_once(texts: list[str]) -> None:
    assert told(*lines("说明", *texts)) == [("garbled_source", 2)]


@pytest.mark.parametrize(
    "texts",
    [
        ["2031 年预算 5,158 万元，比 2030 年减少 160", "其中人员支出 919、公用支出 28", "项目支出 4,164；共 3 个 12"],
        ["第一部分 部门概况 3", "第二部分 收支情况 5", "第三部分 支出情况 8"],
        ROWS[:2],
        [],
    ],
)
def test_prose_contents_and_single_figures_are_no_table(texts: list[str]) -> None:
    assert told(*lines("说明", *texts)) == []


def test_rows_on_both_sides_of_a_grid_are_two_runs() -> None:
    assert told(*lines(*ROWS), exported("片区|金额", "东部|4"), *lines(*ROWS[:2])) == [("garbled_source", 1)]


UNIT = "编制单位：霁州市水务局 单位：万元"
SERVICES = [UNIT, "服务领域", "预算金额", "规划编制", "279.96", "政府履职", "堤防", "维护", "规划", "科普", "170.40"]


def test_figures_below_a_unit_that_no_table_took_are_told() -> None:
    assert told(*lines(*SERVICES)) == []
    assert [(f.code, f.line) for f in below_units(lines(*SERVICES), ())] == [("garbled_source", 1)]
    blocks = lines(UNIT, *ROWS)
    assert [*below_units(blocks, list(observe(blocks)))] == []


def test_a_unit_above_a_table_or_above_text_tells_nothing() -> None:
    table = exported("项目|金额", "规划|279.96", "维护|170.40")
    assert [*below_units([*lines(UNIT), table, *lines(*ROWS)], ())] == []
    assert [*below_units(lines("单位：万元", "第一部分 概况", "共 12 人"), ())] == []
