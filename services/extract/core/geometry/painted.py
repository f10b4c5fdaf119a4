"""Rows of a head told from lines of its texts by the order of painting.

A program that prints a table paints all of a cell before the next: the second line of a wrapped head follows its first.
Where other texts were painted between two that stand under one another, as far apart as the table's rows, the two are
of two rows, however near they are. A line there says so, as one that is drawn would.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from statistics import median

from services.extract.core.geometry.words import em
from services.extract.core.templates import head_key
from services.extract.templates import load
from shared.model.page import Box, Rule, Word

#: two rows are this nearly as far apart as the rows of the table (font sizes)
_ALIKE = 0.12

Text = Sequence[Word]
Lines = Sequence[Sequence[Text]]


def order_of(words: Sequence[Word]) -> dict[int, int]:
    """When each word was painted, by its `id`; {} where that is not known (a scan)."""
    return {id(w): i for i, w in enumerate(words)} if all(w.size for w in words) else {}


def edges(head: Lines, body: Lines, order: Mapping[int, int]) -> list[Rule]:
    """Lines between the rows of a head that are no lines of the same texts; `body`: the lines of texts below it."""
    if len(head) < 2 or len(body) < 2 or not order:
        return []
    pitch = median(_middle(b) - _middle(a) for a, b in itertools.pairwise(body))
    words = [w.box for line in head for text in line for w in text]
    x0, x1 = min(b.x0 for b in words), max(b.x1 for b in words)
    found = [(_middle(a) + _middle(b)) / 2 for a, b in itertools.pairwise(head) if _are_rows(a, b, pitch, order)]
    return [Rule(box=Box(x0, y, x1, y), horizontal=True) for y in found]


def _middle(line: Sequence[Text]) -> float:
    """The mean height of the middles of a line's texts."""
    return sum(t[0].box.top + t[0].box.bottom for t in line) / (2 * len(line))


def _are_rows(upper: Sequence[Text], lower: Sequence[Text], pitch: float, order: Mapping[int, int]) -> bool:
    """Whether most texts of the upper line that have one below them were not painted right before it, nor are a head
    word of known tables with it: a cell over several rows may be painted behind its row."""
    if abs(_middle(lower) - _middle(upper) - pitch) > _ALIKE * em(upper[0][0]):
        return False
    below = [(a, next((b for b in lower if _over(a, b)), None)) for a in upper]
    parted = [not (_follows(a, b, order) or _are_one_word(a, b)) for a, b in below if b is not None]
    return 2 * sum(parted) > len(parted)


def _over(a: Text, b: Text) -> bool:
    return a[0].box.x0 < b[-1].box.x1 and b[0].box.x0 < a[-1].box.x1


def _are_one_word(upper: Text, lower: Text) -> bool:
    return head_key("".join(w.text for w in (*upper, *lower))) in load().head_words


def _follows(upper: Text, lower: Text, order: Mapping[int, int]) -> bool:
    """Whether the text below was painted right after the one above, or when is not known."""
    last, first = order.get(id(upper[-1])), order.get(id(lower[0]))
    return last is None or first is None or first == last + 1
