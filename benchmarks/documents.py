"""Generated reports as documents: of marked grids (only the rules are measured) or of printed PDF (all stages are)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from samples.layout import Layout
from samples.printed import PrintGrid, form_grid, table_grid
from samples.render_pdf import render
from samples.report import Contents, FormSheet, Heading, LogicalTable, Paragraph, Report
from services.extract.core.pipeline import reconstruct
from services.extract.reading import read
from shared.model.document import Document
from shared.model.page import Block as PageBlock
from shared.model.page import Fragment, Grid, GridCell, GridSource, Line, PageContent, Place, Reader, Source


def source_of(report: Report) -> Source:
    """What a perfect reader would give of the report: lines and marked grids."""
    blocks: list[PageBlock] = []

    def line(text: str, heading: int | None = None) -> None:
        number = len(blocks) + 1
        place = Place(line=number)
        blocks.append(Line(fragments=(Fragment(text=text, place=place),), place=place, heading=heading))

    for block in report.blocks:
        if isinstance(block, Heading):
            line(block.text, max(block.level, 1))
        elif isinstance(block, Paragraph):
            line(block.text)
        elif isinstance(block, Contents):
            line("目录", 1)
            for _, text in block.lines:
                line(text)
        elif isinstance(block, (LogicalTable, FormSheet)):
            for text in _caption(block):
                line(text)
            grid = table_grid(block) if isinstance(block, LogicalTable) else form_grid(block)
            blocks.append(_grid(grid, len(blocks) + 1))
            for note in block.notes if isinstance(block, LogicalTable) else ():
                line(note)
    page = PageContent(number=1, blocks=tuple(blocks))
    return Source(reader=Reader.TEXT, media_type="text/html", pages=(page,), paged=False)


def _caption(block: LogicalTable | FormSheet) -> Iterator[str]:
    if block.printed_title == "":
        return
    if block.number:
        yield f"表{block.number}"
    yield block.printed_title or block.title
    lead = block.lead if isinstance(block, LogicalTable) else "部门名称："
    if block.organization and isinstance(block, LogicalTable):
        yield f"{lead}{block.organization}"
    if block.unit:
        yield f"单位：{block.unit}"


def _grid(grid: PrintGrid, number: int) -> Grid:
    cells = tuple(
        GridCell(
            row=c.row,
            col=c.col,
            row_span=c.row_span,
            col_span=c.col_span,
            fragments=(Fragment(text=c.text, place=Place(line=number)),) if c.text else (),
            place=Place(line=number),
        )
        for c in grid.cells
    )
    return Grid(
        cells=cells,
        rows=grid.rows,
        cols=grid.cols,
        source=GridSource.MARKED,
        head_rows=grid.head_rows or None,
        place=Place(line=number),
    )


def document_of(report: Report, layout: Layout | None = None) -> Document:
    """The document of a report: of perfect grids, or, with a layout, of the PDF that is printed in it."""
    if layout is None:
        return reconstruct(source_of(report))
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        path = Path(file.name)
        path.write_bytes(render(report, layout))
        return reconstruct(read(path, "application/pdf"))
