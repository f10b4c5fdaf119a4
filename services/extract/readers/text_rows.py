"""Rows of cells (tab-separated lines, CSV, markdown pipes) as grids that keep every cell's column.

What stands over and under the table in the same rows (title, 部门名称, 单位, 注) is given as lines of its own: files
saved from a spreadsheet carry it in the first cell of otherwise empty rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.extract.core.flowing import fallen_signs
from services.extract.core.table_numbers import is_table_number
from shared.model.fold import fold, strip_markup
from shared.model.numbers import parse_number
from shared.model.page import Block, Fragment, Grid, GridCell, GridSource, Line, Place

_CAPTION = re.compile(
    r"^\s*[（(]?\s*(?:附?表\s*[\d一二三四五六七八九十]+|附件\s*[\d一二三四五六七八九十]{0,3}\s*[:：]?\s*$|公开\s*(?:\S{1,4}\s*表|表\s*\d)|(?:编制|填报|预算)?(?:单位|部门)(?:名称)?\s*[:：(（]|金额单位|单位\s*[:：])"
)
#: a part of the table above begins
_GOES_ON = re.compile(r"^\s*[（(]?\s*(?:续上?表|接上[表页])[\d一二三四五六七八九十]{0,2}\s*[)）]?\s*$")
_TITLE = re.compile(r"(?:表|情况|目录)\s*(?:[(（][^()（）]{1,20}[)）]\s*){0,2}$")
#: rows of a table that holds nothing but the print around another, at most
_MOST_AROUND = 4
_NOTE = re.compile(r"^\s*(?:备?注|说明)\s*[:：]")
_TOTAL = re.compile(r"(?:[总合]计|金额合计)")
DOUBTFUL = 0.9
"""the confidence of cells that may stand in other columns, or of a row that was put together"""


@dataclass(frozen=True, kw_only=True, slots=True)
class TextRow:
    """One row: the line that it stands in, and its cells by column (blank ones included)."""

    line: int
    cells: tuple[str, ...]
    confidence: float = 1.0
    """that the cells stand in their columns"""

    @property
    def filled(self) -> list[int]:
        return [i for i, cell in enumerate(self.cells) if cell.strip()]


def blocks_of(rows: Sequence[TextRow]) -> Iterator[Block]:
    """The lines over the table, the grid, the lines under it."""
    first = 1 if _is_titled(rows) else 0
    while first < len(rows) and stands_over(rows[first]):
        first += 1
    last = notes_from(rows, first)
    yield from (line_of(row) for row in rows[:first])
    if first < last:
        yield grid_of(rows[first:last])
    yield from (line_of(row) for row in rows[last:])


def _is_titled(rows: Sequence[TextRow]) -> bool:
    """Whether the first row is a title, whatever it ends in: a text alone above the organisation or the unit."""
    return len(rows) > 1 and rows[0].filled == [0] and is_caption(rows[1])


def line_of(row: TextRow) -> Line:
    """The row as a line of text, its cells two spaces apart."""
    place = Place(line=row.line)
    text = "  ".join("".join(map(str.strip, row.cells[i].split("\v"))) for i in row.filled)
    return Line(fragments=(Fragment(text=text, place=place),), place=place)


def grid_of(rows: Sequence[TextRow], source: GridSource = GridSource.DELIMITED) -> Grid:
    """All rows as one grid, as wide as the widest; columns that are blank in every row at the right are dropped."""
    width = max((row.filled[-1] + 1 for row in rows if row.filled), default=1)
    cells = tuple(
        GridCell(row=r, col=c, fragments=tuple(_fragments(row, c)), place=Place(line=row.line))
        for r, row in enumerate(rows)
        for c in row.filled
    )
    return Grid(cells=cells, rows=len(rows), cols=width, source=source, place=Place(line=rows[0].line))


def _fragments(row: TextRow, column: int) -> Iterator[Fragment]:
    """What stands in a cell, a fragment for each of its lines (`\\v` parts them)."""
    for text in row.cells[column].split("\v"):
        if text.strip():
            yield Fragment(text=text.strip(), place=Place(line=row.line), confidence=row.confidence)


def figure_of(cell: str) -> Decimal | None:
    """The number that a cell prints, marks of its markup aside, and where the signs that fell out of it stand."""
    return parse_number(strip_markup(fallen_signs.figure_of(cell) or cell))


def renumbered(block: Block, numbers: Sequence[int]) -> Block:
    """The block at the lines of the file that the numbers (from 1) of its places stand for."""

    def placed(place: Place) -> Place:
        known = place.line is not None and place.line <= len(numbers)
        return replace(place, line=numbers[place.line - 1]) if known and place.line else place

    def read(fragments: tuple[Fragment, ...]) -> tuple[Fragment, ...]:
        return tuple(replace(f, place=placed(f.place)) for f in fragments)

    if isinstance(block, Line):
        return replace(block, fragments=read(block.fragments), place=placed(block.place))
    cells = tuple(replace(c, fragments=read(c.fragments), place=placed(c.place)) for c in block.cells)
    return replace(block, cells=cells, place=placed(block.place))


def print_around(grid: Grid) -> list[Line]:
    """The lines of a grid that only sets the print around a table (title, 部门名称 | 单位) in place, else []."""
    if grid.rows > _MOST_AROUND:
        return []
    cells: list[list[str]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        cells[cell.row].append(cell.text)
    place = grid.place.line or 0
    rows = [TextRow(line=place + i, cells=tuple(texts)) for i, texts in enumerate(cells)]
    return [line_of(row) for row in rows if row.filled] if all(map(stands_over, rows)) else []


def stands_over(row: TextRow) -> bool:
    """Whether the row is print around the table: a title, 表 N, 部门名称, 单位; or blank."""
    filled = row.filled
    return not filled or is_caption(row) or (filled[0] == 0 and is_title(row))


def is_caption(row: TextRow) -> bool:
    """Whether the row holds nothing but 表 N, 部门名称, 单位."""
    texts = [strip_markup(row.cells[i]) for i in row.filled]
    if not 0 < len(texts) <= 3 or any(len(t) >= 60 for t in texts):
        return False
    first = texts[0]
    return bool(_CAPTION.match(first) or _GOES_ON.match(first) or is_table_number(first)) and _captions_only(texts)


def goes_on(row: TextRow) -> bool:
    """Whether the row says that the table above goes on below it: 续表, with its unit beside it or alone."""
    return is_caption(row) and _GOES_ON.match(strip_markup(row.cells[row.filled[0]])) is not None


def is_title(row: TextRow) -> bool:
    """Whether the row is one text that ends as titles of tables do."""
    return len(row.filled) == 1 and bool(_TITLE.search(strip_markup(row.cells[row.filled[0]])))


def _captions_only(texts: Sequence[str]) -> bool:
    """A caption row holds labels with their values, not the fields of a form (`申请单位: … 一级预算单位: …`)."""
    return all(_CAPTION.match(t) or re.search(r"\d{4}\s*年", t) for t in texts[1:])


def is_total(text: str) -> bool:
    """Whether a row that begins with this text is the total of its table, with figures or without."""
    return _TOTAL.fullmatch(fold(text)) is not None


def notes_from(rows: Sequence[TextRow], first: int) -> int:
    """Where the notes below the table begin: a row 注：… under which only single texts follow."""
    last = len(rows)
    for at in range(len(rows) - 1, first - 1, -1):
        filled = rows[at].filled
        text = strip_markup(rows[at].cells[filled[0]]) if filled else ""
        if len(filled) > 1 or parse_number(text) is not None or is_total(text):
            break
        if not filled or _NOTE.match(text):
            last = at
    return last
