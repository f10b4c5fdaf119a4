"""Rows out of words in the order of rows and columns, by what each column holds.

Cells of a row follow one another; a cell that spans rows is printed with the first of them; a blank one leaves no
trace. The cheapest way to part the words is taken, first without, then with what it shows of how wide the columns are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import combinations

from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.streams.typed.cells import (
    BLANK,
    FIGURES,
    FREE,
    MOST_PIECES,
    NEVER,
    USUAL_BLANK,
    against,
    width_of,
    with_breaks,
)
from services.extract.core.streams.typed.words import ColumnWords, Holds
from shared.model.labels import is_total
from shared.model.numbers import parse_number

_LEFT_OVER = 0.5
"""against each word below the last row"""
_LEFTMOST = 0.001
"""amounts of a row that lacks some stand from the left, until their sums tell better"""
_FEWEST_DECIMALS, _LONGEST_COUNT = 3, 4
_ROW = 0.05
"""against a row more"""
_TOTAL = 0.2
"""against a row of a total, which has no other text"""
_BLANK_IN_TOTAL = {Holds.AMOUNT: 0.35, Holds.COUNT: 0.1, Holds.FIGURE: 0.1}
_IN_TOTAL = {Holds.INDEX: 0.2, Holds.FIGURE: 0.2, Holds.RATIO: 0.5, Holds.PRICE: 0.5}
"""against figures that nobody adds up"""
_OFTEN, _FEW, _MOSTLY, _UNUSUAL = 3, 5, 0.7, 0.4
"""rows that have one text and more rows for each of those, the share that have one, and against another text there"""
MOST_WORDS = 1500
"""words below a head; more are not tried"""

Price = Callable[[int, int, Holds], float]
"""what speaks against words, the first and the one after the last, as a cell of what a column holds"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Rows with their cells by column; a cell that spans rows stands in the first of them."""

    cost: float
    """what speaks against it, all rows together"""
    rows: list[Placed]
    used: int
    """how many of the words the rows took"""


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest way to a state, its last cell (column, first word, the word after its last; None where a row ends)
    and whether that is all of a total's row."""

    cost: float
    before: tuple[int, int] | None
    cell: tuple[int, int, int] | None
    total: bool = False


def prices_of(words: Sequence[Token], known: ColumnWords) -> Price:
    """The price of every cell of these words, worked out once for all heads that they are read under."""
    decimals = _has_decimals(words)

    @cache
    def price(start: int, end: int, holds: Holds) -> float:
        return against(words[start:end], holds, known, decimals=decimals)

    return price


def read_rows(words: Sequence[Token], columns: Sequence[Holds], price: Price, rounds: int = 3) -> Reading | None:
    """The rows of the words below a head; None where they are none, or more words than `MOST_WORDS`."""
    if not words or len(words) > MOST_WORDS:
        return None
    shown = _Shown()
    found: Reading | None = None
    for _ in range(rounds):
        again = _Parser(words, columns, price, shown).best()
        if again is None:
            return found
        found = again
        learnt = _Shown.by(found.rows, [c for c, holds in enumerate(columns) if holds in FREE])
        if learnt == shown:
            break
        shown = learnt
    return found


@dataclass(frozen=True, slots=True)
class _Shown:
    """What rows show of the columns of free words: how wide they are, and the texts that one has again and again."""

    widths: Mapping[int, int | None] = field(default_factory=dict)
    usual: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def by(cls, rows: Sequence[Placed], free: Sequence[int]) -> _Shown:
        usual: dict[int, frozenset[str]] = {}
        for column in free:
            texts = Counter(text_of(row[column]) for row in rows if row.get(column))
            often = {text: count for text, count in texts.items() if count >= _OFTEN}
            if sum(often.values()) > _MOSTLY * len(rows) and len(often) * _FEW <= len(rows):
                usual[column] = frozenset(often)
        return cls({c: _width(rows, c) for c in free}, usual)

    def against(self, words: Sequence[Token], column: int) -> float:
        """What speaks against words where a column has a few texts again and again."""
        own = self.usual.get(column)
        return _UNUSUAL if own is not None and text_of(words) not in own else 0.0


def not_the_sums(rows: Sequence[Placed], columns: Sequence[Holds]) -> int:
    """How many figures of a total are not the sum of their column; 0 where no row, or more than one, is a total's.
    Amounts of rows that lack some may stand in any of their columns: those of all columns are one sum then."""
    totals = [row for row in rows if is_total(text_of(row.get(0, [])))]
    if len(totals) != 1:
        return 0
    items = [row for row in rows if row is not totals[0]]
    amounts = [c for c, holds in enumerate(columns) if holds is Holds.AMOUNT]
    packed = any(len(row.keys() & set(amounts)) < len(amounts) for row in items)
    others = [[c] for c in totals[0] if c and not (packed and c in amounts)]
    sums = [*others, amounts] if packed else others
    return sum(_sum(totals, own) != _sum(items, own) for own in sums)


def _sum(rows: Sequence[Placed], columns: Sequence[int]) -> Decimal:
    return sum((_value(row.get(c, [])) for row in rows for c in columns), Decimal(0))


def _value(words: Sequence[Token]) -> Decimal:
    return (parse_number(text_of(words)) if words else None) or Decimal(0)


def _width(rows: Sequence[Placed], column: int) -> int | None:
    cells = [row[column] for row in rows if row.get(column)]
    return width_of(cells)


