"""Which row does each figure of a page belong to, where columns follow one another?

The sums tell. Rows stand in the order of their codes, so which adds up to which is known; the column of totals runs
down the page, and whatever is not one of them is a part of one. Of all ways to deal the figures out, those count in
which every total is the sum of the rows below it and of its own parts, and no figure is left over; among these the one
that goes on from figure to figure as rows or columns do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, product

from services.extract.core.streams.scattered import sides

MOST_ROWS = 300
"""rows of one table; more are searched too long"""
_BEAM = 60
"""ways that are followed side by side"""
_MOST_TRIED = 25_000
"""ways looked at for one table, at most"""
_MOST_TOTALS = 16
"""figures tried as the next total, at most"""
_MOST_PARTS = 4
_TWO = 2
_WIDE = 12
"""values that a page has left, at most, where parts of more than two are looked for"""
_MOST_SUMS = 1_024
"""different sums of one column, at most"""
_SKIPPED, _MOST_SKIPPED = 0.3, 6
"""against each figure left out between two totals that is not known to be a part of one above, of the first ones"""
_SPLIT = 0.3
"""against a row that nothing is part of with figures in two columns"""
_NOT_BESIDE = 0.5
"""against another total than the figure beside the name"""
_CLEAR = 0.25
"""by how much one way has to be likelier than another"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A row as the sums see it: on which page it stands, and how deep (1 for the topmost). One of level 0 leads the
    rows and is the sum of all, wherever it is printed."""

    page: int
    level: int
    beside: int | None = None
    """the figure that is printed directly behind its name, by its index on the page"""
    side: int = 0
    """which of two lists side by side it is of: the totals of each run down the page"""
    run: int = 0
    """counts how often a name stands above that of the row before: so may the figures"""
    leans: int = 0
    """1 where its figures are to be expected in the first of two columns of parts, -1 in the second"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dealt:
    """The figures of each row, by their index on its page: the total first, then its parts as they are printed."""

    rows: tuple[tuple[int, ...], ...]
    certain: tuple[bool, ...]
    """whether no other way that is about as likely gives a row other figures"""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Open:
    """A row whose rows below are being dealt with."""

    level: int
    left: Decimal
    """what of it they do not make up yet"""
    parts: tuple[Decimal, ...]
    """those that are not zero"""
    below: int = 0
    sums: frozenset[Decimal] | None = frozenset({Decimal(0)})
    """what the rows below may add up to in one of two columns; None where that is not known"""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Way:
    """Figures dealt out to the first rows. `left`: how many of each value of the row's page are; `owed`: parts of rows
    that no figure passed is known to be; `last`: the total above; `above`: the rows that are open."""

    cost: float
    left: tuple[tuple[int, ...], ...]
    owed: tuple[Decimal, ...]
    last: int
    above: tuple[_Open, ...]
    rows: tuple[tuple[int, tuple[Decimal, ...]], ...]
    """of each row its total, by its index, and the values of its parts"""


def deal(rows: Sequence[Place], pages: Sequence[Sequence[Decimal]], most: int) -> Dealt | None:
    """The figures of all pages dealt out to the rows: a total and up to `most` - 1 parts for each; None where that
    cannot be done."""
    if not rows or len(rows) > MOST_ROWS or any(value < 0 for page in pages for value in page):
        return None
    own = Counter(row.page for row in rows)
    if not all(own[at] <= len(page) <= most * own[at] for at, page in enumerate(pages)):
        return None
    unit = unit_of(pages)
    straight = tuple(replace(row, run=0) for row in rows)
    for way, slack in product(dict.fromkeys((straight, tuple(rows))), (Decimal(0), unit)):
        found = _Search(rows=way, pages=pages, most=most, slack=slack).ways()
        if found:
            near = [way for way in found if way.cost < found[0].cost + _CLEAR]
            values = [_values(rows, pages, way) for way in near]
            certain = tuple(all(other[i] == values[0][i] for other in values) for i in range(len(rows)))
            return Dealt(rows=_in_columns(rows, pages, _indexed(rows, pages, found[0]), most), certain=certain)
    return None


def unit_of(pages: Sequence[Sequence[Decimal]]) -> Decimal:
    """One of the last place that any figure prints."""
    return Decimal(1).scaleb(min((int(value.as_tuple().exponent) for page in pages for value in page), default=0))


def _values(rows: Sequence[Place], pages: Sequence[Sequence[Decimal]], way: _Way) -> list[tuple[Decimal, ...]]:
    return [(pages[row.page][total], *sorted(parts)) for row, (total, parts) in zip(rows, way.rows, strict=True)]


