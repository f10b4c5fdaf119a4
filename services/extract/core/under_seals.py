"""Blank cells under a seal of a scan without colours: with the ink of the seal a whole figure may have gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.model.page import DOUBT, Box, PageContent
from shared.model.table import Cell, Table

_MEETS = 2.0
"""points that a seal reaches into a cell at the least"""


def doubted(tables: Sequence[Table], pages: Sequence[PageContent]) -> tuple[Table, ...]:
    """The tables, such cells certain no longer. Text there is doubted as it is read."""
    seals = {page.number: page.sealed for page in pages if page.sealed}
    if not seals:
        return tuple(tables)
    return tuple(
        replace(
            table,
            rows=tuple(replace(row, cells=tuple(_doubted(cell, seals) for cell in row.cells)) for row in table.rows),
        )
        for table in tables
    )


def _doubted(cell: Cell, seals: Mapping[int, Sequence[Box]]) -> Cell:
    page, box = cell.place.page, cell.place.box
    if cell.text or page is None or box is None or not any(_meet(box, seal) for seal in seals.get(page, ())):
        return cell
    return replace(cell, confidence=min(cell.confidence, DOUBT))


def _meet(box: Box, seal: Box) -> bool:
    across = min(box.x1, seal.x1) - max(box.x0, seal.x0)
    down = min(box.bottom, seal.bottom) - max(box.top, seal.top)
    return min(across, down) > _MEETS
