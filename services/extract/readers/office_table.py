"""A sheet's cells as blocks: tables apart from each other, titles and notes as lines, spans kept."""

from __future__ import annotations

from collections.abc import Iterator
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


def blocks_of(sheet: Sheet) -> Iterator[Block]:
    """The blocks of what can be seen."""
    cells = _visible(sheet)
    rows = sorted({r for r, _ in cells})
    region: list[int] = []
    for row in rows:
        if region and row > region[-1] + 1 and not _reaches(cells, region, row) and _begins(cells, row):
            yield from _region(cells, region, sheet.title)
            region = []
        region.append(row)
    if region:
        yield from _region(cells, region, sheet.title)


def _visible(sheet: Sheet) -> dict[tuple[int, int], SheetCell]:
    """The cells without hidden rows and columns, numbers unchanged; spans shrink with what is hidden inside."""
    seen: dict[tuple[int, int], SheetCell] = {}
    for (row, column), cell in sheet.cells.items():
        rows = [r for r in range(row, row + cell.down) if r not in sheet.hidden_rows]
        columns = [c for c in range(column, column + cell.across) if c not in sheet.hidden_columns]
        if rows and columns:
            seen[rows[0], columns[0]] = SheetCell(
                cell.text, cell.display, rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
            )
    return seen


def _reaches(cells: dict[tuple[int, int], SheetCell], region: list[int], row: int) -> bool:
    """Whether a merged cell of the region goes on down to this row."""
    return any(r in region and r + cell.down > row for (r, _), cell in cells.items())


def _begins(cells: dict[tuple[int, int], SheetCell], row: int) -> bool:
    """Whether a row after a gap begins something new: a title or caption. Otherwise the gap is a filler row."""
    return stands_over(_text_row(cells, row))


def _text_row(cells: dict[tuple[int, int], SheetCell], row: int) -> TextRow:
    """The row as texts from its first filled column on."""
    columns = sorted(c for r, c in cells if r == row)
    return TextRow(line=row, cells=tuple(_text(cells[row, c]) for c in columns))


def _text(cell: SheetCell) -> str:
    return cell.display if cell.display is not None else cell.text


def _region(cells: dict[tuple[int, int], SheetCell], rows: list[int], caption: str) -> Iterator[Block]:
    texts = [_text_row(cells, r) for r in rows]
    first = 0
    while first < len(rows) and stands_over(texts[first]):
        first += 1
    last = notes_from(texts, first)
    yield from (line_of(text) for text in texts[:first])
    if first < last:
        yield _grid(cells, rows[first:last], caption)
    yield from (line_of(text) for text in texts[last:])


def _grid(cells: dict[tuple[int, int], SheetCell], rows: list[int], caption: str) -> Grid:
    inside = {(r, c): cell for (r, c), cell in cells.items() if rows[0] <= r <= rows[-1]}
    used = sorted({k for (_, c), cell in inside.items() for k in range(c, c + cell.across)})
    columns = {column: number for number, column in enumerate(used)}
    lines = sorted({k for (r, _), cell in inside.items() for k in range(r, min(r + cell.down, rows[-1] + 1))})
    numbers = {row: number for number, row in enumerate(lines)}
    made = tuple(
        GridCell(
            row=numbers[r],
            col=columns[c],
            row_span=sum(r <= k < r + cell.down for k in lines),
            col_span=sum(c <= k < c + cell.across for k in used),
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
