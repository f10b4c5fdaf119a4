"""Rows of a ledger whose cells are set at their tops: the texts of a row begin level with one another, however many
lines each has, and so does a label with the first of the rows that it stands for."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import median

from services.extract.core.ledger.stacks import LedgerRow, Stack

#: first lines of one row are level with one another as near as this (font sizes)
_LEVEL = 0.2


def rows_set_at_top(stacks: Sequence[Stack]) -> list[LedgerRow] | None:
    """A row for each height at which texts begin; None where not all rows begin so, or nothing shows that they do.

    What shows it: texts of one line and of several begin level, and one column has a text in each row. Were they
    set at half the height of their rows, the first lines of the longer ones would stand higher, beside none. A row
    without a text in the first column is not sure: which label stands for it is known by its place alone.
    """
    if not stacks:
        return None
    size = median(t.size for s in stacks for t in s.tokens)
    rows: list[list[Stack]] = []
    for s in sorted(stacks, key=_begins):
        if rows and _begins(s) - _begins(rows[-1][0]) < _LEVEL * size:
            rows[-1].append(s)
        else:
            rows.append([s])
    shown = any(_is_long(a, size) != _is_long(b, size) for row in rows for a, b in itertools.pairwise(row))
    columns = [{s.first for s in row} for row in rows]
    if not shown or len(rows) < 2 or not set.intersection(*columns):
        return None
    if any(len(found) < len(row) or len(row) < 2 for found, row in zip(columns, rows, strict=True)):
        return None
    first = min(set.union(*columns))
    return [
        LedgerRow(sorted(row, key=lambda s: s.first), sure=first in c) for row, c in zip(rows, columns, strict=True)
    ]


def _begins(s: Stack) -> float:
    return min(t.middle for t in s.tokens)


def _is_long(s: Stack, size: float) -> bool:
    """Whether a text has several lines."""
    return max(t.middle for t in s.tokens) - _begins(s) > size / 2
