"""The styles of text exports that set cells apart with little or nothing."""

from __future__ import annotations

import random
from dataclasses import dataclass
from unicodedata import east_asian_width

from samples.printed import PrintCell, PrintGrid

_NAME_CHARS = 12
"""characters of a name before it is wrapped"""


Matrix = tuple[tuple[str, ...], ...]
"""texts by row and column"""

_SIGNS = ("-", "/", ".", "—", "·")
"""what exports put between the levels of a head"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A printed part of a table: its grid, and its texts by position (a spanning cell in its first place)."""

    grid: PrintGrid
    matrix: Matrix

    @classmethod
    def of(cls, grid: PrintGrid) -> Part:
        table = [[""] * grid.cols for _ in range(grid.rows)]
        for cell in grid.cells:
            table[cell.row][cell.col] = cell.text
        return cls(grid=grid, matrix=tuple(tuple(row) for row in table))

    @property
    def head(self) -> list[PrintCell]:
        return sorted((c for c in self.grid.cells if c.row < self.grid.head_rows), key=lambda c: (c.row, c.col))

    @property
    def body(self) -> tuple[tuple[str, ...], ...]:
        return self.matrix[self.grid.head_rows :]


def width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WFA" else 1 for c in text)


def wrap(text: str, size: int) -> list[str]:
    """The text in pieces of at most `size` characters; tags are never cut."""
    if text.startswith("<"):
        return [text]
    return [text[i : i + size] for i in range(0, len(text), size)] or [""]


def in_cells(part: Part) -> list[str]:
    """A line for each cell; blank cells leave nothing."""
    return [c.text for c in part.head if c.text] + [text for row in part.body for text in row if text]


def on_one_line(part: Part) -> list[str]:
    """All words on one line, head cells row by row."""
    return [" ".join(in_cells(part))]


def in_stream(part: Part, rng: random.Random) -> list[str]:
    """Words one space apart. Long head cells come as lines of their own, long names before their numbers."""
    lines: list[str] = []
    for row in range(part.grid.head_rows):
        cells = [c for c in part.head if c.row == row and c.text]
        short = [c.text for c in cells if len(c.text) <= 6]
        if len(short) == len(cells):
            lines += [" ".join(short)] if short else []
            continue
        for cell in cells:
            pieces = wrap(cell.text, rng.randint(4, 7))
            if lines and len(pieces) > 1 and rng.random() < 0.15 and " " not in lines[-1]:
                lines[-1] += pieces.pop(0)  # the last piece of one cell and the first of the next run together
            lines += pieces
    for row_texts in part.body:
        texts = [t for t in row_texts if t]
        if texts and len(texts[0]) > _NAME_CHARS and rng.random() < 0.7:
            *before, last = wrap(texts[0], _NAME_CHARS)
            lines += [text for piece in before for text in (piece, "")]
            texts[0] = last
        lines += [" ".join(texts), ""] if texts else []
    return lines


def in_columns(part: Part) -> list[str]:
    """Columns two spaces apart, names wrapped within their column, everything else centred beside them."""
    rows = [
        [wrap(text, _NAME_CHARS) if c in part.grid.labels else [text] for c, text in enumerate(row)]
        for row in part.matrix
    ]
    heads = part.grid.head_rows
    spans = {(c.row, c.col): c for c in part.grid.cells if c.col_span > 1}
    widths = [
        max((width(line) for r, row in enumerate(rows) if (r, c) not in spans for line in row[c]), default=1)
        for c in range(part.grid.cols)
    ]
    starts = [sum(w + 2 for w in widths[:c]) for c in range(part.grid.cols)]
    lines: list[str] = []
    for r, row in enumerate(rows):
        height = max((len(pieces) for pieces in row), default=1)
        for step in range(height):
            line = ""
            for c, pieces in enumerate(row):
                at = step - (height - len(pieces)) // 2
                text = pieces[at] if 0 <= at < len(pieces) else ""
                right = r >= heads and c not in part.grid.labels
                room = starts[c] + (widths[c] - width(text) if right else 0) - width(line)
                if text:
                    line += " " * max(room, 1 if line else 0) + text
            lines.append(line.rstrip())
    return lines


def repeated(grid: PrintGrid) -> Matrix:
    """A merged cell's text in every cell that it covers."""
    covering = _covering(grid)
    return tuple(
        tuple(covering[r, c].text if (r, c) in covering else "" for c in range(grid.cols)) for r in range(grid.rows)
    )


def flattened(grid: PrintGrid, rng: random.Random) -> Matrix:
    """The head in one row, its levels with a sign between them; merged cells below it once."""
    if not grid.head_rows:
        return Part.of(grid).matrix
    sign = rng.choice(_SIGNS)
    covering = _covering(grid)
    paths = [[covering.get((r, c)) for r in range(grid.head_rows)] for c in range(grid.cols)]
    head = tuple(sign.join(cell.text for cell in dict.fromkeys(path) if cell and cell.text) for path in paths)
    return (head, *Part.of(grid).body)


def short(grid: PrintGrid) -> Matrix:
    """A merged cell as one in each of its rows, however many columns it covers; its text in the first row only."""
    covering = _covering(grid)
    rows: list[tuple[str, ...]] = []
    for r in range(grid.rows):
        at, cells = 0, []
        while at < grid.cols:
            cell = covering.get((r, at))
            cells.append(cell.text if cell is not None and cell.row == r else "")
            at += cell.col_span if cell is not None else 1
        rows.append(tuple(cells))
    return tuple(rows)


def _covering(grid: PrintGrid) -> dict[tuple[int, int], PrintCell]:
    """The cell that covers each position."""
    return {
        (r, c): cell
        for cell in grid.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.col, cell.col + cell.col_span)
    }
