"""Which columns each text of a head stands over, where nothing but the order of its cells is known.

A row of the head has a cell for each of its texts, and a blank one for each column that a cell above reaches down
into. So blanks tell what is over what, unless two texts with columns below them are neighbours: then the names below
tell, of which no text has the same twice, and else they are shared out evenly, in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise

_MOST_WAYS = 200
_MOST_STEPS = 3_000
_MOST_CUTS = 100
"""of all there is to try: a head of many texts without a blank cell may be set in any way"""
_MOST_DEPTH = 4
_TOTAL = re.compile(r"[合小总]计$")
_STRAY = 2.0
"""against a total that does not stand below what it is named by"""
_ALONE = 1.0
"""against a text over one column that has a name of its own: it would be set in one cell"""


@dataclass(frozen=True, slots=True)
class Over:
    """A cell of the head, `text` its number among them (None: one that a cell above reaches into), over the columns
    `first` to `last`."""

    text: int | None
    row: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Spans:
    """All cells of a head of `depth` rows, whether they are the only ones possible, and what speaks against them."""

    cells: tuple[Over, ...]
    depth: int
    sure: bool
    unlikely: float


def spans_of(texts: Sequence[str], columns: int) -> Spans | None:
    """The head of `columns` columns with these cells, row by row ("" for a blank one); None where it has none."""
    steps = iter(range(_MOST_STEPS))
    for depth in range(1, _MOST_DEPTH + 1):
        cuts = (c for c in _cuts(len(texts), columns, depth) if _may_reach_down(texts, c))
        found = [way for c in islice(cuts, _MOST_CUTS) for way in _heads(texts, c, columns, steps)]
        if found:
            cost, best = min((_unlikely(way, texts), i) for i, way in enumerate(found))
            return Spans(tuple(found[best]), depth, len(found) == 1, cost)
    return None


def _cuts(count: int, columns: int, depth: int) -> Iterator[tuple[int, ...]]:
    """Where the rows of a head begin, and the last ends: the lowest has a cell for each column, any other no more than
    the one below it, and the highest fewer."""
    last = count - columns
    if depth == 1:
        if last == 0:
            yield (0, count)
        return
    for above in _sizes(last, columns, depth - 1):
        if above[0] < columns:
            yield (*accumulate(above, initial=0), count)


def _sizes(count: int, most: int, rows: int) -> Iterator[tuple[int, ...]]:
    """The ways to share cells out over rows, of which none has more than the next."""
    if rows == 1:
        if 0 < count <= most:
            yield (count,)
        return
    for size in range(1, min(most, count - rows + 1) + 1):
        yield from ((*above, size) for above in _sizes(count - size, size, rows - 1))


def _may_reach_down(texts: Sequence[str], cuts: Sequence[int]) -> bool:
    """Whether the highest row has texts alone, and each as many blank cells as the one above it: what reaches into one
    reaches into all below it or ends above another text."""
    blanks = [sum(not text for text in texts[start:end]) for start, end in pairwise(cuts)]
    return blanks[0] == 0 and all(above <= below for above, below in pairwise(blanks))


def _heads(texts: Sequence[str], cuts: Sequence[int], columns: int, steps: Iterator[int]) -> Iterator[list[Over]]:
    """The ways to set the rows over one another, from the lowest up, as far as `steps` go."""
    rows = len(cuts) - 1
    lowest = [Over(i if texts[i] else None, rows - 1, c, c) for c, i in enumerate(range(cuts[rows - 1], cuts[rows]))]
    if rows == 1:
        if all(texts):
            yield lowest
        return
    ways: list[tuple[list[Over], list[Over]]] = [(lowest, lowest)]
    for row in range(rows - 2, -1, -1):
        ways = [
            ([*upper, *all_], upper)
            for all_, below in ways
            for upper in _uppers(texts, range(cuts[row], cuts[row + 1]), below, row, steps)
        ][:_MOST_WAYS]
    for all_, top in ways:
        if all(over.text is not None for over in top):
            yield all_


def _uppers(
    texts: Sequence[str], row: range, below: Sequence[Over], number: int, steps: Iterator[int]
) -> Iterator[list[Over]]:
    """The ways to set a row over the one below it."""
    if not row:
        if not below:
            yield []
        return
    if len(row) > len(below) or next(steps, None) is None:
        return
    at = row[0]
    text = texts[at]
    most = 1 if not text or below[0].text is None else len(below) - len(row) + 1
    if not text and below[0].text is not None:
        return
    for size in range(1, most + 1):
        own = below[:size]
        names = [texts[o.text] for o in own if o.text is not None]
        if (size > 1 and len(names) < size) or len(set(names)) < len(names):
            break
        over = Over(at if text else None, number, own[0].first, own[-1].last)
        for rest in _uppers(texts, row[1:], below[size:], number, steps):
            yield [over, *rest]


def _unlikely(cells: Sequence[Over], texts: Sequence[str]) -> float:
    """What speaks against a way: texts over one named column, totals that do not stand below what they are named by,
    and uneven shares."""
    printed = [(o, texts[o.text]) for o in cells if o.text is not None]
    wide = [o.last - o.first + 1 for o, _ in printed if o.last > o.first]
    named = {(o.row, o.first) for o, _ in printed}
    over = [(o, text) for o, text in printed if (o.row + 1, o.first) in named]
    alone = sum(o.first == o.last for o, _ in over)
    homes = {text: o for o, text in reversed(over)}
    strays = sum(
        (home := homes.get(_TOTAL.sub("", text))) is not None and not home.first <= o.first <= home.last
        for o, text in printed
        if _TOTAL.search(text)
    )
    middle = sum(wide) / len(wide) if wide else 0.0
    return _ALONE * alone + _STRAY * strays + sum((size - middle) ** 2 for size in wide) / 100
