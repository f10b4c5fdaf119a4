"""Blank cells under a seal of a scan without colours are never sure."""

from __future__ import annotations

from services.extract.core.under_seals import doubted
from shared.model.page import Box, PageContent, Place
from shared.model.table import Cell, Row, Table


def test_blank_cells_that_a_seal_reaches_into_are_doubted() -> None:
    def cell(x0: float, text: str = "", page: int = 2) -> Cell:
        return Cell(text=text, place=Place(page=page, box=Box(x0, 100.0, x0 + 80.0, 118.0)))

    cells = (cell(0.0), cell(80.0), cell(160.0, "12.50"), cell(161.0), cell(239.0), cell(160.0, page=1))
    table = Table(id="", title="", columns=(), rows=(Row(cells=cells),), pages=(1, 2))
    pages = [PageContent(number=1), PageContent(number=2, sealed=(Box(120.0, 60.0, 240.0, 180.0),))]
    (found,) = doubted((table,), pages)
    assert [c.confidence for c in found.rows[0].cells] == [1.0, 0.5, 1.0, 0.5, 1.0, 1.0]
