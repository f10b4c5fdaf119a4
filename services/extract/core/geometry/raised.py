"""Raised marks (footnote signs, exponents): small words at the shoulder of another are part of its text.

Set as words of their own they would make lines of their own between the rows of a table. A digit raised after a digit
is written as a superscript character: written plainly it would make another number.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from shared.model.page import Box, Word

#: a mark is at most this much of the size of the text that it belongs to
SMALL = 0.86
#: and has no more characters than this
LONGEST = 4
#: distance to the text, at most, and how far back over it a mark may reach (font sizes of the text)
NEAR, BACK = 0.18, 0.12
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def attached(words: Sequence[Word]) -> list[Word]:
    """`words` with raised marks joined to the words that they stand behind."""
    sizes = [w.size for w in words]
    largest = max(sizes, default=0.0)
    marks = [i for i, w in enumerate(words) if len(w.text) <= LONGEST and 0 < sizes[i] <= SMALL * largest]
    if not marks:
        return list(words)
    order = sorted(range(len(words)), key=lambda i: words[i].box.x1)
    ends = [words[i].box.x1 for i in order]
    joined: dict[int, Word] = {}
    gone: set[int] = set()
    for m in sorted(marks, key=lambda i: words[i].box.x0):
        x0 = words[m].box.x0
        near = order[bisect_left(ends, x0 - NEAR * largest) : bisect_right(ends, x0 + BACK * largest)]
        home = next((i for i in near if i != m and i not in gone and _stands_behind(words[m], words[i])), None)
        if home is not None:
            joined[home] = _joined(joined.get(home, words[home]), words[m])
            gone.add(m)
    return [joined.get(i, w) for i, w in enumerate(words) if i not in gone]


def _stands_behind(mark: Word, word: Word) -> bool:
    """Whether `mark` is small, raised, and begins where `word` ends. Sizes must be known: a scan has none."""
    size = word.size
    if not 0 < mark.size <= SMALL * size or not -BACK * size <= mark.box.x0 - word.box.x1 <= NEAR * size:
        return False
    middle, other = (mark.box.top + mark.box.bottom) / 2, (word.box.top + word.box.bottom) / 2
    return 0.1 * size < other - middle and mark.box.bottom > word.box.top + 0.1 * size


def _joined(word: Word, mark: Word) -> Word:
    text = mark.text.translate(_SUPERSCRIPT) if word.text[-1:].isdigit() else mark.text
    edges = (*word.char_x[:-1], *mark.char_x) if word.char_x and mark.char_x else ()
    box = Box(word.box.x0, word.box.top, max(word.box.x1, mark.box.x1), word.box.bottom)
    return replace(word, text=word.text + text, box=box, char_x=edges)
