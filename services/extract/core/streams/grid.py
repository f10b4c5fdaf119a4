"""Recovered rows as a grid under the template's head."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.streams.heads import HeadReading
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token, fragments_of
from shared.model.page import NOWHERE, Grid, GridCell, GridSource


def grid_of(reading: HeadReading, rows: Sequence[Placed]) -> Grid:
    """The head's cells, then a row for each mapping of column to words."""
    cells = list(reading.cells)
    for number, row in enumerate(rows, start=reading.rows):
        cells += [_cell(number, column, words) for column, words in sorted(row.items()) if words]
    first = next((c.place for c in cells if c.place != NOWHERE), NOWHERE)
    return Grid(
        cells=tuple(cells),
        rows=reading.rows + len(rows),
        cols=len(reading.head.columns),
        source=GridSource.STREAM,
        head_rows=reading.rows,
        place=first,
        guessed=reading.guessed,
        filled=reading.filled,
    )


def _cell(row: int, column: int, words: list[Token]) -> GridCell:
    return GridCell(row=row, col=column, fragments=fragments_of(words), place=words[0].place)
