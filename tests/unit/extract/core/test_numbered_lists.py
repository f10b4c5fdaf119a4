"""Lists that count their rows, in exports without delimiters."""

from __future__ import annotations

import pytest

from services.extract.core.streams import numbered_lists
from services.extract.core.streams.blanks import GUESSED
from shared.model.page import Grid, Line
from tests.unit.extract.core.test_late_titles import lines

ROWS = [["序号", "单位名称", "备注"], ["1", "霁州市社会工作部（本级）", "撤并"], ["2", "霁州市服务中心", ""]]
ROWS += [["3", "霁州市志愿者协会", ""]]


def texts(grid: Grid) -> list[list[str]]:
    table = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = cell.text
    return table


@pytest.mark.parametrize("between", [" ", "\n"])
def test_the_rows_of_a_numbered_list_are_a_table_and_short_ones_are_guesses(between: str) -> None:
    printed = [text for row in ROWS for text in between.join(t for t in row if t).split("\n")]
    found = numbered_lists.recover(lines("纳入编制范围的单位包括：", *printed, "第二部分 收支总表"))
    (grid,) = [b for b in found if isinstance(b, Grid)]
    assert texts(grid) == ROWS
    assert [b.text for b in found if isinstance(b, Line)] == ["纳入编制范围的单位包括：", "第二部分 收支总表"]
    assert {f.confidence for c in grid.cells if c.row == 2 for f in c.fragments} == {GUESSED}


@pytest.mark.parametrize(
    "page",
    [
        ["序号 名称 页码", "1 收支总表 3", "2 收入总表 4"],
        # a name with a space in it: nothing says which words are one cell
        ["序号 单位名称", "1 霁州市 社会工作部", "2 服务中心"],
        ["序号 单位名称 备注", "1 霁州市社会工作部"],
        ["序号 单位名称 备注", "2 霁州市社会工作部", "3 服务中心"],
    ],
)
def test_other_lines_stay_lines(page: list[str]) -> None:
    assert [b.text for b in numbered_lists.recover(lines(*page)) if isinstance(b, Line)] == page
