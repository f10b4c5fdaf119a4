"""Rows out of words in the order of rows and columns, by what each column holds.

Cells of a row follow one another; a cell that spans rows is printed with the first of them; a blank one leaves no
trace. The cheapest way to part the words is taken, first without, then with what it shows of how wide the columns are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token
from services.extract.core.streams.typed.cells import (
    BLANK,
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

_LEFT_OVER = 0.5
"""against each word below the last row"""
_LEFTMOST = 0.001
"""amounts of a row that lacks some stand from the left, until their sums tell better"""
_SURE = 0.5
_FEWEST_DECIMALS, _LONGEST_COUNT = 3, 4
_ROW = 0.05
"""against a row more"""
_TOTAL = 0.2
"""against a row of a total, which has no other text"""
_LESS_THAN_ALL = 0.35
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


def read_rows(words: Sequence[Token], columns: Sequence[Holds], price: Price) -> Reading | None:
    """The rows of the words below a head; None where they are none, or more words than `MOST_WORDS`."""
    if not words or len(words) > MOST_WORDS:
        return None
    widths: dict[int, int | None] = {}
    found: Reading | None = None
    for _ in range(3):
        again = _Parser(words, columns, price, widths).best()
        if again is None:
            return found
        found = again
        learnt = {c: _width(found.rows, c) for c, holds in enumerate(columns) if holds in FREE}
        if learnt == widths:
            break
        widths = learnt
    return found


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
        widths: Mapping[int, int | None],
    ) -> None:
        self.words = words
        self.columns = columns
        self.spanning = spanning(columns)
        self.amounts = [c for c, holds in enumerate(columns) if holds is Holds.AMOUNT]

        @cache
        def cost(start: int, end: int, column: int) -> float:
            holds = columns[column]
            return with_breaks(price(start, end, holds), words[start:end], holds, widths.get(column))

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
                if price < NEVER:
                    state = (end, own + 1)
                    found.append((state, _Step(here.cost + blank + price, (at, column), (own, at, end))))
            if not (column == 0 and own < self.spanning and at):
                blank += BLANK.get(holds, USUAL_BLANK) + _LEFTMOST * (len(self.columns) - own)
        if column == 0 and self.amounts and is_total(self.words[at].text):
            found += self._total(at, here)
        return found

    def _total(self, at: int, here: _Step) -> list[tuple[tuple[int, int], _Step]]:
        """The row of a total: its label, then amounts alone."""
        end = at + 1
        while end < len(self.words) and end - at <= len(self.amounts) and self._is_amount(end):
            end += 1
        if end == at + 1:
            return []
        missing = len(self.amounts) - (end - at - 1)
        cost = here.cost + _TOTAL + _LESS_THAN_ALL * missing
        return [((end, len(self.columns)), _Step(cost, (at, 0), (0, at, end), total=True))]

    def _is_amount(self, at: int) -> bool:
        return self.cost(at, at + 1, self.amounts[0]) < _SURE

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
        """The label in the first column of names, the amounts from the first of theirs."""
        label = next((c for c, holds in enumerate(self.columns) if holds in FREE), 0)
        figures = self.words[start + 1 : stop]
        return {label: [self.words[start]]} | {c: [t] for c, t in zip(self.amounts, figures, strict=False)}


def spanning(columns: Sequence[Holds]) -> int:
    """How many columns may hold cells over several rows: up to the second level of indicators."""
    return next((c + 1 for c in range(len(columns) - 1, -1, -1) if columns[c] is Holds.LEVEL2), 0)


def _has_decimals(words: Sequence[Token]) -> bool:
    """Whether amounts are printed with decimals: several are, and none that is longer than a count is without."""
    figures = [t.folded for t in words if t.is_number]
    whole = any(len(text) > _LONGEST_COUNT and text.replace(",", "").isdigit() and "," in text for text in figures)
    return not whole and sum("." in text for text in figures) >= _FEWEST_DECIMALS
