"""The words of the page's lines set into columns where the text keeps no places: what each column holds, the order of
the words on a line, and how wide the lines of a column are.

A line with figures, signs or targets is one of a row; its cells that have no word on it are broken around it, and a
line between two such lines holds what those lack. What covers several rows stands left of the levels of indicators:
whether a word is of a project's name or of its goal, the lines tell that are full but for the last of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, groupby, pairwise, product

from services.extract.core.streams.drifting import in_order
from services.extract.core.streams.indicator_groups import against_target
from services.extract.core.streams.indicators import is_first, is_level
from services.extract.core.streams.placed.lines import against_line
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token
from services.extract.core.streams.typed.cells import FIGURES, FREE
from services.extract.core.streams.typed.levels import level_pieces
from services.extract.core.streams.typed.rows import spanning
from services.extract.core.streams.typed.words import ColumnWords, Holds
from shared.model.fold import is_cjk

_ROUNDS = 2
_TOLD = frozenset((Holds.SIGN, Holds.VALUE, Holds.TARGET, *FIGURES))
"""columns whose cells say that a row has its middle, or its top, on their line"""
_SURE = 0.45
_SHARED, _SHARED_LETTERS = 1.5, 0.3
"""against two words of a line in one cell, and where letters or figures stand beside the space"""
_NAMELESS, _LIKE_TARGET = 0.6, 0.4
"""against a row whose line has no name though it has room for one, and a name that reads like a target"""
_UNNEEDED, _SECOND, _GOES_ON, _SPANS, _EARLY = 0.9, 0.4, 0.15, 0.3, 0.8
"""against a word between two rows of which neither lacks it, one further off than another, one that goes on a full
line, one that may cover rows, and against a line broken before it is full"""
_OTHER = 6.0
"""against a level in another column"""
_UNFINISHED, _WIDE = 0.5, 1.0
"""against a goal without its stop, and a line wider than the others of its column"""
_LETTER, _NARROW = 2, 0.8
_MOST_WAYS = 4096
_STOPS = ("。", "；", ";", "!", "！")

Line = Sequence[Token]
Costs = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class _Page:
    """Lines of words, what each word costs in each column, and what the columns hold."""

    lines: Sequence[Line]
    costs: Sequence[Costs]
    columns: Sequence[Holds]
    left: int
    """how many columns cover rows"""

    def laid(self, at: int, extra: Costs) -> Placed:
        """The words of a line by column at the least cost; `extra`: what each costs there besides."""
        line = self.lines[at]
        own = [[c + e for c, e in zip(*both, strict=True)] for both in zip(self.costs[at], extra, strict=True)]

        def shared(number: int, column: int) -> float:
            if self.columns[column] in FIGURES:
                return 2 * _SHARED
            beside = is_cjk(line[number - 1].folded[-1:]) and is_cjk(line[number].folded[:1])
            return _SHARED if beside else _SHARED_LETTERS

        return in_order(line, own, shared)


def unspaced_lines(lines: Sequence[Line], columns: Sequence[Holds], known: ColumnWords) -> list[Placed]:
    """The words of each line by column."""
    page = _Page(lines, _costs(lines, columns, known), columns, spanning(columns))
    nothing = [[[0.0] * len(columns) for _ in line] for line in lines]
    found = [page.laid(at, nothing[at]) for at in range(len(lines))]
    for _ in range(_ROUNDS):
        rows = [any(columns[c] in _TOLD and _is_sure(page, at, c, line) for c in line) for at, line in enumerate(found)]
        found = [
            _named(page, at) if rows[at] else page.laid(at, _around(page, at, rows, found)) for at in range(len(lines))
        ]
    return _parted_left(page, found)


def _costs(lines: Sequence[Line], columns: Sequence[Holds], known: ColumnWords) -> list[Costs]:
    """What speaks against each word in each column; of levels the frame tells which they are, and which pieces are one
    below the other."""
    told = level_pieces(lines)
    weighed = Holds.WEIGHT in columns
    return [
        [
            [
                _against(t, holds, known, weighed=weighed) if id(t) not in told else (holds is not told[id(t)]) * _OTHER
                for holds in columns
            ]
            for t in line
        ]
        for line in lines
    ]


def _against(token: Token, holds: Holds, known: ColumnWords, *, weighed: bool) -> float:
    """What speaks against a word being a line of a cell; a name hardly reads like a target."""
    if holds in (Holds.LEVEL1, Holds.LEVEL2) and is_level(token.folded):
        return _OTHER  # called like a level, and none
    cost = against_line(token, holds, known, weighed=weighed)
    return cost + _LIKE_TARGET * (holds is Holds.NAME and against_target(token.folded) < _SURE)


def _is_sure(page: _Page, at: int, column: int, line: Placed) -> bool:
    """Whether the words of the line are what the column holds."""
    return all(page.costs[at][page.lines[at].index(token)][column] < _SURE for token in line[column])


def _named(page: _Page, at: int) -> Placed:
    """The words of a row's line: the last free one is its name, where levels stand beside names."""
    plain = page.laid(at, [[0.0] * len(page.columns) for _ in page.lines[at]])
    if not page.left or page.left in plain or page.columns[page.left] is not Holds.NAME:
        return plain
    free = [i for i, token in enumerate(page.lines[at]) if any(token in plain.get(c, ()) for c in range(page.left))]
    costs = page.costs[at]
    last = next((i for i in reversed(free) if costs[i][page.left] < _NAMELESS), None)
    if last is None or any(page.columns[c] is Holds.LEVEL2 and c in plain for c in range(page.left)):
        return plain
    extra = [
        [0.0 if i != last or c == page.left else _NAMELESS for c in range(len(page.columns))] for i in range(len(costs))
    ]
    return page.laid(at, extra)


