"""What passes between the steps of reconstruction: captions, printed parts of tables, and their cells.

A *part* is what one grid of the input holds of a table. Its matrix has a slot for every position; positions that a
merged cell covers share one slot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from services.extract.core import long_codes
from services.extract.core.templates import TableTemplate
from shared.model.fold import is_cjk, tidy
from shared.model.page import NOWHERE, Box, Fragment, Grid, GridCell, GridSource, Line, Place
from shared.model.table import Column, Repair, UnitSource

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
#: what spreadsheets print for a figure that is wider than its column
NO_ROOM = re.compile("#{2,}")
#: what a spreadsheet shows for a formula that cannot be computed
FAILED = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NUM!|NULL!|NAME\?|N/A)|Err:5\d\d")


@dataclass(frozen=True, kw_only=True, slots=True)
class Caption:
    """What stands printed around a table: its title, number, unit, organisation and year."""

    title: str | None = None
    title_inferred: bool = False
    """taken from an introducing sentence or from the template, not printed as a title"""
    number: str | None = None
    unit: str | None = None
    unit_source: UnitSource | None = None
    organization: str | None = None
    year: int | None = None
    place: Place = NOWHERE
    repairs: tuple[Repair, ...] = ()
    head_lines: tuple[str, ...] = ()
    """head texts that stand above the grid instead of in it (a head without a frame, a torn export)"""
    heading: str | None = None
    """the heading of the text before a table without a title: its name where neither a title nor its head gives one"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A cell of a part: where it starts, what it covers, and what was read in it."""

    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    text: str = ""
    """tidied; with the number format's figure where a workbook has one"""
    fragments: tuple[Fragment, ...] = ()
    place: Place = NOWHERE

    @property
    def origin(self) -> tuple[int, int]:
        return (self.row, self.col)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Where it starts and what it covers."""
        return (self.row, self.col, self.row_span, self.col_span)


Matrix = tuple[tuple[Slot, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One printed part of a table. `columns` are filled once its head has been read."""

    caption: Caption
    source: GridSource
    matrix: Matrix
    cols: int
    head_rows: int | None = None
    page: int | None = None
    place: Place = NOWHERE
    notes: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    template: TableTemplate | None = None
    repairs: tuple[Repair, ...] = ()
    after_prose: bool = False
    """running text stands between this part and the one before"""
    certainty: tuple[float, ...] = ()
    """the confidence that the cells of each column have at most: below 1 where its head was rebuilt; () for all 1"""
    guessed: bool = False
    """what is its head, or what the upper texts of that stand over, is known from distances alone"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A caption and everything up to the next one: grids, and lines between and after them."""

    caption: Caption
    blocks: tuple[Line | Grid, ...]
    after_prose: bool = False


def matrix_of(grid: Grid) -> Matrix:
    """Every position of the grid; positions without a cell get an empty slot of their own."""
    table: list[list[Slot | None]] = [[None] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        slot = slot_of(cell)
        for row in range(cell.row, min(cell.row + cell.row_span, grid.rows)):
            for col in range(cell.col, min(cell.col + cell.col_span, grid.cols)):
                if table[row][col] is None:
                    table[row][col] = slot
    return tuple(
        tuple(slot if slot is not None else Slot(row=r, col=c) for c, slot in enumerate(row))
        for r, row in enumerate(table)
    )


def padded(part: Part, cols: int) -> Part:
    """The part with blank columns at its right: delimiters count columns from the left, and leave none of them where
    all that follows is blank."""
    matrix = tuple((*row, *(Slot(row=row[0].row, col=c) for c in range(part.cols, cols))) for row in part.matrix)
    return replace(part, matrix=matrix, cols=cols)


def slot_of(cell: GridCell) -> Slot:
    text = tidy(cell.display) if cell.display is not None else join_fragments(f.text for f in cell.fragments)
    fragments = tuple(_closed(cell.fragments))
    lost = NO_ROOM.fullmatch(text) is not None or FAILED.fullmatch(text) is not None
    return Slot(
        row=cell.row,
        col=cell.col,
        row_span=cell.row_span,
        col_span=cell.col_span,
        text=text,
        fragments=tuple(replace(f, confidence=0.0) for f in fragments) if lost else fragments,
        place=cell.place if cell.place != NOWHERE else place_of(cell.fragments),
    )


def _closed(fragments: Sequence[Fragment]) -> Iterator[Fragment]:
    """The fragments; a closing bracket alone on the last line is as sure as what it closes: nothing else could stand
    there, and alone a reader of pixels takes it for a stroke."""
    before = ""
    for i, fragment in enumerate(fragments):
        is_open = before.count("（") + before.count("(") > before.count("）") + before.count(")")
        if fragment.text in (")", "）") and is_open:
            fragment = replace(fragment, confidence=max(fragment.confidence, fragments[i - 1].confidence))
        before += fragment.text
        yield fragment


def lines_in(text: str) -> list[str]:
    """The lines of a cell as an export writes them (`<br>` between two), blank ones aside."""
    return [line for line in map(str.strip, _BREAK.split(text)) if line]


def join_fragments(texts: Iterable[str]) -> str:
    """The fragments of a cell as one text: a wrapped name or code without a space, Latin words with one."""
    joined = ""
    for raw in texts:
        text = tidy(raw)
        if not text:
            continue
        if joined and _needs_space(joined[-1], text[0]) and not long_codes.goes_on(joined, text):
            joined += " "
        joined += text
    return joined


def _needs_space(left: str, right: str) -> bool:
    if is_cjk(left) or is_cjk(right):
        return False
    if left.isdigit() and (right.isdigit() or right in ",.%"):
        return False
    if left in ",." and right.isdigit():
        return False
    return left not in "(（-/“" and right not in ")）,.，。；：;:”%" and _is_spaced(left) and _is_spaced(right)


def _is_spaced(char: str) -> bool:
    """Whether a character belongs to a script that parts words by spaces."""
    return char.isascii() or char.isalpha()


def place_of(fragments: tuple[Fragment, ...]) -> Place:
    """The page of the first fragment and the box around all that stand on it."""
    first = next((f.place for f in fragments if f.place != NOWHERE), NOWHERE)
    return union([f.place for f in fragments if f.place.page == first.page]) if first.page else first


def union(places: list[Place]) -> Place:
    """One place around several of the same page."""
    boxes = [p.box for p in places if p.box is not None]
    if not places:
        return NOWHERE
    box: Box | None = None
    for b in boxes:
        box = b if box is None else box.union(b)
    return Place(page=places[0].page, box=box, line=places[0].line)


def part_of(
    grid: Grid, caption: Caption, notes: tuple[str, ...] = (), *, page: int | None = None, after_prose: bool = False
) -> Part:
    return Part(
        caption=caption,
        source=grid.source,
        matrix=matrix_of(grid),
        cols=grid.cols,
        head_rows=grid.head_rows,
        page=page if page is not None else grid.place.page,
        place=grid.place,
        notes=notes,
        after_prose=after_prose,
        guessed=grid.guessed,
        repairs=_filled_in(grid),
    )


def _filled_in(grid: Grid) -> tuple[Repair, ...]:
    """That texts of the head were put in whole."""
    if not grid.filled:
        return ()
    before, after = (" | ".join(texts) for texts in zip(*grid.filled, strict=True))
    return (
        Repair(code="head_rebuilt", before=before, after=after, why="the head of the table's family has these texts"),
    )


def pages_of(part: Part) -> set[int]:
    """The pages on which cells of the part stand: several where a sheet was too wide for one."""
    return {slot.place.page for row in part.matrix for slot in row if slot.place.page is not None}
