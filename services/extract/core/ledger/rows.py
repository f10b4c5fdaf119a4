"""Rows of a ledger: lines of one cell stand closer than lines of two, and cells that overlap in height are one row.

Nothing is assumed about where in its row a text stands: cells may be centred, or set at the top.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from services.extract.core.ledger import repeated_texts
from services.extract.core.ledger.blocks import hold_levels
from services.extract.core.ledger.label_rows import rows_under_labels
from services.extract.core.ledger.levels import parted_at_levels, parted_between
from services.extract.core.ledger.one_row import are_of_one_row
from services.extract.core.ledger.plain_rows import SHARED, plain_rows
from services.extract.core.ledger.row_names import (
    with_entries_whole,
    with_labels_begun,
    with_names_begun,
    with_straddling_names,
)
from services.extract.core.ledger.stacks import LEADING, LedgerRow, Placed, Stack, add, stack, tight_of
from services.extract.core.ledger.tokens import Token
from services.extract.core.ledger.top_rows import rows_set_at_top

#: and no further than this where rules part all rows
_BETWEEN_RULES = 1.9
#: a lone text nearer to the row above than this share of the distance of rows may go on from it
_LOOSE = 0.8
#: so many lines of two cells that are level one by one may be rows
_SEVERAL = 3
#: a text is level with a label that is no further from it (font sizes)
_ON_LEVEL = 0.2
#: lines of rows are as far apart as the figures of these, up to this (font sizes)
_OFF_ROWS = 0.1
#: a text of one line is no higher than this (font sizes)
_LINE = 1.5


def rows_of(
    placed: Sequence[Placed], stops: Sequence[float], inner: Sequence[tuple[float, float]] = (), *, begun: bool = True
) -> list[LedgerRow]:
    """The rows of tokens in their columns; no text goes on across one of the full rules at `stops`, or of the `inner`
    ones (height, left end), which part rows beside a label that stands for several. `begun`: whether the page before
    may have begun the first row."""
    if not placed:
        return []
    if stops and not inner and _bands_are_rows(placed, stops):
        return _of_bands(placed, stops)
    ruled = inner and not _levels_between(placed, [*stops, *(y for y, _ in inner)])
    tight = _BETWEEN_RULES * median(p.token.size for p in placed) if ruled else tight_of(placed)
    stacks, parted = repeated_texts.parted(stack(placed, tight, stops, inner))
    whole = [(y, 0.0) for y in stops]
    near = stacks
    if not inner:
        stacks, more = parted_at_levels(stacks, stops, {s.first for s in parted}, begun=begun)
        stacks, between = parted_between(stacks)
        parted += [*more, *between]
    stops = sorted((*stops, *(y for y, _ in inner)))
    rows = rows_under_labels(near, stops, ()) if not stops and _stand_off(near, stacks) else None
    rows = rows or rows_under_labels(stacks, stops, [*whole, *inner])
    topped = rows_set_at_top(stacks) if rows is None and not inner else None
    if rows is None and topped is None:
        rows = rows_under_labels(stacks, stops, [*whole, *inner], cut=True)
    if rows is None:
        rows = topped or with_straddling_names(plain_rows(stacks, stops), stops)
        for row in rows:
            row.sure = row.sure and not inner and not any(s is p for s in row.cells for p in parted)
            row.sure = row.sure and not _may_be_several(row)
        if topped is None:
            rows = with_names_begun(with_entries_whole(rows, stops), stops)
            with_labels_begun(rows)
            if not stops and _may_stand_for_others(stacks):
                for row in rows:
                    row.sure = False
        _doubt_loose_lines(rows)
    return rows


def _may_stand_for_others(stacks: Sequence[Stack]) -> bool:
    """Whether labels that stand level with a row each could be at half the height of several as well."""
    copies = [replace(s, tokens=[*s.tokens]) for s in stacks]
    return rows_under_labels(copies, (), (), level=True) is not None


def _stand_off(cells: Sequence[Stack], parted: Sequence[Stack]) -> bool:
    """Whether lines of some cell that were `parted` as those of rows stand further apart, or nearer, than the figures
    of these rows: they are lines of a text that go by beside them."""
    levels = sorted(s.middle for s in parted if len(s.tokens) == 1 and s.tokens[0].figure)
    for s in cells if levels else ():
        own = [p for p in parted if p.first == s.first and s.top <= p.middle <= s.bottom]
        own = own if all(p.bottom - p.top < _LINE * s.tokens[0].size for p in own) else []
        for a, b in itertools.pairwise(sorted(own, key=lambda p: p.middle)):
            above, below = (min(levels, key=lambda y: abs(y - p.middle)) for p in (a, b))
            if above < below and abs(below - above - (b.middle - a.middle)) > _OFF_ROWS * s.tokens[0].size:
                return True
    return False


def _of_bands(placed: Sequence[Placed], stops: Sequence[float]) -> list[LedgerRow]:
    """One row for each band between the lines at `stops`. A text that stands on one, as on the edges of shaded rows, is
    of several rows: a label of theirs, or, where such labels leave a row without any, nobody knows of which."""
    bands = _by_bands(stack(placed, tight_of(placed), stops), stops)
    if not any(_stands_on(p.token, y) for p in placed for y in stops):
        return bands
    rows = rows_under_labels(stack(placed, tight_of(placed)), stops, ())
    if rows is not None:
        return rows
    for row in bands:
        row.sure = False
    return bands


def _stands_on(t: Token, y: float) -> bool:
    return t.box.top + SHARED * t.box.height < y < t.box.bottom - SHARED * t.box.height


def _may_be_several(row: LedgerRow) -> bool:
    """Whether cells of a row have as many lines, level one by one: they may be those of rows without figures."""
    heights = [[t.middle for t in s.tokens] for s in row.cells if len(s.tokens) >= _SEVERAL]
    size = row.cells[0].tokens[0].size
    return any(
        len(a) == len(b) and all(abs(x - y) < _ON_LEVEL * size for x, y in zip(a, b, strict=True))
        for a, b in itertools.combinations(heights, 2)
    )


def _doubt_loose_lines(rows: Sequence[LedgerRow]) -> None:
    """A row of one text alone that stands nearer to the row above than rows with figures ever stand may be that row's
    next line, set loosely: neither of them is sure. Nor is a row of such lines, nor a lone text right of the labels at
    the top: a row of the page before may end there."""
    for row in rows:
        row.sure = row.sure and not any(map(_is_loose, row.cells))
    if rows and len(rows[0].cells) == 1 and rows[0].cells[0].first > 0:
        rows[0].sure = False
    figured = [r.cells[0].top for r in rows if any(t.figure for s in r.cells for t in s.tokens)]
    least = min((b - a for a, b in itertools.pairwise(sorted(figured))), default=0.0)
    for above, row in itertools.pairwise(rows):
        lone = len(row.cells) == 1 and not any(t.figure for t in row.cells[0].tokens)
        over = [s for s in above.cells if lone and s.first == row.cells[0].first]
        if over and row.cells[0].tokens[0].middle - over[0].tokens[-1].middle < _LOOSE * least:
            above.sure = row.sure = False


def _is_loose(s: Stack) -> bool:
    return any(b.middle - a.middle > LEADING * b.size for a, b in itertools.pairwise(s.tokens))


def span_lone_label(rows: list[LedgerRow], first: int = 0) -> None:
    """The only text of the column `first`, set at half the height of all rows, stands for all of them: surely where no
    row stands level with it, of which it could be the label, and with an odd number of rows perhaps."""
    lone = [(row, s) for row in rows for s in row.cells if s.first == first]
    if len(lone) != 1 or lone[0][1].last != first or len(rows) < 2:
        return
    row, label = lone[0]
    others = [s for r in rows for s in r.cells if s is not label]
    if row is rows[0] or not others or label.row_span > 1:
        return
    centre = (min(s.top for s in others) + max(s.bottom for s in others)) / 2
    size = label.tokens[0].size
    level = any(abs(s.tokens[0].middle - label.middle) < _ON_LEVEL * size for s in row.cells if s is not label)
    if level and len(rows) % 2 == 0:
        return
    if abs(centre - label.middle) < 0.5 * size:
        for each in rows if level else ():
            each.sure = False
        row.cells.remove(label)
        rows[0].cells.insert(0, label)
        rows[:] = [r for r in rows if r.cells]
        label.row_span = len(rows)


def _bands_are_rows(placed: Sequence[Placed], stops: Sequence[float]) -> bool:
    """Whether what lies between two rules is one row: no column has figures under one another there, nor levels of
    indicators."""
    figures: dict[int, dict[int, list[Token]]] = {}
    bands = set()
    for p in placed:
        band = sum(y < p.token.middle for y in stops)
        bands.add(band)
        if p.token.figure:
            figures.setdefault(band, {}).setdefault(p.first, []).append(p.token)
    if _levels_between(placed, stops):
        return False
    return len(bands) > 1 and all(are_of_one_row(list(columns.values())) for columns in figures.values())


def _levels_between(placed: Sequence[Placed], heights: Sequence[float]) -> bool:
    """Whether several levels of indicators, and so several rows, stand in one column between two rules."""
    texts: dict[tuple[int, int], list[Token]] = {}
    for p in placed:
        texts.setdefault((sum(y < p.token.middle for y in heights), p.first), []).append(p.token)
    return any(map(hold_levels, texts.values()))


def _by_bands(stacks: Sequence[Stack], stops: Sequence[float]) -> list[LedgerRow]:
    bands: dict[int, list[Stack]] = {}
    for s in stacks:
        group = bands.setdefault(sum(y < s.middle for y in stops), [])
        same = [o for o in group if o.first <= s.last and s.first <= o.last]
        if same:
            for t in s.tokens:
                add(same[0], Placed(t, s.first, s.last))
        else:
            group.append(s)
    rows = [LedgerRow(sorted(bands[b], key=lambda s: s.first)) for b in sorted(bands)]
    for row in rows:
        row.sure = not any(map(_is_broken, row.cells))
    return rows


def _is_broken(s: Stack) -> bool:
    """Whether a cell holds nothing but figures, on several lines."""
    return len(s.tokens) > 1 and all(t.figure for t in s.tokens)
