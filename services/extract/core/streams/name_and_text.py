"""Rows of a name, a text and figures, each cell of several lines, in texts that give every printed line by itself.

A tool that follows the page gives a centred cell's lines above, beside and below the figures of its row, a name's line
and a text's in one where they stand side by side; one that follows the content gives the name's lines, the figures,
the text's (or both texts, then the figures). Both orders are tried: the lines between figures are parted so that names
come out known, texts come to their end, and cells stand even around their figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, product
from math import prod

from services.extract.core.numbering import width
from services.extract.core.streams.rows import Known, Placed, is_total
from services.extract.core.streams.tokens import Token, text_of

_END = re.compile(r"[。；;!！]$")
_STOP = re.compile(r"[，。；,;]|[:：]$")
_NAMELESS = 3.0
_STOPPED = 3.0
"""for a name with a sentence's punctuation"""
_KNOWN = 2.0
_TEXTLESS = 1.0
_OPEN = 1.0
"""for a text that does not come to its end"""
_FIGURE = 0.6
"""for each line of a text that begins with a figure, as rows do"""
_EARLY = 0.5
"""for each line of a cell but the last that is shorter than another: a cell is broken where it is full"""
_SLACK = 4
"""columns that a line may be short of full, since no punctuation begins one"""
_UNEVEN = 0.4
"""for each line that a cell has more on one side of its figures"""
_HANGING = 4
"""lines that one above figures at the top of their row counts as"""
_BETTER = 0.3
_LONGER_NAME = 0.3
"""for a name that is longer than its text"""
_MOST_BETWEEN = 14
_MOST_WAYS = 250
"""ways to see the lines around a row's figures; where there are more, the likeliest way to see each line is tried"""
_MOST_UNTOLD = 6
"""single words above or below one row's figures that may be of the name or of the text"""
_LONGEST_NAME = 60

Line = list[Token]


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row, and what speaks against it: `cost` by its words, `uneven` by where they stand."""

    name: list[Token]
    text: list[Token]
    numbers: list[Token]
    cost: float
    uneven: float = 0.0


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A line with the figures of a row: the words before and behind them."""

    before: Line
    numbers: Line
    behind: Line


_Ways = Callable[[Sequence[Line], _Anchor, Sequence[Line], bool], Iterator[tuple[Line, Line, int]]]
"""ways to part the lines above a row's figures, on their line and below into name and text, and how uneven they are"""


def parse_named(body: Sequence[Token], count: int, known: Known, *, text_last: bool) -> list[NamedRow]:
    """Rows with `count` figures each, none where a row has no name or lines are left over. `known`: whether the
    document prints this (folded) name elsewhere; `text_last`: whether the text stands behind the figures."""
    lines = [list(line) for _, line in groupby(body, key=lambda t: t.line)]
    anchors = {i: a for i, line in enumerate(lines) if (a := _anchor(line, count, text_last=text_last))}
    if not anchors or len(anchors) == len(lines):
        return []
    gaps = [lines[a + 1 : b] for a, b in pairwise((-1, *anchors, len(lines)))]
    if max(map(len, gaps)) > _MOST_BETWEEN:
        return []
    tries = (_rows(list(anchors.values()), gaps, known, way, text_last) for way in (_in_order, _centred, _atop))
    best = min((rows for rows in tries if rows), key=lambda rows: sum(r.cost + r.uneven for r in rows), default=[])
    return best if all(row.name for row in best) else []


def better_named(
    body: Sequence[Token], count: int, known: Known, rows: Sequence[NamedRow], *, text_last: bool
) -> list[NamedRow]:
    """The rows read this way if they are clearly better than `rows`, else none."""
    found = parse_named(body, count, known, text_last=text_last)
    cost = sum(r.cost for r in rows) if rows else _NAMELESS * len(found)
    return found if sum(r.cost for r in found) < cost - _BETTER else []


def has_figure_behind(name: str, text: str) -> bool:
    """Whether the (folded) text gives a figure for this name: right behind it, or behind a word (预算, 金额)."""
    return re.search(rf"{re.escape(name)}[\u3400-\u9fff]{{0,2}}\d", text) is not None


def named(name: Sequence[Token], text: Sequence[Token], numbers: Sequence[Token], known: Known) -> NamedRow:
    """A row read in another way, judged by its words."""
    return NamedRow(list(name), list(text), list(numbers), _cost(name, text, known))


def placed_cells(row: NamedRow, *, text_last: bool) -> Placed:
    """The row's words by column."""
    first = 1 if text_last else 2
    cells = {0: row.name, **{i: [t] for i, t in enumerate(row.numbers, start=first)}}
    return cells | {(1 + len(row.numbers) if text_last else 1): row.text} if row.text else cells


def _cost(name: Sequence[Token], text: Sequence[Token], known: Known) -> float:
    words = text_of(name)
    if is_total(words):
        return _TEXTLESS * bool(text) - _KNOWN
    cost = _NAMELESS * (not words) + _STOPPED * (_STOP.search(words) is not None or len(words) > _LONGEST_NAME)
    cost -= _KNOWN * (len(words) > 3 and known(words))
    cost += _EARLY * (_early(name) + _early(text))
    ends = text and _END.search(text[-1].folded)
    cost += _LONGER_NAME * (0 < len(text_of(text)) < len(words))
    cost += _FIGURE * sum(t.first and t.is_number for t in text)
    return cost + (_TEXTLESS if not text else 0.0 if ends else _OPEN)


