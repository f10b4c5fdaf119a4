"""Column widths and wrapped cell texts of a printed grid, fitted into the width of a page."""

from __future__ import annotations

from dataclasses import dataclass

from samples.layout import Layout
from samples.printed import PrintCell, PrintGrid
from samples.variants import printed_width
from samples.wrap import wrap

_SMALLEST = 5.0
#: so far (points) the widest amounts of a column run over the rule at their left
_OVER = 2.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitted:
    """`lines` has the wrapped text of every cell (by row, col); `heights` one height a row."""

    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    lines: dict[tuple[int, int], list[str]]
    leading: float


def fit(grid: PrintGrid, layout: Layout, available: float) -> Fitted:
    """Widths by content or by the grid's own proportions; a smaller font where the numbers would not fit."""
    size = layout.size
    while True:
        widths = _widths(grid, layout, size, available)
        if sum(widths) <= available + 0.01 or size <= _SMALLEST:
            return _wrapped(grid, layout, size, widths)
        size -= 0.5


def _widths(grid: PrintGrid, layout: Layout, size: float, available: float) -> tuple[float, ...]:
    least = [_least(grid, layout, size, col) for col in range(grid.cols)]
    if layout.touching or layout.over_rules:
        return _tight(grid, least, available)
    if grid.widths and not layout.name_chars:
        share = available / sum(grid.widths)
        widths = [w * share for w in grid.widths]
        if all(w >= m for w, m in zip(widths, least, strict=True)):
            return tuple(widths)
    natural = [_natural(grid, layout, size, col, least[col]) for col in range(grid.cols)]
    spare = available - sum(least)
    if spare < 0:
        return tuple(least)
    wanted = [n - m for n, m in zip(natural, least, strict=True)]
    scale = min(1.0, spare / sum(wanted)) if sum(wanted) else 0.0
    widths = [m + w * scale for m, w in zip(least, wanted, strict=True)]
    rest = min(available - sum(widths), 60.0 * grid.cols)
    others = [c for c in range(grid.cols) if c not in grid.labels] or list(range(grid.cols))
    for col in others:
        widths[col] += rest / len(others) * (0.5 if layout.name_chars else 0.8)
    return tuple(widths)


def _tight(grid: PrintGrid, least: list[float], available: float) -> tuple[float, ...]:
    """Amount columns no wider than their widest number asks for; the labels share the rest."""
    labels = [c for c in range(grid.cols) if c in grid.labels]
    rest = available - sum(least)
    return tuple(w + (rest / len(labels) * 0.8 if c in grid.labels and rest > 0 else 0) for c, w in enumerate(least))


def _least(grid: PrintGrid, layout: Layout, size: float, col: int) -> float:
    """The width below which a number would be cut or a head would have less than two characters a line."""
    pad = 0.0 if layout.touching and col not in grid.labels else 2 * layout.pad
    floor = 2 * size if grid.cols > 9 else 3 * size
    numbers = [
        printed_width(c.text, layout, size)
        for c in grid.cells
        if c.col == col and c.col_span == 1 and not c.head and col not in grid.labels
    ]
    if layout.touching and numbers and col not in grid.labels:
        return max([*numbers, 2 * size]) + 0.2
    if layout.over_rules and numbers and col not in grid.labels:
        return max([*numbers, 2 * size + _OVER]) + layout.pad - _OVER
    return max([floor, *numbers]) + pad + 0.5


def _natural(grid: PrintGrid, layout: Layout, size: float, col: int, least: float) -> float:
    texts = [c for c in grid.cells if c.col == col and c.col_span == 1 and not c.head]
    widest = max((printed_width(c.text, layout, size) + c.indent * size for c in texts), default=0.0)
    if layout.name_chars and col in grid.labels:
        widest = min(widest, layout.name_chars * size)
    return max(least, min(widest, 260.0) + 2 * layout.pad + 1)


def _wrapped(grid: PrintGrid, layout: Layout, size: float, widths: tuple[float, ...]) -> Fitted:
    leading = size * 1.25
    lines: dict[tuple[int, int], list[str]] = {}
    heights = [leading + 2 * layout.pad] * grid.rows
    blank = {(c.row, c.col) for c in grid.cells if c.text == ""}
    for cell in sorted(grid.cells, key=lambda c: c.row_span):
        lines[cell.row, cell.col] = _cell_lines(grid, layout, size, widths, cell, blank)
        needed = len(lines[cell.row, cell.col]) * leading + 2 * layout.pad
        last = cell.row + cell.row_span - 1
        missing = needed - sum(heights[cell.row : last + 1])
        if missing > 0 and (cell.row_span == 1 or cell.row_span <= 8 or cell.head):
            heights[last] += missing
    return Fitted(size=size, widths=widths, heights=tuple(heights), lines=lines, leading=leading)


def _cell_lines(
    grid: PrintGrid,
    layout: Layout,
    size: float,
    widths: tuple[float, ...],
    cell: PrintCell,
    blank: set[tuple[int, int]],
) -> list[str]:
    def measure(text: str) -> float:
        return printed_width(text, layout, size)

    text = _spaced(cell.text) if layout.spaced_heads and cell.head else cell.text
    inner = sum(widths[cell.col : cell.col + cell.col_span]) - 2 * layout.pad - _indent(layout, cell, size)
    wraps = cell.head or cell.col in grid.labels or cell.col_span > 1
    room = inner
    if layout.overflow and cell.align == "left":
        col = cell.col + cell.col_span
        while (cell.row, col) in blank:
            room += widths[col]
            col += 1
        if measure(text) <= room:
            return [text]
    return wrap(text, max(inner, size), measure) if wraps else [text]


def _indent(layout: Layout, cell: PrintCell, size: float) -> float:
    return cell.indent * size if layout.indents else 0.0


def _spaced(text: str) -> str:
    """收入 → 收 入: short heads are spread with spaces."""
    return " ".join(text) if len(text) == 2 else text
