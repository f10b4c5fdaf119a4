"""Text set downwards in columns from right to left, as Word sets a narrow head: its letters stand upright.

Read by lines it gives nonsense (`目绩` above `标效` for 绩效 and 目标). The order of painting tells: letter by letter,
each right below the one before, and then on top of the next column to the left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from services.extract.readers.pdf_chars import Char
from shared.model.fold import is_cjk

#: the next letter of a column stands so far below (font sizes), and no further to a side than this
_DOWN, _BESIDE = (0.8, 1.18), 0.2
#: the next column stands so far to the left (font sizes): a line of text, with room for its leading
_LEFT = (1.04, 2.4)
#: and no further if each is one letter
_NEAR = 1.7
#: columns stand level by their tops, middles or bottoms but for this (font sizes)
_LEVEL = 0.35
#: and begin no further from one another (font sizes)
_APART = 4.0
#: signs that take a square as ideographs do, turned where their font has no upright ones (a unit in brackets)
_SIGNS = frozenset("（）、，：；︵︶")
_painted = attrgetter("run.order")


@dataclass(slots=True)
class _Block:
    """Columns of letters from right to left."""

    columns: list[list[Char]]

    @property
    def chars(self) -> list[Char]:
        return [char for column in self.columns for char in column]

    def takes(self, char: Char) -> bool:
        """Whether the letter goes on with the text; it is put where it belongs."""
        last = self.columns[-1][-1]
        size = last.run.size
        right, down = (_across(char) - _across(last)) / size, (_middle(char) - _middle(last)) / size
        if abs(char.run.size - size) > _BESIDE * size:
            return False
        if abs(right) < _BESIDE and _DOWN[0] < down < _DOWN[1]:
            self.columns[-1].append(char)
            return True
        up = (_middle(char) - _middle(self.columns[0][0])) / size
        if not (_LEFT[0] < -right < _LEFT[1] and abs(up) < _APART):
            return False
        self.columns.append([char])
        return True

    def is_vertical(self) -> bool:
        """Whether several columns stand level, and as far apart as one another. One alone is lines of a letter each,
        and of one letter each far apart are cells of a row painted from its end."""
        if len(self.columns) < 2:
            return False
        size = self.columns[0][0].run.size
        places = [_across(column[0]) for column in self.columns]
        steps = [a - b for a, b in pairwise(places)]
        if max(map(len, self.columns)) == 1 and max(steps) > _NEAR * size:
            return False
        tops, bottoms = ([_middle(column[i]) for column in self.columns] for i in (0, -1))
        middles = [(a + b) / 2 for a, b in zip(tops, bottoms, strict=True)]
        level = min(max(ys) - min(ys) for ys in (tops, middles, bottoms))
        return max(steps) - min(steps) < _BESIDE * size and level < _LEVEL * size


def blocks(chars: Sequence[Char]) -> list[list[Char]]:
    """The letters of every text that is set so, in the order in which they are read."""
    return [block.chars for block in _chains(chars) if block.is_vertical()]


def _chains(chars: Sequence[Char]) -> Iterator[_Block]:
    """What is painted letter by letter, each a text object of its own: no more than begins with a step of such a text,
    which few letters of a page take."""
    letters = Counter([id(char.run) for char in chars])
    if sum(count == 1 for count in letters.values()) < 2:
        return

    def is_alone(char: Char) -> bool:
        upright = is_cjk(char.text) and not char.run.quarters
        return letters[id(char.run)] == 1 and (upright or char.text in _SIGNS)

    block: _Block | None = None
    painted = sorted(chars, key=_painted)
    for before, char in pairwise(painted):
        if block is None:
            if _steps_back(before, char) and is_alone(before) and is_alone(char):
                begun = _Block([[before]])
                block = begun if begun.takes(char) else None
        elif not (is_alone(char) and block.takes(char)):
            yield block
            block = None
    if block is not None:
        yield block


def _steps_back(before: Char, char: Char) -> bool:
    """Whether a character does not stand to the right of the one before it, nor at the begin of a line far to the
    left."""
    return -2 * _LEFT[1] * before.run.size < char.x0 + char.x1 - before.x0 - before.x1 < 2 * _BESIDE * before.run.size


def _across(char: Char) -> float:
    return (char.x0 + char.x1) / 2


def _middle(char: Char) -> float:
    return (char.top + char.bottom) / 2
