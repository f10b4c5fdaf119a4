"""Merged cells that a page break cuts between two of the rows that they cover.

A cell that stands for several rows is ruled once above the break and once below it. What was printed above is blank
below, or its text goes on there; set in the middle, it may be printed below and be blank above. A blank cell over
several rows says that spans go on; a text beside it, over the same rows, that had no room above, is then the rest of
the one above. So is one that names a level of indicators only together with that; of a cell of one row on each side,
which had no room above either, nobody knows.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from services.extract.core.joining.page_cuts import Layout, Slots, text_at, would_fit
from services.extract.templates import forms as form_data
from shared.model.fold import fold
from shared.model.labels import names_total
from shared.model.table import Column, Role

#: first levels of indicators in the order in which all frames have them
_ORDER = ("产出", "效益", "满意度")


def names_level(column: Column, text: str) -> bool:
    """Whether a text names a whole level of indicators, in a column of such: it is the rest of no other."""
    words = form_data.load()
    known = words.first_key if column.key == "indicator.level1" else words.second_key
    return column.key in ("indicator.level1", "indicator.level2") and known(text) is not None


def _begins_again(upper: Slots, lower: Slots, layout: Layout) -> bool:
    """Whether the levels of indicators begin again below, as those of the next project do."""
    words = form_data.load()
    at = next((c for c, column in enumerate(layout.columns) if column.key == "indicator.level1"), None)
    above, below = (words.first_key(row[at].text) if at is not None else None for row in (upper, lower))
    return above in _ORDER and below in _ORDER and _ORDER.index(below) < _ORDER.index(above)


@dataclass(frozen=True, kw_only=True, slots=True)
class SpanCut:
    """Columns of a cell that goes on over the break: those whose text goes on, those blank below, those blank above,
    and those whose text may go on, where nothing tells."""

    joined: tuple[int, ...] = ()
    blank: tuple[int, ...] = ()
    begun: tuple[int, ...] = ()
    unsure: tuple[int, ...] = ()


def filled_columns(parts: Sequence[Sequence[Slots]], layout: Layout) -> frozenset[int]:
    """The columns with cells over several rows that every row fills: nearly all of them, or all but those of a cell
    that a break between two parts leaves blank in one."""
    rows = [row for part in parts for row in part]
    spanning = {c for row in rows for c, slot in enumerate(row) if slot.row_span > 1}
    return frozenset(c for c in spanning if c in layout.expected or not _lacking(parts, c))


def _lacking(parts: Sequence[Sequence[Slots]], col: int) -> bool:
    """Whether a row has no text in this column, be it one that it shares with others, where no break says why."""
    last = len(parts) - 1
    for at, part in enumerate(parts):
        cut = {part[0][col].origin} if at else set()
        cut |= {part[-1][col].origin} if at < last else set()
        if any(not row[col].text and row[col].origin not in cut for row in part):
            return True
    return False


def find(upper: Slots, lower: Slots, layout: Layout, filled: Set[int] = frozenset()) -> SpanCut:
    """What goes on from `upper`, the last row above a page break, to `lower`, the first below it: two whole rows.
    `filled`: `filled_columns`, in which a cell may cover just these two."""
    total, total_below = (any(names_total(slot.text) for slot in row) for row in (upper, lower))  # of no group
    again = _begins_again(upper, lower, layout)
    blank: list[int] = []
    begun: list[int] = []
    going_on: list[int] = []
    whole: list[int] = []
    alone: list[int] = []
    for c in range(len(lower)):
        above, below = text_at(upper, c), text_at(lower, c)
        spans = upper[c].row_span > 1 or (c in filled and not total)
        if below and not above and spans and upper[c].col == lower[c].col == c:
            begun.append(c)
        several = max(upper[c].row_span, lower[c].row_span) > 1 or c in filled
        if not above or lower[c].col != c or not several:
            continue
        if not below and (lower[c].row_span > 1 or (c in layout.expected | filled and not total_below)):
            blank.append(c)
        elif below and fold(above) != fold(below) and layout.columns[c].role in (Role.LABEL, Role.TEXT):
            if not names_level(layout.columns[c], below) and names_level(layout.columns[c], above + below):
                whole.append(c)
                continue
            begins = names_level(layout.columns[c], below) or again or would_fit(upper[c], lower[c], layout.rooms[c])
            if begins or max(upper[c].row_span, lower[c].row_span) == 1:
                alone += [] if begins else [c]
                break  # another cell begins here, and so do those inside it
            going_on.append(c)
    told = [c for c in going_on if any(lower[b].row_span == lower[c].row_span for b in blank)]
    unsure = [c for c in going_on if c not in told]
    return SpanCut(joined=(*whole, *told), blank=tuple(blank), begun=tuple(begun), unsure=(*unsure, *alone))
