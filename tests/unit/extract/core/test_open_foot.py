"""A framed head over a single row that has a line below it and none between its columns."""

from __future__ import annotations

import pytest

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Grid, Rule, Word
from tests.unit.extract.core.test_layout import lattice, page, word

HEAD = [word("合计", 30, 103, 20), word("购置费", 105, 103, 30), word("运行费", 185, 103, 30)]
FOOT = Rule(box=Box(10.3, 139.7, 250, 140.3), horizontal=True)


def only(words: list[Word]) -> Grid:
    frame = lattice([10, 90, 170, 250], [100, 120])
    (grid,) = (b for b in blocks(page([*HEAD, *words], (*frame, FOOT))) if isinstance(b, Grid))
    return grid


def test_a_row_of_figures_stands_in_the_columns_of_the_framed_head_above_it() -> None:
    grid = only([word("0.34", 60, 126, 20), word("0.01", 140, 126, 20), word("0.33", 220, 126, 20)])
    assert [c.text for c in grid.cells if c.row == 1] == ["0.34", "0.01", "0.33"]


@pytest.mark.parametrize(
    "words",
    [
        [word("0.34", 60, 126, 20), word("1,200.01", 80, 126, 40)],
        [word("单位：万元", 200, 126, 45)],
    ],
)
def test_what_stands_in_no_columns_or_is_no_figure_is_no_row_of_the_frame(words: list[Word]) -> None:
    assert only(words).rows == 1
