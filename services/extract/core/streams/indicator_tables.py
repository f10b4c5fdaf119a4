"""Tables of indicators under a title without their form: 一级指标, 二级指标, 三级指标 and a target, in bare lines.

What tells them is their head right below the title and what belongs to it; a page repeats it between the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.forms.line_indicators import head_of_lines, rows_of_lines
from services.extract.core.forms.words import FormWords
from services.extract.core.streams.performance import blocks_of_form
from services.extract.core.streams.regions import ends, is_caption, title_of
from services.extract.core.streams.tokens import fragments_of, tokens_of, without_repeats
from services.extract.core.templates import Templates
from services.extract.templates import forms as form_data
from shared.model.page import Block, Grid, GridCell, GridSource, Line

_MOST_CAPTION = 4
"""lines of a caption"""
_FEWEST_ROWS = 3


def recover(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """The blocks with such tables as grids of source STREAM."""
    words = form_data.load()
    out: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        out.append(block)
        at += 1
        title = title_of(block, templates) if isinstance(block, Line) else None
        if title is None or blocks_of_form(title, templates):
            continue
        start = at
        while start < len(blocks) and start - at < _MOST_CAPTION and is_caption(blocks[start]):
            start += 1
        end = start
        while end < len(blocks) and not ends(blocks[end], templates, prose=True):
            end += 1
        grid = _grid([b for b in blocks[start:end] if isinstance(b, Line)], words)
        if grid is not None:
            out += [*blocks[at:start], grid]
            at = end
    return out


def _grid(lines: Sequence[Line], words: FormWords) -> Grid | None:
    """The lines as a table; None where they do not begin with the head."""
    tokens = tokens_of(lines)
    head = head_of_lines(tokens, words)
    if head is None or head.first:
        return None
    body = without_repeats(head.body, [t for cell in head.columns for t in cell])
    rows = rows_of_lines(replace(head, body=tuple(body)), words)
    if len(rows) < _FEWEST_ROWS:
        return None
    cells = [
        GridCell(row=number, col=column, fragments=fragments_of(own), place=own[0].place)
        for number, row in enumerate([dict(enumerate(head.columns)), *rows])
        for column, own in sorted(row.items())
        if own
    ]
    return Grid(
        cells=tuple(cells),
        rows=1 + len(rows),
        cols=len(head.columns),
        source=GridSource.STREAM,
        head_rows=1,
        place=cells[0].place,
    )
