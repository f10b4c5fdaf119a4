"""A page that holds nothing of a table but the rest of one cell, between two rules."""

from __future__ import annotations

from shared.model.page import Word
from tests.unit.extract.core.test_ledger import grids, level, word


def lines(x: float, count: int = 6) -> list[Word]:
    return [word("时效指标按月报送", x, 63 + 12 * i) for i in range(count)]


def test_lines_of_one_narrow_column_that_fill_the_room_between_two_rules_are_a_cell_in_doubt() -> None:
    (grid,) = grids(lines(300), level(60), level(137))
    assert (grid.rows, grid.cols, grid.head_rows) == (1, 1, 0)
    (cell,) = grid.cells
    assert cell.text == "时效指标按月报送" * 6
    assert max(f.confidence for f in cell.fragments) < 0.99


def test_lines_at_the_left_or_with_room_below_them_are_text() -> None:
    assert not grids(lines(53), level(60), level(137))
    assert not grids(lines(300), level(60), level(200))
    assert not grids(lines(300), level(60), level(98), level(137))
