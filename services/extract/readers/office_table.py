"""A sheet's cells as blocks: tables apart from each other, titles and notes as lines, spans kept."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from services.extract.readers.text_rows import TextRow, line_of, notes_from, stands_over
from shared.model.page import Block, Fragment, Grid, GridCell, GridSource, Place


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What is stored, what is shown where that differs in kind, and how far the cell is merged."""

    text: str
    display: str | None = None
    down: int = 1
    across: int = 1


@dataclass(kw_only=True, slots=True)
class Sheet:
    """A sheet's filled cells by (row, column) from 1, and what is hidden on it."""

    title: str
    hidden: bool = False
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


#: the cells that can be seen, by row and column
_Rows = Mapping[int, dict[int, SheetCell]]


def blocks_of(sheet: Sheet) -> Iterator[Block]:
    """The blocks of what can be seen."""
    cells = _visible(sheet)
    region: list[int] = []
    below = 0  # the first row that no merged cell of the region goes down to
    for row in sorted(cells):
        # A row after a gap begins something new when it is a title or caption; otherwise the gap is a filler row.
        if region and row > region[-1] + 1 and row >= below and stands_over(_text_row(cells, row)):
            yield from _region(cells, region, sheet.title)
            region, below = [], 0
        region.append(row)
        below = max(below, *(row + cell.down for cell in cells[row].values()))
    if region:
        yield from _region(cells, region, sheet.title)


def _visible(sheet: Sheet) -> _Rows:
    """The cells without hidden rows and columns, numbers unchanged; spans shrink with what is hidden inside."""
    seen: dict[int, dict[int, SheetCell]] = defaultdict(dict)
    for (row, column), cell in sheet.cells.items():
        top, bottom = _shown(row, cell.down, sheet.hidden_rows)
        left, right = _shown(column, cell.across, sheet.hidden_columns)
        if top <= bottom and left <= right:
            seen[top][left] = SheetCell(cell.text, cell.display, bottom - top + 1, right - left + 1)
    return seen


def _shown(start: int, count: int, hidden: set[int]) -> tuple[int, int]:
    """The first and last of so many rows or columns that are not hidden; the last is less where all are."""
    first, last = start, start + count - 1
    while first <= last and first in hidden:
        first += 1
    while first <= last and last in hidden:
        last -= 1
    return first, last


def _text_row(cells: _Rows, row: int) -> TextRow:
    """The row as texts from its first filled column on."""
    return TextRow(line=row, cells=tuple(_text(cell) for _, cell in sorted(cells[row].items())))


def _text(cell: SheetCell) -> str:
    return cell.display if cell.display is not None else cell.text


def _region(cells: _Rows, rows: list[int], caption: str) -> Iterator[Block]:
    texts = [_text_row(cells, r) for r in rows]
    first = 0
    while first < len(rows) and stands_over(texts[first]):
        first += 1
    last = notes_from(texts, first)
    yield from (line_of(text) for text in texts[:first])
    if first < last:
        yield _grid(cells, rows[first:last], caption)
    yield from (line_of(text) for text in texts[last:])


def _grid(cells: _Rows, rows: list[int], caption: str) -> Grid:
    inside = {(r, c): cell for r in rows for c, cell in cells[r].items()}
    used = sorted({k for (_, c), cell in inside.items() for k in range(c, c + cell.across)})
    columns = {column: number for number, column in enumerate(used)}
    lines = sorted({k for (r, _), cell in inside.items() for k in range(r, min(r + cell.down, rows[-1] + 1))})
    numbers = {row: number for number, row in enumerate(lines)}
    made = tuple(
        GridCell(
            row=numbers[r],
            col=columns[c],
            row_span=bisect_left(lines, r + cell.down) - numbers[r],
            col_span=bisect_left(used, c + cell.across) - columns[c],
            fragments=(Fragment(text=cell.text, place=Place(line=r)),),
            place=Place(line=r),
            display=cell.display,
        )
        for (r, c), cell in sorted(inside.items())
    )
    return Grid(
        cells=made,
        rows=len(lines),
        cols=len(used),
        source=GridSource.MARKED,
        place=Place(line=rows[0]),
        caption=caption,
    )
