"""What stands left of the levels of indicators and covers several rows: projects with their amounts and goals.

A cell over several rows stands in their middle or at their top. A project begins anew where a first level does that
was there before; what stands left of projects may cover several of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token
from services.extract.core.streams.typed.cells import FIGURES
from services.extract.core.streams.typed.words import Holds

_AGAIN = 6.0
"""against a group of rows in which a first level begins twice, and against a word that a cell has twice"""
_EMPTY, _TWICE = 2.0, 4.0
"""against a group without a cell of a column, and with two figures in one"""
_MOST = 40
"""first levels of a project, or projects of a cell, more than any table has"""
_MERGED = 1.5
"""against a cell over one group more"""
_OFF = 0.5
"""for each line that a cell stands off where those of groups do"""


@dataclass(frozen=True, slots=True)
class Scale:
    """Heights on the page in lines of rows: what stands on lines between rows stands between them."""

    firsts: list[int]
    lasts: list[int]
    edges: list[float]
    cuts: list[float]
    """where pages begin"""

    @classmethod
    def of(cls, rows: Sequence[Placed], pages: Sequence[int] = ()) -> Scale:
        """The heights of these rows. `pages`: the first line of each page but the first."""
        lines = [[t.line for words in row.values() for t in words] for row in rows]
        edges = [0.0]
        for row in rows:
            edges.append(edges[-1] + max(len({t.line for t in words}) for words in row.values()))
        firsts = [min(own) for own in lines]
        return cls(firsts, [max(own) for own in lines], edges, [edges[bisect_left(firsts, line)] for line in pages])

    def at(self, line: int) -> float:
        """The middle of a line."""
        row = bisect_right(self.firsts, line) - 1
        if row < 0:
            return 0.0
        first, last = self.firsts[row], self.lasts[row]
        if line > last:
            return self.edges[row + 1]
        size = self.edges[row + 1] - self.edges[row]
        return self.edges[row] + (line - first + 0.5) * size / (last - first + 1)


def _place(word: tuple[float, Token]) -> float:
    return word[0]


@dataclass(frozen=True, slots=True)
class Outer:
    """The columns left of the levels: what they hold, and their words with the heights at which these stand."""

    holds: Sequence[Holds]
    words: Mapping[int, Sequence[tuple[float, Token]]]
    cuts: Sequence[float]

    @classmethod
    def of(cls, lines: Sequence[Placed], holds: Sequence[Holds], scale: Scale) -> Outer:
        """The words of lines in these columns, the leftmost ones."""
        words = {c: [(scale.at(t.line), t) for line in lines for t in line.get(c, ())] for c in range(len(holds))}
        return cls(holds, {c: own for c, own in words.items() if own}, scale.cuts)

    def between(self, column: int, start: float, end: float, *, last: bool) -> list[tuple[float, Token]]:
        """The words of a column that stand there; those on the border of two groups belong to the lower one."""
        words = self.words[column]
        first = bisect_left(words, start, key=_place)
        return list(words[first : len(words) if last else bisect_left(words, end, key=_place)])

    def against(self, column: int, start: float, end: float, *, last: bool, atop: bool) -> float:
        """What speaks against what stands there being one cell."""
        own = self.between(column, start, end, last=last)
        if not own:
            return _EMPTY
        places = [at for at, _ in own]
        cost = _TWICE * (len(own) - 1) if self.holds[column] in FIGURES else 0.0
        edges = [start, *(cut for cut in self.cuts if start < cut < end), end]  # of a cell that a page cuts, one part
        parts = {(start, end), *pairwise(edges)}
        middle = (min(places) + max(places)) / 2
        cost += _OFF * min(abs(places[0] - a - 0.5) if atop else abs(middle - (a + b) / 2) for a, b in parts)
        return cost + _AGAIN * (len(own) - len({t.folded for _, t in own}))


def covered(rows: Sequence[Placed], firsts: Sequence[tuple[int, int, str]], outer: Outer, scale: Scale) -> list[Placed]:
    """The rows with what covers them. `firsts`: the rows of each first level, from and to, and its text."""
    ways = [(_groups(firsts, outer, scale, atop=atop), atop) for atop in (False, True)]
    (_, cuts), atop = min(ways, key=lambda way: way[0][0])
    groups = [(firsts[a][0], firsts[b - 1][1]) for a, b in pairwise(cuts)]
    out = list(rows)
    for column in outer.words:
        for first, end in _cells(groups, column, outer, scale, atop=atop):
            own = outer.between(column, scale.edges[first], scale.edges[end], last=end == len(rows))
            if own:
                out[first:end] = [{**row, column: [t for _, t in own]} for row in out[first:end]]
    return [dict(sorted(row.items())) for row in out]


def _groups(
    firsts: Sequence[tuple[int, int, str]], outer: Outer, scale: Scale, *, atop: bool
) -> tuple[float, list[int]]:
    """What speaks against the projects, and at which first levels they begin."""

    def cost(start: int, end: int) -> float:
        texts = [text for _, _, text in firsts[start:end]]
        a, b = scale.edges[firsts[start][0]], scale.edges[firsts[end - 1][1]]
        cells = (outer.against(column, a, b, last=end == len(firsts), atop=atop) for column in outer.words)
        return _AGAIN * (len(texts) - len(set(texts))) + sum(cells)

    return _cheapest(len(firsts), cost)


def _cells(
    groups: Sequence[tuple[int, int]], column: int, outer: Outer, scale: Scale, *, atop: bool
) -> list[tuple[int, int]]:
    """The rows, from and to, of each cell of a column."""

    def cost(start: int, end: int) -> float:
        a, b = scale.edges[groups[start][0]], scale.edges[groups[end - 1][1]]
        return _MERGED * (end - start - 1) + outer.against(column, a, b, last=end == len(groups), atop=atop)

    return [(groups[a][0], groups[b - 1][1]) for a, b in pairwise(_cheapest(len(groups), cost)[1])]


def _cheapest(count: int, cost: Callable[[int, int], float]) -> tuple[float, list[int]]:
    """The least that parting so many things in order may cost, and where the parts begin, with the end."""
    best = [(0.0, 0), *((inf, 0) for _ in range(count))]
    for start in range(count):
        for end in range(start + 1, min(start + _MOST, count) + 1):
            whole = best[start][0] + cost(start, end)
            if whole < best[end][0]:
                best[end] = (whole, start)
    cuts = [count]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return best[-1][0], cuts[::-1]
