"""Tables of projects, of indicators and of procurement in bare lines, found by the words of their heads.

What their columns hold parts the words into cells: levels, signs, targets, measures, codes, amounts; names and texts
are what stands between. Nothing of it is certain, and where the words do not fit they stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from operator import itemgetter

from services.extract.core.streams.blanks import GUESSED, settle_blanks
from services.extract.core.streams.broken import mended
from services.extract.core.streams.placed import tables as placed
from services.extract.core.streams.regions import ends, is_caption, is_like_title
from services.extract.core.streams.rows import Placed, one_cell_a_line
from services.extract.core.streams.tokens import Token, fragments_of, is_aligned, tokens_of
from services.extract.core.streams.typed import fused, other_orders
from services.extract.core.streams.typed.choice import (
    FEWEST_ROWS,
    LITTLE_DOUBT,
    MOST_DOUBT,
    best,
    doubt_of,
    tells,
    template_of,
)
from services.extract.core.streams.typed.heads import MOST_PIECES, Head, Text, is_text, texts_of
from services.extract.core.streams.typed.rows import MOST_WORDS, spanning
from services.extract.core.streams.typed.words import ColumnWords, Holds
from services.extract.core.templates import Templates, title_key
from services.extract.core.titles import tables_of_title
from services.extract.templates import forms as form_data
from shared.model.fold import tidy
from shared.model.page import Block, Grid, GridCell, GridSource, Line

_NUMBER = re.compile(r"\S{0,6}(?:表|附件)\s*\d{1,3}(?:-\d{1,2})?")
"""what stands over the title of the next table (部门公开表 9)"""
_GAP = re.compile(r"[\u3400-\u9fff）)] +[\u3400-\u9fff]")
_CELLS = re.compile(r"\S {2,}(?=\S)")
_FEW = 20
"""one line in so many may have two words side by side where every cell has its own"""
_MOST_CAPTIONS = 3
"""lines between a title and its table"""
_MOST_LINES = 2 * MOST_WORDS
"""lines with words: even without the heads that every page repeats they are more than rows are read from"""


def recover(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """The blocks with such tables as grids of source STREAM."""
    known = form_data.load_columns()
    out: list[Block] = []
    stops = cache(partial(_stops, blocks, templates))
    at = 0
    while at < len(blocks):
        found = _table(blocks, at, stops, known, templates) if at and _leads(blocks[at - 1], templates) else None
        if found is None:
            out.append(blocks[at])
            at += 1
        else:
            grid, at = found
            out.append(grid)
    return out


def _leads(block: Block, templates: Templates) -> bool:
    """Whether a table may begin below: a title or a caption."""
    return isinstance(block, Line) and (is_caption(block) or ends(block, templates, prose=True))


def _table(
    blocks: Sequence[Block], at: int, stops: Callable[[int], bool], known: ColumnWords, templates: Templates
) -> tuple[Grid, int] | None:
    """The table whose head begins at `at`, and the index after it. `stops`: whether a table ends above a block."""
    start = blocks[at]
    if not isinstance(start, Line) or is_caption(start):
        return None
    first = [b for b in blocks[at : at + MOST_PIECES] if isinstance(b, Line)]
    listed = _has_template(blocks, at, templates)
    known = known.exactly() if listed else known
    if listed and not is_aligned(first) and not texts_of(tokens_of(first), known, templates.lexicon):
        return None
    end = at
    while end < len(blocks) and not stops(end):
        end += 1
    lines = [b for b in blocks[at:end] if isinstance(b, Line)]
    if not lines or sum(bool(b.text.strip()) for b in lines) > _MOST_LINES:
        return None
    if is_aligned(lines):
        return _laid_out(lines, end, known, templates)
    printed = _words(lines)
    counted = any(Holds.COUNT in text.holds for text in texts_of(printed, known, templates.lexicon))
    whole = mended(printed, lambda _: False, counted=counted)
    ways = [printed, whole] if len(whole) < len(printed) else [printed]
    parted = [fused.parted(way, partial(is_text, known=known, lexicon=templates.lexicon)) for way in ways]
    readings = (best(tokens, known, templates, listed=listed) for tokens in parted)
    found = min(filter(None, readings), key=itemgetter(0), default=None)
    found = other_orders.better(parted[-1], known, templates, found)
    if found is None:
        return None
    _, head, reading, words = found
    settle_blanks(reading.rows, template_of(head))
    last = max(piece.line for token in words[: reading.used] for piece in token.pieces or (token,))
    doubtful = doubt_of(head, reading) > LITTLE_DOUBT
    return _grid(head, [_doubted(row) for row in reading.rows] if doubtful else reading.rows), at + last + 1


def _has_template(blocks: Sequence[Block], at: int, templates: Templates) -> bool:
    """Whether what stands over the table that begins at `at` is the title of one that a template has, whole in it: what
    is only like one (项目支出执行情况表, 项目支出情况表) may be another's."""
    above = next((b for b in reversed(blocks[max(0, at - _MOST_CAPTIONS - 1) : at]) if not is_caption(b)), None)
    if not isinstance(above, Line):
        return False
    key = title_key(tidy(above.text))
    titles = (title for table in tables_of_title(tidy(above.text), templates) for title in table.titles)
    return any(title_key(title) in key for title in titles)


