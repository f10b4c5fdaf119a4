"""HTML, Word and Excel: every cell of the truth is in the file, merged where it was merged."""

from __future__ import annotations

import io
import re

import docx
import openpyxl

from samples.families import shanghai, shenzhen, unknown
from samples.invent import invent
from samples.render_html import render_html
from samples.render_office import render_docx, render_xlsx
from samples.report import LogicalTable, Report


def _report() -> Report:
    return shenzhen.report(invent(4, small=True), shenzhen.SHENZHEN_2023)


def _texts(report: Report) -> set[str]:
    return {text for table in report.tables for row in table.rows for text in row.cells if text}


def test_html_has_every_cell_and_the_spans_of_the_heads() -> None:
    report = _report()
    page = render_html(report)
    cells = set(re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", page))
    assert _texts(report) <= cells
    assert '<th colspan="4" class="center">一般公共预算拨款</th>' in page
    assert page.count("<thead>") == sum(isinstance(b, LogicalTable) for b in report.blocks)


def test_word_has_every_cell_and_repeats_heads() -> None:
    report = shanghai.report(invent(6))
    document = docx.Document(io.BytesIO(render_docx(report)))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert _texts(report) <= cells
    assert len(document.tables) == len(report.tables)
    assert "tblHeader" in document.tables[0]._tbl.xml


def test_excel_keeps_amounts_as_numbers_and_codes_as_text() -> None:
    report = _report()
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report)))
    sheet = next(s for s in book.worksheets if "按功能分类" in s.title)
    values = [(c.value, c.number_format) for row in sheet.iter_rows() for c in row if c.value is not None]
    assert ("208", "General") in values
    assert any(isinstance(value, int) and form == "#,##0" for value, form in values)
    assert sheet.merged_cells.ranges


def test_tables_side_by_side_follow_one_another_where_text_flows() -> None:
    report = unknown.report(invent(3))
    assert len(docx.Document(io.BytesIO(render_docx(report))).tables) == len(report.tables) == 5
