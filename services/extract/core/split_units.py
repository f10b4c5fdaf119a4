"""The name of the unit that a merged cell prints once for its rows, of which an export gives each row a line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from services.extract.core.filled import copied
from services.extract.core.repair import joined
from shared.model.fold import fold
from shared.model.table import Cell, Column, Role

_WHY = "the lines of the name stood in a row each; the caption prints it whole"

Cells = tuple[Cell, ...]


def rejoined(rows: Sequence[Cells], columns: Sequence[Column], organization: str | None) -> list[Cells]:
    """The rows, the name of the table's organisation whole in each of those that have its pieces below one another; a
    row with nothing but a piece is none of its own."""
    out = list(rows)
    name = fold(organization or "")
    for at in (i for i, column in enumerate(columns) if column.role is Role.LABEL and name):
        start = 0
        while start < len(out):
            end = start + _pieces([fold(row[at].text) for row in out[start:]], name)
            if end > start + 1:
                whole = reduce(lambda upper, lower: joined(upper, lower, _WHY), (row[at] for row in out[start:end]))
                own = [row for row in out[start:end] if any(cell.text for cell in (*row[:at], *row[at + 1 :]))]
                cells = [whole, *(copied(whole) for _ in own[1:])]
                out[start:end] = [
                    (*row[:at], cell, *row[at + 1 :]) for row, cell in zip(own or out[start:][:1], cells, strict=True)
                ]
            start += 1
    return out


def _pieces(texts: Sequence[str], name: str) -> int:
    """How many of the first texts are the name, one after the other; 0 where they are not."""
    for count, text in enumerate(texts):
        if not name:
            return count
        if not text or not name.startswith(text):
            return 0
        name = name.removeprefix(text)
    return 0 if name else len(texts)
