"""Tables of families that no template knows, in exports that keep the page's layout with spaces.

There position is all there is: lines with figures are rows, the gaps that they leave free part the columns, and what
stands above the first of them is the head. Nothing of it is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, product

from services.extract.core.streams.layout import Band, bands_of, parse_layout
from services.extract.core.streams.regions import is_caption, is_sentence, numbers_in
from services.extract.core.streams.rows import Known
from services.extract.core.streams.tokens import Token, fragments_of, has_wide_gap, is_aligned, tokens_of
from services.extract.core.streams.unknown_heads import head_cells
from services.extract.core.table_numbers import is_table_number
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from shared.model.fold import fold, tidy
from shared.model.page import Block, Grid, GridCell, GridSource, Line
from shared.model.table import Role

_LEAST_ROWS = 3
_LEAST_COLUMNS = 3
_MOST_HEAD = 8
_MOST_CROSSED = 3
"""words that may run over the gap between two columns"""
_LEAST_FIT = 0.9
_HEADLESS = 0.1
"""against a column without a text in the head, as the share of rows that do not fit"""
_TITLE = re.compile(r"(?:表|情况)(?:\([^()]{1,20}\))?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_LINES = 300
"""Lines that are tried as one table: a longer run is no part of a printed page."""


def recover(blocks: Sequence[Block], known: Known) -> list[Block]:
    """The blocks with runs of lines that stand in columns as grids of source ALIGNED. `known`: names of the code lists;
    whether the document prints a text elsewhere says little here, where names begin alike."""
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
    wide = next((i for i, line in enumerate(lines) if has_wide_gap(line) and not is_caption(line)), len(lines))
    start, titled = _head_start(lines, wide)
    end = next((i for i in range(wide, len(lines)) if _ends(lines, wide, i)), len(lines))
    if end - start < _LEAST_ROWS or not is_aligned(lines[start:end]):
        return None
    least = _LEAST_COLUMNS - titled
    grid = _best_grid(lines[start:end], known, least)
    rest = lines[end:]
    below = _table(rest, known) if wide < end and not is_sentence(rest[0] if rest else lines[wide]) else None
    if grid is None:
        return [*lines[:end], *below] if below is not None else None
    return [*lines[:start], grid, *(below or rest)]


def _head_start(lines: Sequence[Line], wide: int) -> tuple[int, bool]:
    """Where the head begins that has its first columns set apart on line `wide`, and whether what is printed over a
    table stands over it: below that, texts over several columns may be alone on their lines."""
    start = wide
    while start > max(0, wide - _MOST_HEAD):
        above = lines[start - 1]
        if is_caption(above) or _TITLE.search(fold(above.text)):
            return start, True
        if is_sentence(above) or numbers_in(above) or not above.text.startswith(" "):
            break
        start -= 1
    return wide, False


def _ends(lines: Sequence[Line], start: int, at: int) -> bool:
    """Whether the table ends above a line: before prose, and before what is printed over the next table or over its own
    next part, whose head is that of the first."""
    if is_sentence(lines[at]) or (at > start and is_table_number(tidy(lines[at].text))):
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


def _best_grid(lines: Sequence[Line], known: Known, least: int) -> Grid | None:
    """The table as the way to see its words has it in which the most rows have in every column what it is for and
    columns have heads, of those the one with the most columns, whose figures end at the fewest places. `least`: how
    many columns it has at the least."""
    best: tuple[float, int, int] | None = None
    found: Grid | None = None
    for wide, joined in product((False, True), (True, False)):
        by_line = [
            list(words)
            for _, words in groupby(tokens_of(lines, aligned=True, wide=wide, joined=joined), key=lambda t: t.line)
        ]
        first = next((i for i, words in enumerate(by_line) if _is_data(words)), len(by_line))
        if not 0 < first <= _MOST_HEAD or len(by_line) - first < _LEAST_ROWS:
            continue
        for bands in _columns([t for words in by_line[first:] for t in words]):
            tried = _grid(by_line, first, bands, known) if len(bands) >= least else None
            if tried is None or tried[0] < _LEAST_FIT:
                continue
            worth = (
                round(tried[0] - _HEADLESS * _headless(tried[1]), 1),
                tried[1].cols,
                -_ends_of(by_line[first:], bands),
            )
            if best is None or worth > best:
                best, found = worth, tried[1]
    return found


def _ends_of(lines: Sequence[Sequence[Token]], bands: Sequence[Band]) -> int:
    """How many places there are at which figures end: those of a column end at one, unless ideographs are counted
    otherwise than the tool did."""
    figures = [t for words in lines for t in words if t.is_number]
    return len({(i, t.x1) for t in figures for i, b in enumerate(bands) if b.x0 <= (t.x0 + t.x1) / 2 < b.x1})


def _headless(grid: Grid) -> int:
    """How many columns have no text in the head."""
    named = {
        c for cell in grid.cells if cell.row < (grid.head_rows or 0) for c in range(cell.col, cell.col + cell.col_span)
    }
    return grid.cols - len(named)


def _columns(body: Sequence[Token]) -> list[tuple[Band, ...]]:
    """The ways to part the words into columns: a word or two may run over the gap beside theirs."""
    most = max(1, min(_MOST_CROSSED, len({t.line for t in body}) // 8))
    return list(dict.fromkeys(tuple(bands_of(body, crossed)) for crossed in range(most)))


def _grid(by_line: Sequence[list[Token]], first: int, bands: Sequence[Band], known: Known) -> tuple[float, Grid] | None:
    """How well the rows fit the columns `bands` (0–1), and the grid. `first`: the first line with figures."""
    start = _body_start(by_line, first, bands)
    body = [t for words in by_line[start:] for t in words]
    laid_out = parse_layout((), body, _template(bands), known, lambda _: False)
    if not start or laid_out is None or len(laid_out.rows) < _LEAST_ROWS:
        return None
    head, depth = head_cells(by_line[:start], bands)
    cells = tuple(
        GridCell(row=r, col=c, fragments=fragments_of(words), place=words[0].place)
        for r, row in enumerate(laid_out.rows, start=depth)
        for c, words in sorted(row.items())
        if words
    )
    return laid_out.fit, Grid(
        cells=(*head, *cells),
        rows=depth + len(laid_out.rows),
        cols=len(bands),
        source=GridSource.ALIGNED,
        place=head[0].place,
        head_rows=depth,
    )


def _body_start(by_line: Sequence[Sequence[Token]], first: int, bands: Sequence[Band]) -> int:
    """The first line of the body: above the first figures stand the first lines of names that are wrapped around them,
    below a head that has a text for each of their columns."""
    start = first
    while start and (own := {c for t in by_line[start - 1] if (c := _label_column(t, bands)) is not None}):
        above = {_label_column(t, bands) for words in by_line[: start - 1] for t in words}
        if len(own) != len(by_line[start - 1]) or not own <= above or None not in above:
            break
        start -= 1
    return start


def _label_column(token: Token, bands: Sequence[Band]) -> int | None:
    """The column of names that the word stands in, None where it reaches over another one."""
    touched = [i for i, band in enumerate(bands) if min(token.x1, band.x1) > max(token.x0, band.x0)]
    return touched[0] if len(touched) == 1 and not bands[touched[0]].numeric else None


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
