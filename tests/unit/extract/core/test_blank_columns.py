"""Columns at the sides of a table that are blank from head to foot."""

from __future__ import annotations

import pytest

from services.extract.core.blank_columns import without_pieces
from services.extract.core.pipeline import reconstruct
from shared.model.page import GridSource
from shared.model.table import Cell, Column, Role, Row, Table
from tests.unit.extract.core.table_makers import flowing, grid, line, paths, texts


def test_columns_beside_a_table_without_head_and_text_are_none_of_it() -> None:
    rows = ("|项目|金额||结余|", "|甲|1||2|", "|乙|3||4|")
    document = reconstruct(flowing(line("收入情况表"), grid(*rows, source=GridSource.RULED)))
    (table,) = document.tables
    assert paths(table)[0] == ("项目",)
    assert texts(table) == [["甲", "1", "", "2"], ["乙", "3", "", "4"]]
    document = reconstruct(flowing(line("收入情况表"), grid("项目|金额|备注", "甲|1|", source=GridSource.RULED)))
    assert paths(document.tables[0])[-1] == ("备注",)


@pytest.mark.parametrize(("confidence", "left"), [(0.7, 2), (1.0, 3)])
def test_a_blank_column_that_is_the_beginning_of_a_doubted_head_is_a_piece_of_it(confidence: float, left: int) -> None:
    paths_ = (("年度",), ("因公出国",), ("因公出国（境）费",))
    columns = tuple(Column(path=p, role=Role.AMOUNT if i else Role.LABEL) for i, p in enumerate(paths_))
    cells = (
        Cell(text="2031年", raw=("2031年",), confidence=1.0),
        Cell(text="", raw=(), confidence=1.0),
        Cell(text="11.06", raw=("11.06",), confidence=confidence),
    )
    found = without_pieces(Table(id="t1", title=None, columns=columns, rows=(Row(cells=cells),)))
    assert len(found.columns) == len(found.rows[0].cells) == left
    assert found.columns[-1].path == ("因公出国（境）费",)
