"""Rows of which the cells broken over lines, or set in two scripts, stand behind all others of their page.

What stands on one line comes first, row by row and cell by cell; the late cells follow in the same order. So a page is
two runs of words, and the next cell of a row is the next word of the one or the next words of the other. The cheapest
way to take both is looked for, with what each column holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from services.extract.core.streams.indicator_groups import is_measured
from services.extract.core.streams.indicators import is_level
from services.extract.core.streams.rows import Placed, one_cell_a_line
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.streams.typed.cells import BLANK, FREE, MOST_PIECES, NEVER, USUAL_BLANK, against
from services.extract.core.streams.typed.levels import level_pieces
from services.extract.core.streams.typed.rows import spanning
from services.extract.core.streams.typed.words import ColumnWords, Holds
from shared.model.fold import is_cjk
from shared.model.labels import names_total

_ROW, _LATE = 0.05, 0.05
"""against a row more, and a late cell"""
_WHOLE, _END_OF_CODE = 0.6, 1.5
_OTHER_NAME = 0.3
"""against the name of a body where those of projects stand, and the other way round"""
_BODY = re.compile(r"(?:局|委|委员会|办公室|院|校|学|中心|站|所|队|馆|会|厅|处|政府|机关)(?:\(?本级\)?|机关)?$")
_ACROSS = 0.6
"""against a row that goes on in the next line of the rows"""
_ANEW, _LEFTMOST = 0.8, 0.001
_BEGINS = re.compile(r"\*?(?:产出|成本)")
_LEFT_OVER = 0.6
"""against each word that no row has"""
_SLACK = 2.5
"""ways that so much more speaks against than the best one so far are given up"""
_FEWEST_LATE, _MOST_WORDS = 2, 700
_SURE = 0.45

_State = tuple[int, int, int]
"""words of rows and late words used, and the next column"""
_Cell = tuple[int, int, int, bool]
"""column, the first word and the one after the last, and whether they are late ones"""


@dataclass(frozen=True, slots=True)
class _Step:
    cost: float
    before: _State | None
    cell: _Cell | None


def late_rows(
    pages: Sequence[Sequence[Token]], columns: Sequence[Holds], units: frozenset[int], known: ColumnWords
) -> tuple[list[Placed], float] | None:
    """The rows of all pages and what speaks against them; None where no page has late cells. `units`: the columns of
    names that are those of bodies."""
    parts = [_parted(page, columns, known) for page in pages]
    if sum(len(late) for _, late in parts) < _FEWEST_LATE or sum(map(len, pages)) > _MOST_WORDS:
        return None
    rows: list[Placed] = []
    cost = 0.0
    for main, late in parts:
        own, against_page = _Page(main, late, columns, units, known, first=not rows).read()
        rows += own
        cost += against_page
    return rows, cost


def _parted(page: Sequence[Token], columns: Sequence[Holds], known: ColumnWords) -> tuple[list[Token], list[Token]]:
    """The words of the rows and the late ones: those behind the last row that a figure or a sign tells."""
    signs = [i for i, t in enumerate(page) if _tells(t, known)]
    if not signs:
        return list(page), []
    end = signs[-1] + 1
    if not one_cell_a_line(page):
        while end < len(page) and page[end].line == page[end - 1].line:
            end += 1
    elif Holds.SIGN in columns and _is_sign(page[end - 1], known):
        for holds in columns[columns.index(Holds.SIGN) + 1 :]:
            end += end < len(page) and against(page[end : end + 1], holds, known, decimals=False) < _SURE
    return list(page[:end]), list(page[end:])


def _tells(token: Token, known: ColumnWords) -> bool:
    return _is_sign(token, known) or (token.is_number and "." in token.text) or is_measured(token.folded)


def _is_sign(token: Token, known: ColumnWords) -> bool:
    return against([token], Holds.SIGN, known, decimals=False) < _SURE


def _against_late(words: Sequence[Token], holds: Holds) -> float:
    """Against a cell of one line in one script, which would not be late, and a name that begins with the end of a
    code."""
    whole = len(words) == 1 and all(is_cjk(c) for c in words[0].folded)
    return _LATE + _WHOLE * whole + _END_OF_CODE * (holds in FREE and len(words) > 1 and words[0].is_digits)


class _Page:
    """The two runs of words of a page, and the cheapest way to take them row by row."""

    def __init__(
        self,
        main: Sequence[Token],
        late: Sequence[Token],
        columns: Sequence[Holds],
        units: frozenset[int],
        known: ColumnWords,
        *,
        first: bool,
    ) -> None:
        self.main, self.late, self.columns, self.units = main, late, columns, units
        self.spans = spanning(columns)
        self.first = first
        self.by_line = not one_cell_a_line(main)
        self.decimals = sum("." in t.text and t.is_number for t in main) > 2
        self._known = known
        lines = [list(run) for part in (main, late) for _, run in groupby(part, key=lambda t: t.line)]
        self._levels = level_pieces(lines)
        self._prices: dict[tuple[int, int, int, bool], float] = {}

    def price(self, start: int, end: int, column: int, *, late: bool) -> float:
        """What speaks against these words as a cell of a column."""
        key = (start, end, column, late)
        if key not in self._prices:
            holds = self.columns[column]
            words = (self.late if late else self.main)[start:end]
            cost = self._against(words, holds) + (_against_late(words, holds) if late else 0.0)
            if self.units and holds is Holds.NAME:
                cost += _OTHER_NAME * ((_BODY.search(text_of(words)) is not None) is not (column in self.units))
            self._prices[key] = cost
        return self._prices[key]

    def _against(self, words: Sequence[Token], holds: Holds) -> float:
        told = [self._levels.get(id(word)) for word in words]
        if any(told):
            return 0.0 if all(level is holds for level in told) and is_level(text_of(words)) else NEVER
        if holds in (Holds.LEVEL1, Holds.LEVEL2):
            return NEVER
        return against(words, holds, self._known, decimals=self.decimals)

    def read(self) -> tuple[list[Placed], float]:
        """The rows, and what speaks against them."""
        n, m = len(self.main), len(self.late)
        layers: list[dict[_State, _Step]] = [{} for _ in range(n + 1)]
        layers[0][0, 0, 0] = _Step(0.0, None, None)
        steps: dict[_State, _Step] = {}
        for i in range(n + 1):
            layer = layers[i]
            for j in range(m + 1):
                self._close(layer, i, j)
                least = min((s.cost for s in layer.values()), default=0.0)
                for column in range(len(self.columns) + 1):
                    here = layer.get((i, j, column))
                    if here is None or here.cost > least + _SLACK:
                        continue
                    for state, step in self._onward((i, j, column), here):
                        target = layers[state[0]]
                        if state not in target or step.cost < target[state].cost:
                            target[state] = step
            steps |= layer
        ends = [(step.cost + _LEFT_OVER * (m - j), (i, j, c)) for (i, j, c), step in layers[n].items() if c == 0]
        if not ends:
            return [], NEVER
        cost, end = min(ends)
        return self._rows(steps, end), cost

    def _close(self, layer: dict[_State, _Step], i: int, j: int) -> None:
        """Rows that end here, their other columns blank."""
        if self.by_line and i < len(self.main) and not self.main[i].first:
            return
        for column in range(1, len(self.columns) + 1):
            here = layer.get((i, j, column))
            if here is None:
                continue
            blank = sum(BLANK.get(holds, USUAL_BLANK) for holds in self.columns[column:])
            cost = here.cost + blank + _ROW
            if (i, j, 0) not in layer or cost < layer[i, j, 0].cost:
                layer[i, j, 0] = _Step(cost, (i, j, column), None)

    def _onward(self, state: _State, here: _Step) -> Iterator[tuple[_State, _Step]]:
        """Every cell that may come next, of either run."""
        i, j, column = state
        blank = 0.0
        ended = bool(self.by_line and column and i < len(self.main) and self.main[i].first and self._begun(here))
        total = i < len(self.main) and Holds.AMOUNT in self.columns and names_total(self.main[i].text)
        if total and column == 0:  # nothing stands between its label and its figures
            label = next((c for c, holds in enumerate(self.columns) if holds in FREE), 0)
            amounts = self.columns.index(Holds.AMOUNT)
            yield (i + 1, j, amounts), _Step(here.cost, state, (label, i, i + 1, False))
        for own in range(column, len(self.columns)):
            holds = self.columns[own]
            if i < len(self.main) and not total:
                price = self.price(i, i + 1, own, late=False) + _ACROSS * ended + self._frame(i, own, begun=column > 0)
                if price < NEVER:
                    yield (i + 1, j, own + 1), _Step(here.cost + blank + price, state, (own, i, i + 1, False))
            for end in range(j + 1, min(j + MOST_PIECES.get(holds, 1), len(self.late)) + 1):
                price = self.price(j, end, own, late=True)
                if price < NEVER:
                    price += self._frame(-1, own, begun=column > 0) if holds in FREE else 0.0
                    yield (i, end, own + 1), _Step(here.cost + blank + price, state, (own, j, end, True))
            free = column == 0 and own < self.spans and (not self.first or i or j)
            blank += 0.0 if free else BLANK.get(holds, USUAL_BLANK) + _LEFTMOST * (len(self.columns) - own)

    def _frame(self, at: int, column: int, *, begun: bool) -> float:
        """Against a first level that begins the frame where no project does, and another where one does; and against
        what covers rows without what stands left of it."""
        if self.columns[column] is not Holds.LEVEL1 or not column:
            return _ANEW * (not begun and 0 < column < self.spans and self.columns[column] in FREE)
        return _ANEW * ((_BEGINS.match(self.main[at].folded) is not None) is not begun)

    def _begun(self, here: _Step) -> bool:
        """Whether the row has a word of the rows already: it ends with that word's line."""
        return here.cell is not None and not here.cell[3]

    def _rows(self, steps: dict[_State, _Step], end: _State) -> list[Placed]:
        rows: list[Placed] = []
        row: Placed = {}
        state: _State | None = end
        while state is not None:
            step = steps[state]
            if step.cell is None and row:
                rows.append(dict(sorted(row.items())))
                row = {}
            if step.cell is not None:
                column, start, stop, late = step.cell
                row[column] = list((self.late if late else self.main)[start:stop])
            state = step.before
        if row:
            rows.append(dict(sorted(row.items())))
        return rows[::-1]
