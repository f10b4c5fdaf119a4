"""The headings of a spreadsheet's columns and rows, printed with it."""

from __future__ import annotations

import pytest

from services.extract.core.geometry import sheet_headings
from shared.model.page import GridSource
from tests.unit.extract.core.table_makers import grid


@pytest.mark.parametrize(
    "rows",
    [
        ("|A|B", "1|项目|金额", "2|甲|3", "5|乙|4"),  # rows 3 and 4 are hidden
        ("|Z|AA", "31|项目|金额", "32|甲|3", "33|乙|4"),
    ],
)
def test_headings_are_no_part_of_the_table(rows: tuple[str, ...]) -> None:
    found = sheet_headings.without(grid(*rows, source=GridSource.RULED))
    assert (found.rows, found.cols) == (3, 2)
    assert [(c.row, c.col, c.text) for c in found.cells][:4] == [
        (0, 0, "项目"), (0, 1, "金额"), (1, 0, "甲"), (1, 1, "3"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        ("序号|A|B", "1|甲|3", "2|乙|4"),
        ("|A|A", "1|甲|3", "2|乙|4"),
        ("|A|B", "1|甲|3", "1|乙|4"),
        ("|A|乙", "1|甲|3", "2|乙|4"),
        ("|甲|乙", "1|A|3", "2|B|4"),
    ],
)
def test_tables_keep_their_numbers_and_heads(rows: tuple[str, ...]) -> None:
    whole = grid(*rows, source=GridSource.RULED)
    assert sheet_headings.without(whole) == whole
