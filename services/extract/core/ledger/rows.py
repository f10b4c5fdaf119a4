"""Rows of a ledger: lines of one cell stand closer than lines of two, and cells that overlap in height are one row.

Nothing is assumed about where in its row a text stands: cells may be centred, or set at the top.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from services.extract.core.ledger import repeated_texts
from services.extract.core.ledger import spans as ledger_spans
from services.extract.core.ledger.blocks import hold_levels
from services.extract.core.ledger.entries import beginnings
from services.extract.core.ledger.levels import are_long, parted_at_levels, parted_between
from services.extract.core.ledger.one_row import are_of_one_row
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
#: cells of one row share at least this part of a line's height
_SHARED = 0.35
#: and the middles of labels of the same rows are no further apart than this (font sizes)
_LEVEL_LABELS = 0.5
#: so many lines of two cells that are level one by one may be rows
_SEVERAL = 3
#: a text is level with a label that is no further from it (font sizes)
_ON_LEVEL = 0.2
#: so many leading columns may hold labels of several rows (project, amount, target, two levels of indicators)
_LABELS = 6


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
    if not inner:
        stacks, more = parted_at_levels(stacks, stops, {s.first for s in parted}, begun=begun)
        stacks, between = parted_between(stacks)
        parted += [*more, *between]
    whole = [(y, 0.0) for y in stops]
    stops = sorted((*stops, *(y for y, _ in inner)))
    rows = _under_labels(stacks, stops, [*whole, *inner])
    topped = rows_set_at_top(stacks) if rows is None and not inner else None
    if rows is None and topped is None:
        rows = _under_labels(stacks, stops, [*whole, *inner], cut=True)
    if rows is None:
        rows = topped or with_straddling_names(_plain_rows(stacks, stops), stops)
        for row in rows:
            row.sure = row.sure and not inner and not any(s is p for s in row.cells for p in parted)
            row.sure = row.sure and not _may_be_several(row)
        if topped is None:
            rows = with_names_begun(with_entries_whole(rows, stops), stops)
            with_labels_begun(rows)
        _doubt_loose_lines(rows)
    return rows


def _of_bands(placed: Sequence[Placed], stops: Sequence[float]) -> list[LedgerRow]:
    """One row for each band between the lines at `stops`. A text that stands on one, as on the edges of shaded rows, is
    of several rows: a label of theirs, or, where such labels leave a row without any, nobody knows of which."""
    bands = _by_bands(stack(placed, tight_of(placed), stops), stops)
    if not any(_stands_on(p.token, y) for p in placed for y in stops):
        return bands
    rows = _under_labels(stack(placed, tight_of(placed)), stops, ())
    if rows is not None:
        return rows
    for row in bands:
        row.sure = False
    return bands


def _stands_on(t: Token, y: float) -> bool:
    return t.box.top + _SHARED * t.box.height < y < t.box.bottom - _SHARED * t.box.height


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


def _plain_rows(stacks: Sequence[Stack], stops: Sequence[float]) -> list[LedgerRow]:
    return [row for group in _overlapping(stacks, stops) for row in _settled(group)]


def _under_labels(
    stacks: Sequence[Stack], stops: Sequence[float], rules: Sequence[tuple[float, float]], *, cut: bool = False
) -> list[LedgerRow] | None:
    """The rows where leading columns hold labels that stand for several rows each; None where none does, as in a
    balance, each entry of which is a row. `cut`: whether pages may cut the rows of the first labels and of the last.

    None of them is sure: where a label ends and the next begins is known by distances alone, or by rules (height and
    left end) that part rows and labels alike.
    """
    if beginnings([(s.first, t) for s in stacks for t in s.tokens]):
        return None
    columns = sorted({s.first for s in stacks})
    for count in range(min(_LABELS, len(columns) - 1), 0, -1):
        labels = [[s for s in stacks if s.first == c] for c in columns[:count]]
        if not all(_are_labels(c, labels) for c in labels) or all(map(_holds_numbers, labels)):
            continue
        # Copies, for a row adds to its cells, and what is tried here may come to nothing.
        rest = [replace(s, tokens=[*s.tokens]) for s in stacks if s.first > columns[count - 1]]
        if are_long(rest):
            continue
        rows = _plain_rows(rest, stops)
        extents = [(min(c.top for c in r.cells), max(c.bottom for c in r.cells)) for r in rows]
        innermost = [(s.top, s.bottom) for s in labels[-1]]
        if len(innermost) == len(rows) or _follow_rest(labels[-1], rows):
            continue
        size = median(t.size for s in labels[-1] for t in s.tokens)
        between = any(ledger_spans.lie_between([(s.top, s.bottom) for s in c], extents, size) for c in labels)
        # Full rules alone part groups of rows, which names stand for once, as codes do not.
        drawn = any(x0 for _, x0 in rules) or not any(t.figure for s in labels[0] for t in s.tokens)
        found = [_within_rules(column, rows, rules if drawn else ()) for column in labels]
        if not all(found):
            if not (between or ledger_spans.lie_between(innermost[:1], extents[:1], size)):
                continue
            middles = _runs(labels, extents, size, cut=cut)
            middles = [runs if runs and (between or runs[0][0] == 0) else None for runs in middles]
            found = [runs or own for runs, own in zip(middles, found, strict=True)]
        if all(found):
            for column, runs in zip(reversed(labels), reversed(found), strict=True):
                for s, (first, last) in zip(column, runs or (), strict=True):
                    s.row_span = last - first + 1
                    rows[first].cells.insert(0, s)
            for row in rows:
                row.sure = False
            return rows
    return None


def _runs(
    labels: Sequence[Sequence[Stack]], extents: Sequence[ledger_spans.Extent], size: float, *, cut: bool
) -> list[list[tuple[int, int]] | None]:
    """The runs of rows of the labels of each column, the outermost perhaps `cut` by pages where they nest then."""
    columns = [[(s.top, s.bottom) for s in column] for column in labels]
    whole = [ledger_spans.runs(column, extents, size) for column in columns]
    whole = [runs or _of_level(c, labels, whole) for runs, c in zip(whole, labels, strict=True)]
    if all(whole) or not cut:
        return whole
    found = [runs or ledger_spans.runs(c, extents, size, cut=True) for runs, c in zip(whole, columns, strict=True)]
    return found if all(a and b and ledger_spans.nest(a, b) for a, b in itertools.pairwise(found)) else whole


def _within_rules(
    column: Sequence[Stack], rows: Sequence[LedgerRow], rules: Sequence[tuple[float, float]]
) -> list[tuple[int, int]] | None:
    """First and last row of each label of a column, which lie between the same rules that pass through that column;
    None where several labels do, or no rule passes. The page before may print the label of the first rows."""
    left = min(t.box.x0 for s in column for t in s.tokens)
    passing = sorted(y for y, x0 in rules if x0 <= left)
    bands = [bisect_right(passing, s.middle) for s in column]
    homes = [bisect_right(passing, row.middle) for row in rows]
    found = [[i for i, home in enumerate(homes) if home == band] for band in bands]
    lacking = set(homes) - set(bands) - set(homes[:1])
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
) -> list[tuple[int, int]] | None:
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


def _overlapping(stacks: Sequence[Stack], stops: Sequence[float]) -> list[list[Stack]]:
    """Groups of stacks that share height, directly or through others."""
    out: list[list[Stack]] = []
    for s in sorted(stacks, key=lambda s: s.top):
        home = None
        for group in out[-3:]:
            if any(o.bottom > s.top and _share(o, s) and not _parted(o, s, stops) for o in group):
                if home is None:
                    group.append(s)
                    home = group
                else:
                    home.extend(group)
                    group.clear()
        if home is None:
            out.append([s])
        elif not all(out[-3:]):
            out = [g for g in out if g]
    return out


def _share(a: Stack, b: Stack) -> bool:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared > 0 and shared > _SHARED * min(t.box.height for s in (a, b) for t in s.tokens)


def _parted(a: Stack, b: Stack, stops: Sequence[float]) -> bool:
    low, high = sorted((a.middle, b.middle))
    return any(low < y < high for y in stops)


def _settled(group: list[Stack]) -> list[LedgerRow]:
    """One row, or as many as the column with the most cells has; a cell in the middle of all of them spans them."""
    columns: dict[int, list[Stack]] = {}
    for s in group:
        columns.setdefault(s.first, []).append(s)
    fullest = max(columns.values(), key=len)
    if len(fullest) == 1:
        return [LedgerRow(sorted(group, key=lambda s: s.first))]
    levels = [s.middle for s in sorted(fullest, key=lambda s: s.middle)]
    rows: list[LedgerRow] = [LedgerRow([]) for _ in levels]
    centre = (levels[0] + levels[-1]) / 2
    for s in group:
        size = s.tokens[0].size
        nearest = min(range(len(levels)), key=lambda k: (abs(levels[k] - s.middle), k))
        alone = len(columns[s.first]) == 1
        if alone and abs(levels[nearest] - s.middle) > 0.3 * size and abs(centre - s.middle) < 0.5 * size:
            s.row_span = len(levels)
            rows[0].cells.append(s)
        else:
            rows[nearest].cells.append(s)
    kept = [r for r in rows if r.cells]
    for r in kept:
        r.sure = False
        r.cells = _merged(r.cells)
    return kept


def _merged(cells: Sequence[Stack]) -> list[Stack]:
    out: list[Stack] = []
    for s in sorted(cells, key=lambda s: (s.first, s.top)):
        if out and out[-1].last >= s.first:
            for t in s.tokens:
                add(out[-1], Placed(t, s.first, s.last))
        else:
            out.append(s)
    return out
