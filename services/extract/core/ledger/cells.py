"""Rows and head of a ledger as a grid: cells with their spans and places, and how far each is to be trusted."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.aligned.doubts import doubtful
from services.extract.core.geometry.words import box_of, fragments_of
from services.extract.core.ledger.columns import Column
from services.extract.core.ledger.regions import LedgerRegion, words_of
from services.extract.core.ledger.rows import span_lone_label
from services.extract.core.ledger.stacks import LedgerRow, Stack
from shared.model.fold import fold
from shared.model.labels import names_total
from shared.model.page import Box, Fragment, Grid, GridCell, GridSource, Place

#: texts nearer to the next column's than this (font sizes) may be one with them
_CLOSE = 0.3
#: a figure further than this behind a text is not of one cell with it (font sizes)
_FAR = 2.0
#: lines are as near as others up to this factor
_EVEN = 1.1


def grid_of(
    head: Sequence[Stack],
    rows: list[LedgerRow],
    columns: Sequence[Column],
    depth: int,
    region: LedgerRegion,
    page: int,
    *,
    sure: bool,
) -> Grid | None:
    """The grid of a head `depth` rows deep and the rows below it; None where there is neither. `sure`: whether columns
    and head are beyond doubt."""
    if not rows and not head:
        return None
    span_lone_label(rows)
    stops = _stops(columns, region)
    sure = sure and not any(_hides_a_column(s) for row in rows for s in row.cells)
    cells = [_cell(s, int(s.top), stops, page, sure=sure) for s in head]
    open_rows = _before_labels(rows) if head else set()
    open_rows |= _as_near_as_lines(rows, region.stops)
    for i, row in enumerate(rows, start=depth):
        for s in row.cells:
            span = min(s.row_span, depth + len(rows) - i)
            firm = sure and row.sure and span == 1 and i - depth not in open_rows and _firm(s, row)
            cells.append(_cell(replace(s, row_span=span), i, stops, page, sure=firm))
    cells = _apart(cells)
    cells += _blank(cells, rows, depth, stops, page)
    return Grid(
        cells=tuple(cells),
        rows=depth + len(rows),
        cols=len(columns),
        source=GridSource.ALIGNED,
        place=Place(page=page, box=box_of([w.box for w in words_of(region)])),
        head_rows=depth,
    )


def _before_labels(rows: Sequence[LedgerRow]) -> set[int]:
    """The rows above the first one that has a label in the first column: it may stand at the foot of all of them."""
    return set(range(next((i for i, row in enumerate(rows) if row.cells[0].first == 0), 0)))


def _as_near_as_lines(rows: Sequence[LedgerRow], stops: Sequence[float]) -> set[int]:
    """The rows of which a text of several lines stands as near to the one above or below, with no rule between, as its
    own lines to one another: a line of it may be the other's."""
    out: set[int] = set()
    for i, (upper, lower) in enumerate(itertools.pairwise(rows)):
        below = {s.first: s for s in lower.cells if s.first == s.last}
        for a in upper.cells:
            b = below.get(a.first)
            if b is None or a.first != a.last or any(t.figure for t in (*a.tokens, *b.tokens)):
                continue
            end, start = max(t.middle for t in a.tokens), min(t.middle for t in b.tokens)
            lines = min(_leading(a), _leading(b))
            if start - end < _EVEN * lines < float("inf") and not any(end < y < start for y in stops):
                out |= {i, i + 1}
    return out


def _leading(s: Stack) -> float:
    """The distance of the nearest two lines of a cell; without bound where it has one."""
    middles = sorted(t.middle for t in s.tokens)
    return min((b - a for a, b in itertools.pairwise(middles) if b - a > 0.5 * s.tokens[0].size), default=float("inf"))


def _stops(columns: Sequence[Column], region: LedgerRegion) -> list[float]:
    left, right = region.ends or (columns[0].left, columns[-1].right)
    inner = [(a.right + b.left) / 2 for a, b in itertools.pairwise(columns)]
    return [min(left, columns[0].left), *inner, max(right, columns[-1].right)]


def _hides_a_column(s: Stack) -> bool:
    """Whether a figure stands far behind a text that is said to be of one cell with it: it may have a column of its
    own, and then no column of the table is what it seems."""
    return any(
        t.box.x0 - o.box.x1 > _FAR * t.size and o.box.top < t.box.bottom and t.box.top < o.box.bottom
        for t in s.tokens
        if t.figure
        for o in s.tokens
    )


