"""Ruled tables: cells from a lattice of drawn lines, merged where a line is missing, words put into them."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.geometry import open_rows, over_rows, overprint
from services.extract.core.geometry.cut_ends import cut_at_side, may_hold_others
from services.extract.core.geometry.regions import Component, Lattice, lattice
from services.extract.core.geometry.row_splitting import split_rows
from services.extract.core.geometry.splitting import Area, split_columns, split_spans
from services.extract.core.geometry.word_cuts import cut, may_be_two, may_begin_with_stop
from services.extract.core.geometry.words import em, fragments_of, is_figures, is_number, lines_of, visible_end
from services.extract.core.notes import NOTE
from shared.model.page import Box, Fragment, Grid, GridCell, GridSource, Place, Word

#: a lattice of more positions than this is no table
MAX_POSITIONS = 250_000
#: the confidence of a cell that holds several figures under or beside one another
SEVERAL_FIGURES = 0.5
#: and of one in a row that weak evidence told apart
WEAK = 0.9
#: and a figure that stands further from the text beside it in its cell (font sizes) may be of another column
APART = 1.5
#: a figure with no less than this share of its width between two lines belongs there
NEARLY_ALL = 0.8
_FIGURE = re.compile(r"[-−(]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[)%％]?")
#: such as a page number that is printed over an amount; thousands that spaces set apart are one figure
_BESIDE = re.compile(rf"(?=.*\d[,.]\d)(?!\d{{1,3}}(?: \d{{3}})+(?:\.\d+)?$){_FIGURE.pattern}(?: +{_FIGURE.pattern})+")


def areas_of(lat: Lattice) -> list[Area]:
    """The cells of a lattice: positions joined across missing lines, in rectangles, row by row."""
    rows, cols = len(lat.ys) - 1, len(lat.xs) - 1
    if rows <= 0 or cols <= 0 or rows * cols > MAX_POSITIONS:
        return []
    taken = [[False] * cols for _ in range(rows)]
    out: list[Area] = []
    for row in range(rows):
        for col in range(cols):
            if taken[row][col]:
                continue
            width = 1
            while col + width < cols and not taken[row][col + width] and not lat.upright[col + width][row]:
                width += 1
            height = 1
            while row + height < rows and _row_joins(lat, taken, row + height, col, width):
                height += 1
            for r in range(row, row + height):
                for c in range(col, col + width):
                    taken[r][c] = True
            out.append(Area(row, col, height, width))
    return out


def _row_joins(lat: Lattice, taken: list[list[bool]], row: int, col: int, width: int) -> bool:
    """Whether the stretch of `row` goes on the cell above it: no line between, none inside, closed at its ends."""
    if any(taken[row][c] for c in range(col, col + width)):
        return False
    if any(lat.level[row][c] for c in range(col, col + width)):
        return False
    if any(lat.upright[c][row] for c in range(col + 1, col + width)):
        return False
    closed_left = col == 0 or lat.upright[col][row]
    closed_right = col + width == len(lat.xs) - 1 or lat.upright[col + width][row]
    return closed_left and closed_right


def fill(areas: list[Area], lat: Lattice, words: Sequence[Word]) -> list[Word]:
    """Put `words` into `areas`; gives those that lie outside."""
    at = {(r, c): a for a in areas for r in range(a.row, a.row + a.row_span) for c in range(a.col, a.col + a.col_span)}
    stops = [[x for i, x in enumerate(lat.xs) if lat.upright[i][row]] for row in range(len(lat.ys) - 1)]
    outside: list[Word] = []
    over: tuple[Word, Area] | None = None

    def cell_at(x: float, y: float) -> Area | None:
        inside = lat.xs[0] <= x <= lat.xs[-1] and lat.ys[0] <= y <= lat.ys[-1]
        return at.get((bisect_right(lat.ys, y) - 1, bisect_right(lat.xs, x) - 1)) if inside else None

    def box_of(a: Area) -> Box:
        return Box(lat.xs[a.col], lat.ys[a.row], lat.xs[a.col + a.col_span], lat.ys[a.row + a.row_span])

    printed_over = overprint.find(words, cell_at, box_of)
    for area in areas:
        area.sure = id(area) not in printed_over.doubted
    for word in words:
        if (home := printed_over.homes.get(id(word))) is not None:
            home.words.append(word)
            continue
        if over is not None and _goes_on(over[0], word):
            over[1].words.append(word)
            other = cell_at((word.box.x0 + word.box.x1) / 2, (word.box.top + word.box.bottom) / 2)
            if other is not None and other is not over[1]:
                over[1].sure = other.sure = False
            over = (word, over[1])
            continue
        over = None
        x0, top, x1, bottom = word.box
        row = _interval(lat.ys, (top + bottom) / 2)
        if row is None or x1 < lat.xs[0] or x0 > lat.xs[-1]:
            outside.append(word)
            continue
        drawn = stops[row]
        lines = drawn[bisect_right(drawn, x0) : bisect_left(drawn, x1)]
        parts = cut(word, lines) if lines else [word]
        for part in parts:
            col = _column(part, lat, drawn)
            if col is None:
                outside.append(part)
            else:
                area = at[row, col]
                area.words.append(part)
                two = lines and (is_number(word.text) if len(parts) > 1 else _may_be_of_two(part, lines, drawn))
                if two or any(may_begin_with_stop(part, x) for x in lines):
                    area.sure = False
                if visible_end(word) > lat.xs[area.col + area.col_span] + 1.5 and part is word:
                    over = (word, area)
    return outside


def _goes_on(before: Word, word: Word) -> bool:
    """Whether `word` follows `before`, which runs over a line, in the same phrase."""
    level = abs(before.box.top + before.box.bottom - word.box.top - word.box.bottom) < 0.6 * em(word)
    return level and -0.2 * em(word) < word.box.x0 - before.box.x1 < 0.45 * em(word) and not is_figures(word.text)


def _interval(stops: Sequence[float], value: float) -> int | None:
    if not stops[0] - 1.5 <= value <= stops[-1] + 1.5:
        return None
    return min(max(bisect_right(stops, value) - 1, 0), len(stops) - 2)


def _column(word: Word, lat: Lattice, stops: Sequence[float]) -> int | None:
    """The column of a word: where its middle is, but text that runs over a line belongs where it starts.

    `stops` are the upright lines drawn in the word's row, from left to right.
    """
    x0, x1 = word.box.x0, word.box.x1
    inner = stops[1:-1]
    over = inner[bisect_right(inner, x0 + 1.5) : bisect_left(inner, x1 - 1.5)]
    x = (x0 + x1) / 2
    if over:
        size = em(word)
        home = _interval(stops, x)
        centred = home is not None and abs((stops[home] + stops[home + 1]) / 2 - x) < 0.3 * size
        if not centred and not is_number(word.text):
            x = x0 + 0.5 * size if over[0] - x0 > 0.6 * size else over[0] + 0.1
        elif not centred and _is_between(word, stops):
            # A figure is set up to the right line of its cell, seldom from the left one on.
            at_right = stops[min(bisect_left(stops, x1 - 1.5), len(stops) - 1)] - x1 <= size
            at_left = x0 - stops[max(bisect_right(stops, x0 + 1.5) - 1, 0)] <= size
            x = x if at_right == at_left else x1 - 0.1 if at_right else x0 + 0.1
    return _interval(lat.xs, min(max(x, lat.xs[0]), lat.xs[-1]))


def _may_be_of_two(word: Word, lines: Sequence[float], stops: Sequence[float]) -> bool:
    """Whether a figure over `lines` may stand in either of two cells, or be one in each."""
    return _is_between(word, stops) or any(may_be_two(word, x) for x in lines)


def _is_between(word: Word, stops: Sequence[float]) -> bool:
    """Whether a figure stands over a line in such a way that neither side of it has nearly all of it."""
    x0, x1 = word.box.x0, word.box.x1
    home = _interval(stops, (x0 + x1) / 2)
    if home is None or not is_number(word.text):
        return False
    return min(x1, stops[home + 1]) - max(x0, stops[home]) < NEARLY_ALL * (x1 - x0)


def ruled(
    component: Component, words: Sequence[Word], page: int, *, opens: bool = False, closes: bool = False
) -> tuple[Grid, list[Word]] | None:
    """The grid of a component with the words inside it, and the words outside; None where it is no table.

    A row with words in one cell only is a table where it `opens` the page: the rest of a row that the page break cut.
    So is a row of two cells where it `closes` the page: the beginning of a head.
    """
    if not component.vertical or not component.horizontal:
        return None
    lat = lattice(component)
    whole = open_rows.completed(component, lat, words)
    lat = lat if whole is component else lattice(whole)
    areas = areas_of(lat)
    if len(areas) < 2 or len(lat.xs) < 3:
        return None
    notes = _notes_below(lat, words)
    outside = [*fill(areas, lat, _without(words, notes)), *notes]
    filled = [a for a in areas if a.words]
    rest_of_row = opens and bool(filled) and len(lat.ys) == 2
    if not rest_of_row and (len(filled) < 2 or (len(lat.ys) == 2 and len(areas) < 3 and not closes)):
        return None
    areas, xs = split_columns(split_spans(areas, lat.xs), list(lat.xs))
    areas = over_rows.joined(areas, whole.horizontal, lat.ys)
    undrawn = {y for y, drawn in zip(lat.ys, lat.level, strict=True) if not any(drawn)}
    areas, ys = split_rows(areas, xs, list(lat.ys), undrawn)
    for area in (*cut_at_side(areas, xs), *may_hold_others(areas, xs), *(a for a in areas if _may_be_two(a))):
        area.sure = False
    return _grid(areas, xs, ys, page), outside


def _may_be_two(area: Area) -> bool:
    """Whether a figure stands far from another text on its line of a cell: the line of a column may be missing."""
    if len(area.words) < 2 or not any(is_number(w.text) for w in area.words):
        return False
    lines = [sorted(line.words, key=lambda w: w.box.x0) for line in lines_of(area.words)]
    return any(
        is_number(a.text) + is_number(b.text) and b.box.x0 - visible_end(a) > APART * em(a)
        for line in lines
        for a, b in itertools.pairwise(line)
    )


def _notes_below(lat: Lattice, words: Sequence[Word]) -> list[Word]:
    """The notes that stand under the texts of the last row with no line between: lines from one that begins with 注：
    on, without a figure of their own."""
    if not any(NOTE.match(w.text) for w in words):
        return []
    row = lines_of([w for w in words if lat.ys[-2] < (w.box.top + w.box.bottom) / 2 < lat.ys[-1]])
    first = next((i for i, line in enumerate(row) if i and NOTE.match(line.words[0].text)), len(row))
    notes = [w for line in row[first:] for w in line.words]
    beside = notes and notes[0].box.x0 >= lat.xs[1]
    return [] if beside or any(is_number(w.text) for w in notes) else notes


def _without(words: Sequence[Word], some: Sequence[Word]) -> Sequence[Word]:
    gone = set(map(id, some))
    return [w for w in words if id(w) not in gone] if gone else words


def _doubted(fragments: tuple[Fragment, ...], *, sure: bool) -> tuple[Fragment, ...]:
    """Fragments of a cell with several figures under or beside one another: rows that nothing tells apart may have met
    in it, or a page number an amount; and of one whose row was told apart by weak evidence."""
    figures = sum(bool(_FIGURE.fullmatch(f.text.strip())) for f in fragments) if len(fragments) > 1 else 0
    figures += 2 * any(_BESIDE.fullmatch(f.text.strip()) for f in fragments)
    if figures < 2 and sure:
        return fragments
    most = SEVERAL_FIGURES if figures > 1 else WEAK
    return tuple(replace(f, confidence=min(f.confidence, most)) for f in fragments)


def _grid(areas: Sequence[Area], xs: Sequence[float], ys: Sequence[float], page: int) -> Grid:
    cells = tuple(
        GridCell(
            row=a.row,
            col=a.col,
            row_span=a.row_span,
            col_span=a.col_span,
            fragments=_doubted(fragments_of(a.words, page), sure=a.sure),
            place=Place(
                page=page,
                box=Box(xs[a.col], ys[a.row], xs[a.col + a.col_span], ys[a.row + a.row_span]),
            ),
        )
        for a in areas
    )
    return Grid(
        cells=cells,
        rows=len(ys) - 1,
        cols=len(xs) - 1,
        source=GridSource.RULED,
        place=Place(page=page, box=Box(xs[0], ys[0], xs[-1], ys[-1])),
    )
