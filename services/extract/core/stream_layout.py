"""Body rows of exports that keep the page's layout with spaces: columns by position, blank cells and wraps included.

Words that overlap horizontally are one column. A line with numbers is a row; a line without any holds pieces of
wrapped names, which go to the row above or below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.extract.core.stream_rows import Known, Placed
from services.extract.core.stream_tokens import Token, text_of
from services.extract.core.templates import HeadTemplate
from shared.model.table import Role

_FAR = 10_000.0
_SENTENCE_END = tuple("。；;.!！")


@dataclass(frozen=True, slots=True)
class _Band:
    """The horizontal extent of a column, and whether what stands in it is mostly numbers."""

    x0: int
    x1: int
    numeric: bool

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(slots=True)
class _Line:
    """One line of the body by column, and whether it carries an amount."""

    cells: Placed
    anchor: bool


@dataclass(slots=True)
class _Row:
    cells: Placed = field(default_factory=dict)

    def add(self, cells: Placed) -> None:
        for column, words in cells.items():
            self.cells[column] = self.cells.get(column, []) + words


def parse_layout(
    head_tokens: Sequence[Token], body: Sequence[Token], head: HeadTemplate, known: Known
) -> list[Placed] | None:
    """Rows by column, None where the positions do not agree with the head."""
    columns = _columns(head_tokens, body, head)
    if columns is None:
        return None
    amounts = frozenset(i for i, c in enumerate(head.columns) if c.role is Role.AMOUNT)
    texts = frozenset(i for i, c in enumerate(head.columns) if c.role is Role.TEXT)
    lines = [_line(words, columns, amounts) for words in _by_line(body)]
    anchors = [i for i, line in enumerate(lines) if line.anchor]
    if not anchors:
        return None
    rows = [_Row() for _ in anchors]
    gaps = _gaps(lines, anchors)
    splits = _splits(lines, anchors, gaps, texts, known)
    for number, anchor in enumerate(anchors):
        before, after = gaps[number], gaps[number + 1]
        for line in [*before[splits[number] :], lines[anchor], *after[: splits[number + 1]]]:
            rows[number].add(line.cells)
    return [row.cells for row in rows]


# ---------------------------------------------------------------- columns


def _columns(head_tokens: Sequence[Token], body: Sequence[Token], head: HeadTemplate) -> list[tuple[_Band, int]] | None:
    """The bands of the body with the head's column of each."""
    bands = _bands(body)
    if not 1 < len(bands) <= len(head.columns):
        return None
    if len(bands) == len(head.columns):
        chosen: list[int] | None = list(range(len(bands)))
    else:
        chosen = _match(bands, _leaf_centres(head_tokens, len(head.columns)), head)
    return list(zip(bands, chosen, strict=True)) if chosen is not None else None


def _bands(body: Sequence[Token]) -> list[_Band]:
    """Extents that no word crosses, left to right."""
    merged: list[list[Token]] = []
    right = -1
    for token in sorted(body, key=lambda t: t.x0):
        if merged and token.x0 < right:
            merged[-1].append(token)
        else:
            merged.append([token])
            right = -1
        right = max(right, token.x1)
    return [_Band(min(t.x0 for t in g), max(t.x1 for t in g), sum(t.is_number for t in g) * 2 > len(g)) for g in merged]


def _leaf_centres(head_tokens: Sequence[Token], count: int) -> list[float] | None:
    """Where the head's leaves stand: the lowest words of the head at each position, if there are as many as columns."""
    leaves: list[Token] = []
    for token in reversed(head_tokens):
        if all(token.x1 <= leaf.x0 or token.x0 >= leaf.x1 for leaf in leaves):
            leaves.append(token)
    if len(leaves) != count:
        return None
    return [(t.x0 + t.x1) / 2 for t in sorted(leaves, key=lambda t: t.x0)]