def _early(words: Sequence[Token]) -> int:
    """How many lines of a cell are broken early."""
    widths = [sum(width(t.text) for t in line) for _, line in groupby(words, key=lambda t: t.line)]
    return sum(w < max(widths) - _SLACK for w in widths[:-1])


def _anchor(line: Line, count: int, *, text_last: bool) -> _Anchor | None:
    start = next((i for i, t in enumerate(line) if t.is_number), len(line))
    numbers = line[start : start + count]
    if start > 2 - text_last or len(numbers) < count or not all(t.is_number for t in numbers):
        return None
    behind = line[start + count :]
    return _Anchor(line[:start], numbers, behind) if text_last or not behind else None


def _rows(
    anchors: Sequence[_Anchor], gaps: Sequence[list[Line]], known: Known, ways: _Ways, text_last: bool
) -> list[NamedRow]:
    """The cheapest way to give the lines between figures to the rows above and below."""
    best: dict[int, tuple[float, list[NamedRow]]] = {0: (0.0, [])}
    for number, anchor in enumerate(anchors):
        following: dict[int, tuple[float, list[NamedRow]]] = {}
        after = gaps[number + 1]
        last = number + 1 == len(anchors)
        for given, (cost, rows) in best.items():
            for below in range(len(after) if last else 0, len(after) + 1):
                row = _row(gaps[number][given:], anchor, after[:below], known, ways, text_last)
                total = cost + row.cost + row.uneven
                if below not in following or total < following[below][0]:
                    following[below] = (total, [*rows, row])
        best = following
    return min(best.values(), key=lambda found: found[0])[1] if best else []


def _row(
    above: Sequence[Line], anchor: _Anchor, below: Sequence[Line], known: Known, ways: _Ways, text_last: bool
) -> NamedRow:
    rows = (
        NamedRow(name, text, anchor.numbers, _cost(name, text, known), _UNEVEN * uneven)
        for name, text, uneven in ways(above, anchor, below, text_last)
    )
    return min(rows, key=lambda row: row.cost + row.uneven)


def _in_order(
    above: Sequence[Line], anchor: _Anchor, below: Sequence[Line], text_last: bool
) -> Iterator[tuple[Line, Line, int]]:
    """Name and text in the order of the content: what stands between one row's figures and the next."""
    before = [*(t for line in above for t in line), *anchor.before]
    after = [*anchor.behind, *(t for line in below for t in line)]
    if text_last:
        yield before, after, 0
        return
    for cut in range(min(1, len(before)), len(before) + 1):
        yield before[:cut], before[cut:], 8 * len(below)


def _centred(
    above: Sequence[Line], anchor: _Anchor, below: Sequence[Line], text_last: bool
) -> Iterator[tuple[Line, Line, int]]:
    """Name and text of lines that stand around their figures, as many above them as below."""
    for sides in _sided(above, anchor, below, text_last):
        uneven = [_uneven([bool(side[which]) for side in sides], len(above)) for which in (0, 1)]
        yield *_cells(sides), sum(uneven)


def _atop(
    above: Sequence[Line], anchor: _Anchor, below: Sequence[Line], text_last: bool
) -> Iterator[tuple[Line, Line, int]]:
    """The same where all cells begin at the top, on the line of the figures."""
    for sides in _sided(above, anchor, below, text_last):
        started = [bool(side[which]) for which in (0, 1) for side in sides[len(above) :][:1]]
        yield *_cells(sides), _HANGING * (len(above) + started.count(False) * len(below))


def _cells(sides: Sequence[tuple[Line, Line]]) -> tuple[Line, Line]:
    """All words of the name, and all of the text."""
    name, text = ([t for side in sides for t in side[which]] for which in (0, 1))
    return name, text


def _sided(
    above: Sequence[Line], anchor: _Anchor, below: Sequence[Line], text_last: bool
) -> Iterator[list[tuple[Line, Line]]]:
    """The ways to see the lines around a row's figures, and that with them."""
    untold = sum(len(line) == 1 for line in (*above, *below))
    beside = _sides(anchor.before) if not text_last else [(anchor.before, anchor.behind)]
    options = [_sides(line) if untold <= _MOST_UNTOLD else _sides(line)[:1] for line in (*above, *below)]
    if prod(map(len, options)) > _MOST_WAYS:
        options = [sides[:1] for sides in options]
    for own in beside:
        for chosen in product(*options):
            yield [*chosen[: len(above)], own, *chosen[len(above) :]]


def _sides(line: Line) -> list[tuple[Line, Line]]:
    """The ways to see a line: a text, a name, or a name beside a text."""
    if not line:
        return [([], [])]
    if len(line) == 1:
        return [([], line), (line, [])]
    return [(line[:1], line[1:]), ([], line), (line, [])]


def _uneven(filled: Sequence[bool], middle: int) -> int:
    return abs(sum(filled[:middle]) - sum(filled[middle + 1 :]))
