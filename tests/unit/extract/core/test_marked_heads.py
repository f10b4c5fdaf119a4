"""Head rows that a file marks for printing again: the first of them alone, all of them, one too many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.heads.depth import is_data, with_whole_head
from shared.model.page import Grid, GridSource
from tests.unit.extract.core.table_makers import grid, part


def marked(head_rows: int | None, *, source: GridSource = GridSource.MARKED) -> Grid:
    table = grid(
        "科目|2031年支出||", "|合计|日常|专项", "育苗|3|1|2", "灌溉|5|4|1",
        source=source, spans={(0, 0): (2, 1), (0, 1): (1, 3)},
    )  # fmt: skip
    return replace(table, head_rows=head_rows)


@pytest.mark.parametrize("rows", [1, 2, 3, 4])
def test_the_head_ends_where_its_spans_do_and_above_the_first_figures(rows: int) -> None:
    assert with_whole_head(part(marked(rows))).head_rows == 2


def test_what_says_nothing_or_comes_from_elsewhere_stays() -> None:
    assert with_whole_head(part(marked(None))).head_rows is None
    assert with_whole_head(part(marked(0))).head_rows == 0
    assert with_whole_head(part(marked(1, source=GridSource.ALIGNED))).head_rows == 1


def test_a_mark_that_is_deeper_than_the_spans_is_believed() -> None:
    table = grid("指标|目标值", "（名称）|（单位）", "巡检|每日", source=GridSource.MARKED)
    assert with_whole_head(part(replace(table, head_rows=2))).head_rows == 2


def test_a_row_of_dashes_is_data_and_one_dash_among_names_is_not() -> None:
    rows = grid("科目|日常|专项", "育苗|-|—", "栏次|—|甲")
    assert [is_data(row) for row in part(rows).matrix] == [False, True, False]
