"""Rows that a page break or a line break cut in two, as one again.

What tells: columns that every row fills are blank in one piece, a name or a sentence breaks off, a cell covers rows on
both sides of the break. Where nothing tells which it is, one row or two, neither is sure.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extract.core import filled
from services.extract.core.joining import page_cuts, span_cuts, text_cuts
from services.extract.core.names import Names
from services.extract.core.printed_rows import Printed, Roles, with_cell
from services.extract.core.repair import changed, ends_sentence, joined, unsure
from services.extract.core.row_pieces import (
    begins,
    begins_name,
    compares_again,
    continues,
    counts_on,
    heads_next,
    is_begun,
    is_behind_break,
    is_cut_in_text,
    is_in_open_span,
    is_lower_half,
    is_parted,
    is_scrap,
    may_begin,
    names_other_level,
)
from shared.model.fold import fold, is_cjk
from shared.model.numbers import decimals, parse_number
from shared.model.table import Cell, Column, Role

#: running text ends its sentences where this share of so many rows does
_ENDED, _FEWEST = 0.9, 3


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    """What joining looks at beside two rows. `spacing`: the usual distance of rows, in lines of a text export."""

    roles: Roles
    columns: Sequence[Column]
    layout: page_cuts.Layout
    names: Names
    spacing: int

    def is_apart(self, upper: Printed, lower: Printed) -> bool:
        other = names_other_level(upper, lower, self.columns)
        return other or counts_on(upper, lower) or compares_again(upper, lower)

    def is_one_row(self, upper: Printed, lower: Printed) -> bool:
        return page_cuts.judge(upper.slots, lower.slots, self.layout, self.names) is page_cuts.Cut.ONE_ROW


def join_broken(rows: Sequence[Printed], columns: Sequence[Column], names: Names) -> list[Printed]:
    """Rows that a page break or a line break cut in two as one again, cell by cell. A row with the number after that of
    the row above is always a row of its own, and so is one with another level, or another value, of indicators."""
    roles = Roles.of(columns, rows)
    spacing = text_cuts.spacing_of([r.slots for r in rows if r.delimited])
    table = _Table(roles=roles, columns=columns, layout=_layout_of(rows, columns), names=names, spacing=spacing)
    kept: list[Printed] = []
    pending: tuple[Printed, str] | None = None
    doubted = False
    for row, following in itertools.zip_longest(rows, rows[1:]):
        current = row if pending is None else merged(pending[0], row, pending[1])
        current = _unsure(current) if doubted else current
        pending, doubted = None, False
        above = kept[-1] if kept and not table.is_apart(kept[-1], current) else None
        below = following if following is not None and not table.is_apart(current, following) else None
        begins = may_begin(current, below, roles)
        if above is not None and (pieces := _at_break(above, current, table)):
            kept[-1:] = pieces
        elif below is not None and is_begun(kept[-1] if kept else None, current, below, roles):
            pending = current, "the row goes on after the page break, where its short cells stand"
        elif above is not None and not begins and (pieces := _as_rest(above, current, table)):
            kept[-1:] = pieces
        elif below is not None and begins_name(current, below, roles):
            doubted = True
            if table.is_one_row(current, below):
                pending = current, "the name goes on after the page break, where its figures stand"
            else:
                kept.append(_unsure(current))
        elif above is not None and is_scrap(current, roles) and not begins:
            kept[-1:] = [_unsure(above), _unsure(current)]
        elif below is not None and heads_next(current, below, roles, columns, names):
            pending = current, "the name's first line stood alone above its figures"
        else:
            kept.append(current)
    return kept


def _at_break(above: Printed, row: Printed, table: _Table) -> list[Printed]:
    """What the rows on both sides of a page break are: one, or two, perhaps unsure; [] where nothing shows a break."""
    if is_behind_break(above, row):
        cut = page_cuts.judge(above.slots, row.slots, table.layout, table.names)
        if cut is page_cuts.Cut.ONE_ROW:
            return [_unsure(merged(above, row, "the row goes on after the page break"))]
        return [_unsure(above), _unsure(row)] if cut is page_cuts.Cut.EITHER else [above, row]
    if is_cut_in_text(above, row, table.spacing):
        if text_cuts.is_one_row(above.slots, row.slots, table.layout, table.names):
            return [_unsure(merged(above, row, "the row goes on after the page break"))]
        if text_cuts.is_overprinted(row.slots, table.layout):
            return [_unsure(above), _unsure(row)]
    if is_lower_half(above, row, table.roles):
        return [_unsure(merged(above, row, "the row goes on after the page break, where its figures stand"))]
    return []


def _as_rest(above: Printed, row: Printed, table: _Table) -> list[Printed]:
    """The row above with this one as its rest, or both unsure where it may be that; [] where it is none."""
    roles = table.roles
    if is_parted(above, row, roles):
        if any(not ends_sentence(above.cells[i].text) for i in roles.texts if row.cells[i].text):
            return [_unsure(merged(above, row, "the row goes on after the page break, with its sentence"))]
        return [_unsure(above), _unsure(row)]
    cut = rest_of_name(above, row, table)
    if cut is page_cuts.Cut.EITHER:
        return [_unsure(above), _unsure(row)]
    if continues(above, row, roles, table.columns, table.names) or cut is page_cuts.Cut.ONE_ROW:
        why = "the row goes on after the page break" if row.first else "the row goes on in the next line"
        return [merged(above, row, why)]
    return []


def doubted_ends(rows: Sequence[Printed], columns: Sequence[Column]) -> list[Printed]:
    """The rows; running text that breaks off in the last row of a page's part, where nearly all of its column ends its
    sentence, may go on somewhere that nothing was joined with it from: it is not sure."""
    kept = list(rows)
    last = [i for i, row in enumerate(rows) if i + 1 == len(rows) or rows[i + 1].part != row.part]
    for col in Roles.of(columns, rows).texts:
        texts = [row.cells[col].text for row in rows]
        ended = [ends_sentence(text) for text in texts if text]
        if len(ended) <= _FEWEST or sum(ended) < _ENDED * (len(ended) - 1):
            continue
        for i in last:
            if texts[i] and not ends_sentence(texts[i]) and not rows[i].delimited:
                _put(kept, i, i, col, unsure(kept[i].cells[col]))
    return kept


def doubted_figures(rows: Sequence[Printed]) -> list[Printed]:
    """The rows; where the last row of a page's part has a figure that lacks the last decimals of its column, and the
    row below just so many digits, a row may be cut there: neither is sure."""
    kept = list(rows)
    cuts = [i for i in range(1, len(rows)) if rows[i].part != rows[i - 1].part]
    for col in range(len(rows[0].cells)) if cuts else ():
        texts = [row.cells[col].text for row in rows]
        usual = max((decimals(text) for text in texts if parse_number(text) is not None), default=0)
        for i in cuts:
            lacking = usual - decimals(texts[i - 1])
            if 0 < lacking < usual and texts[i].isdecimal() and len(texts[i]) == lacking:
                kept[i - 1 : i + 1] = (replace(row, cells=tuple(map(unsure, row.cells))) for row in kept[i - 1 : i + 1])
    return kept


def join_cut_spans(rows: Sequence[Printed], columns: Sequence[Column], names: Names) -> list[Printed]:
    """The rows; cells that cover rows on both sides of a page break are one in all of them (`joining.span_cuts`)."""
    layout = _layout_of(rows, columns)
    shared = span_cuts.filled_columns(_parts_of([row for row in rows if row.spanned]), layout)
    kept = list(rows)
    for i in range(1, len(kept)):
        upper, lower = kept[i - 1], kept[i]
        if is_behind_break(upper, lower):
            apart = counts_on(upper, lower) or names_other_level(upper, lower, columns)
            if not apart and page_cuts.judge(upper.slots, lower.slots, layout, names) is page_cuts.Cut.ONE_ROW:
                _cover_beside(kept, i)
                continue
        elif not is_in_open_span(upper, lower):
            continue
        found = span_cuts.find(upper.slots, lower.slots, layout, shared)
        for col in found.joined:
            why = "the cell goes on after the page break, with the rows that it covers"
            _put(kept, i - 1, i, col, joined(upper.cells[col], lower.cells[col], why))
        for col in found.blank:
            _put(kept, i, i, col, filled.copied(upper.cells[col]))
        for col in found.begun:
            _put(kept, i - 1, i - 1, col, filled.copied(lower.cells[col]))
        for col in found.unsure:
            for at in (i - 1, i):
                _put(kept, at, at, col, unsure(kept[at].cells[col]))
    _carry_on(kept)
    return kept


def _carry_on(rows: list[Printed]) -> None:
    """Give a cell that covers all rows of a page, where it is blank, and was given the text of the page before or
    after, to the blank cell that goes on from it on the other side."""
    breaks = [i for i in range(1, len(rows)) if is_in_open_span(rows[i - 1], rows[i])]
    for near, far, order in ((-1, 0, breaks), (0, -1, breaks[::-1])):
        for i in order:
            given, blank = rows[i + near], rows[i + far]
            part = [row for row in rows if row.part == given.part]
            for col, slot in enumerate(given.slots):
                whole = len(part) > 1 and all(row.slots[col].origin == slot.origin for row in part)
                if whole and not slot.text and given.cells[col].text and not blank.cells[col].text:
                    _put(rows, i + far, i + far, col, filled.copied(given.cells[col]))


def _cover_beside(rows: list[Printed], at: int) -> None:
    """Give the cells that cover the row that a page cuts before `rows[at]`, and others, to those others whole."""
    upper, lower = rows[at - 1], rows[at]
    for col, (a, b) in enumerate(zip(upper.cells, lower.cells, strict=True)):
        if max(upper.slots[col].row_span, lower.slots[col].row_span) == 1 or not a.text:
            continue
        why = "the cell goes on after the page break, with the rows that it covers"
        cell = joined(a, b, why) if b.text and fold(a.text) != fold(b.text) else filled.copied(a)
        ends = {(row.part, row.slots[col].origin) for row in (upper, lower)}
        for i, row in enumerate(rows):
            if i not in (at - 1, at) and (row.part, row.slots[col].origin) in ends:
                rows[i] = replace(row, cells=with_cell(row.cells, col, cell))


def _layout_of(rows: Sequence[Printed], columns: Sequence[Column]) -> page_cuts.Layout:
    return page_cuts.layout_of(columns, _parts_of(rows))


def _parts_of(rows: Sequence[Printed]) -> list[list[page_cuts.Slots]]:
    return [[r.slots for r in part] for _, part in itertools.groupby(rows, key=lambda r: r.part)]


def _put(rows: list[Printed], first: int, last: int, col: int, cell: Cell) -> None:
    """Put `cell` into the column of the rows that the cells of `rows[first]` and `rows[last]` there cover."""
    ends = {(rows[i].part, rows[i].slots[col].origin) for i in (first, last)}
    for i, row in enumerate(rows):
        if (row.part, row.slots[col].origin) in ends:
            rows[i] = replace(row, cells=with_cell(row.cells, col, cell))


def without_ends_of_heads(rows: Sequence[Printed], columns: Sequence[Column]) -> list[Printed]:
    """The rows; the end of a head's text that its frame cut off and that was printed over the row below is no figure of
    that row. What else was printed over it is not to be known."""
    kept: list[Printed] = []
    for row in rows:
        ends = [i for i, c in enumerate(columns) if row.delimited and _is_end_of_head(row.cells[i].text, c)]
        row = _unsure(row) if ends else row
        for i in ends:
            cell = changed(row.cells[i], "", "noise_dropped", "the end of the column's head, printed over the row")
            slot = replace(row.slots[i], text="", fragments=())
            row = replace(row, cells=with_cell(row.cells, i, cell), slots=(*row.slots[:i], slot, *row.slots[i + 1 :]))
        kept.append(row)
    return kept


def _is_end_of_head(text: str, column: Column) -> bool:
    """Whether what stands among amounts is a piece of its column's head, not the whole of it."""
    if column.role is not Role.AMOUNT or not text or not column.path:
        return False
    head = fold(column.path[-1])
    return fold(text) != head and fold(text) in head and all(is_cjk(c) for c in text)


