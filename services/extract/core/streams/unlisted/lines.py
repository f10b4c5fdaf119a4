"""Tables that no template knows, in exports that write every row on a line, its cells one space apart: lines below a
title of as many words each as the head has columns.

A blank cell leaves no trace, so a line of fewer words is none of it, but that of a total whose figures are the sums of
their columns. Nothing of it is certain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations, groupby

from services.extract.core.streams.tokens import Token, fragments_of, tokens_of
from services.extract.core.streams.unlisted.cells import is_alike
from services.extract.core.streams.unlisted.kinds import FIGURES, kind_of
from shared.model.labels import names_total
from shared.model.numbers import parse_number
from shared.model.page import Grid, GridCell, GridSource, Line

_FEWEST_ROWS, _FEWEST_COLUMNS, _MOST_COLUMNS = 3, 3, 12
_MOST_HEAD = 6
"""lines of a head"""

Words = list[Token]


def table_of(lines: Sequence[Line]) -> tuple[Grid, int] | None:
    """The table that begins with the first of these lines and how many of them it takes; None where they make none."""
    rows = [list(words) for _, words in groupby(tokens_of(lines, aligned=False), key=lambda t: t.line)]
    first = next((i for i, words in enumerate(rows) if any(map(_is_figure, words))), len(rows))
    if not 0 < first <= _MOST_HEAD or first == len(rows):
        return None
    end = first
    while end < len(rows) and any(map(_is_figure, rows[end])):
        end += 1
    width, count = Counter(map(len, rows[first:end])).most_common(1)[0]
    if count < _FEWEST_ROWS or not _FEWEST_COLUMNS <= width <= _MOST_COLUMNS:
        return None
    body = _filled(rows[first:end], width)
    head = _head(rows[:first], width)
    if body is None or head is None or not _are_columns(body, width) or not _fits(head, body):
        return None
    return _grid(head, body, width), rows[end - 1][-1].line + 1


def _is_figure(token: Token) -> bool:
    return kind_of(token.text) in FIGURES


def _are_columns(body: Sequence[Sequence[Token | None]], width: int) -> bool:
    texts = [token.folded if token is not None else "" for row in body for token in row]
    columns = zip(*body, strict=True)
    figures = any(all(token is not None and _is_figure(token) for token in column) for column in columns)
    return figures and is_alike(texts, width, titled=True)


def _filled(rows: Sequence[Words], width: int) -> list[list[Token | None]] | None:
    """The rows with as many cells each; None where one has too many words or too few, unless a total's sums tell."""
    whole = [row for row in rows if len(row) == width]
    found: list[list[Token | None]] = []
    for row in rows:
        placed: list[Token | None] | None = list(row) if len(row) == width else _by_sums(row, whole, width)
        if placed is None:
            return None
        found.append(placed)
    return found


def _by_sums(row: Words, whole: Sequence[Words], width: int) -> list[Token | None] | None:
    """A total's label in the first column, and its figures in the only columns of which they are the sums."""
    label, *figures = row
    if not names_total(label.text) or not figures or len(row) > width:
        return None
    items = [r for r in whole if not names_total(r[0].text)]
    sums = [sum((parse_number(r[c].text) or Decimal(0) for r in items), Decimal(0)) for c in range(width)]
    ways = [
        way
        for way in combinations(range(1, width), len(figures))
        if all(parse_number(t.text) == sums[c] for c, t in zip(way, figures, strict=True))
    ]
    if len(ways) != 1:
        return None
    cells: list[Token | None] = [label, *[None] * (width - 1)]
    for column, token in zip(ways[0], figures, strict=True):
        cells[column] = token
    return cells


def _head(rows: Sequence[Words], width: int) -> list[tuple[Token, int, int, int, int]] | None:
    """The cells of the head (word, row, column, rows, columns): a word a column, or, of two rows, one over those of the
    lowest line."""
    words = [token for row in rows for token in row]
    if len(words) == width:
        return [(token, 0, column, 1, 1) for column, token in enumerate(words)]
    below, upper = rows[-1], [token for row in rows[:-1] for token in row]
    over = _parent(rows[:-1], below) if len(upper) + len(below) == width + 1 and len(below) > 1 else None
    if over is None:
        return None
    cells: list[tuple[Token, int, int, int, int]] = []
    column = 0
    for token in upper:
        size = len(below) if token is over else 1
        cells.append((token, 0, column, 1 if token is over else 2, size))
        cells += [(t, 1, column + i, 1, 1) for i, t in enumerate(below)] if token is over else []
        column += size
    return cells


def _fits(head: Sequence[tuple[Token, int, int, int, int]], body: Sequence[Sequence[Token | None]]) -> bool:
    """Whether figures stand in all columns under a text over several. One printed first of all may stand over any of
    them, wherever its line is: in the order of lines it is higher than its neighbours."""
    for token, _, column, _, size in head:
        own = [row[c] for row in body for c in range(column, column + size)]
        if size > 1 and (token is head[0][0] or not all(t is None or _is_figure(t) for t in own)):
            return False
    return True


def _parent(rows: Sequence[Words], below: Words) -> Token | None:
    """The only text that may stand over the lowest line: it has letters of all of those, or is the only one on a line
    of its own, where several others share theirs; the cells beside it stand lower."""
    words = [token for row in rows for token in row]
    alike = [t for t in words if all(len(set(t.folded) & set(b.folded)) > 1 for b in below)]
    alone = [row[0] for row in rows if len(row) == 1]
    found = alike or (alone if len(rows) > 1 else [])
    return found[0] if len(found) == 1 else None


def _grid(head: Sequence[tuple[Token, int, int, int, int]], body: Sequence[Sequence[Token | None]], width: int) -> Grid:
    depth = max(row + rows for _, row, _, rows, _ in head)
    cells = [
        GridCell(row=r, col=c, row_span=down, col_span=across, fragments=fragments_of([t]), place=t.place)
        for t, r, c, down, across in head
    ]
    for number, row in enumerate(body, start=depth):
        cells += [
            GridCell(row=number, col=c, fragments=fragments_of([token]), place=token.place)
            for c, token in enumerate(row)
            if token is not None
        ]
    return Grid(
        cells=tuple(cells),
        rows=depth + len(body),
        cols=width,
        source=GridSource.STREAM,
        head_rows=depth,
        place=cells[0].place,
    )
