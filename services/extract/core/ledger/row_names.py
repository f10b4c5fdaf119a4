"""Names on two lines whose figures stand between them, or beside the second: rows that were found apart are one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from statistics import median

from services.extract.core.heads.lexicon import OF_WHICH
from services.extract.core.ledger.entries import beginnings
from services.extract.core.ledger.stacks import ROW_EXTRA, LedgerRow, Stack
from services.extract.core.repair import ends_sentence
from shared.model.labels import is_total

#: the two lines of a name stand no further from the figures half way between them (font sizes)
_HALF_LEADING = 1.1
#: rows with figures that say how near rows stand, at the least
_FIGURED = 3
#: the next line of a name begins no further in than this (font sizes)
_BEGIN = 0.5
#: and is no further below the line before than this (font sizes)
_LOOSEST = 2.0
#: a line of running text is longer than this (font sizes)
_LONG = 10.0
#: texts of one row have their middles this near to one another (font sizes)
_LEVEL = 0.3


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


def with_entries_whole(rows: Sequence[LedgerRow], stops: Sequence[float]) -> list[LedgerRow]:
    """The rows; as one those of an entry of a balance that fills its line and of its next line, alone in its row, in a
    column whose every text is an entry or goes on from one. None of them is sure."""
    begin = beginnings([(s.first, t) for row in rows for s in row.cells for t in s.tokens])
    columns = {s.first for row in rows for s in row.cells if id(s.tokens[0]) in begin}
    numbered: set[int] = set()
    for c in columns:
        cells = [s for row in rows for s in row.cells if s.first == c]
        end = max(t.box.x1 for s in cells for t in s.tokens)
        pairs = list(itertools.pairwise(cells))
        if id(cells[0].tokens[0]) in begin and all(id(b.tokens[0]) in begin or _fills(a, b, end) for a, b in pairs):
            numbered.add(c)
    out: list[LedgerRow] = []
    for row in rows:
        rest = row.cells[0]
        own = [s for s in out[-1].cells if s.first == rest.first] if out else []
        lone = len(row.cells) == 1 and rest.first in numbered and id(rest.tokens[0]) not in begin
        if own and lone and not any(own[0].middle < y < rest.middle for y in stops):
            row = _as_one(out.pop(), row)
        out.append(row)
    return out


def _fills(above: Stack, below: Stack, end: float) -> bool:
    """Whether a text ends where its column does, and another begins right below, no further in."""
    last, following = above.tokens[-1], below.tokens[0]
    near = following.middle - last.middle < _LOOSEST * last.size
    return near and last.box.x1 > end - 1.5 * last.size and following.box.x0 < last.box.x0 + _BEGIN * last.size


def with_names_begun(rows: Sequence[LedgerRow], stops: Sequence[float]) -> list[LedgerRow]:
    """The rows; as one those of a name that fills its line and of its next line, of which one stands beside the
    figures, where the two are nearer than rows with figures, several of them, ever stand: cells are set at the bottom,
    or at the top. None of them is sure. The first row may be the rest of one that the page before began; what begins an
    entry of a balance is the rest of none."""
    figured = sorted(median(f) for r in rows if (f := [t.middle for s in r.cells for t in s.tokens if t.figure]))
    if len(figured) < _FIGURED:
        return list(rows)
    least = min(b - a for a, b in itertools.pairwise(figured)) - ROW_EXTRA
    ends: dict[int, float] = {}
    for s in (s for row in rows for s in row.cells):
        ends[s.first] = max(ends.get(s.first, 0.0), *(t.box.x1 for t in s.tokens))
    begin = beginnings([(s.first, t) for row in rows for s in row.cells for t in s.tokens])
    out: list[LedgerRow] = []
    for i, row in enumerate(rows):
        entry = any(id(s.tokens[0]) in begin or s.tokens[0].text.startswith(OF_WHICH) for s in row.cells)
        near = i > 1 and not entry and _goes_on(out[-1], row, least, ends)
        if near and not any(out[-1].middle < y < row.middle for y in stops):
            row = _as_one(out.pop(), row)
        out.append(row)
    return out


def with_labels_begun(rows: Sequence[LedgerRow]) -> None:
    """Puts the next line of a label that fills its line, and stands for several rows as labels mostly do there, from
    the row below to it: that row has no figure of its own in a column that has one beside each other label. Neither
    row is sure then."""
    first = min((s.first for row in rows for s in row.cells), default=0)
    labels = [s for row in rows for s in row.cells if s.first == first]
    if 2 * len(labels) > len(rows) or beginnings([(first, t) for s in labels for t in s.tokens]):
        return
    end = max((t.box.x1 for s in labels for t in s.tokens), default=0.0)
    for upper, lower in itertools.pairwise(rows):
        above, below = (next((s for s in row.cells if s.first == first), None) for row in (upper, lower))
        if above is None or below is None or not _is_next_line(above, below, end):
            continue
        own = [s.first for s in upper.cells if all(t.figure for t in s.tokens)]
        figures = [[s for row in rows for s in row.cells if s.first == c] for c in own]
        if any(_beside_labels(column, labels, below) for column in figures):
            above.tokens.extend(below.tokens)
            above.bottom = below.bottom
            lower.cells.remove(below)
            upper.sure = lower.sure = False


def _is_next_line(above: Stack, below: Stack, end: float) -> bool:
    """Whether words right below a full line, begun where it is or over one middle, may go on from it."""
    last, following = above.tokens[-1], below.tokens[0]
    if any(t.figure or is_total(t.text) for t in (*above.tokens, *below.tokens)):
        return False
    begun = (
        abs(following.box.x0 - last.box.x0) < _BEGIN * last.size
        or abs(following.centre - last.centre) < _BEGIN * last.size
    )
    return begun and following.middle - last.middle < _LOOSEST * last.size and last.box.x1 > end - last.size


def _beside_labels(figures: Sequence[Stack], labels: Sequence[Stack], lone: Stack) -> bool:
    """Whether each of several figures stands level with a label, and none with the `lone` one."""

    def level(f: Stack, s: Stack) -> bool:
        return abs(s.tokens[0].middle - f.tokens[0].middle) < _LEVEL * f.tokens[0].size

    return len(figures) > 1 and all(any(level(f, s) for s in labels if s is not lone) for f in figures)


def _as_one(upper: LedgerRow, lower: LedgerRow) -> LedgerRow:
    cells = {s.first: s for s in upper.cells}
    for s in lower.cells:
        a = cells.get(s.first)
        cells[s.first] = s if a is None else Stack(s.first, s.last, [*a.tokens, *s.tokens], a.top, s.bottom)
    return LedgerRow([cells[first] for first in sorted(cells)], sure=False)


def _goes_on(upper: LedgerRow, lower: LedgerRow, least: float, ends: Mapping[int, float]) -> bool:
    """Whether all that stands in one of two rows are names, each of which the other has a line of as well, and the
    upper lines end where their columns do."""
    few, other = sorted((upper, lower), key=lambda row: len(row.cells))
    if len(few.cells) == len(other.cells) or any(s.row_span > 1 for s in (*upper.cells, *lower.cells)):
        return False
    above, below = ({s.first: s for s in row.cells} for row in (upper, lower))
    figures = any(t.figure for s in other.cells for t in s.tokens)
    return figures and all(
        s.first in above
        and s.first in below
        and _are_lines_of_one(above[s.first], below[s.first], least, ends[s.first])
        for s in few.cells
    )


def _are_lines_of_one(above: Stack, below: Stack, least: float, end: float) -> bool:
    """Whether words end where their column does, and others stand right below, no further in."""
    last, following = above.tokens[-1], below.tokens[0]
    if any(t.figure or is_total(t.text) for t in (*above.tokens, *below.tokens)):
        return False
    broken = last.box.x1 - last.box.x0 > _LONG * last.size and not ends_sentence(last.text)
    reach = least + 2 * ROW_EXTRA if broken else least  # such a line goes on below, were rows as near as lines
    near = following.middle - last.middle < reach and following.box.x0 < last.box.x0 + _BEGIN * last.size
    return near and last.box.x1 > end - last.size


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
