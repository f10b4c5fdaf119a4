"""Delimited grids with nothing between them: what is the rest of one table, and what is another."""

from __future__ import annotations

from services.extract.core.joining import torn
from shared.model.page import Grid
from tests.unit.extract.core.table_makers import grid


def merged(*grids: Grid) -> list[int]:
    return [block.rows for block in torn.merge_runs(grids) if isinstance(block, Grid)]


def test_rows_of_the_same_width_go_on() -> None:
    assert merged(grid("片区|金额|小计", "东部|4|5"), grid("西部|6|7", "合计|10|12")) == [4]


def test_a_row_that_names_the_columns_of_figures_begins_another_table() -> None:
    assert merged(grid("片区|金额|小计", "东部|4|5"), grid("片区|结存|一季度", "西部|6|7")) == [2, 2]


def test_a_torn_head_is_one_head() -> None:
    assert merged(grid("项目|2031年预算||"), grid("|小计|基本|项目", "东部|9|4|5")) == [3]


def test_a_cut_row_of_words_names_no_column() -> None:
    assert merged(grid("项目|金额|说明", "东部|4|甲"), grid("的道路||乙", "西部|6|丙")) == [4]