def _in_columns(
    rows: Sequence[Place], pages: Sequence[Sequence[Decimal]], dealt: tuple[tuple[int, ...], ...], most: int
) -> tuple[tuple[int, ...], ...]:
    """The figures of each row, its parts from left to right where no row has more than two."""
    if most <= _TWO or max(map(len, dealt)) > _TWO + 1:
        return dealt
    levels = [row.level for row in rows]
    parts = [own[1:] for own in dealt]
    values = [tuple(pages[row.page][i] for i in own) for row, own in zip(rows, parts, strict=True)]
    told = sides.told_apart(levels, parts, values, [row.leans for row in rows])
    return tuple((own[0], *ordered) for own, ordered in zip(dealt, told, strict=True))


def _indexed(rows: Sequence[Place], pages: Sequence[Sequence[Decimal]], way: _Way) -> tuple[tuple[int, ...], ...]:
    """The figures of each row by their index: parts directly behind their total, or those of one value running down the
    page as their rows do."""
    free = [set(range(len(page))) for page in pages]
    totals: dict[int, int] = {}
    for at in sorted(range(len(rows)), key=lambda i: -rows[i].level):  # those of all rows get what the others leave
        page, index = rows[at].page, way.rows[at][0]
        if index not in free[page]:
            index = max(i for i in free[page] if pages[page][i] == pages[page][index])
        free[page].discard(index)
        totals[at] = index
    found: list[list[int]] = []
    for at, (row, (_, parts)) in enumerate(zip(rows, way.rows, strict=True)):
        total = totals[at]
        near = [i for i in range(total + 1, total + 1 + len(parts)) if i in free[row.page]]
        own = [i for i in near if pages[row.page][i] in parts]
        if sorted(pages[row.page][i] for i in own) != sorted(parts):
            own = []
        free[row.page].difference_update(own)
        found.append([total, *own])
    left = [_by_value(page, indexes) for page, indexes in zip(pages, free, strict=True)]
    for row, own, (_, parts) in zip(rows, found, way.rows, strict=True):
        if len(own) <= len(parts):
            own += sorted(left[row.page][part].pop() for part in parts)
    return tuple(map(tuple, found))


def _by_value(page: Sequence[Decimal], indexes: Iterable[int]) -> dict[Decimal, list[int]]:
    """The indexes of figures by their values, the last one first."""
    where: dict[Decimal, list[int]] = {}
    for index in sorted(indexes, reverse=True):
        where.setdefault(page[index], []).append(index)
    return where


