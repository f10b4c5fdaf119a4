"""Texts of which a spreadsheet shows one line, because their row is not high enough for the others.

A spreadsheet paints what fits its cell on one line first, row by row, and all texts that it has to wrap afterwards,
again from top to bottom. A text that was painted with these and stands on one line, level with what its row has beside
it, has further lines that nobody sees. Other programs paint a table once, row by row or column by column: then nothing
is told.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.core.aligned.doubts import DOUBTFUL
from services.extract.core.geometry.words import em
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.page import Word

#: painting goes on upwards where it goes up by more than this (font sizes): lines of one row's cells do not
_UP = 4.0
#: the words of the second pass at the least and at the most, the figures of the first, and the places that are tried
_FEWEST, _MOST, _FIGURES, _TRIED = 2, 2_000, 3, 3
#: so few of the steps of a pass go up (merged cells stand lower than their row), and so many of the first along a line
_FEW, _ALONG = 0.12, 0.3
#: texts of one row are level up to this (font sizes)
_LEVEL = 0.4


def doubted(words: Sequence[Word]) -> list[Word]:
    """The words in painting order, those of such texts no longer certain. A scan has no painting order: nothing is told
    of it."""
    start = _second_pass(words) if all(w.size for w in words) else None
    if start is None:
        return list(words)
    cut = _single(words[:start], words[start:])
    return [replace(w, confidence=min(w.confidence, DOUBTFUL)) if id(w) in cut else w for w in words]


def _second_pass(words: Sequence[Word]) -> int | None:
    """Where the wrapped texts begin, None where the page was painted in another way."""
    steps = [b.box.top - a.box.top for a, b in pairwise(words)]
    ups = [i for i, (step, word) in enumerate(zip(steps, words[1:], strict=True), start=1) if step < -_UP * em(word)]
    last = next((i for i in range(len(words) - 1, -1, -1) if _is_figure(words[i])), len(words))
    behind = [i for i in ups if i > last]
    if not behind or sum(map(_is_figure, words[: last + 1])) < _FIGURES:  # most pages end in a figure: nothing is asked
        return None
    for start in sorted(behind, key=lambda i: steps[i - 1])[:_TRIED]:
        first, second = words[:start], words[start:]
        early = bisect_left(ups, start)
        few = early <= _FEW * len(first) and len(ups) - early - 1 <= _FEW * len(second)
        along = sum(abs(step) < _LEVEL * em(word) for step, word in zip(steps[: start - 1], first, strict=False))
        if few and along >= _ALONG * len(first) and _FEWEST <= len(second) <= _MOST:
            return start
    return None


def _is_figure(word: Word) -> bool:
    text = fold(word.text)
    return parse_number(text) is not None and not (len(text) == 4 and text[:2] in ("19", "20"))


def _single(first: Sequence[Word], second: Sequence[Word]) -> set[int]:
    """The `id` of the words of the second pass that stand alone in their column beside a row of the first, and level
    with it."""
    rows = sorted({round(w.box.top, 1) for w in first})
    lines: dict[tuple[float, int], list[Word]] = defaultdict(list)
    for word in second:
        at = bisect_left(rows, word.box.top)
        row = min(rows[max(at - 1, 0) : at + 1], key=lambda top: abs(top - word.box.top))
        lines[row, _column(word, second)].append(word)
    found: set[int] = set()
    for (row, _), mine in lines.items():
        tops = {round(w.box.top / em(w)) for w in mine}
        if len(tops) == 1 and all(abs(w.box.top - row) < _LEVEL * em(w) for w in mine):
            found |= set(map(id, mine))
    return found


def _column(word: Word, words: Sequence[Word]) -> int:
    """What the words of one column have in common: the first of the words that they lie under or over."""
    return next(i for i, w in enumerate(words) if w.box.x0 < word.box.x1 and word.box.x0 < w.box.x1)
