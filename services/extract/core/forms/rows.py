"""Grids (and lines between them) as rows of tokens: what stands in a row, where, and whether positions can be trusted.

Rules and marked-up files say for certain which columns a cell covers; text exports do not: there a merged cell leaves
blanks, and a row may be shifted. Forms are read from the same rows in both cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from services.extract.core.parts import join_fragments, lines_in, slot_of
from services.extract.core.repair import REPAIRED
from shared.model.fold import tidy
from shared.model.numbers import parse_number
from shared.model.page import NOWHERE, Block, Grid, GridSource, Line, Place
from shared.model.table import Cell, Repair

#: spans are certain, or inferred from geometry and good enough to place cells by
_PLACED = frozenset({GridSource.RULED, GridSource.MARKED, GridSource.ALIGNED})
_FEWEST_LINES = 2
"""lines of a cell that tell whether it was cut at the edge of a column"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A cell that is not blank (or a whole line): text, its fragments as read, and the columns it covers."""

    text: str
    raw: tuple[str, ...] = ()
    place: Place = NOWHERE
    confidence: float = 1.0
    col: int = 0
    col_span: int = 1
    row_span: int = 1
    repairs: tuple[Repair, ...] = ()

    @property
    def cols(self) -> range:
        return range(self.col, self.col + self.col_span)

    def repaired(self, code: str, before: str, after: str, why: str) -> Token:
        """The same token reading `after`, with the repair logged."""
        logged = (*self.repairs, Repair(code=code, before=before, after=after, why=why))
        return replace(self, text=after, repairs=logged)

    def cell(self) -> Cell:
        return Cell(
            text=self.text,
            value=parse_number(self.text),
            raw=self.raw,
            place=self.place,
            confidence=min(self.confidence, REPAIRED) if self.repairs else self.confidence,
            repairs=self.repairs,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class FormRow:
    """One printed row. `covering`: cells of rows above that reach down into it. `cols`: of the grid, 1 for a line."""

    tokens: tuple[Token, ...]
    covering: tuple[Token, ...] = ()
    placed: bool = False
    """positions tell the columns"""
    cols: int = 1
    is_line: bool = False
    first: bool = False
    last: bool = False
    """first or last row of its grid: where a page may have cut a row"""

    def at(self, cols: range) -> list[Token]:
        """The cells that stand in these columns, those from above first."""
        return [t for t in (*self.covering, *self.tokens) if t.col < cols.stop and t.col + t.col_span > cols.start]


def rows_of(blocks: Sequence[Block]) -> list[FormRow]:
    """All rows of the blocks in order, blank ones left out."""
    rows: list[FormRow] = []
    for block in blocks:
        if isinstance(block, Line):
            rows.append(_line(block))
            continue
        filled = [row for row in _grid_rows(block) if row.tokens]
        rows += [replace(r, first=i == 0, last=i == len(filled) - 1) for i, r in enumerate(filled)]
    return [row for row in rows if row.tokens]


def merged(tokens: Sequence[Token]) -> Token | None:
    """Pieces of one cell as one, logged; None of none. Those that the edge of a column cut are read line by line."""
    if not tokens:
        return None
    if len(tokens) == 1:
        return tokens[0]
    text = join_fragments(_by_line(tokens) or (t.text for t in tokens))
    joined = replace(tokens[0], raw=tuple(r for t in tokens for r in t.raw))
    return joined.repaired("cells_joined", "⏎".join(t.text for t in tokens), text, "pieces of one cell")


def _by_line(tokens: Sequence[Token]) -> list[str]:
    """The pieces of the lines that the edges of columns cut, in order; [] where cells are not cut so: every line but
    the last has a piece in each of the columns beside each other, and those of a column but the last are as long."""
    lines = [lines_in("".join(t.raw)) for t in tokens]
    counts = [len(own) for own in lines]
    beside = all(a.col + a.col_span == b.col for a, b in pairwise(tokens))
    if not beside or counts[0] < _FEWEST_LINES or counts != sorted(counts, reverse=True) or counts[0] - counts[-1] > 1:
        return []
    for own, right in pairwise(lines):
        long = [len(line) for line in own[: len(right)]]
        if max(long) - min(long) > 1:
            return []
    return [piece for line in zip_longest(*lines, fillvalue="") for piece in line if piece]


def behind_heads(rows: Sequence[FormRow], is_head: Callable[[FormRow], bool]) -> list[FormRow]:
    """The rows without the heads among them. Where a page prints the head again, the row behind it is the page's first
    row, which the page break may have cut."""
    kept: list[FormRow] = []
    opens = False
    for row in rows:
        if is_head(row):
            opens = opens or row.first
        else:
            kept.append(replace(row, first=row.first or opens))
            opens = False
    return kept


def _line(line: Line) -> FormRow:
    text = tidy(line.text)
    token = Token(
        text=text,
        raw=tuple(f.raw for f in line.fragments),
        place=line.place,
        confidence=min((f.confidence for f in line.fragments), default=1.0),
    )
    return FormRow(tokens=(token,) if text else (), is_line=True)


def _grid_rows(grid: Grid) -> Iterator[FormRow]:
    placed = grid.source in _PLACED
    starting: list[list[Token]] = [[] for _ in range(grid.rows)]
    covering: list[list[Token]] = [[] for _ in range(grid.rows)]
    for cell in sorted(grid.cells, key=lambda c: (c.row, c.col)):
        slot = slot_of(cell)
        if not slot.text or cell.row >= grid.rows:
            continue
        token = Token(
            text=slot.text,
            raw=tuple(f.raw for f in slot.fragments),
            place=slot.place,
            confidence=min((f.confidence for f in slot.fragments), default=1.0),
            col=slot.col,
            col_span=slot.col_span,
            row_span=slot.row_span,
        )
        starting[cell.row].append(token)
        for row in range(cell.row + 1, min(cell.row + cell.row_span, grid.rows)):
            covering[row].append(token)
    for own, above in zip(starting, covering, strict=True):
        yield FormRow(tokens=tuple(own), covering=tuple(above), placed=placed, cols=grid.cols)
