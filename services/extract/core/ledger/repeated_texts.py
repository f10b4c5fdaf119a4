"""Texts that rows set as near as lines repeat one under another: the goal of a project beside each of its indicators,
the kind of each project.

No text holds one of its own long lines twice, or a line of words twice in a row, or nothing but a few lines again and
again. Where a cell seems to, it holds a text a row: long ones end where a sentence does whose line had room for more
or, where none does, above the first line that comes again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from services.extract.core.ledger.stacks import Stack, cell_of
from services.extract.core.ledger.tokens import Token
from services.extract.core.repair import ends_sentence
from shared.model.fold import fold, ideographs

#: so many ideographs, at least, are no line of two texts by chance, and so many no two lines of one text in a row
_LONG, _WORDS = 8, 3
#: a line with less room behind it than this (font sizes) is full: its text may go on below
_ROOM = 1.2


def parted(stacks: Sequence[Stack]) -> tuple[list[Stack], list[Stack]]:
    """The cells, those that hold a line twice as a cell for each of their texts, where another column has a cell beside
    each (but one, which the page may cut off); and those of them that are new."""
    out: list[Stack] = []
    new: list[Stack] = []
    for s in stacks:
        starts = _all_starts(s.tokens) if s.first == s.last else []
        starts = starts if starts and len(starts) <= _most_beside(s, stacks) else []
        cells = [cell_of(s, s.tokens[a:b]) for a, b in pairwise((0, *starts, len(s.tokens)))] if starts else [s]
        new += cells if starts else []
        out += cells
    return out, new


def _most_beside(s: Stack, stacks: Sequence[Stack]) -> int:
    """How many cells the column has that has the most of them beside this one."""
    return max(
        Counter(o.first for o in stacks if o.first != s.first and s.top < o.middle < s.bottom).values(), default=0
    )


def _all_starts(lines: Sequence[Token]) -> list[int]:
    """The same, and those of the texts that only what is left between these shows."""
    starts = _starts(lines) if len(lines) > 1 else []
    if not starts:
        return []
    ends = [*starts[1:], len(lines)]
    inner = [a + i for a, b in zip([0, *starts], [starts[0], *ends], strict=True) for i in _all_starts(lines[a:b])]
    return sorted({*starts, *inner})


def _starts(lines: Sequence[Token]) -> list[int]:
    """Which lines of a cell begin another text than its first; none where no line stands twice among them."""
    read = [fold(t.text) for t in lines]
    whole = {b for a, b in pairwise(read) if a == b and ideographs(b) >= _WORDS}
    if whole:
        return [i for i in range(1, len(read)) if read[i] in whole or read[i - 1] in whole]
    every = next((n for n in range(2, len(read) // 2 + 1) if read == read[:n] * (len(read) // n)), 0)
    if every and ideographs("".join(read[:every])) >= _WORDS:
        return list(range(every, len(read), every))
    twice = {text for text, count in Counter(read).items() if count > 1 and ideographs(text) >= _LONG}
    if not twice:
        return []
    end = max(t.box.x1 for t in lines)
    behind = [i for i in range(1, len(lines)) if ends_sentence(lines[i - 1].text)]
    short = [i for i in behind if lines[i - 1].box.x1 < end - _ROOM * lines[i].size]
    begin = twice & {read[i] for i in (0, *short)}
    starts = sorted({*short, *(i for i in behind if read[i] in begin)})
    first = next(text for text in read if text in twice)
    return starts or [i for i in range(1, len(lines)) if read[i] == first]
