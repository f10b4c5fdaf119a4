"""Figures too wide for their columns, printed over the figures or the name left of them."""

from __future__ import annotations

from shared.model.page import Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word


def rows(*amounts: str) -> list[Word]:
    """A row for each line of three amounts that end at 200, 240 and 280, below names from 50."""
    out: list[Word] = []
    for i, line in enumerate(amounts):
        y = 130 + 20 * i
        out.append(word(("教育支出", "一般公共服务其他支出", "卫生支出")[i % 3], 50, y))
        out += [right(t, x, y) for t, x in zip(line.split(), (200, 240, 280), strict=True)]
    return out


def read(*amounts: str) -> list[list[str]]:
    names = [middle(t, x, 104) for t, x in (("项目", 100), ("合计", 180), ("基本支出", 220), ("项目支出", 260))]
    (grid,) = grids([*names, *rows(*amounts)], level(96, 50, 280), level(120, 50, 280), level(200, 50, 280))
    return [[t[4] for t in texts(grid) if t[0] == row] for row in range(1, grid.rows)]


def test_figures_printed_over_one_another_stand_in_the_columns_in_which_they_end() -> None:
    """Nine digits take 55 points, the columns are 40 wide; over the name of the second row one stands by 5 points."""
    assert read("200.00 100.00 100.00", "9,200,000.00 4,600,000.00 4,600,000.00", "30.00 10.00 20.00") == [
        ["教育支出", "200.00", "100.00", "100.00"],
        ["一般公共服务其他支出", "9,200,000.00", "4,600,000.00", "4,600,000.00"],
        ["卫生支出", "30.00", "10.00", "20.00"],
    ]


def test_figures_that_are_printed_over_nothing_keep_their_places() -> None:
    assert read("200.00 100.00 100.00", "920.00 460.00 460.00", "30.00 10.00 20.00")[1][1:] == [
        "920.00", "460.00", "460.00",
    ]  # fmt: skip
