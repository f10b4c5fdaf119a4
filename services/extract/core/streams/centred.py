"""Levels of indicators that stand in the middle of the rows they cover, as PDF tools print merged cells.

A merged cell that is centred reaches as far down as up. The first begins at the first row, so where it stands tells
where it ends, which is where the next begins. Only a reading that comes out even, at the last row, is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product

from services.extract.core.streams.tokens import Token

_LINES_APART = 3
"""how far the second piece of a wrapped level may stand below the first"""

_MOST_EITHER = 6
"""words that may be either level, more than any frame of indicators has"""

IsLevel = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class CentredRow:
    """The words of both levels and of the rest of the row."""

    first: list[Token]
    second: list[Token]
    rest: list[Token]


@dataclass(slots=True)
class _Level:
    """A level's words, each with where it stands in rows from the top: 0.5 is beside the first row, 1 below it."""

    words: list[Token]
    places: list[float]

    @property
    def text(self) -> str:
        return "".join(t.folded for t in self.words)

    @property
    def centre(self) -> float:
        return sum(self.places) / len(self.places)


def centred_rows(words: Sequence[Token], is_first: IsLevel, is_second: IsLevel) -> list[CentredRow] | None:
    """The rows, two words each, with the levels that cover them; None where levels are printed in another way."""
    lines = [list(group) for _, group in groupby(words, key=lambda t: t.line)]
    levels, rests = _parted(lines, lambda word: is_first(word) or is_second(word))
    if not rests or any(len(rest) < 2 for rest in rests):
        return None
    found = [way for way in _ways(levels, is_first, is_second) if not _are_atop(*way)]
    evens = [(_covering(firsts, len(rests)), _covering(seconds, len(rests))) for firsts, seconds in found]
    readings = [(outer, inner) for outer, inner in evens if outer is not None and inner is not None]
    if len(readings) != 1:
        return None
    return [CentredRow(a.words, b.words, rest) for a, b, rest in zip(*readings[0], rests, strict=True)]


def _ways(
    levels: Sequence[_Level], is_first: IsLevel, is_second: IsLevel
) -> Iterator[tuple[list[_Level], list[_Level]]]:
    """First and second levels; a word that may be either (成本, 满意度) is tried as both."""
    either = [v for v in levels if is_first(v.text) and is_second(v.text)]
    if len(either) > _MOST_EITHER or not all(is_first(v.text) or is_second(v.text) for v in levels):
        return
    for choice in product((True, False), repeat=len(either)):
        outer = {id(v) for v, first in zip(either, choice, strict=True) if first}
        outer |= {id(v) for v in levels if not is_second(v.text)}
        yield [v for v in levels if id(v) in outer], [v for v in levels if id(v) not in outer]


def _parted(lines: Sequence[list[Token]], is_level: IsLevel) -> tuple[list[_Level], list[list[Token]]]:
    """The levels in printed order and what is left of the lines that hold more."""
    levels: list[_Level] = []
    rests: list[list[Token]] = []
    for number, line in enumerate(lines):
        rest = list(line)
        own: list[_Level | None] = []
        while rest and len(own) < 2:
            open_level = next((v for v in levels if _continues(v, rest[0], is_level)), None)
            if open_level is None and not is_level(rest[0].folded) and not _is_piece(lines, number, rest[0], is_level):
                break
            if len(rest) == 2 and rest[1].folded[:1] in "=≥≤><":
                break  # an indicator that is called as its level is
            word = rest.pop(0)
            if open_level is None:
                open_level = _Level([word], [])
                levels.append(open_level)
            else:
                open_level.words.append(word)
            own.append(open_level)
        for level in own:
            if level is not None:
                level.places.append(len(rests) + (0.5 if rest else 0.0))
        if rest:
            rests.append(rest)
    return levels, rests


def _continues(level: _Level, word: Token, is_level: IsLevel) -> bool:
    """Whether the word is the second piece of the level."""
    near = 0 < word.line - level.words[-1].line <= _LINES_APART
    return near and not is_level(level.text) and is_level(level.text + word.folded)


def _is_piece(lines: Sequence[list[Token]], number: int, word: Token, is_level: IsLevel) -> bool:
    """Whether the word is the first piece of a level that goes on in a line below."""
    below = [other for line in lines[number + 1 : number + 1 + _LINES_APART] for other in line[:2]]
    return any(other.line - word.line <= _LINES_APART and is_level(word.folded + other.folded) for other in below)


def _are_atop(firsts: Sequence[_Level], seconds: Sequence[_Level]) -> bool:
    """Whether the first row carries both levels, as where they are printed in the first row that they cover."""
    return any(v.centre < 1 for v in firsts) and any(v.centre < 1 for v in seconds)


def _covering(levels: Sequence[_Level], rows: int) -> list[_Level] | None:
    """For every row the level that covers it; None unless each reaches as far down as up."""
    covering: list[_Level] = []
    for level in levels:
        start = len(covering)
        end = 2 * level.centre - start
        if end != int(end) or end <= start or end > rows:
            return None
        covering += [level] * (int(end) - start)
    return covering if len(covering) == rows else None
