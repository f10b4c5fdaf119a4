"""Long texts in tables without upright rules: lines that read as running text and are lines of a cell."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from services.extract.core.aligned.rows import LEADING
from services.extract.core.forms.words import word_key
from services.extract.core.ledger.evidence import height_of, sentences
from services.extract.core.ledger.tokens import Token, is_mark
from services.extract.core.notes import NOTE
from services.extract.templates import forms as form_data
from shared.model.fold import ideographs

#: so many ideographs in one or two texts make a line of running text
_PROSE = 26
#: texts begin at one place if no further apart than this (font sizes), of so many lines above
_SAME, _RECENT = 0.15, 6
#: lines of one text begin within this of one another (font sizes)
_FLUSH = 0.2
#: so many lines below tell whether a text that begins a table is of it, and so many whether figures stand beside it
FOLLOWING, _BESIDE = 10, 3


def is_prose(line: Sequence[Token]) -> bool:
    """A line of running text: one or two long texts without a column's gap, no figures but those within them."""
    texts = sentences(line)
    if len(texts) > 2 or sum(ideographs(t.text) for t in texts) < _PROSE or any(t.figure for t in texts):
        return False
    return not any(b.box.x0 - a.box.x1 > a.size for a, b in itertools.pairwise(texts))


def is_cell(line: Sequence[Token], current: Sequence[Sequence[Token]], following: Sequence[Sequence[Token]]) -> bool:
    """Whether a line that reads as running text is of a cell, given the lines of the table above and those below; no
    note is that begins left of the second column."""
    seconds = [above[1].box.x0 for above in current if len(above) > 1]
    if NOTE.match(line[0].text) and line[0].box.x0 < min(seconds, default=0.0) - line[0].size:
        return False
    if is_prose(line) and (goes_on_in_column(line, current) or _stands_beside_goal(line, current)):
        return True
    return _begins_in_columns(line, current, following) or _begins_beside_label(line, following)


def goes_on_in_column(line: Sequence[Token], current: Sequence[Sequence[Token]]) -> bool:
    """Whether a long text stands to the right of the first column of the lines above it: a cell, no paragraph."""
    if not current or not is_prose(line):
        return False
    return line[0].box.x0 > min(above[0].box.x1 for above in current)


def _stands_beside_goal(line: Sequence[Token], current: Sequence[Sequence[Token]]) -> bool:
    """Whether a long text stands beside the label of a form's goal, or the begin of one, below other rows of the
    form."""
    key = word_key(line[0].text)
    begun = any(word_key(goal).startswith(key) for goal in form_data.load().goals)
    return bool(current) and len(line) == 2 and len(key) > 1 and begun


def _begins_in_columns(
    line: Sequence[Token], current: Sequence[Sequence[Token]], following: Sequence[Sequence[Token]]
) -> bool:
    """Whether of two long texts side by side each begins where texts of lines above do, or, with figures beside both,
    of lines below: two cells of several lines."""
    if len(line) < 2 or not is_prose(line):
        return False
    right = max(t.box.x1 for t in line)
    figures = any(t.figure and t.box.x0 > right for row in following[:2] for t in row)
    near = [t for row in (*current[-_RECENT:], *(following[:_BESIDE] if figures else ())) for t in row]
    return all(any(abs(t.box.x0 - o.box.x0) < _SAME * t.size for o in near) for t in line)


def _begins_beside_label(line: Sequence[Token], following: Sequence[Sequence[Token]]) -> bool:
    """Whether a long text goes on close below, line by line, until a label stands beside one of them that ends left of
    all, on its own line or half a line off: a cell of several lines, no paragraph. A label may be set at the middle of
    its row, or at its bottom."""
    start, size = line[0].box.x0, line[0].size
    last = height_of(line)
    while True:
        near = [t for low in following for t in low if 0 < t.middle - last < LEADING * size]
        goes_on = [t.middle for t in near if abs(t.box.x0 - start) < _FLUSH * size]
        if not goes_on:
            return False
        if any(t.box.x1 < start and not is_mark(t.text) for t in near):
            return True
        last = goes_on[-1]
