"""Levels of indicators that stand in the middle of the rows they cover, as PDF tools print merged cells.

A merged cell that is centred reaches as far down as up. Of all ways to give every row to one level, in printed order,
the one is taken whose levels stand nearest to the middle of their rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from services.extract.core.streams.tokens import Token

_MOST_EITHER = 6
"""words that may be either level, more than any frame of indicators has"""

IsLevel = Callable[[str], bool]
_FAR = 40.0
"""lines that a level stands off its rows at the most: further ones are not tried"""

Extent = tuple[float, float]
"""where a row begins and ends, in lines of indicators"""


class _Ends(NamedTuple):
    """Where the rows of the last level end, and of those before it."""

    before: _Ends | None
    end: int


@dataclass(slots=True)
class Level:
    """A level's words; `at`: how many words of indicators stand before it; `places`: where each piece stands, in lines
    of indicators, half a line further down where it has a line of its own."""

    words: list[Token]
    at: int
    places: list[float]

    @property
    def text(self) -> str:
        return "".join(t.folded for t in self.words)

    @property
    def middle(self) -> float:
        return sum(self.places) / len(self.places)


def ways(levels: Sequence[Level], is_first: IsLevel, is_second: IsLevel) -> Iterator[tuple[list[Level], list[Level]]]:
    """First and second levels; a word that may be either (成本, 满意度) is tried as both."""
    either = [v for v in levels if is_first(v.text) and is_second(v.text)]
    if len(either) > _MOST_EITHER or not all(is_first(v.text) or is_second(v.text) for v in levels):
        return
    for choice in product((True, False), repeat=len(either)):
        outer = {id(v) for v, first in zip(either, choice, strict=True) if first}
        outer |= {id(v) for v in levels if not is_second(v.text)}
        yield [v for v in levels if id(v) in outer], [v for v in levels if id(v) not in outer]


def covering(
    levels: Sequence[Level],
    rows: Sequence[Extent],
    speaks_against: Callable[[Level, int], float] = lambda _, __: 0.0,
    *,
    atop: bool = False,
) -> tuple[float, list[Level]] | None:
    """How far the levels stand from the middle of their rows (lines squared, in all), and for every row its level; None
    where there are fewer rows than levels, or none at all. `speaks_against`: what else is wrong with a level for a
    row; `atop`: levels stand in the first of their rows."""
    if not levels or len(levels) > len(rows):
        return None
    best: dict[int, tuple[float, _Ends | None]] = {0: (0.0, None)}
    for level in levels:
        place = level.places[0] if atop else level.middle
        following: dict[int, tuple[float, _Ends | None]] = {}
        for start, (cost, before) in best.items():
            against = 0.0
            for end in range(start + 1, len(rows) + 1):
                against += speaks_against(level, end - 1)
                middle = (rows[start][0] + (rows[start][0] if atop else rows[end - 1][1])) / 2
                if rows[end - 1][0] - place > _FAR:
                    break
                total = cost + against + (middle - place) ** 2
                if end not in following or total < following[end][0]:
                    following[end] = (total, _Ends(before, end))
        best = {end: way for end, way in following.items() if rows[end - 1][1] - place >= -_FAR}
    if len(rows) not in best:
        return None
    cost, path = best[len(rows)]
    ends: list[int] = []
    while path is not None:
        ends.insert(0, path.end)
        path = path.before
    starts = [0, *ends[:-1]]
    return cost, [level for level, start, end in zip(levels, starts, ends, strict=True) for _ in range(start, end)]
