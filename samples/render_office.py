"""Writes a report as Word document and as Excel workbook, with merged cells as those programs store them."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import docx
import openpyxl
from docx.oxml import OxmlElement
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter

from samples.printed import PrintGrid, form_grid, table_grid
from samples.report import Block, Contents, FormSheet, Heading, LogicalTable, PageBreak, Paragraph, Report, SideBySide

_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?")
_THIN = Side(style="thin")


def render_docx(report: Report) -> bytes:
    """The report as one Word document; head rows are marked as repeating."""
    document: Any = docx.Document()
    for block in _flat(report):
        if isinstance(block, Heading):
            document.add_heading(block.text, min(block.level, 4))
        elif isinstance(block, Paragraph):
            document.add_paragraph(block.text)
        elif isinstance(block, Contents):
            document.add_paragraph("目 录")
            for i, (_, text) in enumerate(block.lines):
                document.add_paragraph(f"{text}\t{i + 2}")
        elif isinstance(block, PageBreak):
            document.add_page_break()
        elif isinstance(block, LogicalTable):
            _docx_caption(document, _caption(block))
            _docx_grid(document, table_grid(block))
            for note in block.notes:
                document.add_paragraph(note)
        elif isinstance(block, FormSheet):
            _docx_caption(document, _form_caption(block))
            _docx_grid(document, form_grid(block))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _flat(report: Report) -> list[Block]:
    """The blocks, tables that stand side by side one after the other."""
    out: list[Block] = []
    for block in report.blocks:
        out += [block.left, block.right] if isinstance(block, SideBySide) else [block]
    return out


def _caption(table: LogicalTable) -> list[str]:
    title = table.title if table.printed_title is None else table.printed_title
    lines = [f"表{table.number}"] if table.number and title else []
    lines += [title] if title else []
    lead = f"{table.lead}{table.organization}" if title and table.organization else ""
    unit = f"{table.unit_label}{table.unit}" if table.unit else ""
    return lines + ([f"{lead}\t{unit}".strip()] if lead or unit else [])


def _form_caption(form: FormSheet) -> list[str]:
    lines = [f"表{form.number}"] if form.number and not form.printed_title else []
    lines += [form.printed_title or form.title]
    lines += [form.subtitle] if form.subtitle else []
    return lines + ([f"单位：{form.unit}"] if form.unit else [])


def _docx_caption(document: Any, lines: list[str]) -> None:
    for line in lines:
        document.add_paragraph(line)


def _docx_grid(document: Any, grid: PrintGrid) -> None:
    table = document.add_table(rows=grid.rows, cols=grid.cols)
    table.style = "Table Grid"
    for cell in grid.cells:
        first = table.cell(cell.row, cell.col)
        if cell.row_span > 1 or cell.col_span > 1:
            first = first.merge(table.cell(cell.row + cell.row_span - 1, cell.col + cell.col_span - 1))
        first.text = cell.text
    for row in table.rows[: grid.head_rows]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def render_xlsx(report: Report) -> bytes:
    """The tables as a workbook, one sheet each; amounts are numbers with the format that prints them."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, block in enumerate(_flat(report)):
        if isinstance(block, LogicalTable):
            _sheet(
                book, f"{block.number or number} {block.title[:20]}", table_grid(block), _caption(block), block.notes
            )
        elif isinstance(block, FormSheet):
            _sheet(book, f"{block.number or number} {block.title[:20]}", form_grid(block), _form_caption(block), ())
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Any, name: str, grid: PrintGrid, caption: list[str], notes: tuple[str, ...]) -> None:
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", "", name)[:31])
    for i, line in enumerate(caption):
        left, _, right = line.partition("\t")
        sheet.cell(i + 1, 1, left)
        if right:
            sheet.cell(i + 1, grid.cols, right)
        elif i < len(caption) - 1 or len(caption) == 1:
            sheet.merge_cells(start_row=i + 1, start_column=1, end_row=i + 1, end_column=grid.cols)
    top = len(caption) + 1
    for cell in grid.cells:
        place = sheet.cell(top + cell.row, cell.col + 1)
        _write(place, cell.text, amount=cell.col not in grid.labels and not cell.head and cell.align == "right")
        place.alignment = Alignment(horizontal=cell.align, indent=cell.indent, wrap_text=True)
        place.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
        if cell.row_span > 1 or cell.col_span > 1:
            sheet.merge_cells(
                start_row=top + cell.row, start_column=cell.col + 1,
                end_row=top + cell.row + cell.row_span - 1, end_column=cell.col + cell.col_span,
            )  # fmt: skip
    for i, note in enumerate(notes):
        sheet.cell(top + grid.rows + i, 1, note)
    for col in range(grid.cols):
        sheet.column_dimensions[get_column_letter(col + 1)].width = 30 if col in grid.labels else 14


def _write(place: Any, text: str, *, amount: bool) -> None:
    if amount and _NUMBER.fullmatch(text):
        places = len(text.partition(".")[2])
        place.value = Decimal(text.replace(",", ""))
        place.number_format = ("#,##0" if "," in text or len(text) < 5 else "0") + (
            "." + "0" * places if places else ""
        )
    else:
        place.value = text or None
        place.data_type = "s" if text else place.data_type
