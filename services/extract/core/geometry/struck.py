"""Text that is struck through: a word processor prints what a tracked change deletes so, right beside what replaces it.

Such text is parted from its word and is none of its cell's text. That it was meant so nobody can say for sure: what is
left of its cell is never certain. The line through it is no rule of a table, nor is one under letters, as far as they
reach, that no upright line meets: what a change puts in is underlined.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from services.extract.core.geometry.word_cuts import part
from services.extract.core.geometry.words import em
from shared.model.page import Box, Rule, Word

#: the confidence of text that is struck through, and of what is left of its word
STRUCK = 0.5
#: the part of a letter's height, from its top, in which such a line runs
_FROM, _TO = 0.3, 0.7
#: it begins and ends with letters, this near to their edges (font sizes)
_NEAR = 0.15
#: the end of a table's rule is as near to a letter only by chance; at least so much is struck (font sizes)
_SHORTEST = 0.4
#: lines meet that are as near as this (points)
_TOUCH = 1.0


def parted(words: Sequence[Word], rules: Sequence[Rule]) -> tuple[list[Word], list[Rule]]:
    """The words, what is struck through parted from the rest and neither certain, and the rules that strike nothing."""
    order = sorted(range(len(words)), key=lambda i: words[i].box.top)
    tops = [words[i].box.top for i in order]
    deepest = max((w.box.height for w in words), default=0.0)
    uprights = sorted((r.box for r in rules if not r.horizontal), key=lambda b: b.x0)
    strikes: dict[int, list[Box]] = {}
    kept: list[Rule] = []
    for rule in rules:
        y = (rule.box.top + rule.box.bottom) / 2
        near = order[bisect_left(tops, y - deepest) : bisect_left(tops, y)] if rule.horizontal else []
        through = [i for i in near if _runs(rule.box, y, words[i], _FROM, _TO)]
        if through and _ends_with(rule.box, [words[i] for i in through]):
            for i in through:
                strikes.setdefault(i, []).append(rule.box)
            continue
        over = [words[i] for i in near if _runs(rule.box, y, words[i], _TO, 1)]
        if not over or not _ends_with(rule.box, over) or _is_met(rule.box, uprights):
            kept.append(rule)
    return [part for i, w in enumerate(words) for part in (_parts(w, strikes[i]) if i in strikes else (w,))], kept


def _parts(word: Word, lines: Sequence[Box]) -> Iterator[Word]:
    """The word in pieces that are struck through or not."""
    doubted = replace(word, confidence=min(word.confidence, STRUCK))
    edges = word.char_x
    if len(edges) != len(word.text) + 1:
        yield replace(doubted, struck=True)
        return
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    through = [any(line.x0 < x < line.x1 for line in lines) for x in middles]
    start = 0
    for struck, letters in groupby(through):
        end = start + len(list(letters))
        yield replace(part(doubted, start, end), struck=struck)
        start = end


def _runs(line: Box, y: float, word: Word, low: float, high: float) -> bool:
    """Whether a line at height `y` runs along the word between these parts of its height."""
    box = word.box
    level = box.top + low * box.height < y <= box.top + high * box.height
    return level and min(line.x1, box.x1) - max(line.x0, box.x0) > _NEAR * em(word)


def _ends_with(line: Box, words: Sequence[Word]) -> bool:
    """Whether a line begins and ends at edges of letters of the words that it runs through."""
    size = max(map(em, words))
    edges = [x for w in words for x in (w.char_x or (w.box.x0, w.box.x1))]
    ends = all(min(abs(x - end) for x in edges) < _NEAR * size for end in (line.x0, line.x1))
    return ends and line.width > _SHORTEST * size


def _is_met(line: Box, uprights: Sequence[Box]) -> bool:
    """Whether an upright line crosses or meets it."""
    start = bisect_left(uprights, line.x0 - _TOUCH, key=lambda b: b.x0)
    end = bisect_left(uprights, line.x1 + _TOUCH, key=lambda b: b.x0)
    return any(u.top - _TOUCH < line.top and line.bottom < u.bottom + _TOUCH for u in uprights[start:end])
