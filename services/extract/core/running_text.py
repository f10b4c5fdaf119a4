"""Running text that merely looks aligned: told from tables that no rule shows."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from services.extract.core.aligned_segments import looks_numeric
from shared.model.fold import tidy
from shared.model.page import Grid

#: a table has texts side by side in most of its rows
BESIDE = 0.4
#: page numbers that make a contents page, at least
FEWEST_PAGES = 5
_PAGE = re.compile(r"\d{1,3}")
_SENTENCE_MARKS = "，。；"


def lists_pages(grid: Grid) -> bool:
    """Whether an unruled grid is a contents page without dots: titles, and page numbers that never fall."""
    last = [tidy(c.text) for c in sorted(grid.cells, key=lambda c: c.row) if c.col == grid.cols - 1 and tidy(c.text)]
    if grid.cols > 3 or len(last) < max(FEWEST_PAGES, 0.8 * grid.rows) or not all(_PAGE.fullmatch(t) for t in last):
        return False
    numbers = [int(t) for t in last]
    return all(a <= b for a, b in itertools.pairwise(numbers)) and numbers[-1] > numbers[0]


def reads_as_text(grid: Grid) -> bool:
    """Whether an unruled grid is prose, a list or a contents page: hardly a row with texts side by side, or sentences
    in most of its columns (a table has them in one or two, beside names and figures)."""
    beside = Counter(c.row for c in grid.cells if c.text.strip())
    if sum(count > 1 for count in beside.values()) < BESIDE * len(beside):
        return True
    return reads_as_sentences(grid)


def reads_as_sentences(grid: Grid) -> bool:
    """Whether sentences stand in most columns of a grid."""
    texts = [(c.col, tidy(c.text)) for c in grid.cells if c.text.strip()]
    sentences = {
        col for col, text in texts if any(mark in text for mark in _SENTENCE_MARKS) and not looks_numeric(text)
    }
    return len(sentences) > 0.5 * len({col for col, _ in texts})
