"""Short ways to write grids, lines and parts in tests of reconstruction."""

from __future__ import annotations

from services.extract.core.parts import Caption, Part, part_of
from services.extract.templates import load
from shared.model.page import (
    Block,
    Box,
    Fragment,
    Grid,
    GridCell,
    GridSource,
    Line,
    PageContent,
    Place,
    Reader,
    Source,
)
from shared.model.table import Table

TEMPLATES = load()


def line(text: str, *, at: int = 1, page: int | None = None, heading: int | None = None) -> Line:
    place = Place(page=page, line=None if page else at)
    return Line(fragments=(Fragment(text=text, place=place),), place=place, heading=heading)


def printed(text: str) -> list[Line]:
    """The lines of a text, numbered; blank ones leave their number out."""
    return [line(words, at=number) for number, words in enumerate(text.split("\n"), start=1) if words]


def grid(
    *rows: str,
    source: GridSource = GridSource.DELIMITED,
    spans: dict[tuple[int, int], tuple[int, int]] | None = None,
    page: int | None = None,
    at: int = 10,
    confidence: float = 1.0,
) -> Grid:
    """A grid of rows whose cells are set apart by `|`. `spans`: (row, col) → (row span, col span)."""
    table = [[text.strip() for text in row.split("|")] for row in rows]
    covered = {
        (row + r, col + c)
        for (row, col), (down, right) in (spans or {}).items()
        for r in range(down)
        for c in range(right)
        if r or c
    }
    cells = []
    for r, texts in enumerate(table):
        for c, text in enumerate(texts):
            if (r, c) in covered:
                continue
            down, right = (spans or {}).get((r, c), (1, 1))
            box = Box(50.0 * c, 100.0 + 10 * r, 50.0 * (c + right), 110.0 + 10 * r) if page else None
            place = Place(page=page, box=box, line=None if page else at + r)
            fragments = (Fragment(text=text, place=place, confidence=confidence),) if text else ()
            cells.append(GridCell(row=r, col=c, row_span=down, col_span=right, fragments=fragments, place=place))
    place = Place(page=page, line=None if page else at)
    return Grid(cells=tuple(cells), rows=len(table), cols=max(map(len, table)), source=source, place=place)


def part(a_grid: Grid, title: str | None = None, **caption: object) -> Part:
    return part_of(a_grid, Caption(title=title, **caption))  # type: ignore[arg-type]


def flowing(*blocks: Block, reader: Reader = Reader.TEXT) -> Source:
    page = PageContent(number=1, blocks=blocks)
    return Source(reader=reader, media_type="text/plain", pages=(page,), paged=False)


def body(found: Grid) -> list[list[str]]:
    """The texts of the rows below the head, without spaces; a cell that spans is in its first row and column."""
    rows = [["" for _ in range(found.cols)] for _ in range(found.rows)]
    for cell in found.cells:
        rows[cell.row][cell.col] = "".join(cell.text.split())
    return rows[found.head_rows or 0 :]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def paths(table: Table | Part) -> list[tuple[str, ...]]:
    return [column.path for column in table.columns]
