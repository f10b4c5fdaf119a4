"""Dashes among words that OCR read as the ideograph for one. In columns of amounts every lone stroke is a dash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.keys import STROKES
from services.extract.core.repair import changed
from shared.model.numbers import is_not_applicable
from shared.model.table import Cell, Column, Role

#: what a column that counts in ideographs has beside the one
_NUMERALS = frozenset("二三四五六七八九十")
#: one stroke alone may be the number of a column's only entry
_ENOUGH = 2
DASH = "—"
#: what an empty cell is worth that may have held a dash
_LOST = 0.9
_WHY = "the column has several lone strokes and counts nothing: they are dashes where there is nothing to say"


def dashed(cells: Sequence[Cell], sure: float) -> list[Cell]:
    """A column's cells, the lone strokes in doubt (below `sure`) as dashes where there are several of them and none of
    the numbers that follow the one."""
    strokes = [i for i, c in enumerate(cells) if c.text and c.confidence < sure and STROKES.issuperset(c.text.strip())]
    if len(strokes) < _ENOUGH or any(_NUMERALS.issuperset(c.text.strip("、.")) for c in cells if c.text.strip("、.")):
        return list(cells)
    return [changed(c, DASH, "ocr_dash", _WHY) if i in strokes else c for i, c in enumerate(cells)]


def lost_beside(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column], sure: float) -> list[tuple[Cell, ...]]:
    """A table's rows, its empty amounts in doubt where some dash among the amounts is (below `sure`): where the page
    shows of one little more than nothing, it may show nothing of another."""
    amounts = [i for i, column in enumerate(columns) if column.role is Role.AMOUNT]
    if not any(is_not_applicable(row[i].text) and row[i].confidence < sure for row in rows for i in amounts):
        return list(rows)
    return [
        tuple(
            replace(c, confidence=min(c.confidence, _LOST)) if i in amounts and not c.text else c
            for i, c in enumerate(row)
        )
        for row in rows
    ]
