"""Writes a report as a Word file or a workbook, with the merged cells that a department's file has."""

from __future__ import annotations

import io
from typing import Any

import docx
import openpyxl

from samples.printed import PrintGrid, form_grid, table_grid
from samples.report import Contents, FormSheet, Heading, LogicalTable, Paragraph, Report


def render_docx(report: Report) -> bytes:
    """Headings, paragraphs and tables in order."""
    document = docx.Document()
    for block in report.blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, level=max(block.level, 1))
        elif isinstance(block, Paragraph):
            document.add_paragraph(block.text)
        elif isinstance(block, Contents):
            for text in ("目 录", *(text for _, text in block.lines)):
                document.add_paragraph(text)
        elif isinstance(block, LogicalTable | FormSheet):
            for text in _caption(block):
                document.add_paragraph(text)
            _docx_table(document, _grid(block))
            for text in block.notes if isinstance(block, LogicalTable) else ():
                document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def render_xlsx(report: Report) -> bytes:
    """A sheet for each table, figures as numbers with a number format; prose is left out."""
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for number, block in enumerate((b for b in report.blocks if isinstance(b, LogicalTable | FormSheet)), start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        grid = _grid(block)
        row = 1
        for text in _caption(block):
            sheet.cell(row, 1, text)
            if grid.cols > 1:
                sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=grid.cols)
            row += 1
        _xlsx_table(sheet, grid, row)
        for offset, text in enumerate(block.notes if isinstance(block, LogicalTable) else ()):
            sheet.cell(row + grid.rows + offset, 1, text)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _grid(block: LogicalTable | FormSheet) -> PrintGrid:
    return table_grid(block) if isinstance(block, LogicalTable) else form_grid(block)


def _caption(block: LogicalTable | FormSheet) -> list[str]:
    if isinstance(block, LogicalTable) and block.printed_title == "":
        return []
    caption = (
        [f"表 {block.number}"] if block.number and not (block.printed_title and isinstance(block, FormSheet)) else []
    )
    caption.append(block.printed_title or block.title)
    if isinstance(block, FormSheet):
        return [
            *caption,
            *([block.subtitle] if block.subtitle else []),
            *([f"单位：{block.unit}"] if block.unit else []),
        ]
    facts = [f"{block.lead}{block.organization}"] if block.organization else []
    facts += [f"{block.unit_label}{block.unit}"] if block.unit else []
    return [*caption, *([" ".join(facts)] if facts else [])]


def _docx_table(document: Any, grid: PrintGrid) -> None:
    table = document.add_table(rows=grid.rows, cols=grid.cols)
    for cell in grid.cells:
        first = table.cell(cell.row, cell.col)
        if cell.row_span > 1 or cell.col_span > 1:
            first = first.merge(table.cell(cell.row + cell.row_span - 1, cell.col + cell.col_span - 1))
        first.text = cell.text


def _xlsx_table(sheet: Any, grid: PrintGrid, top: int) -> None:
    for cell in grid.cells:
        place = sheet.cell(top + cell.row, 1 + cell.col)
        plain = cell.text.replace(",", "")
        if not cell.head and cell.col not in grid.labels and _is_figure(plain):
            decimals = len(plain.partition(".")[2])
            place.value = float(plain) if decimals else int(plain)
            place.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")
        else:
            place.value = cell.text or None
            place.data_type = "s"  # `=100%` is a target, not a formula
        if cell.row_span > 1 or cell.col_span > 1:
            sheet.merge_cells(
                start_row=top + cell.row,
                end_row=top + cell.row + cell.row_span - 1,
                start_column=1 + cell.col,
                end_column=cell.col + cell.col_span,
            )


def _is_figure(text: str) -> bool:
    """A figure as printed with its separators; codes keep their leading zeros and stay text."""
    whole = text.lstrip("-").partition(".")[0]
    return text.lstrip("-").replace(".", "", 1).isdigit() and not (len(whole) > 1 and whole.startswith("0"))
