"""Rows that a line end broke inside a figure."""

from __future__ import annotations

from services.extract.readers.text_blocks import text_blocks
from shared.model.page import Grid


def cells(text: str) -> dict[tuple[int, int], tuple[str, bool]]:
    """The cells of the one grid by place, and whether each is sure."""
    (grid,) = (b for b in text_blocks(text).blocks if isinstance(b, Grid))
    return {(c.row, c.col): (c.text, all(f.confidence >= 0.99 for f in c.fragments)) for c in grid.cells}


def test_a_row_between_bars_that_lacks_one_goes_on_below() -> None:
    found = cells("| 片区 | 合计 | 基本 |\n|---|---|---|\n| 东 | 1,2\n34.50 | 0.25 |\n| 西 | 2.00 | 1.00 |\n")
    assert [found[1, c] for c in range(3)] == [("东", False), ("1,234.50", False), ("0.25", False)]
    assert [found[2, c] for c in range(3)] == [("西", True), ("2.00", True), ("1.00", True)]


def test_two_rows_between_bars_that_have_together_those_of_one_are_one() -> None:
    head = "| 收入 | 数 | 支出 | 数 |\n|---|---|---|---|\n| 甲 | 5 | 丙 | 3 |\n"
    found = cells(f"{head}|  | \n| 丁 | 12 |\n| 乙 | 6 | 戊\n| 4 |\n| 己 | 7 | 庚 | 9 |\n")
    assert [found.get((2, c), ("", False)) for c in range(4)] == [
        ("", False),
        ("", False),
        ("丁", False),
        ("12", False),
    ]
    assert [found[3, c] for c in range(4)] == [("乙", False), ("6", False), ("戊", False), ("4", False)]
    assert found[4, 3] == ("9", True)


def test_a_short_row_between_bars_stays_alone() -> None:
    found = cells("| 片区 | 合计 | 基本 |\n|---|---|---|\n| 东 | 1 | 2 |\n| 注 |\n| 西 | 3 | 4 |\n")
    assert [found[r, 0] for r in (1, 2, 3)] == [("东", True), ("注", True), ("西", True)]


def test_rows_between_bars_that_print_none_at_the_ends_stay() -> None:
    found = cells("片区 | 合计\n---|---\n东 | 12\n西 | 34\n")
    assert [found[r, 1] for r in (1, 2)] == [("12", True), ("34", True)]


def test_a_row_between_tabs_is_whole_where_a_figure_is() -> None:
    found = cells("片区\t合计\t基本\n东\t1,2\n34.50\t0.25\n西\t2.00\t1.00\n南\t3.00\t1.00\n")
    assert [found[1, c][0] for c in range(3)] == ["东", "1,234.50", "0.25"]
    assert not found[1, 1][1]
    assert found[2, 1] == ("2.00", True)


def test_the_rest_of_the_figure_that_ends_a_row_has_no_tab() -> None:
    found = cells("片区\t合计\t基本\n东\t2.00\t1,2\n34.50\n西\t2.00\t1.00\n南\t3.00\t1.00\n")
    assert [found[1, c][0] for c in range(3)] == ["东", "2.00", "1,234.50"]
    assert (found[2, 0][0], found[3, 0][0]) == ("西", "南")


def test_a_row_may_be_broken_more_than_once() -> None:
    found = cells("片区\t合计\t基本\t项目\n东\t1,2\n34.50\t0.\n25\t0.00\n西\t2.00\t1.00\t1.00\n")
    assert [found[1, c][0] for c in range(4)] == ["东", "1,234.50", "0.25", "0.00"]


def test_figures_alone_that_are_just_what_the_row_above_lacks_are_its_rest() -> None:
    found = cells("合计\t出国\t接待\t购置\t运行\n0.00\t0.00\t0.00\n0.00\t1.00\n")
    assert [found[1, c] for c in (0, 4)] == [("0.00", False), ("1.00", False)]
    assert (2, 0) not in found


def test_short_rows_of_whole_figures_stay_apart() -> None:
    found = cells("片区\t合计\t基本\n东\t12.00\n34.00\t0.25\n西\t2.00\t1.00\n")
    assert (found[1, 1][0], found[2, 0][0]) == ("12.00", "34.00")