class _Parser:
    """States are (words used, next column); a row ends behind the last column."""

    def __init__(
        self,
        words: Sequence[Token],
        columns: Sequence[Holds],
        price: Price,
        shown: _Shown,
    ) -> None:
        self.words = words
        self.columns = columns
        self.spanning = spanning(columns)
        self.figures = [c for c, holds in enumerate(columns) if holds in FIGURES]

        @cache
        def cost(start: int, end: int, column: int) -> float:
            holds = columns[column]
            own = words[start:end]
            return with_breaks(price(start, end, holds), own, holds, shown.widths.get(column)) + shown.against(
                own, column
            )

        self.cost = cost

    def best(self) -> Reading | None:
        count, last = len(self.words), len(self.columns)
        steps: dict[tuple[int, int], _Step] = {(0, 0): _Step(0.0, None, None)}
        for at in range(count):
            for column in range(last):
                here = steps.get((at, column))
                if here is None:
                    continue
                for state, step in self._onward(at, column, here):
                    if state not in steps or step.cost < steps[state].cost:
                        steps[state] = step
            self._closed(steps, at + 1)
        ends = [at for at in range(1, count + 1) if (at, 0) in steps and self._may_end(at)]
        if not ends:
            return None
        end = min(ends, key=lambda at: steps[at, 0].cost + _LEFT_OVER * (count - at))
        rows = self._rows(steps, (end, 0))
        return Reading(cost=steps[end, 0].cost + _LEFT_OVER * (count - end), rows=rows, used=end)

    def _may_end(self, at: int) -> bool:
        return at == len(self.words) or self.words[at].first

    def _onward(self, at: int, column: int, here: _Step) -> list[tuple[tuple[int, int], _Step]]:
        """Every cell that may come next: in this column, or in one behind it where those between are blank."""
        found: list[tuple[tuple[int, int], _Step]] = []
        blank = 0.0
        for own in range(column, len(self.columns)):
            holds = self.columns[own]
            for end in range(at + 1, min(at + MOST_PIECES.get(holds, 1), len(self.words)) + 1):
                price = self.cost(at, end, own)
                if price >= NEVER and holds in FREE:
                    break  # more words have more that speaks against them
                if price < NEVER:
                    state = (end, own + 1)
                    found.append((state, _Step(here.cost + blank + price, (at, column), (own, at, end))))
            if not (column == 0 and own < self.spanning and at):
                blank += BLANK.get(holds, USUAL_BLANK) + _LEFTMOST * (len(self.columns) - own)
        if column == 0 and self.figures and is_total(self.words[at].text):
            found += self._total(at, here)
        return found

    def _total(self, at: int, here: _Step) -> Iterator[tuple[tuple[int, int], _Step]]:
        """The row of a total: its label, then figures alone."""
        for end in range(at + 2, min(at + 1 + len(self.figures), len(self.words)) + 1):
            if not self.words[end - 1].is_number:
                break
            found = self._figures(at + 1, end)
            if found is not None:
                cost = here.cost + _TOTAL + found[0]
                yield (end, len(self.columns)), _Step(cost, (at, 0), (0, at, end), total=True)

    def _figures(self, start: int, end: int) -> tuple[float, tuple[int, ...]] | None:
        """What speaks against these words as the figures of a total, and their columns; None where they are none."""
        best: tuple[float, tuple[int, ...]] | None = None
        for way in combinations(self.figures, end - start):
            blank = sum(_BLANK_IN_TOTAL.get(self.columns[c], 0.0) for c in self.figures if c not in way)
            own = [
                self.cost(i, i + 1, c) + _IN_TOTAL.get(self.columns[c], 0.0)
                for i, c in zip(range(start, end), way, strict=True)
            ]
            cost = blank + sum(own)
            if all(price < NEVER for price in own) and (best is None or cost < best[0]):
                best = cost, way
        return best

    def _closed(self, steps: dict[tuple[int, int], _Step], at: int) -> None:
        """Rows that end with a column before the last, whose others are blank."""
        last = len(self.columns)
        for column in range(1, last + 1):
            here = steps.get((at, column))
            if here is None:
                continue
            blank = sum(BLANK.get(holds, USUAL_BLANK) for holds in self.columns[column:])
            cost = here.cost + blank + _ROW
            if (at, 0) not in steps or cost < steps[at, 0].cost:
                steps[at, 0] = _Step(cost, (at, column), None)

    def _rows(self, steps: Mapping[tuple[int, int], _Step], end: tuple[int, int]) -> list[Placed]:
        rows: list[Placed] = []
        row: Placed = {}
        state: tuple[int, int] | None = end
        while state is not None:
            step = steps[state]
            if step.cell is None and step.before is not None and row:
                rows.append(row)
                row = {}
            if step.cell is not None:
                column, start, stop = step.cell
                if step.total:
                    row |= self._of_total(start, stop)
                else:
                    row[column] = list(self.words[start:stop])
            state = step.before
        if row:
            rows.append(row)
        return rows[::-1]

    def _of_total(self, start: int, stop: int) -> Placed:
        """The label in the first column, which it takes with those beside it, and the figures in theirs."""
        found = self._figures(start + 1, stop)
        figures = zip(found[1], self.words[start + 1 : stop], strict=True) if found is not None else ()
        return {0: [self.words[start]]} | {c: [t] for c, t in figures}


def spanning(columns: Sequence[Holds]) -> int:
    """How many columns may hold cells over several rows: up to the second level of indicators."""
    return next((c + 1 for c in range(len(columns) - 1, -1, -1) if columns[c] is Holds.LEVEL2), 0)


def _has_decimals(words: Sequence[Token]) -> bool:
    """Whether amounts are printed with decimals: several are, and none that is longer than a count is without."""
    figures = [t.folded for t in words if t.is_number]
    whole = any(len(text) > _LONGEST_COUNT and text.replace(",", "").isdigit() and "," in text for text in figures)
    return not whole and sum("." in text for text in figures) >= _FEWEST_DECIMALS
