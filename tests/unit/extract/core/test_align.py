"""A page with nothing but the row of a table's total, put into the columns of the pages before."""

from __future__ import annotations

import pytest

from services.extract.core.pipeline import reconstruct
from shared.model.page import Legibility, PageContent, Reader, Source, Word
from shared.model.table import Cell
from tests.unit.extract.core.test_ledger import level, middle, right, word


def page(number: int, words: list[Word], *rules: float) -> PageContent:
    drawn = tuple(level(y, 50, 450) for y in rules)
    return PageContent(
        number=number, width=600, height=800, words=tuple(words), rules=drawn, legibility=Legibility.CLEAR
    )


def total(label: Word) -> tuple[Cell, ...]:
    """The last row of a table of numbers, projects, kinds and amounts; its label stands alone on the second page."""
    words = [middle("政府采购预算明细表", 250, 60), right("单位：万元", 450, 80)]
    heads = (("序号", 70), ("采购项目", 150), ("采购类别", 270), ("数量", 350), ("金额", 420))
    words += [middle(t, x, 104) for t, x in heads]
    for i, name in enumerate(("办公桌椅", "网络安全服务", "计算机")):
        y = 130 + 20 * i
        words += [middle(str(i + 1), 70, y), word(name, 95, y), middle("货物", 270, y)]
        words += [right(str(i + 5), 375, y), right("1,200.50", 448, y)]
    second = [label, right("3,601.50", 448, 70)]
    pages = (page(1, words, 98, 120, 200), page(2, second, 64, 90))
    (table,) = reconstruct(Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=pages)).tables
    return table.rows[-1].cells


@pytest.mark.parametrize(
    ("label", "column", "sure"), [(middle("合计", 190, 70), 0, False), (word("合计", 95, 70), 1, True)]
)
def test_a_total_over_the_middle_of_several_columns_stands_in_the_first(label: Word, column: int, sure: bool) -> None:
    cells = total(label)
    assert [i for i, c in enumerate(cells) if c.text] == [column, 4]
    assert (cells[column].confidence >= 0.99) is sure
