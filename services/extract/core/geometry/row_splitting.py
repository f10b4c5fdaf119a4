"""Rows that a ruled table does not rule: many figures under one another in one cell are many rows.

A cell with wrapped text stays whole. What splits a row is figures at the same heights in several of its cells.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from operator import sub

from services.extract.core import long_codes
from services.extract.core.aligned.doubts import DOUBTFUL
from services.extract.core.aligned.segments import looks_numeric
from services.extract.core.geometry.broken_cells import (
    breaks_figures,
    figures_in_lines,
    margin_of,
    usual_places,
)
from services.extract.core.geometry.centred_texts import is_crowded, stops_of
from services.extract.core.geometry.downwards import is_set_downwards, runs_down
from services.extract.core.geometry.line_runs import FULL, WIDER, runs_on, runs_through
from services.extract.core.geometry.splitting import Area
from services.extract.core.geometry.words import em, is_number, lines_of
from services.extract.core.ledger.broken import mended
from services.extract.core.ledger.entries import beginnings
from services.extract.core.ledger.rows import rows_of, span_lone_label
from services.extract.core.ledger.stacks import LedgerRow, Placed, stacks_of
from services.extract.core.ledger.tokens import token_lines
from shared.model.labels import is_total
from shared.model.page import Box, Word

#: so many rows of several cells must stand clear of one another where no figures say that they are rows
_CLEAR = 3
#: lines that a head has at the most
_MOST_OF_HEAD = 4
#: cells of a row are off the level of one another by less than this (font sizes, twice the distance)
_LEVEL = 0.8
#: lines with more room between them than this (font sizes) are of two texts
_APART = 1.2
#: lines of one text in a high cell stand no further apart than this, middle to middle (font sizes)
_CLOSE = 1.7


def split_rows(
    areas: list[Area], xs: Sequence[float], ys: list[float], undrawn: Set[float] = frozenset()
) -> tuple[list[Area], list[float]]:
    """`areas` and the row stops `ys` with unruled rows told apart. At the `undrawn` ones upright lines end, and no
    level one is drawn."""
    places, margin = (usual_places(areas), margin_of(areas, xs)) if figures_in_lines(areas) else ({}, 0.0)
    broken = {id(a) for a in areas if a.row_span > 1 and breaks_figures([a], xs, places, margin)}
    areas = _cut_tall(areas, xs, ys, undrawn, broken)
    rows_of_cells: dict[int, list[Area]] = {}
    for a in areas:
        if a.row_span == 1 and a.words:
            rows_of_cells.setdefault(a.row, []).append(a)
    for row in range(len(ys) - 2, -1, -1):  # what splits a row moves only those below it
        mine = rows_of_cells.get(row, [])
        whole = [a for a in mine if not any(w.struck for w in a.words)]
        high = ys[row + 1] - ys[row] > 0.5 * (ys[-1] - ys[0])
        rows = [] if breaks_figures(whole, xs, places, margin) else _rows_inside(mine, xs, high=high)
        if len(rows) > 1:
            stops = [(_bottom(a) + _top(b)) / 2 for a, b in itertools.pairwise(rows)]
            sure = _has_rows_of_figures(mine, 2) and all(r.sure for r in rows) and whole == mine
            words = [w for r in rows for c in r.cells for t in c.tokens for w in t.words]
            sure = sure and not any(w.confidence <= DOUBTFUL for w in words)  # broken amounts, put together
            areas = _with_rows(areas, row, rows, sure=sure)
            ys = [*ys[: row + 1], *stops, *ys[row + 1 :]]
        elif row == len(ys) - 2 and high and mine and _may_be_several(mine, alone=len(ys) == 2):
            areas = [replace(a, sure=False) if a.row == row else a for a in areas]
    return areas, ys


def _may_be_several(mine: Sequence[Area], *, alone: bool) -> bool:
    """Whether the cells of a row do not stand level, one of them holds texts apart, or several have lines of the same
    heights, each of which may be of a row of its own. Where the row is all that is drawn, one bottom does not tell the
    rest of a row that the page before began, above a row of one line, from one row."""
    several = not _is_one_row(mine) or (
        alone and not _is_level(_reaches(mine), max(em(w) for a in mine for w in a.words))
    )
    return several or any(map(_holds_texts_apart, mine)) or _have_lines_alike(mine)


def _have_lines_alike(mine: Sequence[Area]) -> bool:
    """Whether several cells, or both of a row of two, have as many lines, more than one, level with one another, and no
    cell has more."""
    middles = [[n.middle for n in lines_of(a.words)] for a in mine]
    most = max(middles, key=len)
    alike = [m for m in middles if len(m) == len(most)]
    size = max(em(w) for a in mine for w in a.words)
    level = all(abs(a - b) < 0.25 * _LEVEL * size for m in alike for a, b in zip(m, most, strict=True))
    return len(most) > 1 and len(alike) >= min(_CLEAR, max(len(mine), 2)) and level


def _is_one_row(mine: Sequence[Area]) -> bool:
    """Whether the cells of a row stand level with one another. Where one ruled row takes most of a page and its cells
    do not, it may hold the end of one row and the beginning of another. One bottom, as spreadsheets set cells unless
    told otherwise, is that of texts whose lines follow one another evenly."""
    cells = _reaches(mine)
    size = max(em(w) for a in mine for w in a.words)
    if len(cells) < 2 or _is_level(cells, size):
        return True
    bottoms = [2 * bottom for _, bottom in cells]
    return max(bottoms) - min(bottoms) < _LEVEL * size and all(map(_is_set_evenly, mine))


def _reaches(mine: Sequence[Area]) -> list[tuple[float, float]]:
    """Where the text of each cell begins and ends, downwards."""
    return [(n[0].box.top, n[-1].box.bottom) for n in (lines_of(a.words) for a in mine)]


def _is_set_evenly(a: Area) -> bool:
    """Whether the lines of a cell have the same room between them, and none has room for another."""
    middles = [n.middle for n in lines_of(a.words)]
    gaps = [below - above for above, below in itertools.pairwise(middles)]
    return not _holds_texts_apart(a) and (not gaps or max(gaps) < WIDER * min(gaps))


def _cut_tall(
    areas: Sequence[Area], xs: Sequence[float], ys: Sequence[float], undrawn: Set[float], whole: Set[int]
) -> list[Area]:
    """`areas` with those over several rows of the lattice cut at its heights where figures stand under one another.

    The end of an upright line between code and name (above a total's label) says that a row ends there, although no
    level line does. Where a piece is left blank a text may stand for its row as well, and where texts stand apart in a
    cell that is not cut it may be several: no cell of those rows is sure. `whole`: those that break one figure.
    """
    tall = [a for a in areas if a.row_span > 1 and id(a) not in whole]
    cut = {a.row + k for a in tall if _holds_rows(a, xs, ys) for k in range(1, a.row_span)}
    levels: dict[int, list[float]] = {}
    for a in areas:
        if a.row_span == 1:
            figures = [(w.box.top + w.box.bottom) / 2 for w in a.words if is_number(w.text)]
            levels.setdefault(a.row, []).extend(figures)
    figured = {row for row, figures in levels.items() if figures}
    out: list[Area] = []
    torn: set[int] = set()
    for a in areas:
        if a.row_span == 1 or id(a) in whole:
            out.append(a)
            continue
        centred = stops_of(a, ys) if undrawn >= set(ys[a.row + 1 : a.row + a.row_span]) else []
        each = _holds_text_of_each(a, xs, ys, levels)
        alone = each and figured.issuperset(range(a.row, a.row + a.row_span))
        if each and not alone and not _is_close(a):
            alone, a = True, replace(a, sure=False)
        stops = [0, *(k for k in range(1, a.row_span) if alone or a.row + k in cut), a.row_span]
        stops = [0, *centred] if centred and not alone else stops
        in_rows = {_row_of(w, a, ys) for w in a.words}
        several = len(in_rows) > 1
        if not centred and len(in_rows) == 1 and is_crowded(a, levels.get(a.row + min(in_rows), ())):
            several, stops = True, sorted({0, min(in_rows), min(in_rows) + 1, a.row_span})
        if len(stops) == 2 or not (centred or several or _figure_rows(a, ys)):
            out.append(a)
            if _holds_texts_apart(a):
                torn.update(range(a.row, a.row + a.row_span))
            continue
        parts = [
            replace(
                a, row=a.row + low, row_span=high - low, words=[w for w in a.words if low <= _row_of(w, a, ys) < high]
            )
            for low, high in itertools.pairwise(stops)
        ]
        out.extend(parts)
        if any(not part.words for part in parts):
            torn.update(range(a.row, a.row + a.row_span))
    return [replace(a, sure=False) if a.row in torn else a for a in out]


def _holds_texts_apart(a: Area) -> bool:
    """Whether more than a blank line's room is between two lines of a cell that does not run down letter by letter."""
    lines = lines_of(a.words)
    gaps = (below.box.top - above.box.bottom for above, below in itertools.pairwise(lines))
    return not is_set_downwards(a) and any(gap > _APART * em(a.words[0]) for gap in gaps)


def _holds_rows(a: Area, xs: Sequence[float], ys: Sequence[float]) -> bool:
    """Whether figures stand in several rows of the lattice, or three and more under one another in one of them, or
    at least three texts (not letters set downwards, nor the lines of one text) clear of one another, each in a row of
    its own: lines of a head that are set apart stand in the rows of the heads beside it as they fall. More
    texts than a head has lines may fall as they do."""
    if len(_figure_rows(a, ys)) > 1 or sum(looks_numeric(n.text) for n in lines_of(a.words)) > 2:
        return True
    if not a.words or runs_on(a, xs[a.col + a.col_span] - xs[a.col]) or _is_close(a):
        return False
    stacks = [s for s in stacks_of(a.words) if len(s.tokens[0].text) > 1]
    rows = {_row_of(s.tokens[0].words[0], a, ys) for s in stacks}
    return len(stacks) >= _CLEAR and len(rows) > 1 and (len(rows) == len(stacks) or len(stacks) > _MOST_OF_HEAD)


def _holds_text_of_each(
    a: Area, xs: Sequence[float], ys: Sequence[float], beside: Mapping[int, Sequence[float]]
) -> bool:
    """Whether a cell over several rows holds a text for each of them, in its middle or level with those `beside` it,
    none of which goes on in the next: the next would have begun on its last line. A line between was left out."""
    rows = [[w for w in a.words if _row_of(w, a, ys) == k] for k in range(a.row_span)]
    if not all(rows) or all(len(n.text) == 1 for n in lines_of(a.words)):
        return False
    for k, words in enumerate(rows):
        lines, size = lines_of(words), em(words[0])
        middle = (lines[0].middle + lines[-1].middle) / 2
        row = (ys[a.row + k] + ys[a.row + k + 1]) / 2
        levels = [y for y in beside.get(a.row + k, ()) for at in (middle, lines[-1].middle) if abs(at - y) < 0.2 * size]
        if abs(middle - row) > _LEVEL / 2 * size and not levels:
            return False
        room = xs[a.col + a.col_span] - xs[a.col] - lines[-1].box.width
        if k < a.row_span - 1 and room < FULL * size and not all(looks_numeric(n.text) for n in lines):
            return False
    return True


def _is_close(a: Area) -> bool:
    """Whether the lines of a cell follow one another as evenly and as closely as those of one text."""
    middles = [n.middle for n in lines_of(a.words)]
    return _is_set_evenly(a) and max(map(sub, middles[1:], middles), default=0.0) < _CLOSE * em(a.words[0])


def _figure_rows(a: Area, ys: Sequence[float]) -> set[int]:
    return {_row_of(w, a, ys) for w in a.words if looks_numeric(w.text) and any(c.isdigit() for c in w.text)}


def _row_of(word: Word, a: Area, ys: Sequence[float]) -> int:
    """The row of the lattice, counted from the area's first, in which the word's middle lies."""
    y = (word.box.top + word.box.bottom) / 2
    return min(sum(stop <= y for stop in ys[a.row + 1 : a.row + a.row_span]), a.row_span - 1)


def _rows_inside(mine: Sequence[Area], xs: Sequence[float], *, high: bool) -> list[LedgerRow]:
    """The rows inside one ruled row, told by the distances of their lines; fewer than two where it is one row.

    It is more than one where two columns have figures under one another at the same heights, or one has and another's
    texts stand beside them; without figures, where at least three rows with several cells each stand clear, or where
    the cells of each row stand level with one another and those of one row alone would not (a page break may leave one
    cell of the first and the last), if it is `high` (most of the table: among ruled rows it would be ruled as well);
    never where a text runs on from line to line; or where lines of one cell are entries of a balance.
    """
    if not any(_several_lines(a.words) for a in mine) or runs_down(mine):
        return []
    texts = [Placed(t, a.col, a.col + a.col_span - 1) for a in mine for line in token_lines(a.words) for t in line]
    placed = mended(texts)
    if not _has_rows_of_figures(mine):
        rows = rows_of(placed, ())
        entries = beginnings([(p.first, p.token) for p in placed])
        if any(sum(id(p.token) in entries and p.first == a.col for p in placed) > 1 for a in mine):
            return rows
        if any(_ends_in_total(a, xs[a.col + a.col_span] - xs[a.col]) for a in mine):
            return rows
        if any(runs_through(a, xs[a.col + a.col_span] - xs[a.col], rows) for a in mine):
            return []
        downwards = {(a.col, a.col + a.col_span - 1) for a in mine if is_set_downwards(a)}
        several = [r for r in rows if sum((c.first, c.last) not in downwards for c in r.cells) > 1]
        clear = (
            len(several) >= max(_CLEAR, 0.6 * len(rows))
            and (all(r.sure for r in rows) or _are_lists(mine, rows, xs))
            and all(map(_share_a_column, rows, rows[1:]))
        )
        return rows if clear or (high and _are_cut_at_ends(rows) and _only_level_as(rows, mine)) else []
    rows = rows_of(placed, ())
    span_lone_label(rows, min(p.first for p in placed))
    return rows


def _ends_in_total(a: Area, width: float) -> bool:
    """Whether the last line of a cell is a total's label that had room in the line above: it is a row of its own."""
    *upper, last = lines_of(a.words)
    return bool(upper) and is_total(last.text) and width - upper[-1].box.width > last.box.width + em(last.words[0])


def _share_a_column(a: LedgerRow, b: LedgerRow) -> bool:
    """Whether two rows have a cell each in one column: figures in the middle of a row stand between the lines of its
    texts, and have no column with them."""
    return not {c.first for c in a.cells}.isdisjoint(c.first for c in b.cells)


def _are_lists(mine: Sequence[Area], rows: Sequence[LedgerRow], xs: Sequence[float]) -> bool:
    """Whether two cells have a text in each of the rows, none of which fills its line: had they been one text, the
    next would have begun there."""
    return sum(_is_list(a, xs[a.col + a.col_span] - xs[a.col], rows) for a in mine) > 1


def _is_list(area: Area, width: float, rows: Sequence[LedgerRow]) -> bool:
    own = [s for r in rows for s in r.cells if s.first == area.col and s.row_span == 1]
    ends = [s.tokens[-1] for s in own[:-1]]
    return len(own) == len(rows) and all(width - t.box.width >= FULL * t.size for t in ends)


def _are_cut_at_ends(rows: Sequence[LedgerRow]) -> bool:
    """Whether all rows are sure but the first or last, in whose place the next one has a cell as well: the piece that a
    page break leaves of a row."""
    doubtful = [i for i, r in enumerate(rows) if not r.sure]
    ends = {0: 1, len(rows) - 1: len(rows) - 2}
    return len(doubtful) < len(rows) and all(
        i in ends and {c.first for c in rows[i].cells} <= {c.first for c in rows[ends[i]].cells} for i in doubtful
    )


def _only_level_as(rows: Sequence[LedgerRow], mine: Sequence[Area]) -> bool:
    """Whether cells stand level with one another in each of several rows, and would not if all were one row."""
    size = max(em(w) for a in mine for w in a.words)
    return (
        len(rows) > 1
        and not _is_one_row(mine)
        and all(_is_level([(c.top, c.bottom) for c in r.cells], size) for r in rows)
    )


def _is_level(cells: Sequence[tuple[float, float]], size: float) -> bool:
    """Whether cells have one middle or one top."""
    twice = ([top + bottom for top, bottom in cells], [2 * top for top, _ in cells])
    return any(max(ys) - min(ys) < _LEVEL * size for ys in twice)


def _has_rows_of_figures(mine: Sequence[Area], columns: int = 1) -> bool:
    """Whether at least `columns` columns have figures at the same heights, or one has and texts stand beside them. A
    dash that stands for a figure is one beside others in its cell."""
    figures: list[list[float]] = []
    texts: list[list[float]] = []
    height = 0.0
    for area in mine:
        lines = lines_of(area.words)
        at = [n.middle for n in lines]
        numeric = [looks_numeric(n.text) and any(c.isdigit() for c in n.text) for n in lines]
        height = max([height, *(n.box.height for n in lines)])
        like = sum(looks_numeric(n.text) for n in lines)
        many = like >= 0.8 * len(lines) and (sum(numeric) > 1 or like == len(lines))
        if len(lines) > 1 and many and not long_codes.is_whole("".join(n.text.strip() for n in lines)):
            figures.append(at)
        else:
            texts.append(at + _middles_of_cells(area))
    levels = _clusters([y for column in figures for y in column], 0.5 * height)
    agreeing = sum(_fits(column, levels, 0.5 * height) for column in figures)
    helped = any(sum(_near(y, levels, 0.5 * height) for y in column) > 1 for column in texts)
    return len(levels) > 1 and (agreeing > 1 or (helped and agreeing >= columns))


def _middles_of_cells(area: Area) -> list[float]:
    """The heights of texts over several lines that stand clear of one another."""
    stacks = stacks_of(area.words)
    return [s.middle for s in stacks if len(s.tokens) > 1] if len(stacks) > 1 else []


def _top(row: LedgerRow) -> float:
    return min(c.top for c in row.cells)


def _bottom(row: LedgerRow) -> float:
    return max((c.bottom for c in row.cells if c.row_span == 1), default=row.middle)


def _several_lines(words: Sequence[Word]) -> bool:
    """Whether some word begins where another has ended, going down."""
    return len(words) > 1 and max(w.box.top for w in words) > min(w.box.bottom for w in words) - 2


def _near(y: float, levels: Sequence[float], reach: float) -> bool:
    return any(abs(y - level) <= reach for level in levels)


def _fits(column: Sequence[float], levels: Sequence[float], reach: float) -> bool:
    return len(column) > 1 and all(_near(y, levels, reach) for y in column)


def _clusters(values: Sequence[float], reach: float) -> list[float]:
    out: list[list[float]] = []
    for value in sorted(values):
        if out and value - out[-1][0] <= reach:
            out[-1].append(value)
        else:
            out.append([value])
    return [sum(group) / len(group) for group in out]


def _with_rows(areas: Sequence[Area], row: int, rows: Sequence[LedgerRow], *, sure: bool) -> list[Area]:
    extra = len(rows) - 1
    home: dict[tuple[Box, str], tuple[int, int]] = {}
    for k, r in enumerate(rows):
        for cell in r.cells:
            place = (k, min(cell.row_span, len(rows) - k))
            home.update({(w.box, w.text): place for t in cell.tokens for w in t.words})
    out: list[Area] = []
    for a in areas:
        if a.row > row:
            out.append(replace(a, row=a.row + extra))
        elif a.row + a.row_span <= row:
            out.append(a)
        elif a.row_span > 1:
            out.append(replace(a, row_span=a.row_span + extra))
        else:
            out.extend(replace(part, sure=a.sure and sure) for part in _parts_of(a, row, len(rows), home))
    return out


def _parts_of(a: Area, row: int, count: int, home: dict[tuple[Box, str], tuple[int, int]]) -> list[Area]:
    """The area as one area for each row, fewer where a text spans rows."""
    parts: list[list[Word]] = [[] for _ in range(count)]
    spans = [1] * count
    for word in (part for line in token_lines(a.words) for t in line for part in t.words):
        k, span = home[word.box, word.text]
        parts[k].append(word)
        spans[k] = max(spans[k], span)
    out: list[Area] = []
    k = 0
    while k < count:
        span = spans[k] if not any(parts[k + 1 : k + spans[k]]) else 1
        out.append(Area(row + k, a.col, span, a.col_span, parts[k]))
        k += span
    return out
