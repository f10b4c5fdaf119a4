"""Rows beside labels that stand for several of them each, once, at half their height or between rules."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from services.extract.core.ledger import label_totals, spans
from services.extract.core.ledger.entries import beginnings
from services.extract.core.ledger.levels import are_long
from services.extract.core.ledger.plain_rows import plain_rows
from services.extract.core.ledger.stacks import LedgerRow, Stack

#: the middles of labels of the same rows are no further apart than this (font sizes)
_LEVEL_LABELS = 0.5
#: a text is level with a label that is no further from it (font sizes)
_ON_LEVEL = 0.2
#: texts set at the top of rows begin level with one another up to this (font sizes)
_BEGIN = 0.08
#: a text of one line is no higher than this (font sizes)
_LINE = 1.5
#: so many leading columns may hold labels of several rows (project, amount, target, two levels of indicators)
_LABELS = 6

#: first and last row
_Run = tuple[int, int]


def rows_under_labels(
    stacks: Sequence[Stack],
    stops: Sequence[float],
    rules: Sequence[tuple[float, float]],
    *,
    cut: bool = False,
    level: bool = False,
) -> list[LedgerRow] | None:
    """The rows where leading columns hold labels that stand for several rows each; None where none does, as in a
    balance, each entry of which is a row. `cut`: whether pages may cut the rows of the first labels and of the last;
    `level`: whether each label may stand level with a row, of which it could be the label as well.

    None of them is sure: where a label ends and the next begins is known by distances alone, or by rules (height and
    left end) that part rows and labels alike.
    """
    if beginnings([(s.first, t) for s in stacks for t in s.tokens]):
        return None
    columns = sorted({s.first for s in stacks})
    for count in range(min(_LABELS, len(columns) - 1), 0, -1):
        labels = [[s for s in stacks if s.first == c] for c in columns[:count]]
        # Copies, for a row adds to its cells, and what is tried here may come to nothing.
        rest = [replace(s, tokens=[*s.tokens]) for s in stacks if s.first > columns[count - 1]]
        rows = plain_rows(rest, stops)
        totals = label_totals.found(labels, rows)
        labels = [[s for s in column if not any(s is t.label for t in totals)] for column in labels]
        if not all(c and _are_labels(c, labels) for c in labels) or all(map(_holds_numbers, labels)) or are_long(rest):
            continue
        apart = [label_totals.apart(totals, c, len(rows)) for c in columns[:count]]
        found = _found(labels, apart, rows, rules, cut=cut, level=level)
        if found is None:
            continue
        for total in totals:
            rows[total.row].cells.insert(0, total.label)
        for column, runs in zip(reversed(labels), reversed(found), strict=True):
            for s, (first, last) in zip(column, runs, strict=True):
                s.row_span = last - first + 1
                rows[first].cells.insert(0, s)
        for row in rows:
            row.sure = False
        return rows
    return None


def _found(
    labels: Sequence[Sequence[Stack]],
    apart: Sequence[frozenset[int]],
    rows: Sequence[LedgerRow],
    rules: Sequence[tuple[float, float]],
    *,
    cut: bool,
    level: bool,
) -> list[list[_Run]] | None:
    """The runs of rows of the labels of each column; None where they stand for one row each, are set at the top of
    their rows, or do not fit. `apart`: for each column the rows of totals, which no label of it covers."""
    extents = [(min(c.top for c in r.cells), max(c.bottom for c in r.cells)) for r in rows]
    innermost = [(s.top, s.bottom) for s in labels[-1]]
    pairs = list(zip(labels, apart, strict=True))
    if any(len(column) > len(rows) - len(own) for column, own in pairs):
        return None
    if len(innermost) == len(rows) - len(apart[-1]) or _follow_rest(labels[-1], rows):
        return None
    # Full rules alone part groups of rows, which names stand for once, as codes do not.
    drawn = any(x0 for _, x0 in rules) or not any(t.figure for s in labels[0] for t in s.tokens)
    found = [_within_rules(column, rows, rules if drawn else (), own) for column, own in pairs]
    if not all(found):
        size = median(t.size for s in labels[-1] for t in s.tokens)
        between = any(spans.lie_between([(s.top, s.bottom) for s in c], extents, size) for c in labels)
        first = [e for i, e in enumerate(extents) if i not in apart[-1]][:1]
        shown = level or between or spans.lie_between(innermost[:1], first, size) or _are_centred(rows)
        if not shown or all(_begin_level(column, rows, own) for column, own in pairs):
            return None
        middles = _runs(labels, extents, size, apart, cut=cut)
        begun = [runs and (between or not {*range(runs[0][0])} - own) for runs, own in zip(middles, apart, strict=True)]
        found = [mid if mid and ok else own for mid, ok, own in zip(middles, begun, found, strict=True)]
    whole = [runs for runs in found if runs]
    return whole if len(whole) == len(labels) else None


def _are_centred(rows: Sequence[LedgerRow]) -> bool:
    """Whether the texts of rows whose cells have one line and several stand at half the height of these, and none at
    their top."""
    sizes = {id(row): row.cells[0].tokens[0].size for row in rows}
    several = [
        (abs(a.middle - b.middle), abs(a.tokens[0].middle - b.tokens[0].middle), sizes[id(row)])
        for row in rows
        for a in row.cells
        for b in row.cells
        if a.bottom - a.top > _LINE * sizes[id(row)] > b.bottom - b.top
    ]
    return bool(several) and all(m < _ON_LEVEL * size < top for m, top, size in several)


def _begin_level(column: Sequence[Stack], rows: Sequence[LedgerRow], apart: frozenset[int]) -> bool:
    """Whether each label of a column, some on several lines, begins level with the first line of a row, and the first
    of them with that of the first row: they are set at the top of their rows."""
    begins = [min(t.middle for c in row.cells for t in c.tokens) for i, row in enumerate(rows) if i not in apart]
    firsts = [(min(t.middle for t in s.tokens), s.tokens[0].size) for s in column]
    long = any(s.bottom - s.top > _LINE * s.tokens[0].size for s in column)
    level = all(min(abs(y - begin) for begin in begins) < _BEGIN * size for y, size in firsts)
    return long and level and abs(firsts[0][0] - begins[0]) < _BEGIN * firsts[0][1]


def _runs(
    labels: Sequence[Sequence[Stack]],
    extents: Sequence[spans.Extent],
    size: float,
    apart: Sequence[frozenset[int]],
    *,
    cut: bool,
) -> list[list[_Run] | None]:
    """The runs of rows of the labels of each column, the outermost perhaps `cut` by pages where they nest then."""
    whole = _nested_runs(labels, extents, size, apart, cut=False)
    whole = [runs or _of_level(c, labels, whole) for runs, c in zip(whole, labels, strict=True)]
    if all(whole) or not cut:
        return whole
    found = _nested_runs(labels, extents, size, apart, cut=True)
    found = [runs or own for runs, own in zip(whole, found, strict=True)]
    return found if all(a and b and spans.nest(a, b) for a, b in itertools.pairwise(found)) else whole


def _nested_runs(
    labels: Sequence[Sequence[Stack]],
    extents: Sequence[spans.Extent],
    size: float,
    apart: Sequence[frozenset[int]],
    *,
    cut: bool,
) -> list[list[_Run] | None]:
    """The runs of each column by itself, from the innermost: a label higher than its rows makes these as high."""
    out: list[list[_Run] | None] = []
    rows = list(extents)
    for column, own in zip(reversed(labels), reversed(apart), strict=True):
        runs = spans.runs([(s.top, s.bottom) for s in column], rows, size, own, cut=cut)
        out.append(runs)
        for s, (first, last) in zip(column, runs or (), strict=bool(runs)):
            rows[first] = min(rows[first][0], s.top), rows[first][1]
            rows[last] = rows[last][0], max(rows[last][1], s.bottom)
    return out[::-1]


def _within_rules(
    column: Sequence[Stack], rows: Sequence[LedgerRow], rules: Sequence[tuple[float, float]], apart: frozenset[int]
) -> list[_Run] | None:
    """First and last row of each label of a column, which lie between the same rules that pass through that column;
    None where several labels do, or no rule passes. The page before may print the label of the first rows, and none
    stands beside those `apart`, of totals."""
    left = min(t.box.x0 for s in column for t in s.tokens)
    passing = sorted(y for y, x0 in rules if x0 <= left)
    bands = [bisect_right(passing, s.middle) for s in column]
    homes = [bisect_right(passing, row.middle) for row in rows]
    found = [[i for i, home in enumerate(homes) if home == band and i not in apart] for band in bands]
    lacking = set(homes) - set(bands) - set(homes[:1]) - {homes[i] for i in apart}
    if not passing or lacking or len(set(bands)) < len(bands) or not all(found) or homes != sorted(homes):
        return None
    return [(mine[0], mine[-1]) for mine in found]


def _follow_rest(labels: Sequence[Stack], rows: Sequence[LedgerRow]) -> bool:
    """Whether each label stands level with the first line of a row of its own, but for the first row, a lone text: the
    rest of a row that the page before began."""
    if len(rows) != len(labels) + 1 or len(rows[0].cells) != 1:
        return False
    levels = [[s.tokens[0].middle for s in row.cells] for row in rows[1:]]
    return all(
        any(abs(y - label.tokens[0].middle) < _ON_LEVEL * label.tokens[0].size for y in own)
        for label, own in zip(sorted(labels, key=lambda s: s.top), levels, strict=True)
    )


def _are_labels(column: Sequence[Stack], labels: Sequence[Sequence[Stack]]) -> bool:
    """Whether the texts of a column may stand for several rows: words, or the figures or codes that belong to the words
    of another of the columns of `labels`, each level with its own."""
    return not _holds_numbers(column) or any(_are_level(column, c) for c in labels if not _holds_numbers(c))


def _of_level(
    column: Sequence[Stack], labels: Sequence[Sequence[Stack]], found: Sequence[list[tuple[int, int]] | None]
) -> list[_Run] | None:
    """The runs of rows `found` for the first column, or for any where this one holds figures, whose labels are level
    with those of this one."""
    most = len(labels) if _holds_numbers(column) else 1
    pairs = zip(found[:most], labels[:most], strict=True)
    return next((runs for runs, c in pairs if runs and _are_level(column, c)), None)


def _holds_numbers(column: Sequence[Stack]) -> bool:
    """Whether figures stand in a column, or nothing but codes: that of a class stands in its own row, blank below."""
    tokens = [t for s in column for t in s.tokens]
    return any(t.figure for t in tokens) or all(t.numeric for t in tokens)


def _are_level(column: Sequence[Stack], first: Sequence[Stack]) -> bool:
    """Whether two columns have as many labels, each level with the other's."""
    mine, theirs = (sorted(stacks, key=lambda s: s.middle) for stacks in (column, first))
    return len(mine) == len(theirs) and all(
        min(abs(a.middle - b.middle), abs(a.tokens[0].middle - b.tokens[0].middle)) < _LEVEL_LABELS * a.tokens[0].size
        for a, b in zip(mine, theirs, strict=True)
    )
