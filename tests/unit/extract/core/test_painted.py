"""Rows of a head and lines of one head text that stand alike: the order in which they were painted tells them apart."""

from __future__ import annotations

from shared.model.page import Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, word

PITCH = 13.5


def head_of(*head: Word) -> list[list[str]]:
    """The head's rows of a table of three rows, as far apart as the lines of its head, that begins with these words."""
    words = list(head)
    for i, name in enumerate(("教育支出", "卫生支出", "住房支出")):
        y = 100 + PITCH * (2 + i)
        words += [word(name, 53, y), *(right("1.00", x, y) for x in (200, 300, 400))]
    (grid,) = grids(words, level(97), level(100 + 2 * PITCH - 2), level(100 + 5 * PITCH))
    return [[c.text for c in grid.cells if c.row == r] for r in range(grid.head_rows or 0)]


def upper() -> list[Word]:
    return [middle("预算", 73, 100), middle("执行数", 189, 100), middle("预算数", 289, 100)]


def lower() -> list[Word]:
    return [middle(t, x, 100 + PITCH) for t, x in (("科目", 73), ("小计", 189), ("小计", 289), ("其中基本", 384))]


def test_texts_painted_row_by_row_are_two_rows_of_a_head() -> None:
    assert head_of(*upper(), *lower())[0][:3] == ["预算", "执行数", "预算数"]


def test_lines_painted_one_after_the_other_are_lines_of_one_text() -> None:
    pairs = [w for pair in zip(upper(), lower(), strict=False) for w in pair]
    assert head_of(*pairs, lower()[-1]) == [["预算科目", "执行数小计", "预算数小计", "其中基本"]]


def test_lines_further_apart_than_those_of_one_text_are_one_where_several_were_painted_one_after_the_other() -> None:
    """项目 stands between the two lines of the heads beside it, 1.5 font sizes apart, and was painted before them."""
    words = [middle("项目", 73, 107.5), middle("名称", 289, 107.5)]
    words += [w for x in (189, 389) for w in (middle("2031", x, 100), middle("年预算数", x, 115))]
    for i, name in enumerate(("教育支出", "卫生支出", "住房支出")):
        y = 140 + 20 * i
        words += [word(name, 53, y), word(name, 270, y), right("1.00", 200, y), right("1.00", 400, y)]
    (grid,) = grids(words, level(97), level(128), level(205))
    assert [c.text for c in grid.cells if c.row == 0] == ["项目", "2031年预算数", "名称", "2031年预算数"]
    assert grid.head_rows == 1


def test_a_head_word_whose_last_line_was_painted_behind_its_row_is_one_text() -> None:
    """科目编码 is over 类 and 款; of the cells of two lines one was painted after the second row."""
    first = [middle(t, x, 100) for t, x in (("科目编码", 73), ("对附属单位补", 289), ("上缴上级支出", 384))]
    low = [middle(t, x, 100 + PITCH) for t, x in (("类", 60), ("款", 86), ("助支出", 289))]
    words = [*first, *low]
    for i in range(3):
        y = 100 + PITCH * (2 + i)
        words += [middle("201", 60, y), middle("03", 86, y), *(right("1.00", x, y) for x in (300, 400))]
    (grid,) = grids(words, level(97), level(100 + 2 * PITCH - 2), level(100 + 5 * PITCH))
    assert "对附属单位补助支出" in [c.text for c in grid.cells]
