"""Text that is struck through: a word processor prints what a tracked change deletes so, right beside what replaces it.

Such text is still on the page, and whether it counts nobody can say for sure: it stays, and is never certain. The line
through it is no rule of a table.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.geometry.words import em
from shared.model.page import Box, Rule, Word

#: the confidence of text that is struck through
STRUCK = 0.5
#: the part of a letter's height, from its top, in which such a line runs
_FROM, _TO = 0.3, 0.7
#: it begins and ends with letters, this near to their edges (font sizes)
_NEAR = 0.15
#: the end of a table's rule is as near to a letter only by chance; at least so much is struck (font sizes)
_SHORTEST = 0.4


def doubted(words: Sequence[Word], rules: Sequence[Rule]) -> tuple[list[Word], list[Rule]]:
    """The words, those struck through no longer certain, and the rules that strike nothing."""
    order = sorted(range(len(words)), key=lambda i: words[i].box.top)
    tops = [words[i].box.top for i in order]
    deepest = max((w.box.height for w in words), default=0.0)
    struck: set[int] = set()
    kept: list[Rule] = []
    for rule in rules:
        y = (rule.box.top + rule.box.bottom) / 2
        near = order[bisect_left(tops, y - deepest) : bisect_left(tops, y)] if rule.horizontal else []
        under = [i for i in near if _runs_through(rule.box, y, words[i])]
        if under and _ends_with(rule.box, [words[i] for i in under]):
            struck.update(under)
        else:
            kept.append(rule)
    if not struck:
        return list(words), list(rules)
    return [replace(w, confidence=min(w.confidence, STRUCK)) if i in struck else w for i, w in enumerate(words)], kept


def _runs_through(line: Box, y: float, word: Word) -> bool:
    box = word.box
    level = box.top + _FROM * box.height < y < box.top + _TO * box.height
    return level and min(line.x1, box.x1) - max(line.x0, box.x0) > _NEAR * em(word)


def _ends_with(line: Box, words: Sequence[Word]) -> bool:
    """Whether a line begins and ends at edges of letters of the words that it runs through."""
    size = max(map(em, words))
    edges = [x for w in words for x in (w.char_x or (w.box.x0, w.box.x1))]
    ends = all(min(abs(x - end) for x in edges) < _NEAR * size for end in (line.x0, line.x1))
    return ends and line.width > _SHORTEST * size
