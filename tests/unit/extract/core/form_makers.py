"""Grids and lines for the tests of forms, sections and reports, as a reader would give them."""

from __future__ import annotations

from collections.abc import Sequence

from shared.model.page import Box, Fragment, Grid, GridCell, GridSource, Line, Place


def exported(*rows: str, first_line: int = 1) -> Grid:
    """A grid of a text export: cells parted by `|`, blank cells missing, no spans known."""
    cells: list[GridCell] = []
    width = max(row.count("|") + 1 for row in rows)
    for index, row in enumerate(rows):
        place = Place(line=first_line + index)
        cells += [
            GridCell(row=index, col=col, fragments=(Fragment(text=text, place=place),), place=place)
            for col, text in enumerate(row.split("|"))
            if text.strip()
        ]
    return Grid(cells=tuple(cells), rows=len(rows), cols=width, source=GridSource.DELIMITED)


Spanned = tuple[int, int, int, int, str]
"""row, column, rows covered, columns covered, text"""


def ruled(rows: int, cols: int, *cells: Spanned, page: int = 1) -> Grid:
    """A grid with drawn rules: spans are known, every cell has a box."""
    return Grid(
        cells=tuple(
            GridCell(
                row=r,
                col=c,
                row_span=rs,
                col_span=cs,
                fragments=tuple(Fragment(text=part, place=_at(page, r, c)) for part in text.split("/")),
                place=_at(page, r, c),
            )
            for r, c, rs, cs, text in cells
        ),
        rows=rows,
        cols=cols,
        source=GridSource.RULED,
    )


def _at(page: int, row: int, col: int) -> Place:
    return Place(page=page, box=Box(50.0 + 60 * col, 100.0 + 20 * row, 110.0 + 60 * col, 120.0 + 20 * row))


def lines(*texts: str) -> list[Line]:
    """Lines of a text export, `#` marks a heading; blank texts only count."""
    found = []
    for number, text in enumerate(texts, start=1):
        bare = text.lstrip("#")
        if bare.strip():
            heading = len(text) - len(bare) or None
            place = Place(line=number)
            fragment = Fragment(text=bare.strip(), place=place)
            found.append(Line(fragments=(fragment,), place=place, heading=heading))
    return found


def printed(text: str, *, page: int = 1, x0: float, x1: float, top: float, size: float = 12.0) -> Line:
    """A line of a geometric page."""
    place = Place(page=page, box=Box(x0, top, x1, top + size))
    return Line(fragments=(Fragment(text=text, place=place),), place=place, size=size)


def texts(rows: Sequence[object]) -> list[list[str]]:
    """The texts of a table's rows."""
    return [[cell.text for cell in row.cells] for row in rows]  # type: ignore[attr-defined]