def _around(page: _Page, at: int, rows: Sequence[bool], found: Sequence[Placed]) -> Costs:
    """What speaks against the words of a line between two rows, in each column: that neither row lacks one there."""
    above = next((i for i in range(at - 1, -1, -1) if rows[i]), None)
    below = next((i for i in range(at + 1, len(rows)) if rows[i]), None)
    widths = _widths(found, len(page.columns))

    def cost(column: int) -> float:
        if column < page.left:
            return _SPANS if page.columns[column] in FREE else 0.0
        near = [i for i in (above, below) if i is not None]
        lacking = [i for i in near if column not in found[i]]
        if lacking:
            return 0.0 if any(_is_nearest(page, at, i, column) for i in lacking) else _SECOND
        if above is not None and all(column not in found[i] for i in range(above + 1, at)):
            room = widths[column] - sum(t.width for t in found[above][column])
            return _GOES_ON if room < _LETTER else _UNNEEDED
        return _UNNEEDED

    own = [cost(column) for column in range(len(page.columns))]
    return [own for _ in page.lines[at]]


def _is_nearest(page: _Page, at: int, row: int, column: int) -> bool:
    """Whether no line between the line and the row has a word that may be of the column."""
    between = range(min(at, row) + 1, max(at, row))
    return not any(own[column] < _NAMELESS for line in between for own in page.costs[line])


def _widths(lines: Sequence[Placed], count: int) -> list[int]:
    """How wide the lines of each column are."""
    return [max((sum(t.width for t in line[c]) for line in lines if c in line), default=0) for c in range(count)]


# ---------------------------------------------------------------- what covers rows


def _parted_left(page: _Page, found: Sequence[Placed]) -> list[Placed]:
    """The lines; the words left of the levels in the columns that make whole names and goals of them."""
    outer = next((c for c in range(page.left) if page.columns[c] in (Holds.LEVEL1, Holds.LEVEL2)), 0)
    free = [c for c in range(outer) if page.columns[c] in (Holds.NAME, Holds.TEXT, Holds.WORD)]
    out = list(found)
    if len(free) < 2:
        return out
    widths = _full(page, found, free)
    for block in _blocks(page, found):
        pieces = [(at, [t for c in free for t in found[at].get(c, ())]) for at in block]
        pieces = [(at, words) for at, words in pieces if words]
        for at, columns in _best(page, pieces, free, widths):
            kept = {c: words for c, words in out[at].items() if c not in free}
            words = next(words for i, words in pieces if i == at)
            for column, token in zip(columns, words, strict=True):
                kept.setdefault(column, []).append(token)
            out[at] = dict(sorted(kept.items()))
    return out


def _full(page: _Page, found: Sequence[Placed], free: Sequence[int]) -> dict[int, int]:
    """How wide the lines of these columns are: goals are the widest, and of the clearly narrower words names are."""
    sizes = [t.width for line in found for c in free for t in line.get(c, ())]
    widest = max(sizes, default=0)
    narrow = max((size for size in sizes if size < _NARROW * widest), default=widest)
    return {c: widest if page.columns[c] is Holds.TEXT else narrow for c in free}


def _blocks(page: _Page, found: Sequence[Placed]) -> Iterator[list[int]]:
    """The lines of one project each: its first levels begin anew below the middle between two of them."""
    level = next((c for c, holds in enumerate(page.columns) if holds is Holds.LEVEL1), None)
    marks = [(at, line[level][0].folded) for at, line in enumerate(found) if level is not None and level in line]
    cuts = [0]
    seen: set[str] = set()
    last = 0
    for at, text in marks:
        key = text.removesuffix("指标")
        if is_first(text) and key in seen:
            cuts.append((last + at + 1) // 2)
            seen = set()
        seen.add(key)
        last = at
    cuts.append(len(found))
    yield from ([*range(a, b)] for a, b in pairwise(cuts))


def _best(
    page: _Page, pieces: Sequence[tuple[int, Sequence[Token]]], free: Sequence[int], widths: dict[int, int]
) -> Sequence[tuple[int, Sequence[int]]]:
    """The columns of the words of each line of a project that least speaks against."""
    choices = [list(combinations_with_replacement(free, len(words))) for _, words in pieces]
    count = 1
    for choice in choices:
        count *= len(choice)
    if not pieces or count > _MOST_WAYS:
        return ()

    def cost(way: Sequence[Sequence[int]]) -> float:
        total = 0.0
        cells: dict[int, list[int]] = {}
        text: dict[int, str] = {}
        for (at, words), columns in zip(pieces, way, strict=True):
            order = [page.lines[at].index(token) for token in words]
            for column, own in groupby(zip(columns, words, order, strict=True), key=lambda c: c[0]):
                same = list(own)
                cells.setdefault(column, []).append(sum(token.width for _, token, _ in same))
                text[column] = text.get(column, "") + "".join(token.folded for _, token, _ in same)
                total += sum(min(page.costs[at][i][column], 1.0) for _, _, i in same) + _SHARED * (len(same) - 1)
        for column in free:
            sizes = cells.get(column, [])
            total += _WIDE * sum(size > widths[column] + 1 for size in sizes)
            total += _EARLY * sum(widths[column] - size > _LETTER for size in sizes[:-1])
            total += _NAMELESS * (not sizes)
            unfinished = page.columns[column] is Holds.TEXT and sizes and not text[column].endswith(_STOPS)
            total += _UNFINISHED * bool(unfinished)
        return total

    way = min(product(*choices), key=cost)
    return [(at, columns) for (at, _), columns in zip(pieces, way, strict=True)]