def rest_of_name(above: Printed, row: Printed, table: _Table) -> page_cuts.Cut:
    """Whether a row of labels alone on top of a page without upright rules, whatever the page before has, or a letter
    or two alone in a row, is the end of the name above."""
    roles = table.roles
    few = is_scrap(row, roles)
    scrap = few and all(a.text or not b.text for a, b in zip(above.cells, row.cells, strict=True))
    at_break = above.part != row.part and (above.aligned or above.spanned)
    if not row.aligned or not (at_break or (above.aligned and few)):
        return page_cuts.Cut.TWO_ROWS
    expected = roles.expects_amounts or roles.expects_amounts_below
    if not (scrap and above.aligned) and not (expected and roles.has(above.cells, roles.amounts)):
        return page_cuts.Cut.TWO_ROWS
    if roles.has(row.cells, (*roles.amounts, *roles.codes, *roles.texts)) or begins(row):
        return page_cuts.Cut.TWO_ROWS
    cut = page_cuts.judge(above.slots, row.slots, table.layout, table.names)
    return page_cuts.Cut.ONE_ROW if cut is page_cuts.Cut.EITHER and scrap else cut


def merged(upper: Printed, lower: Printed, why: str) -> Printed:
    """Both pieces as one row; a text that the next page prints again is there once, a figure is never."""
    cells = (
        a if fold(a.text) == fold(b.text) and a.value is None else joined(a, b, why)
        for a, b in zip(upper.cells, lower.cells, strict=True)
    )
    slots = (replace(b, text=a.text + b.text) if b.text else a for a, b in zip(upper.slots, lower.slots, strict=True))
    return replace(upper, cells=tuple(cells), part=lower.part, slots=tuple(slots), spanned=lower.spanned)


def _unsure(row: Printed) -> Printed:
    """A row whose extent is concluded, not read: put together from two pages, or perhaps only a piece of one."""
    return replace(row, cells=tuple(map(unsure, row.cells)))
