"""Dashes among words that OCR read as the ideograph for one. In columns of amounts every lone stroke is a dash."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.keys import STROKES
from services.extract.core.repair import changed
from shared.model.table import Cell

#: what a column that counts in ideographs has beside the one
_NUMERALS = frozenset("二三四五六七八九十")
#: one stroke alone may be the number of a column's only entry
_ENOUGH = 2
_DASH = "—"
_WHY = "the column has several lone strokes and counts nothing: they are dashes where there is nothing to say"


def dashed(cells: Sequence[Cell], sure: float) -> list[Cell]:
    """A column's cells, the lone strokes in doubt (below `sure`) as dashes where there are several of them and none of
    the numbers that follow the one."""
    strokes = [i for i, c in enumerate(cells) if c.text and c.confidence < sure and STROKES.issuperset(c.text.strip())]
    if len(strokes) < _ENOUGH or any(_NUMERALS.issuperset(c.text.strip("、.")) for c in cells if c.text.strip("、.")):
        return list(cells)
    return [changed(c, _DASH, "ocr_dash", _WHY) if i in strokes else c for i, c in enumerate(cells)]
