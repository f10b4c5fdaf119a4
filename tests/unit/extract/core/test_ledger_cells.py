"""Rows of a ledger of which it stays open what belongs to them."""

from __future__ import annotations

from shared.model.page import Grid, Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, word

HEAD = [middle("单位", 80, 100), middle("年度", 200, 100), middle("总计", 300, 100), middle("支出", 400, 100)]


def sure_rows(*body: Word) -> list[bool]:
    """Whether a row's cells are all certain, for each row of a table with this body."""
    (grid,) = grids([*HEAD, *body], level(92), level(115), level(225))
    return [_is_sure(grid, r) for r in range(grid.head_rows or 0, grid.rows)]


def _is_sure(grid: Grid, row: int) -> bool:
    return all(f.confidence == 1.0 for c in grid.cells if c.row == row for f in c.fragments)


def _row(y: float, label: str, year: str) -> list[Word]:
    words = [word(label, 55, y)] if label else []
    return [*words, word(year, 180, y), right("9.00", 320, y), right("1.00", 420, y)]


def test_rows_above_the_first_label_may_be_of_the_one_at_their_foot() -> None:
    rows = [*_row(125, "", "去年"), *_row(150, "科技局", "今年"), *_row(175, "教育局", "去年"), *_row(200, "", "今年")]
    assert sure_rows(*rows)[0] is False
    named = [*_row(125, "档案馆", "去年"), *_row(150, "", "今年"), *_row(175, "教育局", "去年"), *_row(200, "", "今年")]
    assert sure_rows(*named) == sure_rows(*named[:3], *named[3:])


def test_lines_of_a_name_as_near_to_the_next_row_as_to_one_another_leave_both_in_doubt() -> None:
    near = [
        *_row(125, "科技局", "今年"),
        word("区疾病预防控", 55, 141),
        *_row(157, "中心", "今年"),
        *_row(173, "教育局", "今年"),
    ]
    assert sure_rows(*near)[:2] == [False, False]
    apart = [*_row(125, "科技局", "今年"), *_row(150, "教育局", "今年"), *_row(175, "档案馆", "今年")]
    assert sure_rows(*apart) == [True] * 3
