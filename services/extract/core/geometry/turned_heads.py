"""Names of columns that are set upwards or downwards in a head whose columns no upright rules part.

A turned text covers the heights of several lines and joins them to one. Set level where its middle is, as wide as it
shows, it stands over its column as any other name does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.geometry.words import em
from shared.model.page import Box, Rule, Word

#: so many beside one another name columns: one alone is a label at the side, or a mark; letters of a name at the most
_FEWEST, _LONGEST = 2, 20
#: a head is no higher than this (points)
_HEAD = 240.0


def set_level(turned: Sequence[Word], rules: Sequence[Rule]) -> tuple[list[Word], list[Word]]:
    """The turned words that stand beside one another between two level rules, set level; and the others."""
    heads = [w for w in turned if len(w.text) <= _LONGEST and _is_between(w, rules)]
    heads = [w for w in heads if sum(_beside(w, o) for o in heads) >= _FEWEST]
    known = set(map(id, heads))
    return [_level(w) for w in heads], [w for w in turned if id(w) not in known]


def _is_between(word: Word, rules: Sequence[Rule]) -> bool:
    """Whether the nearest level rules above and below a word are those of a row, or of a few."""
    x = (word.box.x0 + word.box.x1) / 2
    over = [r.box for r in rules if r.box.x0 < x < r.box.x1]
    above = max((b.bottom for b in over if b.bottom < word.box.top + 1), default=None)
    below = min((b.top for b in over if b.top > word.box.bottom - 1), default=None)
    return above is not None and below is not None and below - above < _HEAD


def _beside(a: Word, b: Word) -> bool:
    """Whether two words stand at one height, in part; a word beside itself."""
    return min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top) > 0.5 * min(a.box.height, b.box.height)


def _level(word: Word) -> Word:
    middle, half = (word.box.top + word.box.bottom) / 2, em(word) / 2
    step = word.box.width / len(word.text)
    edges = tuple(word.box.x0 + step * k for k in range(len(word.text) + 1))
    box = Box(word.box.x0, middle - half, word.box.x1, middle + half)
    return replace(word, box=box, char_x=edges, joints=())
