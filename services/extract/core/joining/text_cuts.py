"""Rows that a page break cut in two in a text export whose cells are parted by delimiters.

The page's geometry is gone: whether the first letter below had fitted above is not to be known. What is left are the
figures, which break off, and the columns that every row fills, which are blank in one piece.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from services.extract.core.joining import page_cuts
from services.extract.core.joining.page_cuts import Layout, Slots, text_at
from services.extract.core.names import ENUMERATOR, Names
from shared.model.table import Role

#: a figure as it is printed: no zero before other digits, thousands parted everywhere or nowhere
_PRINTED = re.compile(r"[-−(]?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?[)%％]?")
_OVERPRINTED = re.compile(r"[\u4e00-\u9fff]\d|\d[\u4e00-\u9fff]")
_CODE = re.compile(r"\d{3}|\d{5}|\d{7}")
_LONG_CODE = re.compile(r"\d{5}|\d{7}")


def is_one_row(upper: Slots, lower: Slots, layout: Layout, names: Names) -> bool:
    """Whether the last row above a break and the first below it are the pieces of one. Where nothing tells, they are
    two rows: most breaks stand between rows."""
    if any(not _may_run_on(c, upper, lower, layout) for c in range(len(layout.columns))):
        return False
    if _begins_anew(upper, lower, layout, names):
        return False
    return page_cuts.judge(upper, lower, layout, names) is page_cuts.Cut.ONE_ROW


def is_overprinted(row: Slots, layout: Layout) -> bool:
    """Whether other letters stand among the figures of a row: two texts printed over one another."""
    amounts = (text_at(row, i) for i, c in enumerate(layout.columns) if c.role is Role.AMOUNT)
    return any(_OVERPRINTED.search(text) for text in amounts)


def distance(upper: Slots, lower: Slots) -> int:
    """How many lines the second row stands below the first; 0 where that is not known."""
    above, below = (next((s.place.line for s in row if s.place.line is not None), None) for row in (upper, lower))
    return below - above if above is not None and below is not None else 0


def spacing_of(rows: Sequence[Slots]) -> int:
    """The usual distance of rows, in lines."""
    found = Counter(distance(a, b) for a, b in pairwise(rows))
    return max(found, key=lambda lines: (found[lines], -lines), default=0)


def _may_run_on(col: int, upper: Slots, lower: Slots, layout: Layout) -> bool:
    """Whether both pieces of a figure make one as it would be printed."""
    above, below = text_at(upper, col), text_at(lower, col)
    if layout.columns[col].role is not Role.AMOUNT or not above or not below:
        return True
    return _PRINTED.fullmatch(above + below) is not None


def _begins_anew(upper: Slots, lower: Slots, layout: Layout, names: Names) -> bool:
    """Whether the row below has a code, or begins with a number of its own or a name of the code lists."""
    label = ""
    for i, column in enumerate(layout.columns):
        text = text_at(lower, i)
        if column.role is Role.CODE and text and not _ends_code(text_at(upper, i), text):
            return True
        if column.role is Role.LABEL and not label:
            label = text
    return bool(ENUMERATOR.match(label) or (label and names.lists(label)))


def _ends_code(above: str, below: str) -> bool:
    """Whether digits that are no code themselves make one with those above."""
    return _LONG_CODE.fullmatch(above + below) is not None and _CODE.fullmatch(below) is None