@dataclass(frozen=True, kw_only=True, slots=True)
class _Search:
    rows: Sequence[Place]
    pages: Sequence[Sequence[Decimal]]
    most: int
    slack: Decimal

    def ways(self) -> list[_Way]:
        """The likeliest ways to deal all figures out, the best one first."""
        waiting = Counter(row.page for row in self.rows)
        values = [tuple(dict.fromkeys(page)) for page in self.pages]
        left = tuple(tuple(map(Counter(page).__getitem__, own)) for page, own in zip(self.pages, values, strict=True))
        ways = [_Way(cost=0.0, left=left, owed=(), last=-1, above=(), rows=())]
        tried = 0
        for at, row in enumerate(self.rows):
            waiting[row.page] -= 1
            best: dict[object, _Way] = {}
            for way in ways:
                for found in self._next(way, at, waiting[row.page], values[row.page]):
                    tried += 1
                    key = found.left, found.last, found.above
                    if key not in best or found.cost < best[key].cost:
                        best[key] = found
            ways = sorted(best.values(), key=lambda way: way.cost)[:_BEAM]
            if tried > _MOST_TRIED:
                return []
        return [way for way in ways if self._closed(way.above, 0) is not None]

    def _next(self, way: _Way, at: int, waiting: int, values: Sequence[Decimal]) -> Iterator[_Way]:
        """The way with one row more. `waiting`: how many rows of its page are behind it."""
        row = self.rows[at]
        above = self._closed(way.above, row.level)
        if above is None:
            return
        page = self.pages[row.page]
        before = self.rows[at - 1] if at else None
        same = (
            before is not None
            and (before.page, before.side, before.run) == (row.page, row.side, row.run)
            and before.level > 0
        )
        last, owed = (way.last, way.owed) if same else (-1, ())
        left = dict(zip(values, way.left[row.page], strict=True))
        count = sum(left.values())
        leaf = at + 1 == len(self.rows) or self.rows[at + 1].level <= row.level
        dealt = zip(self.rows, way.rows, strict=False)
        taken = {index for other, (index, _) in dealt if other.page == row.page and other.level}
        for index, skipped, owing in self._totals(row, left, last, owed, above, at, taken):
            value = page[index]
            cost = way.cost + _SKIPPED * min(skipped, _MOST_SKIPPED)
            cost += _NOT_BESIDE * (row.beside is not None and index != row.beside)
            cost += not row.level and value < max(page)
            left[value] -= 1
            for parts in self._parts(left, value):
                opened = self._opened(row, value, parts, above)
                rest = count - 1 - len(parts)
                if opened is None or not waiting <= rest <= waiting * self.most:
                    continue
                now = Counter(left)
                now.subtract(parts)
                yield _Way(
                    cost=cost + _SPLIT * (leaf and sum(map(bool, parts)) > 1),
                    left=(*way.left[: row.page], tuple(now[v] for v in values), *way.left[row.page + 1 :]),
                    owed=(*owing, *parts),
                    last=index,
                    above=opened,
                    rows=(*way.rows, (index, parts)),
                )
            left[value] += 1

    def _totals(
        self,
        row: Place,
        left: Mapping[Decimal, int],
        last: int,
        owed: Sequence[Decimal],
        above: tuple[_Open, ...],
        at: int,
        taken: Set[int],
    ) -> Iterator[tuple[int, int, tuple[Decimal, ...]]]:
        """The figures that may be the next total, each value once, the nearest first, with how many are left out that
        are no part of a row above, and the parts that are still owed."""
        page = self.pages[row.page]
        if not row.level:
            beside = [row.beside] if row.beside is not None else []
            first = {page[i]: i for i in (*reversed(range(len(page))), *beside)}
            count = _MOST_TOTALS if self.most == 1 else 1  # lists of one column may have a total each
            for value in sorted(first, reverse=True)[:count]:
                yield first[value], 0, ()
            return
        seen: set[Decimal] = set()
        skipped, owing = 0, list(owed)
        for index in range(last + 1, len(page)):
            value = page[index]
            if index in taken:
                continue
            if left[value] > 0 and value not in seen and self._fits(at, value, above):
                seen.add(value)
                yield index, skipped, tuple(owing)
                if len(seen) == _MOST_TOTALS:
                    return
            if value in owing:
                owing.remove(value)
            else:
                skipped += 1

    def _fits(self, at: int, value: Decimal, above: tuple[_Open, ...]) -> bool:
        """Whether a total is no more than what its row above has left, and just that where this ends with it."""
        if not above:
            return True
        level = self.rows[at].level
        ends = at + 1 == len(self.rows) or self.rows[at + 1].level < level
        rest = above[-1].left - value
        slack = self.slack * (above[-1].below + 2)
        return abs(rest) <= slack / 2 if ends else rest >= -slack

    def _closed(self, above: tuple[_Open, ...], level: int) -> tuple[_Open, ...] | None:
        """What is open still where a row of this level begins; None where one that ends there is not its sum, column by
        column."""
        while above and above[-1].level >= level:
            parent = above[-1]
            slack = self.slack * (parent.below + 1) / 2
            if parent.below and abs(parent.left) > slack:
                return None
            told = parent.below and parent.sums is not None and len(parent.parts) == _TWO
            if told and not any(abs(one - part) <= slack for one in parent.sums or () for part in parent.parts):
                return None
            above = above[:-1]
        return above

    def _opened(
        self, row: Place, value: Decimal, parts: tuple[Decimal, ...], above: tuple[_Open, ...]
    ) -> tuple[_Open, ...] | None:
        """What is open with this row; None where it has figures in more columns than the row that it is part of."""
        filled = tuple(part for part in parts if part)
        if above:
            parent = above[-1]
            if len(filled) > len(parent.parts):
                return None
            sums = self._with(parent, value, filled)
            above = (*above[:-1], replace(parent, left=parent.left - value, below=parent.below + 1, sums=sums))
        return (*above, _Open(level=row.level, left=value, parts=filled))

    def _with(self, parent: _Open, value: Decimal, parts: tuple[Decimal, ...]) -> frozenset[Decimal] | None:
        """What the rows below a row may add up to in one column, with one more of them."""
        if self.most != _TWO + 1 or parent.sums is None or len(parent.parts) != _TWO:
            return None
        own = parts if len(parts) == _TWO else (value, Decimal(0))
        sums = frozenset(one + part for one in parent.sums for part in own)
        return sums if len(sums) <= _MOST_SUMS else None

    def _parts(self, counts: Mapping[Decimal, int], value: Decimal) -> Iterator[tuple[Decimal, ...]]:
        """What a total may be made of: itself again, with a zero or not, or several that are left on its page."""
        if self.most == 1:
            yield ()
            return
        if counts.get(value, 0) > 0:
            yield (value,)
        if not value:
            if counts[value] > 1 and self.most > _TWO:
                yield (value, value)
            yield ()
            return
        least = self.slack * 3 / 2
        if self.most > _TWO:
            for one in [v for v, n in counts.items() if n > 0 and 2 * v <= value + least]:
                for other in {value - one, value - one + self.slack, value - one - self.slack}:
                    if other >= one and counts.get(other, 0) > (one == other) and abs(one + other - value) <= least:
                        yield (one, other)
        left = sorted(v for v, n in counts.items() if n > 0 and 0 < v < value)
        if len(left) <= _WIDE:
            for size in range(_TWO + 1, min(self.most, _MOST_PARTS + 1)):
                yield from (c for c in combinations(left, size) if abs(sum(c) - value) <= self.slack * (size + 1) / 2)
