"""Exports without marks for merged cells print a merged cell's text again in every cell that it covers.

What repeats is one cell: in the head beside and below itself, in the body a total's label or a text across the whole
row, in a form whatever is no figure and no filler. The grid comes out with its spans, as a file that marks them gives.
A head's text that stands below itself over several leaves may as well be two, a parent and a part of its own name
(上年 over 上年): it is one, in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.core.aligned.doubts import doubtful
from shared.model.fold import fold, strip_markup
from shared.model.labels import names_total
from shared.model.numbers import is_not_applicable, parse_number
from shared.model.page import UNREAD, Grid, GridCell, GridSource

_YEAR = re.compile(r"(?:19|20)\d\d年?")
_FILLER = re.compile(r"无|不适用|[/\-—*]*")
_INDICATORS = "一级指标"
#: columns that hold the same in so many of their rows are one
_TIED = 0.9
_LONGEST_HEAD = 8

Texts = list[list[str]]
"""folded texts by row and column"""


def restored(grid: Grid) -> Grid:
    """The grid with the spans that repetition shows; as it is where nothing repeats."""
    grid = _legible(grid)
    texts: Texts = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        texts[cell.row][cell.col] = fold(cell.text)
    if any(text == _INDICATORS for row in texts[1:] for text in row):
        return _merged(grid, texts, _form_joins(texts)) if _repeats_in_form(texts) else grid
    head = _head_rows(texts)
    repeats = any(_repeats(texts[:head], r, c) for r in range(head) for c in range(grid.cols))
    repeats = repeats and not any(_is_covered_blank(texts[:head], r, c) for r in range(head) for c in range(grid.cols))
    return _tall_in_doubt(_merged(grid, texts, _table_joins(texts, head if repeats and head > 1 else 0)), head)


def _legible(grid: Grid) -> Grid:
    """The grid with characters that nobody could read taken from the cell beside or below, where that prints the same
    otherwise: in doubt, what was read kept as what is printed."""
    if not any(UNREAD in cell.text for cell in grid.cells):
        return grid
    texts = {(c.row, c.col): strip_markup(c.text) for c in grid.cells}
    mended: dict[tuple[int, int], str] = {}
    for (row, col), text in texts.items():
        for near in ((row, col + 1), (row, col - 1), (row + 1, col), (row - 1, col)):
            if UNREAD in text and (other := texts.get(near)) is not None and _alike(text, other):
                text = "".join(b if a == UNREAD else a for a, b in zip(text, other, strict=True))
                mended[row, col] = text
    return replace(grid, cells=tuple(_mended(c, mended.get((c.row, c.col))) for c in grid.cells))


def _alike(one: str, other: str) -> bool:
    """Whether two texts are one but for characters that could not be read, most of them legible in both."""
    if len(one) != len(other) or fold(one) == fold(other):
        return False
    same = sum(fold(a) == fold(b) and a != UNREAD for a, b in zip(one, other, strict=True))
    return 2 * same >= len(one) and all(UNREAD in (a, b) or fold(a) == fold(b) for a, b in zip(one, other, strict=True))


def _mended(cell: GridCell, text: str | None) -> GridCell:
    if text is None or not cell.fragments:
        return cell
    whole = replace(cell.fragments[0], text=text, printed="".join(f.raw for f in cell.fragments))
    return replace(cell, fragments=doubtful((whole,)))


def _tall_in_doubt(grid: Grid, head: int) -> Grid:
    """The grid, its head's cells over several columns and rows, leaves below them, read in doubt."""
    cells = tuple(
        replace(c, fragments=doubtful(c.fragments))
        if c.col_span > 1 and c.row_span > 1 and c.row + c.row_span < head
        else c
        for c in grid.cells
    )
    return replace(grid, cells=cells)


Joins = Callable[[int, int], bool]
"""whether the cell at this row and column and the one to its right are one"""

Ends = dict[tuple[int, int], int]
"""by position: the row below the cell that covers it"""

Deepest = Callable[[int, int, Ends], int]
"""the row that a cell at this row and column ends above at the latest, given the cells before it"""


def _merged(grid: Grid, texts: Texts, joins: tuple[Joins, Deepest]) -> Grid:
    """The grid with runs of joined cells as one, and equal runs below one another as one down to the row given."""
    beside, deepest = joins
    taken: set[tuple[int, int]] = set()
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    ends: Ends = {}
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            if not text or (r, c) in taken:
                continue
            most = deepest(r, c, ends)
            right = c + 1
            while right < len(row) and (r, right) not in taken and beside(r, right - 1):
                right += 1
            down = r + 1
            while down < most and _same_run(texts, beside, r, down, c, right):
                down += 1
            taken |= {(i, k) for i in range(r, down) for k in range(c, right)}
            ends |= {(i, k): down for i in range(r, down) for k in range(c, right)}
            spans[r, c] = (down - r, right - c)
    if all(span == (1, 1) for span in spans.values()):
        return grid
    cells = tuple(_spanning(cell, *spans[cell.row, cell.col]) for cell in grid.cells if (cell.row, cell.col) in spans)
    return replace(grid, cells=cells, source=GridSource.MARKED)


