"""A sheet's cells as blocks: tables apart from each other, titles and notes as lines, spans kept."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from services.extract.core.closed_up import closed_up
from services.extract.readers.grid_spans import source_of
from services.extract.readers.sheet_regions import Rows, SheetCell, lines_above, regions, text_row
from services.extract.readers.text_rows import TextRow, is_caption, line_of, notes_from
from shared.model.fold import fold
from shared.model.page import Block, Fragment, Grid, GridCell, Line, Place

_CONTENTS = re.compile(r"目录")
_LABELLED = re.compile(r"[^：:]{2,12}[：:]")


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
    yield from _blocks(_visible(sheet), sheet.title)


def parted(grid: Grid) -> list[Block]:
    """The blocks of a grid that holds a whole sheet, with titles or several tables in it; the grid alone otherwise."""
    cells: dict[int, dict[int, SheetCell]] = defaultdict(dict)
    for cell in grid.cells:
        if cell.text.strip():
            cells[cell.row][cell.col] = SheetCell(
                cell.text, down=cell.row_span, across=cell.col_span, fragments=cell.fragments
            )
    blocks = list(_blocks(cells, grid.caption))
    return [grid] if len(blocks) == 1 and isinstance(blocks[0], Grid) else blocks


def _blocks(cells: Rows, caption: str | None) -> Iterator[Block]:
    if not cells:
        return
    if _is_contents(caption or "") or _is_contents("".join(text_row(cells, min(cells)).cells)):
        yield from (_line(cells, row) for row in sorted(cells))
        return
    for region in regions(cells):
        yield from _region(region, caption)


def _is_contents(text: str) -> bool:
    return _CONTENTS.fullmatch(fold(text)) is not None


def _visible(sheet: Sheet) -> Rows:
    """The cells without hidden rows and columns, numbers unchanged; spans shrink with what is hidden inside."""
    seen: dict[int, dict[int, SheetCell]] = defaultdict(dict)
    for (row, column), cell in sheet.cells.items():
        top, bottom = _shown(row, cell.down, sheet.hidden_rows)
        left, right = _shown(column, cell.across, sheet.hidden_columns)
        if top <= bottom and left <= right:
            seen[top][left] = replace(cell, down=bottom - top + 1, across=right - left + 1)
    return seen


def _shown(start: int, count: int, hidden: set[int]) -> tuple[int, int]:
    """The first and last of so many rows or columns that are not hidden; the last is less where all are."""
    first, last = start, start + count - 1
    while first <= last and first in hidden:
        first += 1
    while first <= last and last in hidden:
        last -= 1
    return first, last


def _line(cells: Rows, row: int) -> Line:
    line = line_of(text_row(cells, row))
    first = next(iter(cells[row].values()))
    return replace(line, place=first.fragments[0].place) if first.fragments else line


def _region(cells: Rows, caption: str | None) -> Iterator[Block]:
    rows = sorted(cells)
    texts = [text_row(cells, r) for r in rows]
    first = lines_above(cells)
    last = notes_from(texts, first)
    alone = not first or last - first == 1
    if all(_is_labelled(text) or (alone and len(text.filled) < 2) for text in texts[first:last]):
        first = last  # a cover, or text
    for row, text in zip(rows[:first], texts[:first], strict=True):
        # What is merged over a table is meant for a title, however it ends.
        wide = len(cells[row]) == 1 and next(iter(cells[row].values())).across > 1 and not is_caption(text)
        yield replace(_line(cells, row), heading=1) if wide and first < last else _line(cells, row)
    if first < last:
        yield _grid(cells, rows[first:last], caption)
    yield from (_line(cells, row) for row in rows[last:])


def _is_labelled(row: TextRow) -> bool:
    """Labels with their values: `编制单位：…  编制日期：…`."""
    return all(_LABELLED.match(row.cells[i]) for i in row.filled)


def _grid(cells: Rows, rows: Sequence[int], caption: str | None) -> Grid:
    seen = {c for r in rows for c, cell in cells[r].items() if cell.shown}  # a column of them may show nothing at all
    inside = {(r, c): cell for r in rows for c, cell in cells[r].items() if c in seen}
    numbers = {row: number for number, row in enumerate(rows)}
    placed = [
        GridCell(
            row=numbers[r],
            col=c,
            row_span=bisect_left(rows, r + cell.down) - numbers[r],
            col_span=cell.across,
            fragments=cell.fragments or (Fragment(text=cell.text, place=Place(line=r), confidence=cell.confidence),),
            place=cell.fragments[0].place if cell.fragments else Place(line=r),
            display=cell.display,
        )
        for (r, c), cell in sorted(inside.items())
    ]
    made, width = closed_up(placed)
    return Grid(
        cells=made,
        rows=len(rows),
        cols=width,
        source=source_of(made),
        place=_line(cells, rows[0]).place,
        caption=caption,
    )
