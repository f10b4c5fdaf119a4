"""Tables of families that no template knows, in exports that keep the page's layout with spaces.

There position is all there is: lines with figures are rows, the gaps that they leave free part the columns, and what
stands above the first of them is the head. Nothing of it is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from services.extract.core.streams.layout import Band, bands_of, parse_layout
from services.extract.core.streams.regions import is_caption, is_sentence, numbers_in
from services.extract.core.streams.rows import Known, Placed
from services.extract.core.streams.tokens import Token, fragments_of, has_wide_gap, is_aligned, tokens_of
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from shared.model.fold import fold
from shared.model.page import Block, Grid, GridCell, GridSource, Line
from shared.model.table import Role

_LEAST_ROWS = 3
_LEAST_COLUMNS = 3
_MOST_HEAD = 6
_LEAST_FIT = 0.9
_TITLE = re.compile(r"(?:表|情况)(?:\([^()]{1,20}\))?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_LINES = 300
"""Lines that are tried as one table: a longer run is no part of a printed page."""


def recover(blocks: Sequence[Block], known: Known) -> list[Block]:
    """The blocks with runs of lines that stand in columns as grids of source ALIGNED. `known`: names met elsewhere."""
    out: list[Block] = []
    for run in _runs(blocks):
        out += (_table(run, known) if len(run) <= _MOST_LINES else None) or run
    return out


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Lines with at most one blank line between them; grids alone."""
    run: list[Block] = []
    for block in blocks:
        above = run[-1] if run else None
        if above is not None and not (isinstance(above, Line) and isinstance(block, Line) and _near(above, block)):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _near(above: Line, line: Line) -> bool:
    return 0 <= (line.place.line or 0) - (above.place.line or 0) <= 2


def _table(run: Sequence[Block], known: Known) -> list[Block] | None:
    """The run with its table as a grid, None where there is none."""
    lines = [b for b in run if isinstance(b, Line)]
    start = next((i for i, line in enumerate(lines) if has_wide_gap(line) and not is_caption(line)), len(lines))
    end = next((i for i in range(start, len(lines)) if _ends(lines, start, i)), len(lines))
    if end - start < _LEAST_ROWS or not is_aligned(lines[start:end]):
        return None
    tries = (_grid(tokens_of(lines[start:end], aligned=True, wide=wide), known) for wide in (True, False))
    grid = max((g for g in tries if g is not None), key=lambda g: g.cols, default=None)
    rest = lines[end:]
    below = _table(rest, known) if start < end and not is_sentence(rest[0] if rest else lines[start]) else None
    if grid is None:
        return [*lines[:end], *below] if below is not None else None
    return [*lines[:start], grid, *(below or rest)]


def _ends(lines: Sequence[Line], start: int, at: int) -> bool:
    """Whether the table ends above a line: before prose, and before what is printed over the next table or over its own
    next part, whose head is that of the first."""
    if is_sentence(lines[at]):
        return True
    if at <= start or has_wide_gap(lines[at]) or numbers_in(lines[at]):
        return False
    if is_caption(lines[at]):
        return True
    below = lines[at + 1] if at + 1 < len(lines) else None
    return (
        below is not None
        and _TITLE.search(fold(lines[at].text)) is not None
        and (is_caption(below) or fold(below.text) == fold(lines[start].text))
    )


def _grid(tokens: list[Token], known: Known) -> Grid | None:
    by_line = [list(words) for _, words in groupby(tokens, key=lambda t: t.line)]
    first = next((i for i, words in enumerate(by_line) if _is_data(words)), len(by_line))
    body = [t for words in by_line[first:] for t in words]
    if not 0 < first <= _MOST_HEAD or len(by_line) - first < _LEAST_ROWS:
        return None
    bands = bands_of(body)
    head = _template(bands)
    laid_out = parse_layout((), body, head, known, lambda _: False) if len(bands) >= _LEAST_COLUMNS else None
    if laid_out is None or laid_out.fit < _LEAST_FIT or len(laid_out.rows) < _LEAST_ROWS:
        return None
    rows = [_under(words, bands) for words in by_line[:first]] + laid_out.rows
    cells = tuple(
        GridCell(row=r, col=c, fragments=fragments_of(words), place=words[0].place)
        for r, row in enumerate(rows)
        for c, words in sorted(row.items())
        if words
    )
    place = cells[0].place
    return Grid(cells=cells, rows=len(rows), cols=len(bands), source=GridSource.ALIGNED, place=place, head_rows=first)


def _is_data(words: Sequence[Token]) -> bool:
    """Whether a line holds figures: several, or one behind a name that is no year."""
    figures = [t for t in words if t.is_number]
    alone = len(figures) == 1 and not words[0].is_number and not _YEAR.fullmatch(figures[0].folded)
    return len(figures) > 1 or alone


def _template(bands: Sequence[Band]) -> HeadTemplate:
    """A head that says of each column only whether figures stand in it."""
    return HeadTemplate(
        columns=tuple(
            ColumnTemplate(path=("",), role=Role.AMOUNT if band.numeric else Role.LABEL, key=None) for band in bands
        )
    )


def _under(words: Sequence[Token], bands: Sequence[Band]) -> Placed:
    """The words of a head line by column: where they begin, each right of the one before."""
    row: Placed = {}
    at = -1
    for token in words:
        overlaps = [min(token.x1, b.x1) - max(token.x0, b.x0) for b in bands]
        nearest = next((i for i, size in enumerate(overlaps) if size > 0), None)
        if nearest is None:
            nearest = min(range(len(bands)), key=lambda i: abs(bands[i].centre - (token.x0 + token.x1) / 2))
        at = min(max(nearest, at + 1), len(bands) - 1)
        row.setdefault(at, []).append(token)
    return row
