"""Lines whose words stand in columns of which is known what they hold → rows.

A row is a run of lines whose cells are what their columns hold, each set in the middle of the row or at its top. Of all
ways to part the lines the cheapest is taken, once for tables whose cells are centred and once for those where they
begin at the top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.core.streams.indicators import is_second
from services.extract.core.streams.rows import Placed, together
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.streams.typed.cells import BLANK, FIGURES, FREE, NEVER, USUAL_BLANK, against
from services.extract.core.streams.typed.words import ColumnWords, Holds
from shared.model.labels import names_total

_MOST_LINES = 24
"""lines of one row, more than any printed row has"""
_LETTER = 2
"""how wide an ideograph is"""
_EARLY = 0.8
"""against a line of a cell that has room for the first letter of the next"""
_OFF_MIDDLE, _BELOW_TOP = 0.25, 0.8
"""for each line that a cell stands off the middle of its row, or below its top"""
_BESIDE_TOTAL = 1.0
"""against a text beside the label of a total"""
_APART = 1.0
"""against a blank line inside a row"""
_AGAIN = 0.6
"""against a line more that has words of the last name and of what stands behind it"""
_ROW = 0.05
"""against a row more"""
_DECIMALS = 2
_HOPELESS = 3 * NEVER


def rows_of_lines(lines: Sequence[Placed], columns: Sequence[Holds], known: ColumnWords) -> list[Placed]:
    """The rows; words of a cell from its first line down."""
    widths = {c: max(map(_width, (line[c] for line in lines if c in line)), default=0) for c in range(len(columns))}
    places = [next(iter(line.values()))[0].place.line or 0 for line in lines]
    telling = [c for c, holds in enumerate(columns) if holds in (Holds.NAME, Holds.VALUE, Holds.TARGET)][-2:]
    ways = [_Way(top=False), _Way(top=True)]
    for start in range(len(lines)):
        if start not in ways[0].best:
            continue  # no row ends there
        cells: dict[int, list[int]] = {}
        apart = whole = 0
        for end in range(start + 1, min(start + _MOST_LINES, len(lines)) + 1):
            for column in lines[end - 1]:
                cells.setdefault(column, []).append(end - 1)
            apart += end - start > 1 and places[end - 1] - places[end - 2] > 1
            whole += all(c in lines[end - 1] for c in telling)
            cost = _ROW + _APART * apart + _AGAIN * max(0, whole - 1) + _content(lines, cells, columns, widths, known)
            if cost > _HOPELESS and end - start > 1:
                break
            for way in ways:
                way.take(start, end, cost, cells)
    cuts = min(ways, key=lambda way: way.best[len(lines)][0]).cuts(len(lines))
    return [together(lines[start:end]) for start, end in pairwise(cuts)]


class _Way:
    """The cheapest rows up to each line, for cells that are centred or that begin at the `top`."""

    def __init__(self, *, top: bool) -> None:
        self.top = top
        self.best: dict[int, tuple[float, int]] = {0: (0.0, 0)}

    def take(self, start: int, end: int, cost: float, cells: dict[int, list[int]]) -> None:
        """The lines from `start` to `end` as a row."""
        for at in cells.values():
            if self.top:
                cost += _BELOW_TOP * (at[0] - start)
            else:
                cost += _OFF_MIDDLE * max(0.0, abs(at[0] + at[-1] - start - end + 1) / 2 - 0.5)
        total = self.best[start][0] + cost
        if end not in self.best or total < self.best[end][0]:
            self.best[end] = (total, start)

    def cuts(self, end: int) -> list[int]:
        """Where rows begin, and the end."""
        cuts = [end]
        while cuts[-1]:
            cuts.append(self.best[cuts[-1]][1])
        return cuts[::-1]


def _content(
    lines: Sequence[Placed],
    cells: dict[int, list[int]],
    columns: Sequence[Holds],
    widths: dict[int, int],
    known: ColumnWords,
) -> float:
    """What speaks against these cells, and against the columns without one."""
    cost = 0.0
    labels = {c for c, at in cells.items() if columns[c] in FREE and any(names_total(text_of(lines[i][c])) for i in at)}
    for column, holds in enumerate(columns):
        if column not in widths or not widths[column]:
            continue
        at = cells.get(column)
        if at is None:
            cost += 0.0 if labels and holds not in FIGURES else BLANK.get(holds, USUAL_BLANK)
            continue
        if column in labels:
            cost += NEVER * (len(at) - 1)
            continue
        cost += _BESIDE_TOTAL * (bool(labels) and holds not in FIGURES)
        words = [t for line in at for t in lines[line][column]]
        cost += _against(words, holds, known)
        for above in at[:-1]:
            room = widths[column] - _width(lines[above][column])
            cost += _EARLY * (room >= _LETTER)
    return cost


def _against(words: Sequence[Token], holds: Holds, known: ColumnWords) -> float:
    """What speaks against words being a cell; of a figure a narrow cell may break off decimals."""
    if holds in FIGURES and len(words) > 1:
        before, _, decimals = text_of(words).partition(".")
        broken = "." in words[0].folded and len(decimals) == _DECIMALS and before.replace(",", "").isdigit()
        return USUAL_BLANK / 2 if broken else 2 * NEVER
    if holds in FREE or holds is Holds.TARGET:
        whole = _one(words)
        if holds is Holds.NAME and is_second(whole.folded) and not whole.folded.endswith("指标"):
            return 0.0  # 服务对象满意度, as indicators are called too
        return against([whole], holds, known, decimals=False)
    return against(words, holds, known, decimals=False)


def _one(words: Sequence[Token]) -> Token:
    """The words as one: how they are broken is told by their lines."""
    return replace(words[0], text="".join(t.text for t in words), x1=words[-1].x1, last=words[-1].last)


def _width(words: Sequence[Token]) -> int:
    return sum(t.width for t in words)
