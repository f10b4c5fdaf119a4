"""XLSX: an overview with the findings, then a sheet per table with merged heads, number formats and notes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shared.exports.heads import head_cells, head_depth
from shared.exports.marks import Marks
from shared.model.document import Document, Identity
from shared.model.finding import Finding, Severity
from shared.model.numbers import decimals
from shared.model.table import Cell, Form, Role, RowKind, Table

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_MAX_TEXT = 32_767  # a cell of a spreadsheet holds no more
_MAX_DIGITS = 15  # a spreadsheet's number is a double: longer ones are kept as text
_AUTHOR = "yusuan"
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")

_THIN = Side(style="thin", color="FFCFD6DF")
_EDGES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="FFF2F5F8")
_FILLS = {
    Severity.ERROR: PatternFill("solid", fgColor="FFFDE3E1"),
    Severity.WARNING: PatternFill("solid", fgColor="FFFDF1D6"),
    Severity.INFO: PatternFill("solid", fgColor="FFE6F0FB"),
}
_STRONG = frozenset({RowKind.TOTAL, RowKind.SUBTOTAL})


def workbook(document: Document, identity: Identity) -> bytes:
    """The document as a workbook."""
    book = Workbook()
    front = book.active
    assert isinstance(front, Worksheet)
    names = _Names()
    _overview(front, names.take("概览"), document, identity)
    marks = Marks.of(document.findings)
    for table in document.tables:
        _table_sheet(book.create_sheet(), names.take(table.title or table.id), table, marks)
    for form in document.forms:
        _form_sheet(book.create_sheet(), names.take(form.title or form.id), form)
    book.properties.creator = _AUTHOR
    buffer = io.BytesIO()
    book.save(buffer)
    return _timeless(buffer.getvalue())


def _timeless(content: bytes) -> bytes:
    """The same workbook without the times that openpyxl writes into it: equal documents give equal bytes, which strong
    ETags promise."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", part)
            info = zipfile.ZipInfo(entry.filename, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, part)
    return buffer.getvalue()


