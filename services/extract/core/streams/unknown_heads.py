"""Heads of tables that no template knows, out of lines that keep the layout: which columns each text spans.

A text is set in the middle of what it spans, across and down, and a column has one lowest text. So the lines are read
upwards: a text over columns that have none yet is the lowest of one of them; over others it spans those in whose middle
it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from services.extract.core.numbering import width
from services.extract.core.streams.layout import Band
from services.extract.core.streams.tokens import Token, fragments_of, text_of
from shared.model.page import GridCell

_UNCOVERED = 1.0
"""against a column that no text of a line with spans stands over: less than a letter off the middle is"""
_UNEVEN = 4.0
"""against a text over lowest ones that stand at two heights: those of one text stand at one"""
_OVER_EDGE = 2.0
"""for each letter that a text is wider than what it spans"""


@dataclass(slots=True)
class _Node:
    """A text of the head over the columns `first` to `last`."""

    words: list[Token]
    first: int
    last: int
    below: list[_Node] = field(default_factory=list)

    @property
    def height(self) -> float:
        """The middle of its lines, from the top."""
        return (self.words[0].line + self.words[-1].line) / 2


def head_cells(lines: Sequence[Sequence[Token]], bands: Sequence[Band]) -> tuple[tuple[GridCell, ...], int]:
    """The cells of the head over columns that stand in `bands`, and how many rows they are."""
    edges = _edges(bands)
    tops: dict[int, _Node] = {}
    for line in reversed(lines):
        for token, (first, last) in zip(line, _spans(line, edges, tops), strict=True):
            node = _over(token, first, last, tops, edges)
            tops |= dict.fromkeys(range(node.first, node.last + 1), node)
    placed = list(_levels(_unlike(tops.values()), 0))
    depth = max(level for _, level in placed) + 1
    cells = tuple(
        GridCell(
            row=level,
            col=node.first,
            row_span=1 if node.below else depth - level,
            col_span=node.last - node.first + 1,
            fragments=fragments_of(node.words),
            place=node.words[0].place,
        )
        for node, level in placed
    )
    return cells, depth


def _edges(bands: Sequence[Band]) -> list[float]:
    """Where each column begins, and the last ends: figures stand at the right edge of theirs, texts at the left."""
    edges = [float(bands[0].x0 - 1)]
    for left, right in pairwise(bands):
        if left.numeric:
            edges.append(left.x1 + 1.0)
        else:
            edges.append((left.x1 + right.x0) / 2 if right.numeric else right.x0 - 1.0)
    return [*edges, bands[-1].x1 + 1.0]


def _spans(line: Sequence[Token], edges: Sequence[float], tops: Mapping[int, _Node]) -> list[tuple[int, int]]:
    """The columns, first and last, of each text of a line, at the least cost. `tops`: the highest text so far over each
    column."""
    count = len(edges) - 1
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for number, token in enumerate(line):
        following: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        left = len(line) - number - 1
        for start, (cost, spans) in best.items():
            for first in range(start, count - left):
                skipped = cost + _UNCOVERED * sum(c in tops for c in range(start, first))
                for last in range(first, count - left):
                    if last > first and not tops.keys() >= {last, first}:
                        break
                    total = skipped + _off(token, edges[first], edges[last + 1]) + _unevenness(tops, first, last)
                    if last + 1 not in following or total < following[last + 1][0]:
                        following[last + 1] = (total, [*spans, (first, last)])
        best = following
    if not best:  # more texts than columns: those that are too many go on in the last one
        return [(min(i, count - 1), min(i, count - 1)) for i in range(len(line))]
    return min(
        (cost + _UNCOVERED * sum(c in tops for c in range(end, count)), spans) for end, (cost, spans) in best.items()
    )[1]


def _off(token: Token, start: float, end: float) -> float:
    """How far the text stands from the middle of what lies between, and over its edges."""
    return abs(token.x0 + token.width / 2 - (start + end) / 2) + _OVER_EDGE * max(0.0, token.width - (end - start))


def _unevenness(tops: Mapping[int, _Node], first: int, last: int) -> float:
    heights = {tops[c].height for c in range(first, last + 1) if c in tops and not tops[c].below}
    return _UNEVEN if len(heights) > 1 and max(heights) - min(heights) > 0.5 else 0.0


def _over(token: Token, first: int, last: int, tops: Mapping[int, _Node], edges: Sequence[float]) -> _Node:
    """The text with what stands below it, or the text that it is the line above of."""
    below = _unlike(tops[c] for c in range(first, last + 1) if c in tops)
    if len(below) == 1 and (below[0].first, below[0].last) == (first, last) and not below[0].below:
        room = edges[last + 1] - edges[first] - 1
        if token.width + width(text_of(below[0].words[:1])) > room:
            below[0].words.insert(0, token)
            return below[0]
    if below:
        first, last = min(first, below[0].first), max(last, below[-1].last)
    return _Node([token], first, last, below)


def _unlike(nodes: Iterable[_Node]) -> list[_Node]:
    """The nodes, each once, from left to right."""
    return sorted({id(n): n for n in nodes}.values(), key=lambda n: n.first)


def _levels(nodes: Sequence[_Node], level: int) -> Iterator[tuple[_Node, int]]:
    for node in nodes:
        yield node, level
        yield from _levels(node.below, level + 1)
