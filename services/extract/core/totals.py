"""Labels of totals among code and name columns that no upright rule parts: over all of them, or in one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.extract.core.joining.stitch import Joined
from services.extract.core.parts import Slot
from services.extract.core.repair import REPAIRED
from shared.model.labels import names_total
from shared.model.page import Box, GridSource
from shared.model.table import Cell, Role

#: a text begins where others of its column do that is no further from there (heights of a line)
_LEFT = 0.3
#: and with the one of a column's texts that is indented least, if no further from there
_SAME = 0.1
#: a text is in the middle of what is no further from its own middle (heights of a line)
_CENTRED = 1.0
#: and may be in that of columns whose edges are known by their texts alone, if no further than this (heights of a line)
_NEARLY = 1.5


def placed(
    rows: Sequence[tuple[Cell, ...]], printed: Sequence[Sequence[Slot]], table: Joined
) -> list[tuple[Cell, ...]]:
    """The rows with the label of each total in the first of the columns that it covers; `printed` are their slots.

    It covers all code and name columns where it stands in their middle, and one where it begins with that column's
    texts (those indented least, in doubt where that is the middle of all) or stands below the middle of its head.
    So it does, in doubt, where its cell is said to cover several and it begins just where those texts do.
    Where neither is so it is not called certain, nor where it might stand in a column of codes, no place for it.
    Where upright rules, or painted cells, part the columns it stands where it is printed, but for a column of codes: in
    doubt where it is in the middle of all and not of its own, as the head alone may part them.
    """
    out = list(rows)
    for run in _runs(table):
        out = _placed_in(out, printed, table, run)
        if run.stop < len(table.columns) and table.columns[run.stop].role is Role.AMOUNT:
            out = [_out_of_amounts(cells, run) for cells in out]
    return out


def _out_of_amounts(cells: tuple[Cell, ...], run: range) -> tuple[Cell, ...]:
    """The row; the label of a total that stands in the column of amounts behind the blank columns of the `run`, for it
    covers those of a second list as well, in the first of the run, in doubt."""
    label = cells[run.stop]
    if label.value is not None or not names_total(label.text) or any(cells[c].text for c in run):
        return cells
    return _doubted(_to(cells, run.stop, run.start), run.start)


def _runs(table: Joined) -> list[range]:
    """The columns of codes and names that stand beside one another: before the figures, and those of a second list
    beside the first (公用经费 beside 人员经费)."""
    runs: list[range] = []
    for is_label, group in itertools.groupby(
        enumerate(table.columns), key=lambda item: item[1].role in (Role.LABEL, Role.CODE)
    ):
        at = [c for c, _ in group]
        if is_label and len(at) > 1:
            runs.append(range(at[0], at[-1] + 1))
    return runs


def _placed_in(
    rows: Sequence[tuple[Cell, ...]], printed: Sequence[Sequence[Slot]], table: Joined, run: range
) -> list[tuple[Cell, ...]]:
    framed = table.parts[0].source is GridSource.RULED
    columns, first = table.columns, run.start
    coded = columns[first].role is Role.CODE
    if first and not coded:
        return list(rows)
    head = table.parts[0].matrix[: table.parts[0].head_rows or 0]
    heads = {c: _boxes(head, c) for c in run}
    bodies = {c: _boxes(printed, c) for c in run}
    edges = [b for boxes in (*heads.values(), *bodies.values()) for b in boxes]
    if not edges and not coded:
        return list(rows)
    if not edges:
        return [_to(cells, at, first) if (at := _lone_total(cells, run)) is not None else cells for cells in rows]
    whole = (min(b.x0 for b in edges) + max(b.x1 for b in edges)) / 2
    named = [c.role is Role.LABEL for c in columns]
    out: list[tuple[Cell, ...]] = []
    for cells, slots in zip(rows, printed, strict=True):
        at = _lone_total(cells, run)
        if at is None:
            out.append(cells)
        elif not coded and at == first and (own := _begun(slots[at], bodies, named)):
            out.append(_doubted(_to(cells, at, own), own))
        elif framed and named[at]:
            box = _box(slots[at])
            if at == first or box is None:
                out.append(cells)
            elif _is_between(box, bodies[at], head, at, run):
                out.append(_to(_doubted(cells, at), at, first))
            else:
                wholes = (whole, *_over_blanks(cells, head, run))
                over = any(_is_over_all(box, bodies[at], heads[at], x) for x in wholes)
                out.append(_doubted(cells, at) if over else cells)
        elif coded and (own := _begun(slots[at], bodies, named)) is not None:
            out.append(_doubted(_to(cells, at, own), own))
        elif coded:
            column, head_of = (bodies[at], heads[at]) if named[at] else ((), ())
            out.append(_placed(cells, at, first, _box(slots[at]), column, head_of, whole))
        else:
            out.append(cells)
    return out


def _lone_total(cells: tuple[Cell, ...], run: range) -> int | None:
    """The column of the only text in the `run`, if that is the label of a total."""
    filled = [i for i in run if cells[i].text]
    return filled[0] if len(filled) == 1 and names_total(cells[filled[0]].text) else None


def _placed(
    cells: tuple[Cell, ...],
    at: int,
    first: int,
    box: Box | None,
    column: Sequence[Box],
    head: Sequence[Box],
    whole: float,
) -> tuple[Cell, ...]:
    if box is None:
        return cells
    middle = (box.x0 + box.x1) / 2
    others = [b for b in column if b != box]
    begins = sum(abs(b.x0 - box.x0) < _LEFT * box.height for b in others) * 2 > len(others) > 0
    least = bool(others) and abs(min(b.x0 for b in others) - box.x0) < _SAME * box.height
    own = min((abs(middle - (b.x0 + b.x1) / 2) for b in head[-1:]), default=float("inf"))
    over_all = abs(middle - whole)
    doubtful = over_all <= _CENTRED * box.height if least and not begins else min(own, over_all) > _CENTRED * box.height
    exact = over_all < _SAME * box.height < own
    if exact if begins else doubtful:
        cells = _doubted(cells, at)
    return _to(cells, at, first) if not (begins or least) and over_all <= own else cells


def _is_over_all(box: Box, column: Sequence[Box], head: Sequence[Box], whole: float) -> bool:
    """Whether a label is in the middle of all columns of codes and names, and neither in that of its own head nor where
    the texts of its column begin: a frame whose columns the head alone parts says not where it stands."""
    middle = (box.x0 + box.x1) / 2
    own = [abs(middle - (b.x0 + b.x1) / 2) for b in head[-1:]]
    off = abs(middle - whole) < _NEARLY * box.height
    return off and _CENTRED * box.height < min(own, default=float("inf")) and not _begins(box, column)


def _over_blanks(cells: Sequence[Cell], head: Sequence[Sequence[Slot]], run: range) -> list[float]:
    """The middles of what reaches from the first column of the `run` over those behind it that are blank in this row
    (a unit, a count): the label may cover them as well."""
    blank = itertools.takewhile(lambda c: not cells[c].text, range(run.stop, len(cells)))
    first = _cells(head, run.start)
    ends = [max(b.x1 for b in last) for c in blank if (last := _cells(head, c))]
    return [(min(b.x0 for b in first) + x) / 2 for x in ends] if first else []


def _is_between(box: Box, column: Sequence[Box], head: Sequence[Sequence[Slot]], at: int, run: range) -> bool:
    """Whether a label is just in the middle of all columns of codes and names as the head's cells part them, and not in
    that of its own: no rule parts its row."""
    first, own, last = (_cells(head, c) for c in (run.start, at, run.stop - 1))
    if not first or not own or not last:
        return False
    middle = (box.x0 + box.x1) / 2
    over_all = abs(middle - (min(b.x0 for b in first) + max(b.x1 for b in last)) / 2)
    alone = abs(middle - (min(b.x0 for b in own) + max(b.x1 for b in own)) / 2)
    begins = min((abs(b.x0 - box.x0) for b in column if b != box), default=float("inf"))
    return over_all < _LEFT * box.height and alone > _CENTRED * box.height and over_all < 0.5 * begins


def _cells(rows: Sequence[Sequence[Slot]], col: int) -> list[Box]:
    """The boxes of the cells of a column alone."""
    found = (r[col].place.box for r in rows if r[col].col == col and r[col].col_span == 1)
    return [box for box in found if box is not None]


def _begins(box: Box, column: Sequence[Box]) -> bool:
    """Whether a label begins where the texts of its column do that are indented least, or where most do, unless some
    are indented less: no total stands below a name."""
    off = [abs(b.x0 - box.x0) for b in column if b != box]
    least = min((b.x0 for b in column if b != box), default=float("-inf"))
    most = sum(d < _LEFT * box.height for d in off) * 2 > len(off) > 0 and least > box.x0 - _LEFT * box.height
    return most or abs(least - box.x0) < _SAME * box.height


def _doubted(cells: tuple[Cell, ...], at: int) -> tuple[Cell, ...]:
    unsure = replace(cells[at], confidence=min(cells[at].confidence, REPAIRED))
    return (*cells[:at], unsure, *cells[at + 1 :])


def _begun(slot: Slot, bodies: Mapping[int, Sequence[Box]], named: Sequence[bool]) -> int | None:
    """The column of names with whose texts, those indented least, a label begins that is said to cover several, and is
    not just in their middle."""
    box, area = _box(slot), slot.place.box
    if slot.col_span < 2 or box is None or area is None:
        return None
    near = _SAME * box.height
    if abs(box.x0 + box.x1 - area.x0 - area.x1) / 2 < near:
        return None
    columns = range(slot.col, slot.col + slot.col_span)
    begun = (
        c
        for c in columns
        if c in bodies and named[c] and bodies[c] and abs(min(b.x0 for b in bodies[c]) - box.x0) < near
    )
    return next(begun, None)


def _to(cells: tuple[Cell, ...], at: int, column: int) -> tuple[Cell, ...]:
    moved = list(cells)
    moved[column], moved[at] = cells[at], cells[column]
    return tuple(moved)


def _boxes(rows: Sequence[Sequence[Slot]], col: int) -> list[Box]:
    """The boxes of the texts of a column alone, from top to bottom."""
    found = (_box(row[col]) for row in rows if row[col].col == col and row[col].col_span == 1)
    return [box for box in found if box is not None]


def _box(slot: Slot) -> Box | None:
    boxes = [f.place.box for f in slot.fragments if f.place.box is not None]
    if not boxes:
        return None
    x0, top, x1, bottom = zip(*boxes, strict=True)
    return Box(min(x0), min(top), max(x1), max(bottom))
