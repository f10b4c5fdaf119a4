"""HTML to blocks: headings and paragraphs as lines, tables as grids with the spans that the markup gives.

Parsed by lxml's HTML parser: it knows no external entities and fetches nothing. Scripts, styles and hidden elements
are left out. Spans are bounded, since a `colspan` is any number that somebody writes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

import lxml.etree
import lxml.html

from services.extract.core.closed_up import closed_up
from services.extract.readers.grid_spans import source_of
from services.extract.readers.sheet_blocks import parted
from services.extract.readers.text_frames import added, is_nothing, is_unnamed
from shared.errors import LimitExceededError, UnreadableFileError
from shared.model.page import Block, Fragment, Grid, GridCell, Line, Place

MAX_SPAN = 1_000
MAX_CELLS = 500_000
_LINE_TAG = re.compile(r"<(?:html|head|body|script|style|p|div|br|h[1-6]|[uo]l|li|section|article|pre|form)\b")
_ELEMENT = re.compile(r"<(/?)(?:html|head|body|p|div|h[1-6]|[uo]l|li|section|article|pre|form)\b[^>]*>")
_ANY_TAG = re.compile(r"<[^>]*>")
_SKIPPED = frozenset({"script", "style", "head", "noscript", "template", "svg", "select", "option", "button"})
_SKIPPED |= {"comment"}  # a workbook's, in pages that LibreOffice writes
_BREAKING = frozenset({"p", "div", "br", "li", "ul", "ol", "tr", "dl", "dt", "dd", "section", "article", "header"})
_BREAKING |= {"footer", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "caption", "hr"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f\u00a0]+")
_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|meta)\b", re.I | re.S
)


def is_html(text: str, media_type: str, suffix: str) -> bool:
    """Whether the whole text is an HTML document (not plain text or markdown with tables in it)."""
    if media_type in {"text/html", "application/xhtml+xml"} or suffix in {".html", ".htm", ".xhtml"}:
        return True
    return suffix != ".md" and bool(_START.match(text[:4_000])) and "</" in text[-4_000:]


def has_lines(text: str) -> bool:
    """Whether tags part the text outside its tables. Where none do, or most lines stand outside of all elements, as in
    exports of plain lines with tables in HTML, the line breaks of the file are those of the text."""
    plain = _without_tables(text.lower())
    if _LINE_TAG.search(plain) is None:
        return False
    depth = bare = tagged = 0
    for line in plain.split("\n"):
        tags = list(_ELEMENT.finditer(line))
        if tags:
            tagged += bool(_ANY_TAG.sub("", line).strip())
        elif depth <= 0:
            bare += bool(_ANY_TAG.sub("", line).strip())
        depth += sum(-1 if tag[1] else 1 for tag in tags)
    return bare <= tagged


def _without_tables(text: str) -> str:
    """The text without its tables, and what closes each of them."""
    kept: list[str] = []
    at = 0
    while at < len(text):
        table = text.find("<table", at)
        end = len(text) if table < 0 else table
        kept.append(text[at:end])
        close = text.find("</table", end)
        at = close + len("</table") if 0 <= table < close else len(text)
    return "".join(kept)


def blocks(text: str, first_line: int = 1) -> Iterator[Block]:
    """Blocks of an HTML document or fragment whose first line is `first_line` of the file.

    Raises `UnreadableFileError` where nothing can be parsed, `LimitExceededError` where spans explode.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", lambda m: "\n" * m.group(0).count("\n"), text)
    parser = lxml.html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text, parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError(f"the HTML cannot be parsed: {error}") from error
    yield from _Walker(first_line).walk(root)


class _Walker:
    """Walks the tree once, collecting inline text until something breaks the line."""

    def __init__(self, first_line: int) -> None:
        self._offset = first_line - 1
        self._cells = 0

    def walk(self, root: Any) -> Iterator[Block]:
        pieces: list[str] = []
        start = 0
        for event, element in _events(root):
            if event == "table":
                yield from self._line(pieces, start, None)
                pieces = []
                yield from self._table(element)
            elif event == "break":
                yield from self._line(pieces, start, element)
                pieces = []
            else:
                if not pieces:
                    start = element.sourceline or 0
                pieces.append(event[1:])
        yield from self._line(pieces, start, None)

    def _line(self, pieces: list[str], line: int, element: Any) -> Iterator[Line]:
        text = _SPACES.sub(" ", "".join(pieces)).strip()
        if text:
            place = Place(line=line + self._offset)
            yield Line(fragments=(Fragment(text=text, place=place),), place=place, heading=_level(element))

    def _table(self, table: Any) -> Iterator[Block]:
        rows = [r for r in table.iter("tr") if _own(r, table)]
        nested = [t for t in table.iter("table") if t is not table and _parent_table(t) is table]
        caption = next((_text(c) for c in table.iter("caption") if _parent_table(c) is table), None)
        if nested and all(map(_is_layout, rows)):
            for row in rows:  # a table for layout only
                for cell in _cells(row):
                    yield from self.walk(cell)
            return
        grid = self._grid(_unframed(rows), caption or None, table.sourceline or 0, _phantoms(table))
        if grid is not None:
            yield from parted(grid)
        for inner in nested:
            yield from self._table(inner)

    def _grid(self, rows: list[Any], caption: str | None, line: int, phantoms: Collection[int]) -> Grid | None:
        cells: list[GridCell] = []
        taken: set[tuple[int, int]] = set()
        for r, row in enumerate(rows):
            col = 0
            for element in _cells(row):
                while (r, col) in taken:
                    col += 1
                down = _span(element, "rowspan", len(rows) - r)
                across = _span(element, "colspan", MAX_SPAN)
                self._cells += down * across
                if self._cells > MAX_CELLS:
                    raise LimitExceededError(f"the tables have more than {MAX_CELLS} cells")
                across = next((k for k in range(across) if (r, col + k) in taken), across)
                taken |= {(r + i, col + k) for i in range(down) for k in range(across)}
                cells.append(self._cell(element, r, col, down, across))
                col += across
        if not any(c.fragments for c in cells):
            return None
        placed, width = closed_up(cells, phantoms)
        return Grid(
            cells=placed,
            rows=len(rows),
            cols=width,
            source=source_of(placed),
            place=Place(line=line + self._offset),
            head_rows=_head_rows(rows),
            caption=caption,
        )

    def _cell(self, element: Any, row: int, col: int, down: int, across: int) -> GridCell:
        place = Place(line=(element.sourceline or 0) + self._offset)
        parts = tuple(_parts(element))
        fragments = () if is_nothing("".join(parts)) else tuple(Fragment(text=t, place=place) for t in parts)
        return GridCell(row=row, col=col, row_span=down, col_span=across, fragments=fragments, place=place)


