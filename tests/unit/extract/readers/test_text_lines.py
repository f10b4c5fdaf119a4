"""Lines with quoted cells, tables between commas, in boxes and printed data frames, before anything is made of them."""

from __future__ import annotations

import pytest

from services.extract.readers.text_blocks import text_blocks
from services.extract.readers.text_lines import plain_lines
from shared.model.page import Grid

_ROWS = [("片区", "合计", "基本"), ("东", "1,234.50", "0.25"), ("西", "2.00", "")]


def cells(text: str) -> list[list[str]]:
    """The texts of the one grid, row by row."""
    (grid,) = (b for b in text_blocks(text).blocks if isinstance(b, Grid))
    found = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        found[cell.row][cell.col] = cell.text
    return found


def rows() -> list[list[str]]:
    return [list(row) for row in _ROWS]


def test_a_quoted_cell_goes_on_over_line_ends() -> None:
    found = cells('片区\t合计\n"东区\n和\n西""区"\t12.00\n北\t3.00\n')
    assert found == [["片区", "合计"], ['东区和西"区', "12.00"], ["北", "3.00"]]


def test_a_quote_that_nothing_closes_opens_no_cell() -> None:
    assert [text for _, text in plain_lines('"三公\t1.00\n西\t2.00')] == ['"三公\t1.00', "西\t2.00"]


def test_places_are_lines_of_the_file() -> None:
    (grid,) = (b for b in text_blocks('片区\t合计\n"东\n区"\t12.00\n北\t3.00\n').blocks if isinstance(b, Grid))
    assert [c.place.line for c in grid.cells if c.col == 0] == [1, 2, 4]


def test_records_between_commas_are_rows() -> None:
    assert cells('片区,合计,基本\n东,"1,234.50",0.25\n西,2.00,\n') == rows()


def test_commas_that_set_thousands_apart_part_no_cells() -> None:
    lines = "201  05  50  东区运行   4,824,158   4,824,158\n201  05  99  西区运行   2,921,172   2,921,172"
    assert [text for _, text in plain_lines(lines)] == lines.split("\n")
    assert [text for _, text in plain_lines("1,234,567\n2,345,678\n3,456,789")] == [
        "1,234,567",
        "2,345,678",
        "3,456,789",
    ]


def test_commas_of_figures_that_touch_part_no_cells() -> None:
    lines = "栗川县水利站 5,8482,7993,049\n20303 水利 4,8371,7883,049"
    assert [text for _, text in plain_lines(lines)] == lines.split("\n")


def test_figures_of_three_digits_beside_one_another_are_cells() -> None:
    assert cells("片区,合计,基本\n东,5,155\n西,12,130\n") == [
        ["片区", "合计", "基本"],
        ["东", "5", "155"],
        ["西", "12", "130"],
    ]


def test_figures_with_apostrophes_are_cells() -> None:
    assert cells("片区,合计,基本\n东,1'155,155\n西,△12,130\n")[1:] == [["东", "1'155", "155"], ["西", "△12", "130"]]


def test_prose_with_commas_stays() -> None:
    text = "本年增加,主要是人员,经费增加\n去年减少,主要是项目,经费减少"
    assert [line for _, line in plain_lines(text)] == text.split("\n")


def test_a_box_of_line_characters_is_a_table() -> None:
    for bar, border in (("│", "├────┼──────────┼──────┤"), ("|", "+----+----------+------+")):
        drawn = "\n".join(f"{border}\n{bar}{bar.join(f' {c} ' for c in row)}{bar}" for row in _ROWS)
        assert cells(f"{drawn}\n{border}\n") == rows()


def test_lines_between_two_borders_are_one_row() -> None:
    text = "+---+---+\n| 片 | 合 |\n| 区 | 计 |\n+---+---+\n| 东 | 1 |\n+---+---+\n| 西 | 2 |\n+---+---+\n"
    assert cells(text) == [["片区", "合计"], ["东", "1"], ["西", "2"]]


def test_a_printed_data_frame_loses_its_index() -> None:
    text = "     0         1     2\n0  片区      合计  基本\n1    东  1,234.50  0.25\n2    西      2.00   NaN"
    found = [line for _, line in plain_lines(text)]
    assert found == ["   片区      合计  基本", "     东  1,234.50  0.25", "     西      2.00      "]


def test_rows_without_bars_at_their_ends_keep_a_blank_first_cell() -> None:
    assert cells("片区 | 合计 | 基本\n--- | --- | ---\n | 12 | 3\n西 | 34 | 1\n")[1] == ["", "12", "3"]


@pytest.mark.parametrize("line", ['甲\t“他\t"他说道', '甲,乙,"他说道,没有完', "甲,乙,他说道,好", '甲,乙,"丙"丁'])
def test_lines_that_are_no_table_stay_as_they_are_however_many(line: str) -> None:
    """Each is looked at once or twice, not once for each line before it: that took minutes for so many."""
    text = "\n".join([line] * 10_000)
    assert "\n".join(text for _, text in plain_lines(text)) == text
