"""Ink that no word explains: what the engine could not read leaves a mark, so that no figure is lost without a word.

Only within ruled tables: there an empty cell says that nothing was printed. Around them a mark may be anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels
from services.extract.readers.scan_lines import cut_at_rules, overlooked
from shared.model.page import DOUBT, UNREAD, Box, Word

#: the share of its height by which a word's ink may reach beyond the extent of its letters and figures
_MARGIN = 0.2
#: the ink of a hyphen is less than the square of so much of the height in which it is framed
_HYPHEN = 0.25


def marked(
    words: Sequence[Word], inks: Sequence[Box], rules: Sequence[Stroke], mask: Pixels, scale: float
) -> list[Word]:
    """The words, those beside unread ink doubted, and a word `UNREAD` without confidence for ink that stands alone.

    `inks` are the extents of the words in pixels, `scale` is pixels per point.
    """
    result = list(words)
    for mark in overlooked([_with_margin(box) for box in inks], rules, mask):
        if not _is_framed(mark, rules):
            continue
        beside = [i for i, ink in enumerate(inks) if _is_beside(mark, ink, rules)]
        for i in beside:
            result[i] = replace(result[i], confidence=min(result[i].confidence, DOUBT))
        is_dirt = _is_small(mark, mask) and any(_are_one(mark, ink, rules) for ink in inks)
        if not beside and not is_dirt:
            result.append(Word(text=UNREAD, box=Box(*(side / scale for side in mark)), confidence=0.0))
    return result


def _with_margin(ink: Box) -> Box:
    margin = _MARGIN * ink.height
    return Box(ink.x0, ink.top - margin, ink.x1, ink.bottom + margin)


def _is_framed(mark: Box, rules: Sequence[Stroke]) -> bool:
    """Whether rules run above and below the mark, and on both sides of it."""
    x, y = (mark.x0 + mark.x1) / 2, (mark.top + mark.bottom) / 2
    levels = [r.top for r in rules if r.horizontal and r.x0 <= x <= r.x1]
    sides = [r.x0 for r in rules if not r.horizontal and r.top <= y <= r.bottom]
    return bool(levels and sides) and min(levels) < y < max(levels) and min(sides) < x < max(sides)


def _is_small(mark: Box, mask: Pixels) -> bool:
    """Whether the ink is no more than a hyphen's: beside other text of its cell it is dirt."""
    own = np.count_nonzero(mask[max(int(mark.top), 0) : int(mark.bottom), max(int(mark.x0), 0) : int(mark.x1)])
    return bool(own < (_HYPHEN * mark.height) ** 2)


def _are_one(mark: Box, ink: Box, rules: Sequence[Stroke]) -> bool:
    """Whether no rule stands between the middles of the mark and of the word: they are in one cell."""
    x0, x1 = sorted(((mark.x0 + mark.x1) / 2, (ink.x0 + ink.x1) / 2))
    y0, y1 = sorted(((mark.top + mark.bottom) / 2, (ink.top + ink.bottom) / 2))
    return not any(
        (y0 < r.top < y1 and r.x0 <= x1 and r.x1 >= x0)
        if r.horizontal
        else (x0 < r.x0 < x1 and r.top <= y1 and r.bottom >= y0)
        for r in rules
    )


def _is_beside(mark: Box, ink: Box, rules: Sequence[Stroke]) -> bool:
    """Whether the mark stands on the word's line, next to it, with no rule between."""
    level = min(mark.bottom, ink.bottom) - max(mark.top, ink.top)
    gap = max(mark.x0 - ink.x1, ink.x0 - mark.x1)
    if level < 0.3 * min(mark.height, ink.height) or gap > ink.height:
        return False
    return len(list(cut_at_rules(mark.union(ink), rules))) == 1
