"""Workbooks to blocks: every visible sheet is a page; titles and notes on it are lines, the rest are grids.

Hidden sheets, rows and columns are left out with a note, and so are those that have no size or show nothing. A
formula gives its cached value; where a file keeps none, the cell shows nothing, with no confidence, and its fragment is
the formula. Merged cells and texts centred across blank ones keep their spans, figures and dates are shown as their
number format shows them.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import xlrd
import xlrd.compdoc
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from services.extract.readers import office_dates, office_ods, office_package
from services.extract.readers.office_formats import exact, shown
from services.extract.readers.sheet_blocks import Sheet, blocks_of
from services.extract.readers.sheet_regions import SheetCell
from shared.errors import EncryptedFileError, LimitExceededError, UnreadableFileError
from shared.model.page import HIDDEN_COLUMNS, HIDDEN_ROWS, HIDDEN_SHEET, Legibility, PageContent

#: what is said of a file whose library stumbles over it: its own words name no part of the file
_MISFIT = "it is cut off, or its parts do not fit together"
MAX_CELLS = 500_000
MAX_MERGED = 1_000_000
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
#: rows and cells that hold nothing but a format
_BARE_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?/>")
_BARE_ROW = re.compile(rb"<(?:\w+:)?row(?:\s[^<>]*)?(?:/>|>\s*</(?:\w+:)?row>)")
#: from so many on they are taken out before the workbook is opened
MANY_BARE = 20_000
#: the format that centres a text across the blank cells beside it, which departments use for merged heads
_ACROSS = "centerContinuous"
_XLS_ACROSS = 6
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


def check_workbook(package: zipfile.ZipFile) -> None:
    """Refuses what would take all memory once opened: millions of cells or of merged positions."""
    for name in package.namelist():
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            continue
        data = office_package.member(package, name) or b""
        if b"<!DOCTYPE" in data[:100_000]:
            raise UnreadableFileError(f"{name} declares a document type of its own: entities are not followed")
        if sum(1 for _ in _CELL.finditer(data)) > 4 * MAX_CELLS:
            raise LimitExceededError(f"{name} has more than {4 * MAX_CELLS} cells")
        area = sum(_area(*found.groups()) for found in _MERGE.finditer(data))
        if area > MAX_MERGED:
            raise LimitExceededError(f"{name} merges more than {MAX_MERGED} positions")


def _area(first: bytes, top: bytes, last: bytes, bottom: bytes) -> int:
    return (abs(_column(last) - _column(first)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def xlsx(path: Path) -> list[PageContent]:
    """The visible sheets of an xlsx or xlsm file."""
    try:
        formulas = _has_formulas(path)
        book = openpyxl.load_workbook(_opened(path), data_only=True, keep_links=False)
        written = openpyxl.load_workbook(_opened(path), keep_links=False) if formulas else None
    except (zipfile.BadZipFile, zlib.error, SyntaxError, OSError) as error:
        raise UnreadableFileError(f"the workbook is damaged: {(str(error) or repr(error)).splitlines()[0]}") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableFileError(f"the file is damaged: {_MISFIT}") from error
    sheets = [_xlsx_sheet(s, written[s.title] if written is not None else None) for s in book.worksheets]
    return _pages(sheets)


def _opened(path: Path) -> io.BytesIO:
    """The workbook as it is, whatever its name ends in, or without bare rows and cells where it has a great many.

    A format laid over whole columns leaves a million cells that hold nothing; opening them takes a minute and 600 MB.
    """
    with office_package.opened(path) as package:
        slim: dict[str, bytes] = {}
        for name in package.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                data = office_package.member(package, name) or b""
                if sum(1 for bare in (_BARE_CELL, _BARE_ROW) for _ in bare.finditer(data)) > MANY_BARE:
                    slim[name] = _BARE_ROW.sub(b"", _BARE_CELL.sub(b"", data))
        if not slim:
            return io.BytesIO(path.read_bytes())
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w") as made:
            for name in package.namelist():
                made.writestr(name, slim[name] if name in slim else office_package.member(package, name) or b"")
    copy.seek(0)
    return copy


def _has_formulas(path: Path) -> bool:
    with office_package.opened(path) as package:
        names = [n for n in package.namelist() if n.startswith("xl/worksheets/")]
        return any(_FORMULA.search(office_package.member(package, n) or b"") for n in names if n.endswith(".xml"))


def _xlsx_sheet(sheet: Any, written: Any) -> Sheet:
    made = Sheet(title=sheet.title, hidden=sheet.sheet_state != "visible")
    spans = {
        (r.min_row, r.min_col): (r.max_row - r.min_row + 1, r.max_col - r.min_col + 1)
        for r in sheet.merged_cells.ranges
    }
    # The cells that are there: `iter_rows` would walk all positions up to the last one, 17 billion on a bad day.
    for (row, column), cell in sorted(sheet._cells.items()):
        text, display = _xlsx_value(cell)
        down, across = spans.get((row, column)) or (1, _centred_across(sheet._cells, row, column) if text else 1)
        if text:
            made.cells[row, column] = SheetCell(text, display, down, across)
        elif written is not None and cell.value is None and (formula := _formula(written[cell.coordinate])):
            made.cells[row, column] = SheetCell(formula, "", down, across, confidence=0.0)
    made.hidden_rows = {n for n, d in sheet.row_dimensions.items() if d.hidden or d.height == 0}
    for dimension in sheet.column_dimensions.values():
        if (dimension.hidden or dimension.width == 0) and dimension.min and dimension.max:
            made.hidden_columns |= set(range(dimension.min, min(dimension.max, dimension.min + 1_000) + 1))
    return made


def _centred_across(cells: Mapping[tuple[int, int], Any], row: int, column: int) -> int:
    """How many cells a text is centred across: its own and the blank ones beside it with the same format."""
    last = column
    while (cell := cells.get((row, last))) is not None and cell.alignment.horizontal == _ACROSS:
        if last > column and cell.value is not None:
            break
        last += 1
    return max(1, last - column)


def _xlsx_value(cell: Any) -> tuple[str, str | None]:
    by_number = office_dates.BY_NUMBER.get(cell._style.numFmtId)
    stored = cell.value
    if by_number and isinstance(stored, int | float) and not isinstance(stored, bool):
        try:  # a date whose format stands in no file, so that openpyxl takes it for a figure
            stored = from_excel(stored, cell.parent.parent.epoch)
        except (ValueError, OverflowError):
            return _shown(stored, cell.number_format)
    return _shown(stored, by_number or cell.number_format)


def _formula(cell: Any) -> str:
    """The formula of a cell as written, "" where it holds none."""
    if cell.data_type != "f":
        return ""
    return str(getattr(cell.value, "text", None) or cell.value)


def xls(data: bytes) -> list[PageContent]:
    """The visible sheets of an Excel 97–2003 file."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silent())
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        if "encrypted" in str(error).lower():
            raise EncryptedFileError("the workbook asks for a password") from error
        raise UnreadableFileError(f"the workbook cannot be opened: {error}") from error
    except (AssertionError, IndexError, ValueError, KeyError, TypeError, UnicodeError, struct.error) as error:
        raise UnreadableFileError(f"the file is damaged: {_MISFIT}") from error
    return _pages([_xls_sheet(book, sheet) for sheet in book.sheets()])


