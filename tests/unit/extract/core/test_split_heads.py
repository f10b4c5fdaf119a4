"""Columns that the gaps within one head text made."""

from __future__ import annotations

import pytest

from services.extract.core.split_heads import joined
from shared.model.table import Cell, Column, Role, Row, Table
from tests.unit.extract.core.table_makers import TEMPLATES


def table(heads: str, *rows: str) -> Table:
    columns = tuple(Column(path=tuple(filter(None, head.split("/"))), role=Role.AMOUNT) for head in heads.split("|"))
    made = tuple(Row(cells=tuple(Cell(text=text) for text in row.split("|"))) for row in rows)
    return Table(id="", title="", columns=columns, rows=made)


def test_pieces_of_a_known_word_over_one_column_of_figures_are_its_head() -> None:
    found = joined(table("年度|因公出国|（境）|费|公务接待费", "2031年|||9.05|4", "2032年|||7.10|3"), TEMPLATES)
    assert [c.path for c in found.columns] == [("年度",), ("因公出国（境）费",), ("公务接待费",)]
    assert [[c.text for c in row.cells] for row in found.rows] == [["2031年", "9.05", "4"], ["2032年", "7.10", "3"]]
    assert [c.confidence < 0.99 for c in found.rows[0].cells] == [False, True, False]
    assert [r.code for r in found.repairs] == ["head_rebuilt"]
    under = joined(table("三公/因公出国|三公/（境）费", "|9.05"), TEMPLATES)
    assert [c.path for c in under.columns] == [("三公", "因公出国（境）费")]


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        ("因公出国|（境）费", "1|9.05"),  # both hold figures
        ("三公/因公出国|其他/（境）费", "|9.05"),
        ("基本支出|项目支出", "|9.05"),  # each is a word of its own
        ("因公出国|培训费", "|9.05"),
        ("因公出国||（境）费", "||9.05"),
    ],
)
def test_other_columns_stay_apart(heads: str, row: str) -> None:
    made = table(heads, row)
    assert joined(made, TEMPLATES) == made
