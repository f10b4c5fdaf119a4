"""Names on two lines whose figures stand between them, or beside the second: rows that were found apart are one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from statistics import median

from services.extract.core.ledger.stacks import ROW_EXTRA, LedgerRow, Stack
from shared.model.labels import is_total

#: the two lines of a name stand no further from the figures half way between them (font sizes)
_HALF_LEADING = 1.1
#: rows with figures that say how near rows stand, at the least
_FIGURED = 3
#: the lines of a name begin no further apart than this (font sizes)
_BEGIN = 0.5


def with_straddling_names(rows: Sequence[LedgerRow], stops: Sequence[float]) -> list[LedgerRow]:
    """The rows; as one those of the two lines of names, of which one stands above and one below their figures: rows may
    be no further apart than lines are. None of them is sure."""
    out = list(rows)
    i = 1
    while i < len(out) - 1:
        upper, row, lower = out[i - 1 : i + 2]
        if _straddle(upper, row, lower) and not any(upper.middle < y < lower.middle for y in stops):
            pairs = zip(_in_order(upper), _in_order(lower), strict=True)
            names = [Stack(a.first, a.last, [*a.tokens, *b.tokens], a.top, b.bottom) for a, b in pairs]
            out[i - 1 : i + 2] = [LedgerRow(sorted([*names, *row.cells], key=lambda s: s.first), sure=False)]
        i += 1
    return out


def with_names_begun(rows: Sequence[LedgerRow], stops: Sequence[float]) -> list[LedgerRow]:
    """The rows; as one those of a name that fills its line and of the figures that stand beside its next line, where
    the two are nearer than rows with figures, several of them, ever stand: cells are set at the bottom. None of them is
    sure. The first row may be the rest of one that the page before began."""
    figured = sorted(median(f) for r in rows if (f := [t.middle for s in r.cells for t in s.tokens if t.figure]))
    if len(figured) < _FIGURED:
        return list(rows)
    least = min(b - a for a, b in itertools.pairwise(figured)) - ROW_EXTRA
    ends: dict[int, float] = {}
    for s in (s for row in rows for s in row.cells):
        ends[s.first] = max(ends.get(s.first, 0.0), *(t.box.x1 for t in s.tokens))
    out: list[LedgerRow] = []
    for row in rows:
        if (
            len(out) > 1
            and _begins(out[-1], row, least, ends)
            and not any(out[-1].middle < y < row.middle for y in stops)
        ):
            begun = {s.first: s for s in out.pop().cells}
            cells = [
                Stack(s.first, s.last, [*begun[s.first].tokens, *s.tokens], begun[s.first].top, s.bottom)
                if s.first in begun
                else s
                for s in row.cells
            ]
            row = LedgerRow(cells, sure=False)
        out.append(row)
    return out


def _begins(upper: LedgerRow, row: LedgerRow, least: float, ends: Mapping[int, float]) -> bool:
    """Whether all that stands in the upper row are lines of names that end where their column does, each over a name
    of the row that begins where it does."""
    below = {s.first: s for s in row.cells}
    if any(s.row_span > 1 for s in (*upper.cells, *row.cells)) or len(upper.cells) == len(row.cells):
        return False
    for s in upper.cells:
        name = below.get(s.first)
        if name is None or any(t.figure or is_total(t.text) for t in (*s.tokens, *name.tokens)):
            return False
        last, following = s.tokens[-1], name.tokens[0]
        near = following.middle - last.middle < least and abs(last.box.x0 - following.box.x0) < _BEGIN * last.size
        if not near or last.box.x1 < ends[s.first] - last.size:
            return False
    return any(t.figure for s in row.cells for t in s.tokens)


def _straddle(upper: LedgerRow, row: LedgerRow, lower: LedgerRow) -> bool:
    """Whether a row of figures without names stands half way between the lines of two rows of names alone in the same
    columns (one, or both of a balance), near to both."""
    figures = [t.middle for s in row.cells for t in s.tokens if t.figure]
    names = [*upper.cells, *lower.cells]
    if not figures or [s.first for s in _in_order(upper)] != [s.first for s in _in_order(lower)]:
        return False
    if any(t.figure for s in names for t in s.tokens) or any(
        s.first <= name.first <= s.last for s in row.cells for name in names
    ):
        return False
    level = median(figures)
    return all(_stand_around(a, b, level) for a, b in zip(_in_order(upper), _in_order(lower), strict=True))


def _stand_around(above: Stack, below: Stack, level: float) -> bool:
    size = above.tokens[0].size
    near = max(level - above.tokens[-1].middle, below.tokens[0].middle - level) < _HALF_LEADING * size
    return near and abs((above.top + below.bottom) / 2 - level) < 0.25 * size


def _in_order(row: LedgerRow) -> list[Stack]:
    return sorted(row.cells, key=lambda s: s.first)
