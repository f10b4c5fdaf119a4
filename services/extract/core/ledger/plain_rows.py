"""Rows of cells that share height: as many as the column with the most cells has."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.ledger.stacks import LedgerRow, Placed, Stack, add

#: cells of one row share at least this part of a line's height
SHARED = 0.35


def plain_rows(stacks: Sequence[Stack], stops: Sequence[float]) -> list[LedgerRow]:
    return [row for group in _overlapping(stacks, stops) for row in _settled(group)]


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
    return shared > 0 and shared > SHARED * min(t.box.height for s in (a, b) for t in s.tokens)


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
