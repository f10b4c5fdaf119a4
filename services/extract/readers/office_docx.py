"""Word documents to blocks: paragraphs as lines, tables as grids with the merges that the file says.

Read from the package's XML by local names, so that strict and transitional files, and files with macros (which nothing
here can run), are one. Text that tracked changes deleted is dropped, inserted text kept; hidden text is dropped; text
boxes come after their paragraph, footnotes at the end; automatic numbers are written out, since headings are known by
them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.extract.core.closed_up import closed_up
from services.extract.readers import office_package
from services.extract.readers.grid_spans import numbered, source_of
from services.extract.readers.office_numbering import Numbering
from services.extract.readers.text_rows import print_around
from shared.errors import LimitExceededError, UnreadableFileError
from shared.model.page import Block, Fragment, Grid, GridCell, Line, Place

MAX_CELLS = 300_000
_MOST_SPAN = 512
_DROPPED = frozenset({"del", "moveFrom", "rPr", "pPr", "instrText", "delText", "Fallback", "tbl", "txbxContent"})
_HEADING = re.compile(r"(?:heading|标题)\s*([1-6])", re.IGNORECASE)


def name_of(element: Any) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """An attribute by local name."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), None)


def child(element: Any, *path: str) -> Any:
    """The first descendant along the path of local names, None where one is missing."""
    for name in path:
        element = next((c for c in element if name_of(c) == name), None) if element is not None else None
    return element


def value(element: Any, *path: str) -> str | None:
    found = child(element, *path)
    return attribute(found, "val") if found is not None else None


def number(element: Any, *path: str) -> int:
    """The figure that an element along the path carries, 0 where there is none or it is no figure."""
    written = value(element, *path) or ""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else 0


def is_on(element: Any, *path: str) -> bool:
    """Whether a switch along the path is there and not turned off."""
    found = child(element, *path)
    return found is not None and attribute(found, "val") not in ("0", "false", "off")


def blocks(package: zipfile.ZipFile) -> list[Block]:
    """All blocks of the main document. Raises `UnreadableFileError`, `LimitExceededError`."""
    root = office_package.xml(package, "word/document.xml")
    body = child(root, "body") if root is not None else None
    if body is None:
        raise UnreadableFileError("the Word file has no document body")
    numbering = Numbering.of(office_package.xml(package, "word/numbering.xml"))
    styles = _styles(office_package.xml(package, "word/styles.xml"))
    walker = _Walker(numbering=numbering, styles=styles)
    found = list(walker.blocks(body))
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        notes = office_package.xml(package, name)
        for note in notes if notes is not None else ():
            if attribute(note, "type") in (None, "normal"):  # the others are the rules above them
                found += walker.blocks(note)
    return found


@dataclass(frozen=True, slots=True)
class _Style:
    heading: int | None
    number: Any
    """the style's own numPr element"""
    centred: bool = False


def _styles(root: Any) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for style in root if root is not None else ():
        key = attribute(style, "styleId")
        if name_of(style) == "style" and key:
            named = _HEADING.search(value(style, "name") or "")
            outline = value(style, "pPr", "outlineLvl")
            level = int(named[1]) if named else int(outline) + 1 if outline and outline < "6" else None
            found[key] = _Style(level, child(style, "pPr", "numPr"), value(style, "pPr", "jc") == "center")
    return found


