"""Rows of lines whose words stand in known columns: of tables of one row each, and of indicators under cells that cover
several rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from services.extract.core.streams.centred import Level, covering
from services.extract.core.streams.indicators import against_wording, is_first, is_second, over_seconds
from services.extract.core.streams.placed.covers import Outer, Scale, covered
from services.extract.core.streams.placed.parting import rows_of_lines
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import text_of
from services.extract.core.streams.typed.rows import spanning
from services.extract.core.streams.typed.words import ColumnWords, Holds

_LEVEL_GAP = 3
"""lines that one line of a level stands below the other at the most"""


def rows_of(lines: Sequence[Placed], columns: Sequence[Holds], known: ColumnWords) -> list[Placed]:
    """The rows, each with what covers it; none where levels and rows do not go together."""
    left = spanning(columns)
    whole = rows_of_lines(lines, columns, known)
    if all(row.keys() >= set(range(left)) for row in whole):
        return whole
    own = [{c: words for c, words in line.items() if c >= left} for line in lines]
    rows = rows_of_lines([line for line in own if line], columns, known)
    return _under_levels(rows, lines, columns) if rows else []


def _under_levels(rows: Sequence[Placed], lines: Sequence[Placed], columns: Sequence[Holds]) -> list[Placed]:
    """The rows with their levels and what stands left of these."""
    numbers = [max(t.line for words in line.values() for t in words) for line in lines]
    pages = [below for above, below in pairwise(numbers) if below - above > 1]  # the head stood there again
    scale = Scale.of(rows, pages)
    inner = next(c for c, holds in enumerate(columns) if holds is Holds.LEVEL2)
    outer = next((c for c in range(inner) if columns[c] is Holds.LEVEL1), inner)
    extents = [(above + 0.5, below - 0.5) for above, below in pairwise(scale.edges)]
    levels = _levels(lines, inner, scale, is_second)
    names = [text_of(row.get(inner + 1, [])) for row in rows]

    def otherwise(second: Level, row: int) -> float:
        return against_wording(second.text, names[row])

    ways = [
        (way[0], atop, way[1]) for atop in (False, True) if (way := covering(levels, extents, otherwise, atop=atop))
    ]
    if not ways:
        return []
    _, atop, seconds = min(ways, key=lambda way: way[0])
    firsts = seconds
    if outer < inner:
        over = over_seconds(_levels(lines, outer, scale, is_first), seconds, extents, atop=atop)
        if over is None:
            return []
        firsts = over[1]
    filled = [
        {outer: first.words, inner: second.words, **row}
        for row, first, second in zip(rows, firsts, seconds, strict=True)
    ]
    above = Outer.of(lines, columns[:outer], scale)
    return covered(filled, [(a, b, firsts[a].text) for a, b in _runs(firsts)], above, scale) if above.words else filled


def _levels(lines: Sequence[Placed], column: int, scale: Scale, is_level: Callable[[str], bool]) -> list[Level]:
    """The levels of a column, lines of one together."""
    levels: list[Level] = []
    for line in lines:
        for token in line.get(column, ()):
            last = levels[-1] if levels else None
            goes_on = last is not None and is_level(last.text + token.folded) | (not is_level(last.text))
            if last is not None and goes_on and token.line - last.words[-1].line <= _LEVEL_GAP:
                last.words.append(token)
                last.places.append(scale.at(token.line))
            else:
                levels.append(Level([token], 0, [scale.at(token.line)]))
    return levels


def _runs(levels: Sequence[Level]) -> list[tuple[int, int]]:
    """The rows, first and the one after the last, of one level each."""
    cuts = [0, *(i for i in range(1, len(levels)) if levels[i] is not levels[i - 1]), len(levels)]
    return list(pairwise(cuts))
