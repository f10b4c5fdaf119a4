"""Cells between rules that end beside merged labels: the rules over a column part its cells, those over all columns
together part the rows, and a cell takes the rows between the two rules that are drawn over its column."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from services.extract.core.ledger.blocks import hold_levels
from services.extract.core.ledger.columns import Column
from services.extract.core.ledger.one_row import are_of_one_row
from services.extract.core.ledger.stacks import LedgerRow, Placed, Stack, cell_of
from services.extract.core.ledger.tokens import Token
from shared.model.page import Rule

#: rules no further apart than this are drawn at one height (points)
_SAME = 3.0
#: a text that reaches further beyond a rule than this share of its height stands on it
_BEYOND = 0.35

#: column, first row and last row of a cell
_Spot = tuple[int, int, int]


def drawn_rows(placed: Sequence[Placed], columns: Sequence[Column], rules: Sequence[Rule]) -> list[LedgerRow] | None:
    """The rows of a table's body, as the rules between its texts part them; None where all columns are parted alike, no
    column is parted into all rows, a text stands on a rule of its column, or between two rules stand several rows, or
    none. None of them is sure: a rule may be lost, and two rows are one then."""
    levels = [p.token.middle for p in placed if not any(_stands_on(p.token, r.box.middle) for r in rules)]
    inner = [r for r in rules if levels and min(levels) < r.box.middle < max(levels)]
    heights = _heights(inner)
    cuts = [_cuts(c, inner, heights) for c in columns]
    parted = [len(own) == len(heights) for own in cuts]
    if all(parted) or not any(parted):
        return None
    if any(_stands_on(p.token, heights[at]) for p in placed for at in cuts[p.first]):
        return None
    cells: dict[_Spot, list[Token]] = {}
    ends: dict[_Spot, int] = {}
    for p in placed:
        spot = (p.first, *_between(cuts[p.first], heights, p.token.middle))
        cells.setdefault(spot, []).append(p.token)
        ends[spot] = max(p.last, ends.get(spot, p.last))
    if any(hold_levels(own) for own in cells.values()) or not _are_single(cells, len(heights) + 1):
        return None
    rows = [LedgerRow([], sure=False) for _ in range(len(heights) + 1)]
    for spot in sorted(cells):
        first, start, end = spot
        tokens = sorted(cells[spot], key=lambda t: (t.middle, t.box.x0))
        cell = cell_of(Stack(first, ends[spot], tokens, 0.0, 0.0), tokens)
        cell.row_span = end - start + 1
        rows[start].cells.append(cell)
    return rows if all(row.cells for row in rows) else None


def _are_single(cells: dict[_Spot, list[Token]], count: int) -> bool:
    """Whether the figures of each of so many rows that are in no merged cell are those of one row."""
    figures: list[list[list[Token]]] = [[] for _ in range(count)]
    for (_, start, end), own in cells.items():
        if start == end and (numbers := [t for t in own if t.figure]):
            figures[start].append(numbers)
    return all(are_of_one_row(row) for row in figures if row)


def _heights(rules: Sequence[Rule]) -> list[float]:
    out: list[float] = []
    for y in sorted(r.box.middle for r in rules):
        if not out or y - out[-1] > _SAME:
            out.append(y)
    return out


def _cuts(column: Column, rules: Sequence[Rule], heights: Sequence[float]) -> list[int]:
    """Which of the heights have a rule over the middle of a column's texts."""
    middle = (column.x0 + column.x1) / 2
    over = [r.box.middle for r in rules if r.box.x0 <= middle <= r.box.x1]
    return [i for i, y in enumerate(heights) if any(0 <= own - y <= _SAME for own in over)]


def _between(cuts: Sequence[int], heights: Sequence[float], y: float) -> tuple[int, int]:
    """First and last row of the cell at a height, given which of the heights part its column."""
    at = bisect_left([heights[i] for i in cuts], y)
    return (cuts[at - 1] + 1 if at else 0, cuts[at] if at < len(cuts) else len(heights))


def _stands_on(t: Token, y: float) -> bool:
    return t.box.top + _BEYOND * t.box.height < y < t.box.bottom - _BEYOND * t.box.height