def _spanning(cell: GridCell, down: int, right: int) -> GridCell:
    return replace(cell, row_span=down, col_span=right)


def _same_run(texts: Texts, beside: Joins, above: int, below: int, left: int, right: int) -> bool:
    """Whether the row `below` has the same text in just the columns of the run `above`."""
    row, text = texts[below], texts[above][left]
    if any(row[c] != text for c in range(left, right)) or not _may_repeat(text):
        return False
    return not (right < len(row) and beside(below, right - 1)) and all(beside(below, c) for c in range(left, right - 1))


# ---------------------------------------------------------------- tables


def _table_joins(texts: Texts, head: int) -> tuple[Joins, Deepest]:
    def beside(r: int, c: int) -> bool:
        text = texts[r][c]
        if not text or texts[r][c + 1] != text:
            return False
        if r < head:
            return r == 0 or texts[r - 1][c] == texts[r - 1][c + 1]
        return names_total(text) or (_may_repeat(text) and len(texts[r]) > 2 and set(texts[r]) == {text})

    return beside, lambda r, c, ends: head


def _head_rows(texts: Texts) -> int:
    """The rows above the first figures, or above the only row of an empty table."""
    first = next((r for r, row in enumerate(texts) if any(_is_figure(t) for t in row) or (r and _is_bare(row))), 0)
    return first if first <= _LONGEST_HEAD else 0


def _is_bare(row: Sequence[str]) -> bool:
    """The row of an empty table: blank, or nothing but the total's label and fillers."""
    return all(names_total(text) or _FILLER.fullmatch(text) for text in row)


def _repeats(texts: Texts, r: int, c: int) -> bool:
    text = texts[r][c]
    beside = c + 1 < len(texts[r]) and texts[r][c + 1] == text
    below = r + 1 < len(texts) and texts[r + 1][c] == text
    return bool(text) and (beside or below)


def _is_covered_blank(head: Texts, r: int, c: int) -> bool:
    """A blank beside a parent, over a leaf: here merged cells leave blanks, they do not repeat."""
    return not head[r][c] and bool(c) and any(row[c] for row in head[r + 1 :])


def _is_figure(text: str) -> bool:
    return parse_number(text) is not None and not _YEAR.fullmatch(text)


def _may_repeat(text: str) -> bool:
    """Neither a figure nor a filler: those may stand in neighbouring cells by chance."""
    return not _is_figure(text) and not is_not_applicable(text) and not _FILLER.fullmatch(text)


# ---------------------------------------------------------------- forms


def _repeats_in_form(texts: Texts) -> bool:
    """Whether texts stand twice beside themselves in several rows."""
    rows = [row for row in texts if any(a == b and _may_repeat(a) for a, b in pairwise(row))]
    return len(rows) >= 2


def _form_joins(texts: Texts) -> tuple[Joins, Deepest]:
    """Above the indicators every text that repeats is one cell, below their head the columns that the head makes one.
    A cell reaches down as far as the one to its left: the same words in another row are another cell."""
    head = next(r for r, row in enumerate(texts) if _INDICATORS in row)
    tied = [_tie(texts, c) for c in range(len(texts[0]) - 1)]

    def beside(r: int, c: int) -> bool:
        text = texts[r][c]
        if not text or texts[r][c + 1] != text:
            return False
        if r > head:
            return texts[head][c] == texts[head][c + 1]
        return _may_repeat(text) or (tied[c] and not _named_apart(texts, r, c))

    return beside, lambda r, c, ends: ends[r, c - 1] if c and (r, c - 1) in ends else len(texts) if not c else r + 1


def _named_apart(texts: Texts, r: int, c: int) -> bool:
    """Whether the last words above a figure and above the equal one to its right differ: 总额 and 其中：财政拨款 are
    two columns, however often they hold the same amounts."""
    pairs = ((row[c], row[c + 1]) for row in reversed(texts[:r]))
    one, other = next(((a, b) for a, b in pairs if a and b and _may_repeat(a) and _may_repeat(b)), ("", ""))
    return one != other


def _tie(texts: Texts, c: int) -> bool:
    rows: Sequence[tuple[str, str]] = [(row[c], row[c + 1]) for row in texts if row[c] or row[c + 1]]
    return bool(rows) and sum(a == b for a, b in rows) >= _TIED * len(rows)
