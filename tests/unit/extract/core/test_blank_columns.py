"""Columns at the sides of a table that are blank from head to foot."""

from __future__ import annotations

from services.extract.core.pipeline import reconstruct
from shared.model.page import GridSource
from tests.unit.extract.core.table_makers import flowing, grid, line, paths, texts


def test_columns_beside_a_table_without_head_and_text_are_none_of_it() -> None:
    rows = ("|项目|金额||结余|", "|甲|1||2|", "|乙|3||4|")
    document = reconstruct(flowing(line("收入情况表"), grid(*rows, source=GridSource.RULED)))
    (table,) = document.tables
    assert paths(table)[0] == ("项目",)
    assert texts(table) == [["甲", "1", "", "2"], ["乙", "3", "", "4"]]
    document = reconstruct(flowing(line("收入情况表"), grid("项目|金额|备注", "甲|1|", source=GridSource.RULED)))
    assert paths(document.tables[0])[-1] == ("备注",)
