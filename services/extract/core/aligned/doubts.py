"""What is doubtful about a table whose columns no rules part, row by row and for the table as a whole.

A plain table is certain: a head of one line over every column, or parents with rules under them, and rows of one line
each with a label and its figures. Everything that was decided by distances alone is not: parents without rules, lines
joined or left apart, labels that stand for several rows, texts over two columns or close to the next one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.aligned.rows import Piece, TableRow, ruled_off
from services.extract.core.geometry.words import em
from shared.model.page import Block, Fragment, Grid, Rule, Word

#: the confidence of cells whose place is not beyond doubt
DOUBTFUL = 0.9
#: texts of two columns stand further apart than this (font sizes)
_CLEAR = 0.5
#: a column is known by this share of the rows
_FILLED = 0.5
#: a column is one of figures from this share on
_FIGURES = 0.7
#: a text taller than this (font sizes) is of several lines
_LINES = 1.7
#: a rule under a parent ends no further from its texts' columns than this (font sizes)
_REACH = 1.5


def doubtful(fragments: Sequence[Fragment]) -> tuple[Fragment, ...]:
    """The fragments, no longer called certain."""
    return tuple(replace(f, confidence=min(f.confidence, DOUBTFUL)) for f in fragments)


def lowered(grid: Grid) -> Grid:
    """A grid of which no cell is called certain."""
    return replace(grid, cells=tuple(replace(c, fragments=doubtful(c.fragments)) for c in grid.cells))


def settled(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks for who asks no template about their heads: a grid whose head is guessed is not called certain."""
    return tuple(lowered(b) if isinstance(b, Grid) and b.guessed else b for b in blocks)


def lost_parent(grid: Grid, around: Sequence[Word], rules: Sequence[Rule]) -> bool:
    """Whether a text close above the table, right of its first column and under no rule, may head some of its columns.

    `around`: the words that are in no table.
    """
    box = grid.place.box
    inner = [c.place.box.x0 for c in grid.cells if c.col == 1 and c.place.box is not None]
    if box is None or not inner:
        return False
    above = [w for w in around if 0 <= box.top - w.box.bottom + 0.3 * em(w) < 1.3 * em(w)]
    near = [w for w in above if w.box.x1 > box.x0 and w.box.x0 < box.x1]
    if not near or min(w.box.x0 for w in near) < min(inner):
        return False
    low = max(w.box.bottom for w in near)
    return not any(low - 1 < r.box.top < box.top + 1 and r.box.width > 0.8 * box.width for r in rules)


def doubtful_rows(
    heads: Sequence[TableRow], body: Sequence[TableRow], columns: int, rules: Sequence[Rule], stops: Sequence[float]
) -> set[int]:
    """The indices in `body` of the rows of which some cell may have another label, column or text than it was given.

    `stops`: heights (points) of the rules that cross the whole table.
    """
    if not _plain_head(heads, body, columns, rules) or _sparse(body, columns):
        return set(range(len(body)))
    figures = _figure_columns(body, columns)
    labelled = sum(r.pieces[0].first == 0 for r in body) >= _FILLED * len(body)
    out: set[int] = set()
    for i, row in enumerate(body):
        beside = [k for k in (i - 1, i + 1) if 0 <= k < len(body) and not ruled_off(row, body[k], stops)]
        odd = [p for p in row.pieces if p.first in figures and not p.numeric]
        if len(odd) > 1 and len(odd) == sum(p.first > 0 for p in row.pieces):
            return out | set(range(max(0, i - 1), len(body)))
        if len(row.pieces) == 1 or (labelled and row.pieces[0].first > 0):
            out |= {i, *beside}
        elif any(_several_lines(p) for p in row.pieces):
            out |= {i, *beside} if beside else set()
        elif odd or _crowded(row) or any(p.first < p.last for p in row.pieces):
            out.add(i)
        spanned = max(p.row_span for p in row.pieces)
        if spanned > 1:
            out |= set(range(i, i + spanned))
    return out


def _plain_head(heads: Sequence[TableRow], body: Sequence[TableRow], columns: int, rules: Sequence[Rule]) -> bool:
    """Whether every column but the first has a text of its own, and every parent a rule that says what it spans."""
    own = {p.first for r in heads for p in r.pieces if p.first == p.last}
    if not own >= set(range(1, columns)):
        return False
    spans = _extents(body, columns)
    for upper, lower in itertools.pairwise(heads):
        below = {c for p in lower.pieces for c in range(p.first, p.last + 1)}
        for piece in upper.pieces:
            over = below & set(range(piece.first, piece.last + 1))
            if over and not any(_spans(rule, piece, spans) for rule in rules):
                return False
    return True


def _extents(body: Sequence[TableRow], columns: int) -> list[tuple[float, float]]:
    """Left and right end of the texts in each column; nothing where there are none."""
    out = []
    for c in range(columns):
        words = [w.box for r in body for p in r.pieces if p.first == p.last == c for w in p.words]
        out.append((min((b.x0 for b in words), default=0.0), max((b.x1 for b in words), default=0.0)))
    return out


def _spans(rule: Rule, piece: Piece, spans: Sequence[tuple[float, float]]) -> bool:
    """Whether the rule lies under the text and over the middles of exactly the columns that the text spans."""
    size = em(piece.words[0])
    if not -0.3 * size <= rule.box.top - piece.bottom < _REACH * size:
        return False
    return [c for c, (a, b) in enumerate(spans) if rule.box.x0 <= (a + b) / 2 <= rule.box.x1] == list(
        range(piece.first, piece.last + 1)
    )


def _sparse(body: Sequence[TableRow], columns: int) -> bool:
    """Whether a column is known by few of the rows."""
    filled = [sum(any(p.first == p.last == c for p in r.pieces) for r in body) for c in range(columns)]
    full = sum(len(r.pieces) > 1 for r in body)
    return any(n < max(1, _FILLED * full) for n in filled)


def _figure_columns(body: Sequence[TableRow], columns: int) -> set[int]:
    out = set()
    for c in range(1, columns):
        texts = [p for r in body for p in r.pieces if p.first == p.last == c]
        if sum(p.numeric for p in texts) >= _FIGURES * len(texts):
            out.add(c)
    return out


def _several_lines(piece: Piece) -> bool:
    return piece.bottom - piece.top > _LINES * em(piece.words[0])


def _crowded(row: TableRow) -> bool:
    """Whether two texts of the row stand as close as words of one text may."""
    return any(
        min(w.box.x0 for w in b.words) - max(w.box.x1 for w in a.words) < _CLEAR * em(b.words[0])
        for a, b in itertools.pairwise(row.pieces)
    )
