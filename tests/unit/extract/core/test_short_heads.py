"""Upper rows of heads that were written without a cell where a merged one goes on."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.flowing import short_heads
from services.extract.templates import load
from shared.model.page import Grid
from tests.unit.extract.core.form_makers import exported

LEXICON = load().lexicon


def doubted(*rows: str, short: int = 1) -> Grid:
    """A grid whose first rows the reader doubts."""
    grid = exported(*rows)
    cells = tuple(
        replace(c, fragments=tuple(replace(f, confidence=0.9) for f in c.fragments)) if c.row < short else c
        for c in grid.cells
    )
    return replace(grid, cells=cells)


def spans(grid: Grid, row: int = 0) -> dict[str, tuple[int, int]]:
    return {c.text: (c.col, c.col_span) for c in short_heads.restored(grid, LEXICON).cells if c.row == row}


def test_what_never_stands_under_a_text_is_under_its_neighbour() -> None:
    grid = doubted(
        "功能分类科目|2030年执行数|2031年预算数|2031年预算数比2030年执行数",
        "科目编码|科目名称||小计|基本支出|项目支出|增减额|增减%",
        "205|教育支出|9|12|10|2|3|33.33",
    )
    assert spans(grid) == {
        "功能分类科目": (0, 2),
        "2030年执行数": (2, 1),
        "2031年预算数": (3, 3),
        "2031年预算数比2030年执行数": (6, 2),
    }


def test_lists_begin_with_their_items() -> None:
    grid = doubted("收入|支出", "项目|行次|金额|项目（按功能分类）|行次|合计|一般", "一、拨款|1|5|一、教育支出|9|5|5")
    assert spans(grid) == {"收入": (0, 3), "支出": (3, 4)}


def test_three_rows() -> None:
    grid = doubted(
        "项目|收入预算",
        "功能分类科目编码|||功能分类科目名称|合计|财政拨款收入|事业收入",
        "类|款|项||||",
        "205|02|01|学前教育|5|5|",
    )
    assert spans(grid) == {"项目": (0, 4), "收入预算": (4, 3)}


def test_nothing_moves_where_two_ways_are_as_likely_or_no_row_is_doubted() -> None:
    grid = doubted("甲|乙", "丙|丁|戊", "一|5|5")
    assert short_heads.restored(grid, LEXICON) == grid
    sure = exported("收入|支出", "项目|金额|项目|合计|一般", "一、拨款|1|二|9|5")
    assert short_heads.restored(sure, LEXICON) == sure
