"""Running text that merely looks aligned: told from tables that no rule shows."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence

from services.extract.core import numbering
from services.extract.core.aligned.segments import looks_numeric
from shared.model.fold import tidy
from shared.model.page import DOUBT, Grid, GridCell

#: lines of a running head, or foot, at the most
RUNNING_HEAD = 2
#: a table has texts side by side in most of its rows
BESIDE = 0.4
#: page numbers that make a contents page, at least
FEWEST_PAGES = 5
_PAGE = re.compile(r"\d{1,3}")
_SENTENCE_MARKS = "，。；"
#: a measure with words behind it
_MEASURED = re.compile(r"(?:[百千万亿]*元|[年月日个家人名辆项次台套件户％%])[^\s)）]")
#: from this share of the rows with texts side by side on, figures set off in sentences make running text
_SET_OFF = 0.5
#: the end of an entry of a contents page, the texts that it has at the most, and the share of rows that are entries
_ENTRY_END = re.compile(r"(?:表|说明|解释|概况|情况|职能|设置)[)）]?\d{1,3}$")
_MOST = 3
_PART = 1
_ENTRIES = 0.75
#: a figure set off in a sentence stands no further from the words behind it (heights of its line)
_NEAR = 2.0
#: texts of a line whose letters are set apart, at the least, and letters of each at the most, on an average
_LETTERS, _PER_TEXT = 6, 1.5
#: what a stamp leaves beside a line: so many characters at the most, in doubt
_SPECK = 2


def lists_pages(grid: Grid) -> bool:
    """Whether an unruled grid is a contents page without dots: titles, and page numbers that never fall."""
    last = [tidy(c.text) for c in sorted(grid.cells, key=lambda c: c.row) if c.col == grid.cols - 1 and tidy(c.text)]
    if grid.cols > 3 or len(last) < max(FEWEST_PAGES, 0.8 * grid.rows) or not all(_PAGE.fullmatch(t) for t in last):
        return False
    numbers = [int(t) for t in last]
    return all(a <= b for a, b in itertools.pairwise(numbers)) and numbers[-1] > numbers[0]


def reads_on(grid: Grid) -> bool:
    """Whether most rows of an unruled grid are titles with page numbers or of parts of a report (`第一部分 概况`), or
    sentences whose figures are set off (`下属 5 家单位`), or it is one line whose letters are set apart
    (`2 0 2 4 年 收 支 总 表`)."""
    rows = _cells(grid)
    if len(rows) == 1 and _is_set_apart(rows[0]):
        return True
    beside = sum(len(row) > 1 for row in rows)
    if beside and sum(map(_has_figure_in_sentence, rows)) >= _SET_OFF * beside:
        return True
    entries = sum(_is_entry(row) or numbering.level(row[0]) == _PART for row in _rows(grid))
    return entries >= _ENTRIES * len(rows)


def reads_as_text(grid: Grid) -> bool:
    """Whether an unruled grid is prose, a list or a contents page: hardly a row with texts side by side, or sentences
    in most of its columns (a table has them in one or two, beside names and figures), or rows that read on."""
    rows = _rows(grid)
    if sum(len(row) > 1 for row in rows) < BESIDE * len(rows):
        return True
    return reads_on(grid) or reads_as_sentences(grid) or is_beside_specks(grid)


def is_beside_specks(grid: Grid) -> bool:
    """Whether only one column of a grid holds more than what a stamp leaves: one or two characters in doubt."""
    held = {c.col for c in grid.cells if any(f.confidence > DOUBT or len(tidy(f.text)) > _SPECK for f in c.fragments)}
    return len(held) < 2


def reads_as_sentences(grid: Grid) -> bool:
    """Whether sentences stand in most columns of a grid."""
    texts = [(c.col, tidy(c.text)) for c in grid.cells if c.text.strip()]
    sentences = {
        col for col, text in texts if any(mark in text for mark in _SENTENCE_MARKS) and not looks_numeric(text)
    }
    return len(sentences) > 0.5 * len({col for col, _ in texts})


def _rows(grid: Grid) -> list[list[str]]:
    """The texts of every row that has some, from left to right."""
    return [[tidy(c.text) for c in row] for row in _cells(grid)]


def _cells(grid: Grid) -> list[list[GridCell]]:
    """The cells with a text of every row that has some, from left to right."""
    rows: defaultdict[int, list[GridCell]] = defaultdict(list)
    for cell in sorted(grid.cells, key=lambda c: (c.row, c.col)):
        if tidy(cell.text):
            rows[cell.row].append(cell)
    return list(rows.values())


def _is_set_apart(row: Sequence[GridCell]) -> bool:
    """Whether texts that are single letters but for a few follow one another at one distance."""
    boxes = [f.place.box for c in row for f in c.fragments if f.place.box is not None]
    if len(row) < _LETTERS or sum(len(tidy(c.text)) for c in row) > _PER_TEXT * len(row) or len(boxes) < len(row):
        return False
    return all(b.x0 - a.x1 < _NEAR * (a.bottom - a.top) for a, b in itertools.pairwise(boxes))


def _is_entry(row: Sequence[str]) -> bool:
    """Whether it is a title with a page number behind it, in a cell of its own or not."""
    return len(row) <= _MOST and bool(_ENTRY_END.search("".join(row)))


def _has_figure_in_sentence(row: Sequence[GridCell]) -> bool:
    """Whether a figure is followed, near by, by a text that begins with its measure and goes on."""
    return any(
        looks_numeric(tidy(a.text)) and _MEASURED.match(tidy(b.text)) and _is_near(a, b)
        for a, b in itertools.pairwise(row)
    )


def _is_near(figure: GridCell, behind: GridCell) -> bool:
    """Whether a text begins no further behind a figure than a justified line sets it; where places are unknown, too."""
    boxes = [f.place.box for f in figure.fragments[-1:] + behind.fragments if f.place.box is not None]
    if len(boxes) < 2:
        return True
    return min(b.x0 for b in boxes[1:]) - boxes[0].x1 < _NEAR * (boxes[0].bottom - boxes[0].top)