def _match(bands: Sequence[_Band], centres: Sequence[float] | None, head: HeadTemplate) -> list[int] | None:
    """The head's column of each band, rising, numbers under amounts and codes; blank columns have no band."""
    count = len(head.columns)
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for band in bands:
        following: dict[int, tuple[float, list[int]]] = {}
        for last, (cost, path) in best.items():
            for column in range(last + 1, count):
                step = cost + _cost(band, column, centres, head)
                if step < _FAR and (column not in following or step < following[column][0]):
                    following[column] = (step, [*path, column])
        best = following
    return min(best.values(), default=(0.0, None))[1]


def _cost(band: _Band, column: int, centres: Sequence[float] | None, head: HeadTemplate) -> float:
    role = head.columns[column].role
    if band.numeric != (role in (Role.AMOUNT, Role.CODE)):
        return _FAR
    return abs(band.centre - centres[column]) if centres is not None else float(column)


# ---------------------------------------------------------------- lines to rows


def _by_line(body: Sequence[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = []
    for token in body:
        if lines and lines[-1][-1].line == token.line:
            lines[-1].append(token)
        else:
            lines.append([token])
    return lines


def _line(words: Sequence[Token], columns: Sequence[tuple[_Band, int]], amounts: frozenset[int]) -> _Line:
    cells: Placed = {}
    for token in words:
        column = next(c for band, c in columns if band.x0 <= token.x0 and token.x1 <= band.x1)
        cells.setdefault(column, []).append(token)
    anchor = any(t.is_number for c, tokens in cells.items() if c in amounts for t in tokens)
    return _Line(cells=cells, anchor=anchor)


def _gaps(lines: Sequence[_Line], anchors: Sequence[int]) -> list[list[_Line]]:
    """The lines before the first anchor, between anchors, and after the last."""
    edges = [-1, *anchors, len(lines)]
    return [list(lines[edges[i] + 1 : edges[i + 1]]) for i in range(len(edges) - 1)]


def _splits(
    lines: Sequence[_Line], anchors: Sequence[int], gaps: Sequence[list[_Line]], texts: frozenset[int], known: Known
) -> list[int]:
    """For each gap, how many of its lines belong to the row above: the cheapest choice over the whole part.

    A name is wrapped from its first line down, or around its numbers (as many pieces above as below); a choice that
    makes a known name, or that ends a text at its full stop, is worth more than either.
    """
    states: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for number, anchor in enumerate(anchors):
        following: dict[int, tuple[float, list[int]]] = {}
        for split, (cost, path) in states.items():
            above = gaps[number][split:]
            for given in range(len(gaps[number + 1]) + 1):
                below = gaps[number + 1][:given]
                step = cost + _shape_cost(lines[anchor], above, below, texts, known)
                if number + 1 == len(anchors) and given < len(gaps[number + 1]):
                    step += 5.0 * (len(gaps[number + 1]) - given)
                if given not in following or step < following[given][0]:
                    following[given] = (step, [*path, given])
        states = following
    return min(states.values())[1]


def _shape_cost(
    anchor: _Line, above: Sequence[_Line], below: Sequence[_Line], texts: frozenset[int], known: Known
) -> float:
    row = _Row()
    for line in [*above, anchor, *below]:
        row.add(line.cells)
    cost = min(abs(len(above) - len(below)) * 0.5, len(below) * 0.4 + len(above) * 0.8)
    for column, words in row.cells.items():
        pieces = len({t.line for t in words})
        if column in texts:
            cost += 0.0 if words[-1].text.endswith(_SENTENCE_END) else 1.0
        elif pieces > 1:
            cost += -1.5 if known(text_of(words)) else 0.0
    own = {c for c in anchor.cells if c not in texts}
    spread = {c for line in (*above, *below) for c in line.cells}
    return cost + (1.0 if not spread and not _has_label(own, anchor) else 0.0)


def _has_label(columns: set[int], anchor: _Line) -> bool:
    return any(not t.is_number for c in columns for t in anchor.cells[c])