def _firm(s: Stack, row: LedgerRow) -> bool:
    """Whether a cell stands in its column beyond doubt: in one column, with one figure at the most, and clear of its
    neighbours in the row."""
    if sum(t.figure for t in s.tokens) > 1:
        return False
    text = fold("".join(t.text for t in s.tokens))
    if s.first != s.last and not names_total(text):
        return False
    x0, x1 = min(t.box.x0 for t in s.tokens), max(t.box.x1 for t in s.tokens)
    size = s.tokens[0].size
    for other in row.cells:
        if other is s:
            continue
        o0, o1 = min(t.box.x0 for t in other.tokens), max(t.box.x1 for t in other.tokens)
        if max(o0 - x1, x0 - o1) < _CLOSE * size:
            return False
    return True


def _cell(s: Stack, row: int, stops: Sequence[float], page: int, *, sure: bool) -> GridCell:
    words = [w for t in s.tokens for w in t.words]
    fragments: tuple[Fragment, ...] = fragments_of(words, page)
    if not sure:
        fragments = doubtful(fragments)
    box = box_of([w.box for w in words])
    place = Box(min(stops[s.first], box.x0), box.top, max(stops[s.last + 1], box.x1), box.bottom)
    return GridCell(
        row=row,
        col=s.first,
        row_span=s.row_span,
        col_span=s.last - s.first + 1,
        fragments=fragments,
        place=Place(page=page, box=place),
    )


def _blank(
    cells: Sequence[GridCell], rows: Sequence[LedgerRow], depth: int, stops: Sequence[float], page: int
) -> list[GridCell]:
    """Empty cells where nothing is printed, with their places: they say where the columns are. One over several rows,
    at either end of a column of labels that stand for several: the page before or the next one prints its label."""
    taken = {spot for c in cells for spot in _spots(c)}
    extents = [(min(s.top for s in row.cells), max(s.bottom for s in row.cells)) for row in rows]
    labelled = range(max((c.col + 1 for c in cells if c.row >= depth and c.row_span > 1), default=0))
    out: list[GridCell] = []
    for k in range(len(stops) - 1):
        free = [i for i in range(len(rows)) if (depth + i, k) not in taken]
        for _, run in itertools.groupby(enumerate(free), key=lambda p: p[1] - p[0]):
            at = [i for _, i in run]
            whole = k in labelled and (at[0] == 0 or at[-1] == len(rows) - 1)
            for part in [at] if whole else [[i] for i in at]:
                box = Box(stops[k], extents[part[0]][0], stops[k + 1], extents[part[-1]][1])
                place = Place(page=page, box=box)
                out.append(GridCell(row=depth + part[0], col=k, row_span=len(part), place=place))
    return out


def _apart(cells: Sequence[GridCell]) -> list[GridCell]:
    """Cells of which none lies over another: a span that would is cut back, and so is one that another cell stands in;
    two in one place are one. None of them is sure then."""
    out: list[GridCell] = []
    home: dict[tuple[int, int], int] = {}
    for c in sorted(cells, key=lambda c: (c.row, c.col)):
        if not home.keys().isdisjoint(_spots(c)):
            c = replace(c, row_span=1, col_span=1, fragments=doubtful(c.fragments))
        at = home.get((c.row, c.col))
        if at is not None:
            other = out[at]
            if (other.row, other.col) == (c.row, c.col):
                out[at] = replace(other, fragments=doubtful((*other.fragments, *c.fragments)))
                continue
            cols, rows = (
                (c.col - other.col, other.row_span) if other.col < c.col else (other.col_span, c.row - other.row)
            )
            out[at] = replace(other, fragments=doubtful(other.fragments), col_span=cols, row_span=rows)
            home = {spot: i for spot, i in home.items() if i != at} | dict.fromkeys(_spots(out[at]), at)
        home |= dict.fromkeys(_spots(c), len(out))
        out.append(c)
    return out


def _spots(c: GridCell) -> list[tuple[int, int]]:
    return [(r, k) for r in range(c.row, c.row + c.row_span) for k in range(c.col, c.col + c.col_span)]
