"""Rows that stand far below those above them: what shows that they are of one table."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.ledger.entries import beginnings
from services.extract.core.ledger.evidence import height_of
from services.extract.core.ledger.tokens import Token

#: rows as far apart as this (font sizes) are of one table where most texts begin or end within this (font sizes) of
#: those of a few rows above
_FARTHEST = 12.0
_SAME, RECENT = 0.15, 6
#: so many texts do not stand in the columns of others by chance
_MANY = 4
#: rows of one height are no further from it than this (font sizes)
_STEP = 0.1
#: lines nearer to one another than this (font sizes) are of cells beside one another
_BESIDE = 0.75


def is_aligned(line: Sequence[Token], rows: Sequence[Sequence[Token]], above: float, least: int = 3) -> bool:
    """Whether a line that stands far below others (`above`: where they end) goes on with their columns: the most of its
    texts (`least` of them), with figures among them, end, begin or are centred where texts of theirs are, or all of
    many; or it holds an entry of their balance. A row may be as high as its empty lines."""
    near = [t for row in rows[-RECENT:] for t in row]
    same = [t for t in line if any(_off(t, o) < _SAME * t.size for o in near)]
    if min(t.box.top for t in line) - above >= _FARTHEST * line[0].size:
        return False
    aligned = len(same) >= max(least, 0.6 * len(line)) and sum(t.figure for t in same) > (least > 2)
    return aligned or len(same) == len(line) >= _MANY or is_entry(line, rows)


def row_at(lines: Sequence[Sequence[Token]], at: int) -> list[Token]:
    """The texts of a line, and of those below that stand nearer than lines of one text: of cells beside its own."""
    end = at + 1
    while end < len(lines) and height_of(lines[end]) - height_of(lines[end - 1]) < _BESIDE * lines[end][0].size:
        end += 1
    return [t for line in lines[at:end] for t in line]


def _off(t: Token, other: Token) -> float:
    """How far the ends and the middle of a text are from those of another, whichever is the nearest."""
    return min(abs(t.box.x1 - other.box.x1), abs(t.box.x0 - other.box.x0), abs(t.centre - other.centre))


def is_entry(line: Sequence[Token], rows: Sequence[Sequence[Token]]) -> bool:
    """Whether a text of a line begins an entry of the balance that the lines above, or below, are."""
    begin = beginnings([(round(t.box.x0), t) for row in (*rows, line) for t in row])
    return any(id(t) in begin for t in line) and any(id(t) in begin for row in rows for t in row)


def keeps_step(line: Sequence[Token], rows: Sequence[Sequence[Token]]) -> bool:
    """Whether a line begins where a first text of the rows above does, as far below the last of them as that is below
    the one before: a row that is a label alone."""
    if len(rows) < 2:
        return False
    step = height_of(rows[-1]) - height_of(rows[-2])
    level = abs(height_of(line) - height_of(rows[-1]) - step) < _STEP * line[0].size
    return level and any(abs(row[0].box.x0 - line[0].box.x0) < _SAME * line[0].size for row in rows[-RECENT:])