class _Silent:
    """xlrd writes warnings to a log file; there is nobody to read them."""

    def write(self, text: str) -> None:
        """Drops it."""


def _xls_sheet(book: Any, sheet: Any) -> Sheet:
    made = Sheet(title=sheet.name, hidden=sheet.visibility != 0)
    spans = {(r0, c0): (r1 - r0, c1 - c0) for r0, r1, c0, c1 in sheet.merged_cells}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            text, display = _xls_value(book, sheet.cell(row, column))
            if text:
                down, across = spans.get((row, column)) or (1, _xls_centred_across(book, sheet, row, column))
                made.cells[row + 1, column + 1] = SheetCell(text, display, down, across)
    made.hidden_rows = {n + 1 for n, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0}
    made.hidden_columns = {n + 1 for n, info in sheet.colinfo_map.items() if info.hidden or info.width == 0}
    return made


def _xls_centred_across(book: Any, sheet: Any, row: int, column: int) -> int:
    """As `_centred_across`."""
    last = column
    while last < sheet.row_len(row):
        cell = sheet.cell(row, last)
        blank = cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
        if book.xf_list[cell.xf_index].alignment.hor_align != _XLS_ACROSS or (last > column and not blank):
            break
        last += 1
    return max(1, last - column)


def _xls_value(book: Any, cell: Any) -> tuple[str, str | None]:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return "", None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A"), None
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return _shown(bool(cell.value), "")
    if cell.ctype == xlrd.XL_CELL_DATE:
        key = book.xf_list[cell.xf_index].format_key
        try:
            moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return str(cell.value), None
        return _shown(moment, office_dates.BY_NUMBER.get(key) or book.format_map[key].format_str)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return _shown(cell.value, book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
    return str(cell.value).strip(), None


def ods(root: Any) -> list[PageContent]:
    """The visible sheets of an OpenDocument spreadsheet, given its content.xml."""
    if root is None:
        raise UnreadableFileError("the spreadsheet has no content")
    return _pages(list(office_ods.sheets(root, MAX_CELLS)))


def _shown(stored: Any, number_format: str) -> tuple[str, str | None]:
    """The stored value as text, and what the cell shows where that differs in kind (figures, dates)."""
    if stored is None:
        return "", None
    if isinstance(stored, bool):
        return ("TRUE" if stored else "FALSE"), None
    if isinstance(stored, int | float):
        return format(exact(stored), "f"), shown(stored, number_format)
    if isinstance(stored, dt.datetime | dt.date):
        return stored.isoformat()[:10], office_dates.shown(stored, number_format)
    return str(stored).strip(), None


def _pages(sheets: list[Sheet]) -> list[PageContent]:
    """One page for each visible sheet; what was left out is noted on the first."""
    if sum(len(s.cells) for s in sheets) > MAX_CELLS:
        raise LimitExceededError(f"the workbook has more than {MAX_CELLS} filled cells")
    seen = [s for s in sheets if not s.hidden]
    pages = [_page(number, sheet) for number, sheet in enumerate(seen, start=1)]
    skipped = tuple(f"{HIDDEN_SHEET}{s.title}" for s in sheets if s.hidden and s.cells)
    if skipped and pages:
        first = pages[0]
        pages[0] = PageContent(
            number=1, blocks=first.blocks, legibility=first.legibility, notes=(*first.notes, *skipped)
        )
    return pages or [PageContent(number=1, legibility=Legibility.BLANK, notes=skipped)]


def _page(number: int, sheet: Sheet) -> PageContent:
    seen = [(row, column) for (row, column), cell in sheet.cells.items() if cell.shown]
    sheet.hidden_rows |= {r for r, _ in sheet.cells} - {r for r, _ in seen}
    sheet.hidden_columns |= {c for _, c in sheet.cells} - {c for _, c in seen}
    blocks = tuple(blocks_of(sheet))
    notes = list(sheet.notes)
    rows = sheet.hidden_rows & {r for r, _ in sheet.cells}
    columns = sheet.hidden_columns & {c for _, c in sheet.cells}
    notes += [f"{HIDDEN_ROWS}{sheet.title}!{_ranges(rows, str)}"] if rows else []
    notes += [f"{HIDDEN_COLUMNS}{sheet.title}!{_ranges(columns, get_column_letter)}"] if columns else []
    return PageContent(
        number=number, blocks=blocks, notes=tuple(notes), legibility=Legibility.CLEAR if blocks else Legibility.BLANK
    )


def _ranges(numbers: Collection[int], written: Callable[[int], str]) -> str:
    """`3,5-8`: so many numbers as runs."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(written(r[0]) if len(r) == 1 else f"{written(r[0])}-{written(r[-1])}" for r in runs)
