"""The printed parts of one form brought together before they are read.

A performance table or form runs over pages and is broken by what stands in its frame: the text of the goal comes out as
lines, the indicators below it as a grid without a title. Only what such a form can hold is taken to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.forms import extraction as forms
from services.extract.core.forms import indicator_rows, performance
from services.extract.core.forms.fields import is_label
from services.extract.core.forms.rows import FormRow, rows_of
from services.extract.core.forms.words import FormWords, word_key
from services.extract.core.parts import Segment
from services.extract.templates import forms as form_data
from shared.model.fold import fold
from shared.model.page import Block, Grid, GridCell, GridSource, Line

_MOST_LINES = 80
"""Lines of a goal's text between two grids of one form; the longest met has 40."""


def gather(items: Sequence[Line | Segment]) -> tuple[Line | Segment, ...]:
    """The items with the later parts of each form put into the segment that begins it."""
    words = form_data.load()
    gathered: list[Line | Segment] = []
    index = 0
    while index < len(items):
        item = _whole(items[index])
        index += 1
        if isinstance(item, Segment) and _is_open_form(item):
            item, index = _completed(item, items, index, words)
        gathered.append(item)
    return tuple(gathered)


def _whole(item: Line | Segment) -> Line | Segment:
    """A form whose rows an export parted by blank lines, as one grid again."""
    if not isinstance(item, Segment) or len(item.blocks) < 2 or not all(isinstance(b, Grid) for b in item.blocks):
        return item
    grids = [b for b in item.blocks if isinstance(b, Grid)]
    if any(g.source is not GridSource.DELIMITED for g in grids) or forms.is_form(grids[0], item.caption.title):
        return item
    cells: list[GridCell] = []
    rows = 0
    for grid in grids:
        cells += [replace(cell, row=cell.row + rows) for cell in grid.cells]
        rows += grid.rows
    whole = replace(grids[0], cells=tuple(cells), rows=rows, cols=max(g.cols for g in grids))
    return replace(item, blocks=(whole,)) if forms.is_form(whole, item.caption.title) else item


def _is_open_form(segment: Segment) -> bool:
    title = segment.caption.title
    grids = [b for b in segment.blocks if isinstance(b, Grid)]
    return performance.is_performance(segment.blocks, title) or (
        bool(grids) and forms.is_form(grids[0], title, grids[1:])
    )


def _completed(segment: Segment, items: Sequence[Line | Segment], index: int, words: FormWords) -> tuple[Segment, int]:
    """The segment with all parts that follow, and the index behind them."""
    while True:
        lines, behind = _lines_at(items, index)
        following = items[behind] if behind < len(items) else None
        if isinstance(following, Segment) and _continues(segment, following, words):
            segment = replace(segment, blocks=(*segment.blocks, *lines, *following.blocks))
            index = behind + 1
            continue
        if lines and _begins_goal(lines[0], words) and not _has_indicators_left(segment, words):
            return replace(segment, blocks=(*segment.blocks, *_goal_lines(lines))), index + len(_goal_lines(lines))
        return segment, index


def _lines_at(items: Sequence[Line | Segment], index: int) -> tuple[list[Line], int]:
    lines: list[Line] = []
    while index < len(items) and len(lines) < _MOST_LINES:
        item = items[index]
        if not isinstance(item, Line):
            break
        lines.append(item)
        index += 1
    return lines, index


def _continues(segment: Segment, following: Segment, words: FormWords) -> bool:
    """Whether the next segment is a later part: without a title or with the same one, and made of a form's rows."""
    title = following.caption.title
    if title is not None and fold(title) != fold(segment.caption.title or ""):
        return False
    first = next((b for b in following.blocks if isinstance(b, Grid)), None)
    if first is None or forms.is_form(first, title):
        return False
    rows = rows_of([first])
    if any(indicator_rows.head_of(row, words) is not None for row in rows[:3]):
        return True
    return _has_head(segment.blocks, words) and any(_is_indicator(row, words) for row in rows)


def _is_indicator(row: FormRow, words: FormWords) -> bool:
    """Whether a level of the closed frame begins the row."""
    return any(words.first_key(t.text) or words.second_key(t.text) for t in row.tokens[:2])


def _has_head(blocks: Sequence[Block], words: FormWords) -> bool:
    return any(indicator_rows.head_of(row, words) is not None for row in rows_of(blocks))


def _has_indicators_left(segment: Segment, words: FormWords) -> bool:
    return not _has_head(segment.blocks, words)


def _begins_goal(line: Line, words: FormWords) -> bool:
    goals = {word_key(goal) for goal in words.goals}
    rows = rows_of([line])
    return bool(rows) and (word_key(rows[0].tokens[0].text) in goals or is_label(rows[0].tokens[0].text, words))


def _goal_lines(lines: Sequence[Line]) -> list[Line]:
    """The goal's own lines: up to the next heading."""
    end = next((i for i, line in enumerate(lines) if i and line.heading is not None), len(lines))
    return list(lines[:end])
