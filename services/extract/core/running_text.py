"""Running text that merely looks aligned: told from tables that no rule shows."""

from __future__ import annotations

from collections import Counter

from services.extract.core.aligned_segments import looks_numeric
from shared.model.fold import tidy
from shared.model.page import Grid

#: a table has texts side by side in most of its rows
BESIDE = 0.4
_SENTENCE_MARKS = "，。；"


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
