"""Exports that leave a blank line below every paragraph (docx2txt): of the blank lines between two texts one is of the
export, every two more are a blank paragraph, such as a blank cell.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from shared.model.page import Block, Fragment, Line, Place

_FEWEST_BLANKS = 3
"""blank paragraphs"""
_MOST_EVEN = 0.02
"""of the gaps: a line may end inside a paragraph"""


def is_double(filled: Sequence[int]) -> bool:
    """Whether the lines that hold text, by their numbers, are spaced so: all gaps between them are odd, and some of
    them hold blank paragraphs."""
    gaps = [b - a - 1 for a, b in pairwise(filled)]
    return sum(gap > 1 for gap in gaps) >= _FEWEST_BLANKS and sum(gap % 2 == 0 for gap in gaps) <= _MOST_EVEN * len(
        gaps
    )


def dropped(filled: Sequence[int]) -> set[int]:
    """The numbers of the blank lines that are of the export."""
    gaps = ((b, b - a - 1) for a, b in pairwise(filled))
    return {end - 1 - 2 * n for end, gap in gaps if gap % 2 for n in range(gap // 2 + 1)}


class Numbers:
    """The lines of a document counted without the blank lines of its export."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        filled = [b.place.line for b in blocks if isinstance(b, Line) and b.place.line is not None]
        self._dropped = sorted(dropped(filled)) if _rises(filled) and is_double(filled) else []
        self._kept: list[int] = []
        if self._dropped:
            left = set(range(1, filled[-1] + 1)) - set(self._dropped)
            self._kept = [0, *sorted(left)]

    def closed(self, blocks: Sequence[Block]) -> Sequence[Block]:
        """The blocks at the lines so counted."""
        return [_placed(b, self._close) for b in blocks] if self._dropped else blocks

    def opened(self, blocks: Sequence[Block]) -> Sequence[Block]:
        """The same blocks at the lines of the file again."""
        return [_placed(b, self._open) for b in blocks] if self._dropped else blocks

    def _close(self, line: int) -> int:
        return line - bisect_left(self._dropped, line)

    def _open(self, line: int) -> int:
        last = len(self._kept) - 1
        return self._kept[line] if line <= last else line + len(self._dropped)


def _rises(numbers: Sequence[int]) -> bool:
    return all(a < b for a, b in pairwise(numbers))


def _placed(block: Block, at: Callable[[int], int]) -> Block:
    def place(old: Place) -> Place:
        return replace(old, line=at(old.line)) if old.line is not None else old

    def read(fragments: tuple[Fragment, ...]) -> tuple[Fragment, ...]:
        return tuple(replace(f, place=place(f.place)) for f in fragments)

    if isinstance(block, Line):
        return replace(block, fragments=read(block.fragments), place=place(block.place))
    cells = tuple(replace(c, fragments=read(c.fragments), place=place(c.place)) for c in block.cells)
    return replace(block, cells=cells, place=place(block.place))
