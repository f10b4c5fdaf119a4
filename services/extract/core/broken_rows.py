"""Figures that narrow columns break over two lines, where no rules part the rows: each line was read as a row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core.cut_rows import merged
from services.extract.core.printed_rows import Printed
from shared.model.table import Cell

#: a figure with two decimals
_AMOUNT = re.compile(r"-?\(?(?:\d{1,3}(?:,\d{3})*|\d{4,})\.\d\d\)?")
#: one that ends within its thousands or before its decimals, or begins there, or has one of its brackets
_BROKEN = re.compile(r"[-(]?\d{1,3}(?:,\d{3})*(?:,\d{0,2}|\.)|[-(]?\d{4,}\.|\.\d\d|\(\d[\d,.]*|[\d,.]*\d\)")
#: so many of them show that a table's figures are broken
_SEVERAL = 3


def are_broken(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether several cells hold no more than the begin or the end of a figure."""
    return sum(bool(_BROKEN.fullmatch(cell.text)) for cells in rows for cell in cells) >= _SEVERAL


def rejoined(rows: Sequence[Printed]) -> list[Printed]:
    """The rows of a table whose figures are broken; a row of nothing but the ends of the figures in the row above goes
    with it."""
    kept: list[Printed] = []
    broken = are_broken([row.cells for row in rows])
    for row in rows:
        if broken and kept and _ends(kept[-1], row):
            kept[-1] = merged(kept[-1], row, "the figures of a narrow column go on in the next line")
        else:
            kept.append(row)
    return kept


def _ends(above: Printed, row: Printed) -> bool:
    """Whether each text of a row makes a figure of the one above it, which is none with two decimals."""
    pairs = [(a.text, b.text) for a, b in zip(above.cells, row.cells, strict=True) if b.text]
    return bool(pairs) and all(a and not _AMOUNT.fullmatch(a) and _AMOUNT.fullmatch(a + b) for a, b in pairs)