def _events(element: Any) -> Iterator[tuple[str, Any]]:
    """`("table", element)`, `("break", element)` and `("=text", element)` in document order, without recursion."""
    stack: list[tuple[str, Any]] = [("open", element)]
    while stack:
        kind, node = stack.pop()
        if kind == "tail":
            if node.tail:
                yield "=" + node.tail, node
        elif kind == "close":
            yield "break", node
        elif _skipped(node):
            continue
        elif node.tag == "table" and node is not element:
            yield "table", node
        else:
            if node.tag in _BREAKING:
                yield "break", None
                stack.append(("close", node))
            if node.text:
                yield "=" + node.text, node
            for child in reversed(node):
                stack.append(("tail", child))
                stack.append(("open", child))


def _skipped(node: Any) -> bool:
    return not isinstance(node.tag, str) or node.tag in _SKIPPED or bool(_HIDDEN.search(node.get("style") or ""))


def _parts(element: Any) -> Iterator[str]:
    """The text of a cell, a piece for each line that the markup makes; nested tables are not part of it."""
    pieces: list[str] = []
    for event, _ in [*_events(element), ("break", None)]:
        if event == "break":
            text = _SPACES.sub(" ", "".join(pieces)).strip()
            pieces = []
            if text:
                yield text
        elif event != "table":
            pieces.append(event[1:])


def _text(element: Any) -> str:
    return " ".join(_parts(element))


def _cells(row: Any) -> list[Any]:
    return [c for c in row if c.tag in ("td", "th")]


def _own(row: Any, table: Any) -> bool:
    return _parent_table(row) is table and not _skipped(row)


def _parent_table(element: Any) -> Any:
    return next(element.iterancestors("table"), None)


def _is_layout(row: Any) -> bool:
    """Whether a row has one cell, or every cell of it holds a table of its own, or nothing: they stand side by side."""
    cells = _cells(row)
    return len(cells) <= 1 or all(
        next(c.iter("table"), None) is not None or not c.text_content().strip() for c in cells
    )


def _span(element: Any, name: str, most: int) -> int:
    """A span as written, at least 1; 0 means *to the end* for rows."""
    written = (element.get(name) or "1").strip()
    value = int(written) if written.isascii() and written.isdigit() and len(written) < 8 else 1
    if value == 0:
        value = most if name == "rowspan" else 1
    return max(1, min(value, most, MAX_SPAN))


def _phantoms(table: Any) -> frozenset[int]:
    """The columns that are said to be wider than their table. LibreOffice counts widths in too few bits: between edges
    that differ by less than its unit is a column for it, at the end of which some rows begin a cell."""
    columns = [c for c in table.iter("col") if _parent_table(c) is table]
    if any(c.get("span") for c in columns):
        return frozenset()
    widest = _pixels(table)
    return frozenset(i for i, c in enumerate(columns) if 0 < widest < _pixels(c))


def _pixels(element: Any) -> int:
    written = element.get("width") or ""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else 0


def _unframed(rows: list[Any]) -> list[Any]:
    """The rows of a table, one that a library for data frames wrote without the numbers that it put there."""
    cells = [_cells(row) for row in rows]
    if not cells or not all(cells):
        return rows
    above, before = added([_text(cell) for cell in cells[0]], [_text(row[0]) for row in cells[1:]])
    for row, own in zip(rows, cells, strict=True) if before else ():
        row.remove(own[0])
    return rows[above:]


def _head_rows(rows: list[Any]) -> int | None:
    """How many rows the markup itself calls head; None where it does not say, or calls the first row so whatever it
    is."""
    if any(is_unnamed(_text(cell)) for row in rows[:1] for cell in _cells(row)):
        return None
    count = 0
    for row in rows:
        cells = _cells(row)
        if row.getparent().tag == "thead" or (cells and all(c.tag == "th" for c in cells)):
            count += 1
        else:
            break
    return count or None


def _level(element: Any) -> int | None:
    tag = element.tag if element is not None else ""
    return int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else None