@dataclass(kw_only=True, slots=True)
class _Walker:
    numbering: Numbering
    styles: dict[str, _Style]
    line: int = 0
    cells: int = 0
    boxes: list[Any] = field(default_factory=list)
    """text boxes met in the paragraph being read"""

    def blocks(self, container: Any) -> Iterator[Block]:
        for element in container:
            kind = name_of(element)
            if kind == "p":
                yield from self._paragraph(element)
            elif kind == "tbl":
                yield from self._table(element)
            elif kind in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
                yield from self.blocks(element)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        self.line += 1
        place = Place(line=self.line)
        self.boxes = []
        text = self._text(paragraph)
        boxes = self.boxes
        style = self.styles.get(value(paragraph, "pPr", "pStyle") or "", _Style(None, None))
        own_number = child(paragraph, "pPr", "numPr")
        number = self.numbering.text(own_number if own_number is not None else style.number)
        if text.strip():
            text = number + text
            own = value(paragraph, "pPr", "jc")
            centred = own == "center" if own else style.centred
            fragment = Fragment(text=text, place=place)
            yield Line(fragments=(fragment,), place=place, heading=style.heading, centred=centred)
        for box in boxes:
            yield from self.blocks(box)

    def _text(self, element: Any) -> str:
        parts: list[str] = []
        for item in element:
            kind = name_of(item)
            if kind == "txbxContent":
                self.boxes.append(item)
            elif kind == "r" and is_on(item, "rPr", "vanish"):
                continue
            elif kind == "t":
                parts.append(item.text or "")
            elif kind == "tab":
                parts.append("\t")
            elif kind in ("br", "cr"):
                parts.append(" ")
            elif kind == "noBreakHyphen":
                parts.append("-")
            elif kind not in _DROPPED:
                parts.append(self._text(item))
        return "".join(parts)

    # ------------------------------------------------------------ tables

    def _table(self, table: Any) -> Iterator[Block]:
        rows = [r for r in _inside(table, "tr") if child(r, "trPr", "del") is None]
        tables = [[list(_inside(c, "tbl")) for c in _inside(r, "tc")] for r in rows]
        if any(t for row in tables for t in row) and all(map(_is_layout, rows)):
            for row in rows:  # a table for layout only
                for cell in _inside(row, "tc"):
                    yield from self.blocks(cell)
            return
        grid = self._grid(rows, _edges(table, rows))
        if grid is not None:
            around = print_around(grid)
            yield from around if around else (grid,)
        for row_tables in tables:
            for inner in row_tables:
                for nested in inner:
                    yield from self._table(nested)

    def _grid(self, rows: list[Any], edges: Sequence[int]) -> Grid | None:
        """The grid of a table, given the number of each edge of its columns (see `_edges`)."""
        cells: list[GridCell] = []
        open_merges: dict[int, int] = {}
        first = self.line + 1
        for r, row in enumerate(rows):
            self.line += 1
            for element, left, right in _placed(row):
                col, span = edges[left], edges[right] - edges[left]
                if not span:  # a sliver between edges that are one
                    continue
                merge = child(element, "tcPr", "vMerge")
                if merge is not None and attribute(merge, "val") != "restart" and col in open_merges:
                    at = open_merges[col]
                    cells[at] = _taller(cells[at], r)
                else:
                    open_merges.pop(col, None)
                    if merge is not None:
                        open_merges[col] = len(cells)
                    cells.append(self._cell(element, r, col, span))
        self.cells += len(cells)
        if self.cells > MAX_CELLS:
            raise LimitExceededError(f"the tables have more than {MAX_CELLS} cells")
        if not any(c.fragments for c in cells):
            return None
        placed, width = closed_up(cells)
        return Grid(
            cells=placed,
            rows=len(rows),
            cols=width,
            source=source_of(placed),
            place=Place(line=first),
            head_rows=_head_rows(rows),
        )

    def _cell(self, element: Any, row: int, col: int, span: int) -> GridCell:
        place = Place(line=self.line)
        fragments: list[Fragment] = []
        for paragraph in _inside(element, "p"):
            self.boxes = []
            text = self._text(paragraph).strip()
            number = self.numbering.text(child(paragraph, "pPr", "numPr"))
            if shown := (number + text).strip():  # the number alone, in a column of running numbers
                fragments.append(Fragment(text=shown, place=place))
        return GridCell(row=row, col=col, col_span=span, fragments=tuple(fragments), place=place)


def _inside(element: Any, kind: str) -> Iterator[Any]:
    """The elements of this kind directly inside, also through content controls and tracked insertions."""
    for item in element:
        if name_of(item) == kind:
            yield item
        elif name_of(item) in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _inside(item, kind)


def _is_layout(row: Any) -> bool:
    """Whether a row has one cell, or every cell of it holds a table of its own, or nothing: they stand side by side."""
    cells = list(_inside(row, "tc"))
    return len(cells) <= 1 or all(
        next(_inside(c, "tbl"), None) is not None or not "".join(c.itertext()).strip() for c in cells
    )


def _taller(cell: GridCell, row: int) -> GridCell:
    return GridCell(
        row=cell.row,
        col=cell.col,
        row_span=row - cell.row + 1,
        col_span=cell.col_span,
        fragments=cell.fragments,
        place=cell.place,
    )


def _head_rows(rows: list[Any]) -> int | None:
    """The rows that Word repeats on every page."""
    count = 0
    while count < len(rows) and is_on(rows[count], "trPr", "tblHeader"):
        count += 1
    return count or None


def _placed(row: Any) -> Iterator[tuple[Any, int, int]]:
    """The cells of a row, each with the edges of the columns at which it begins and ends. Older files merge by marking
    the cells that one cell covers (`hMerge`)."""
    left = min(number(row, "trPr", "gridBefore"), _MOST_SPAN)
    cell: tuple[Any, int, int] | None = None
    for element in _inside(row, "tc"):
        right = left + max(1, min(number(element, "tcPr", "gridSpan"), _MOST_SPAN))
        merge = child(element, "tcPr", "hMerge")
        covered = merge is not None and attribute(merge, "val") != "restart"
        if cell is not None and not covered:
            yield cell
        cell = (cell[0], cell[1], right) if cell is not None and covered else (element, left, right)
        left = right
    if cell is not None:
        yield cell


def _edges(table: Any, rows: list[Any]) -> list[int]:
    """The number of each edge of the table's columns, the same for edges that nobody sees apart: rows whose edges were
    set one by one, or rounded, leave slivers between them. As many as the rows have where a sliver holds text."""
    placed = [cell for row in rows for cell in _placed(row)]
    count = max((right for *_, right in placed), default=0)
    columns = (
        (c for c in child(table, "tblGrid") if name_of(c) == "gridCol") if child(table, "tblGrid") is not None else ()
    )
    widths = [int(w) if (w := attribute(c, "w") or "").isdigit() and len(w) < 8 else 0 for c in columns]
    edges = numbered(widths) if len(widths) >= count else []
    lost = any(
        edges[left] == edges[right] and "".join(cell.itertext()).strip() for cell, left, right in placed if edges
    )
    return edges if edges and not lost else list(range(count + 1))