class _Names:
    """Names of sheets: at most 31 characters, none of []:*?/\\, no two alike whatever their case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        base = _SHEET_FORBIDDEN.sub("_", _ILLEGAL.sub("", wanted)).strip().strip("'")[:31] or "_"
        name, number = base, 2
        while name.casefold() in self._taken:
            suffix = f" ({number})"
            name, number = base[: 31 - len(suffix)] + suffix, number + 1
        self._taken.add(name.casefold())
        return name


def _overview(sheet: Worksheet, name: str, document: Document, identity: Identity) -> None:
    sheet.title = name
    report, checks = document.report, document.checks
    facts = [
        ("报告", report.title),
        ("单位", report.organization),
        ("年度", report.year),
        ("文件", identity.filename),
        ("修订", identity.revision),
        ("SHA-256", identity.sha256),
        ("检查", f"通过 {checks.passed}，未通过 {checks.failed}，未能判断 {checks.not_evaluated}"),
    ]
    for r, (label, value) in enumerate(facts, start=1):
        _put(sheet, r, 1, label).font = Font(bold=True)
        _put(sheet, r, 2, "" if value is None else str(value))
    start = len(facts) + 2
    for c, head in enumerate(("级别", "代码", "规则", "表", "位置", "说明", "应为", "实为", "差额"), start=1):
        _head(_put(sheet, start, c, head))
    for r, finding in enumerate(document.findings, start=start + 1):
        _finding_row(sheet, r, finding)
    for letter, width in zip("ABCDEFGHI", (10, 28, 10, 30, 28, 70, 14, 14, 12), strict=True):
        sheet.column_dimensions[letter].width = width


def _finding_row(sheet: Worksheet, r: int, f: Finding) -> None:
    delta = "" if f.delta is None else format(f.delta, "f")
    severity = {"error": "错误", "warning": "警告", "info": "提示"}[f.severity.value]
    row = (severity, f.code, f.rule, f.table_title, f.where, f.message, f.expected, f.actual, delta)
    for c, value in enumerate(row, start=1):
        cell = _put(sheet, r, c, value or "")
        cell.alignment = Alignment(vertical="top", wrap_text=c == 6)
    sheet.cell(r, 1).fill = _FILLS[f.severity]


def _table_sheet(sheet: Worksheet, name: str, table: Table, marks: Marks) -> None:
    sheet.title = name
    _put(sheet, 1, 1, table.title).font = Font(bold=True, size=13)
    about = [f"单位：{table.unit}" if table.unit else "", table.organization or ""]
    _put(sheet, 2, 1, "　".join(a for a in about if a))
    first = 3
    depth = head_depth(table.columns)
    for head in head_cells(table.columns):
        top, left = first + head.row, 1 + head.col
        _head(_put(sheet, top, left, head.text))
        if head.row_span > 1 or head.col_span > 1:
            sheet.merge_cells(
                start_row=top, start_column=left, end_row=top + head.row_span - 1, end_column=left + head.col_span - 1
            )
    for r, row in enumerate(table.rows):
        for c, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            target = _value(sheet, first + depth + r, 1 + c, cell, column.role is Role.AMOUNT)
            target.border = _EDGES
            if row.kind in _STRONG:
                target.font = Font(bold=True)
            _annotate(target, cell, marks.at(table.id, r, c))
    for n, note in enumerate(table.notes):
        _put(sheet, first + depth + len(table.rows) + n, 1, note)
    sheet.freeze_panes = f"A{first + depth}"
    _widths(sheet, table)


def _form_sheet(sheet: Worksheet, name: str, form: Form) -> None:
    sheet.title = name
    _put(sheet, 1, 1, form.title).font = Font(bold=True, size=13)
    for r, (label, cell) in enumerate(form.fields, start=2):
        _head(_put(sheet, r, 1, label))
        field = _put(sheet, r, 2, cell.text)
        field.alignment = Alignment(wrap_text=True, vertical="top")
        field.border = _EDGES
        _annotate(field, cell, ())
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 90


def _put(sheet: Worksheet, row: int, column: int, text: object) -> SheetCell:
    """Writes text as text: never as a formula, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, SheetCell)
    cell.value = _ILLEGAL.sub("", str(text))[:_MAX_TEXT]
    cell.data_type = "s"
    return cell


def _value(sheet: Worksheet, row: int, column: int, cell: Cell, amount: bool) -> SheetCell:
    """A number as a number with the printed format; everything else, and codes, as text."""
    if cell.value is None or not amount or len(cell.value.as_tuple().digits) > _MAX_DIGITS:
        target = _put(sheet, row, column, cell.text)
        target.alignment = Alignment(horizontal="right" if amount else "left", vertical="top", wrap_text=not amount)
        return target
    number = sheet.cell(row, column)
    assert isinstance(number, SheetCell)
    number.value = cell.value
    places = decimals(cell.text)
    grouped = "#,##0" if "," in cell.text or "，" in cell.text else "0"
    number.number_format = grouped + ("." + "0" * places if places else "")
    number.alignment = Alignment(horizontal="right", vertical="top")
    return number


def _head(cell: SheetCell) -> None:
    cell.font = Font(bold=True)
    cell.fill = _HEAD
    cell.border = _EDGES
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _annotate(target: SheetCell, cell: Cell, findings: Sequence[Finding]) -> None:
    lines = [f"[{f.code}] {f.message}" for f in findings]
    lines += [f"[修复 {r.code}]「{r.before}」→「{r.after}」{r.why}" for r in cell.repairs]
    if findings:
        target.fill = _FILLS[findings[0].severity]
    if lines:
        note = Comment(_ILLEGAL.sub("", "\n".join(lines))[:4000], _AUTHOR)
        note.width, note.height = 360, 40 + 24 * len(lines)
        target.comment = note


def _widths(sheet: Worksheet, table: Table) -> None:
    for c, column in enumerate(table.columns):
        texts = [row.cells[c].text for row in table.rows[:200]] + [column.path[-1] if column.path else ""]
        longest = max((sum(2 if ord(ch) > 0x2E7F else 1 for ch in t) for t in texts), default=0)
        sheet.column_dimensions[get_column_letter(c + 1)].width = min(max(longest + 2, 8), 60)
