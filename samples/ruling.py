"""The rules of one printed part of a table, according to the layout."""

from __future__ import annotations

from collections.abc import Sequence

from samples.layout import Layout, Rules
from samples.ops import Page, Stretch
from samples.printed import PrintCell


def rule_part(
    page: Page,
    layout: Layout,
    xs: Sequence[float],
    rows: Sequence[tuple[int, float, float]],
    cells: Sequence[tuple[PrintCell, float, float]],
    head_rows: int,
) -> None:
    """Adds the rules of rows that stand below one another; `cells` carry their clipped tops and bottoms."""
    if layout.rules is Rules.NONE:
        return
    left, right, top, bottom = xs[0], xs[-1], rows[0][1], rows[-1][2]
    if layout.rules is Rules.THREE_LINE:
        _three_lines(page, left, right, top, bottom, rows, cells, xs, head_rows)
        return
    edges = {round(b, 3) for row, _, b in rows if row < head_rows} | {round(top, 3), round(bottom, 3)}
    for line in _horizontals(xs, rows, cells):
        if layout.rules is not Rules.COLUMNS or line.y0 in edges:
            page.rules.append(line)
    if layout.rules is Rules.HORIZONTAL:
        return
    for line in _verticals(xs, cells):
        outer = abs(line.x0 - left) < 0.1 or abs(line.x0 - right) < 0.1
        if not (outer and layout.rules is Rules.OPEN_SIDES):
            page.rules.append(line)


def _three_lines(
    page: Page,
    left: float,
    right: float,
    top: float,
    bottom: float,
    rows: Sequence[tuple[int, float, float]],
    cells: Sequence[tuple[PrintCell, float, float]],
    xs: Sequence[float],
    head_rows: int,
) -> None:
    page.rules.append(Stretch(x0=left, y0=top, x1=right, y1=top, thick=True))
    page.rules.append(Stretch(x0=left, y0=bottom, x1=right, y1=bottom, thick=True))
    heads = [b for row, _, b in rows if row < head_rows]
    if heads:
        page.rules.append(Stretch(x0=left, y0=heads[-1], x1=right, y1=heads[-1]))
    for cell, _, low in cells:
        if cell.head and cell.col_span > 1 and cell.row + cell.row_span < head_rows:
            x0, x1 = xs[cell.col] + 2, xs[cell.col + cell.col_span] - 2
            page.rules.append(Stretch(x0=x0, y0=low, x1=x1, y1=low))


def _horizontals(
    xs: Sequence[float], rows: Sequence[tuple[int, float, float]], cells: Sequence[tuple[PrintCell, float, float]]
) -> list[Stretch]:
    """Every edge between rows, left out where a cell spans it; neighbours in line are one stretch."""
    out: list[Stretch] = []
    for y in sorted({round(t, 3) for _, t, _ in rows} | {round(b, 3) for _, _, b in rows}):
        inside = [False] * (len(xs) - 1)
        for cell, top, bottom in cells:
            if top + 0.1 < y < bottom - 0.1:
                for col in range(cell.col, cell.col + cell.col_span):
                    inside[col] = True
        start = None
        for col, hidden in enumerate([*inside, True]):
            if not hidden and start is None:
                start = col
            elif hidden and start is not None:
                out.append(Stretch(x0=xs[start], y0=y, x1=xs[col], y1=y))
                start = None
    return out


def _verticals(xs: Sequence[float], cells: Sequence[tuple[PrintCell, float, float]]) -> list[Stretch]:
    """The right edge of every cell and the left edge of the table, joined where they touch."""
    edges: dict[float, list[tuple[float, float]]] = {}
    for cell, top, bottom in cells:
        edges.setdefault(xs[cell.col], []).append((top, bottom))
        edges.setdefault(xs[cell.col + cell.col_span], []).append((top, bottom))
    out: list[Stretch] = []
    for x, spans in sorted(edges.items()):
        spans.sort()
        low, high = spans[0]
        for top, bottom in spans[1:]:
            if top > high + 0.1:
                out.append(Stretch(x0=x, y0=low, x1=x, y1=high))
                low, high = top, bottom
            else:
                high = max(high, bottom)
        out.append(Stretch(x0=x, y0=low, x1=x, y1=high))
    return out
