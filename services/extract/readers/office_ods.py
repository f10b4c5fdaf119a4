"""OpenDocument spreadsheets: sheets out of content.xml. Repeats are bounded, the text is what a person sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.extract.readers.sheet_blocks import Sheet
from services.extract.readers.sheet_regions import SheetCell
from shared.errors import LimitExceededError

_MOST_MERGED = 1_000_000
"""positions that the merged cells of a sheet cover"""
_MOST_REPEATS = 1_000
"""a filled row or cell repeated more often than this is no table of a report"""
_HIDDEN = ("collapse", "filter")
"""what `visibility` says of rows and columns that are not shown"""


def sheets(root: Any, most_cells: int) -> Iterator[Sheet]:
    """All sheets, hidden ones marked. Raises `LimitExceededError` over `most_cells` filled cells."""
    hidden_styles = {
        _attribute(style, "name")
        for style in root.iter()
        if _name(style) == "style"
        and any(_name(p) == "table-properties" and _attribute(p, "display") == "false" for p in style)
    }
    for table in (e for e in root.iter() if _name(e) == "table"):
        sheet = Sheet(title=_attribute(table, "name"), hidden=_attribute(table, "style-name") in hidden_styles)
        sheet.hidden_columns = _hidden_columns(table)
        row = 1
        merged = 0
        for element in _rows(table):
            repeats = _count(element, "number-rows-repeated")
            filled = _row(element, row, sheet)
            if _attribute(element, "visibility") in _HIDDEN:
                sheet.hidden_rows |= set(range(row, row + min(repeats, _MOST_REPEATS)))
            if filled:
                for again in range(1, min(repeats, _MOST_REPEATS)):
                    _row(element, row + again, sheet)
            if len(sheet.cells) > most_cells:
                raise LimitExceededError(f"the sheet has more than {most_cells} filled cells")
            merged += sum(_count(c, "number-rows-spanned") * _count(c, "number-columns-spanned") for c in element)
            if merged > _MOST_MERGED:
                raise LimitExceededError(f"the sheet merges more than {_MOST_MERGED} positions")
            row += repeats
        yield sheet


def _hidden_columns(table: Any) -> set[int]:
    """The columns, from 1, that the sheet's own description of them hides."""
    hidden: set[int] = set()
    column = 1
    for element in (e for e in table.iter() if _name(e) == "table-column"):
        repeats = _count(element, "number-columns-repeated")
        if _attribute(element, "visibility") in _HIDDEN:
            hidden |= set(range(column, column + min(repeats, _MOST_REPEATS)))
        column += repeats
    return hidden


def _rows(table: Any) -> Iterator[Any]:
    for element in table:
        if _name(element) == "table-row":
            yield element
        elif _name(element) in ("table-header-rows", "table-row-group", "table-rows"):
            yield from _rows(element)


def _row(element: Any, row: int, sheet: Sheet) -> bool:
    """Puts the row's cells into the sheet; False where it has none."""
    column = 1
    filled = False
    for cell in element:
        if _name(cell) not in ("table-cell", "covered-table-cell"):
            continue
        repeats = _count(cell, "number-columns-repeated")
        text = "\n".join(_text(p) for p in cell if _name(p) == "p").strip()
        if text and _name(cell) == "table-cell":
            filled = True
            stored = _attribute(cell, "value")
            down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
            made = SheetCell(stored or text, text if stored else None, down, across)
            for again in range(min(repeats, _MOST_REPEATS)):
                sheet.cells[row, column + again] = made
        column += repeats
    return filled


def _text(paragraph: Any) -> str:
    parts = [paragraph.text or ""]
    for item in paragraph:
        parts.append(
            " " * _count(item, "c") if _name(item) == "s" else "" if _name(item) == "annotation" else _text(item)
        )
        parts.append(item.tail or "")
    return "".join(parts)


def _count(element: Any, name: str) -> int:
    written = _attribute(element, name)
    return max(1, min(int(written), 1_048_576)) if written.isdigit() and len(written) < 9 else 1


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Any, name: str) -> str:
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")
