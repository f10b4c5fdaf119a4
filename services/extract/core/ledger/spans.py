"""Labels that stand once for several rows, set at half their height: which rows, by where the middles are.

A column of such labels parts the rows into runs, one run a label. The run of the first label begins at the first row,
so its middle says where it ends, and so on down: one partition fits, or none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

#: a label is this near to the middle of its rows (font sizes)
_OFF = 0.4
#: and this near to the top, the foot or the middle of the one row that it stands beside (font sizes)
_LEVEL = 0.25
#: rows at the top that no label stands for (their label stands on the page before) count as much
_UNNAMED = 0.3
#: and a label off the middle of rows that a page cuts as much
_CUT = 0.35

#: top and bottom of a row's or label's text (points)
Extent = tuple[float, float]


def runs(
    labels: Sequence[Extent],
    rows: Sequence[Extent],
    size: float,
    apart: Collection[int] = (),
    *,
    cut: bool = False,
) -> list[tuple[int, int]] | None:
    """For each label, from the top, the first and last of the rows that it stands for; None where no partition puts
    every label at the middle of its rows. `size`: font size in points; `apart`: rows that no label stands for.

    `cut`: whether pages may cut the rows of the first label and of the last: either stands anywhere beside those of
    this page, or the page has none for them.
    """
    if not labels or len(labels) > len(rows) or (cut and len(labels) < 2):
        return None
    # best[j][i]: how far the first j labels are off at best, their rows ending before row i; and where the last begins
    count = len(rows)
    after = [next((k for k in range(i, count) if k not in apart), count) for i in range(count + 1)]
    unnamed = [_UNNAMED * (i > after[0]) for i in range(count)]
    best: list[dict[int, tuple[float, int]]] = [{i: (unnamed[i], 0) for i in range(count) if i not in apart}]
    lasts: dict[tuple[int, int], int] = {}
    for j, label in enumerate(labels):
        step: dict[int, tuple[float, int]] = {}
        middle = (label[0] + label[1]) / 2
        for start, (cost, _) in best[-1].items():
            for end in range(start, next((k for k in range(start, count) if k in apart), count)):
                off = abs((rows[start][0] + rows[end][1]) / 2 - middle) / size
                begun = j == 0 and start == after[0] and middle < rows[end][1]
                goes_on = j == len(labels) - 1 and after[end + 1] == count and rows[start][0] < middle
                if off >= _OFF and cut and (begun or goes_on):
                    off = _CUT
                then = after[end + 1]
                if off < _OFF and (then not in step or cost + off < step[then][0]):
                    step[then] = (cost + off, start)
                    lasts[j, then] = end
        best.append(step)
    ends = {end: cost + _UNNAMED * (end < count) for end, (cost, _) in best[-1].items() if cut or end == count}
    if not ends:
        return None
    out: list[tuple[int, int]] = []
    end = min(ends, key=lambda e: (ends[e], -e))
    for j, step in reversed(list(enumerate(best[1:]))):
        start = step[end][1]
        out.append((start, lasts[j, end]))
        end = start
    return out[::-1]


def nest(outer: Sequence[tuple[int, int]], inner: Sequence[tuple[int, int]]) -> bool:
    """Whether each run of an outer column of labels ends where one of the column right of it does, or behind them all:
    the label of the rows there stands on the next page."""
    ends = {last for _, last in inner}
    return all(last in ends or last > max(ends) for _, last in outer)


def lie_between(labels: Sequence[Extent], rows: Sequence[Extent], size: float) -> bool:
    """Whether some label stands beside no row, or beside more than one, or level with neither end nor the middle of the
    only one: no row can be its only one. `size`: font size in points."""
    beside = [[row for row in rows if _share(label, row)] for label in labels]
    return any(
        len(found) != 1 or not _is_level(label, found[0], size) for label, found in zip(labels, beside, strict=True)
    )


def _is_level(a: Extent, b: Extent, size: float) -> bool:
    apart = (a[0] - b[0], a[1] - b[1], (a[0] - b[0] + a[1] - b[1]) / 2)
    return min(map(abs, apart)) < _LEVEL * size


def _share(a: Extent, b: Extent) -> bool:
    """Whether more than a sliver of the lower one's height is shared."""
    return min(a[1], b[1]) - max(a[0], b[0]) > 0.15 * min(a[1] - a[0], b[1] - b[0])