def _laid_out(lines: Sequence[Line], end: int, known: ColumnWords, templates: Templates) -> tuple[Grid, int] | None:
    """The table of lines that keep the page's layout."""
    found = placed.read(placed.words_of(lines), known, templates.lexicon)
    if found is None:
        return None
    head, rows, cost = found
    grouped = any(len(column.path) > 1 for column in head.columns)
    silent = not all(column.path[-1].holds for column in head.columns)  # beside groups it may be one itself
    if (
        not tells(head, known.exactly() if grouped and silent else known)
        or len(rows) < FEWEST_ROWS
        or cost > MOST_DOUBT * len(rows)
    ):
        return None
    return _grid(head, [_doubted(row) for row in rows] if cost > LITTLE_DOUBT * len(rows) else rows), end


def _doubted(row: Placed) -> Placed:
    return {c: [replace(t, confidence=min(t.confidence, GUESSED)) for t in words] for c, words in row.items()}


def _stops(blocks: Sequence[Block], templates: Templates, at: int) -> bool:
    """Whether the table ends above a line; one that is only like a title (反映完成情况) does not without a caption."""
    if isinstance(line := blocks[at], Line) and _NUMBER.fullmatch(line.text.strip()):
        return True
    if not ends(blocks[at], templates, prose=True) or (isinstance(line, Line) and len(_CELLS.findall(line.text)) > 1):
        return False
    return not is_like_title(blocks[at], templates) or (at + 1 < len(blocks) and is_caption(blocks[at + 1]))


def _words(lines: Sequence[Line]) -> list[Token]:
    """The words; where every cell has lines of its own a space is inside of one, beside letters or figures."""
    tokens = tokens_of(lines)
    beside = {i for i, line in enumerate(lines) if _GAP.search(line.text)}
    if len(beside) * _FEW > len(lines) or not one_cell_a_line(tokens):
        return tokens
    joined = [t for t in tokens_of(lines, aligned=True) if t.line not in beside]
    return sorted([*joined, *(t for t in tokens if t.line in beside)], key=lambda t: t.line)


def _grid(head: Head, rows: Sequence[Placed]) -> Grid:
    depth = max(len(column.path) for column in head.columns)
    cells: list[GridCell] = []
    at = 0
    while at < len(head.columns):
        path = head.columns[at].path
        end = at
        while end < len(head.columns) and len(path) > 1 and head.columns[end].path[0] is path[0]:
            end += 1
        if len(path) > 1:
            cells.append(_head_cell(path[0], 0, at, across=end - at))
            cells += [_head_cell(head.columns[c].path[1], 1, c) for c in range(at, end)]
        else:
            cells.append(_head_cell(path[0], 0, at, down=depth))
        at = max(end, at + 1)
    spans = spanning(head.holds)
    above: Placed = {}
    for number, row in enumerate(rows, start=depth):
        filled = _filled(row, above, spans)
        cells += [
            GridCell(row=number, col=column, fragments=fragments_of(words), place=words[0].place)
            for column, words in sorted(filled.items())
            if words
        ]
        above = filled
    return Grid(
        cells=tuple(cells),
        rows=depth + len(rows),
        cols=len(head.columns),
        source=GridSource.STREAM,
        head_rows=depth,
        place=cells[0].place,
    )


def _filled(row: Placed, above: Placed, spans: int) -> Placed:
    """The row with the cells that span it: those left of its first own one, in the first `spans` columns."""
    first = min(row, default=0)
    return {c: words for c, words in above.items() if c < min(first, spans)} | row


def _head_cell(text: Text, row: int, column: int, *, down: int = 1, across: int = 1) -> GridCell:
    return GridCell(
        row=row,
        col=column,
        row_span=down,
        col_span=across,
        fragments=fragments_of(text.words),
        place=text.words[0].place,
    )
