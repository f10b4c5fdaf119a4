"""Rows in the order of the page's lines: the lines of a wrapped cell stand above and below its row's other cells.

Which cell it is no line says. It is one column, or two, for all rows: each is tried, those of long texts first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import chain, combinations

from services.extract.core.streams.around import Line, anchored, on_line, shared, uneven
from services.extract.core.streams.broken import joined
from services.extract.core.streams.tokens import Token
from services.extract.core.streams.typed.cells import FREE
from services.extract.core.streams.typed.words import Holds

_FEWEST_TOGETHER = 3
"""words of the fullest line"""
_MOST_WRAPPED = 2


def unwrapped(body: Sequence[Token], columns: Sequence[Holds]) -> Iterator[list[Token]]:
    """The words with the lines of the cells of one column, or two, together; none where no line needs it."""
    found = anchored(body, lambda line: any(t.is_number and "." in t.folded for t in line))
    if found is None:
        return
    anchors, gaps = found
    if max(len(line) for line in chain(anchors, *gaps)) < _FEWEST_TOGETHER:
        return
    shares = shared(gaps, lambda _, above, below: uneven(above, below))
    rest = [token for line in gaps[-1][len(shares[-1][1]) :] for token in line]
    whole = [line for line in anchors if len(line) == len(columns)]
    free = sorted(
        (c for c, holds in enumerate(columns) if holds in FREE),
        key=lambda c: -max((line[c].width for line in whole), default=0),
    )
    for count in range(1, _MOST_WRAPPED + 1):
        for chosen in combinations(free, count):
            rows = [
                _whole(line, above, below, sorted(chosen), len(columns))
                for line, (above, below) in zip(anchors, shares, strict=True)
            ]
            if all(rows):
                yield [*(t for number, row in enumerate(rows) for t in on_line(row or [], number)), *rest]


def _whole(
    line: Line, above: Sequence[Line], below: Sequence[Line], chosen: Sequence[int], columns: int
) -> list[Token] | None:
    """The words of a row with those above and below in the chosen columns; None where they are not so many."""
    if not above and not below:
        return line
    if any(len(other) != len(chosen) for other in (*above, *below)):
        return None
    words = [[token] for token in line]
    beside = len(line) + len(chosen) > columns  # a line of the cell stands beside the others
    for number, column in enumerate(chosen):
        pieces = [other[number] for other in above], [other[number] for other in below]
        if column > len(words) - beside:
            return None
        if beside:
            words[column] = [*pieces[0], *words[column], *pieces[1]]
        else:
            words.insert(column, [*pieces[0], *pieces[1]])
    return [reduce(joined, cell) for cell in words]
