"""Which of two parts of a total stands in which of two columns: the one whose parts below add up to it, column by
column; at the top the one that is printed first stands on the left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

_MOST_SUMS = 4_096
"""different sums of one column, at most"""
_TWO = 2

Parts = tuple[int, ...]
"""the indexes of a row's parts"""


def told_apart(
    levels: Sequence[int], parts: Sequence[Parts], values: Sequence[Sequence[Decimal]], leans: Sequence[int]
) -> list[Parts]:
    """The parts of all rows, the left one first where a row has two. `levels`: how deep the rows are, 0 for the one
    above all, which leads them; `parts`: as they are printed; `values`: theirs; `leans`: 1 for rows whose figures are
    to be expected on the left, -1 on the right. What these say counts more than what is printed first."""
    top = min(levels, default=0)
    other = [own[::-1] if level == top else own for level, own in zip(levels, parts, strict=True)]
    turned = [own[::-1] if level == top else own for level, own in zip(levels, values, strict=True)]
    ways = [_told(levels, parts, values), _told(levels, other, turned)]
    return max(ways, key=lambda way: sum(lean * side for lean, side in zip(leans, way[1], strict=True)))[0]


def _told(
    levels: Sequence[int], parts: Sequence[Parts], values: Sequence[Sequence[Decimal]]
) -> tuple[list[Parts], list[int]]:
    """The parts of all rows, and on which side those with figures on one alone have them: 1 is the left one."""
    out = list(parts)
    lefts: dict[int, Decimal] = {}
    for above, below in _groups(levels):
        turned = _turned(lefts.get(above) if above is not None else None, [values[i] for i in below])
        for row, (left, turn) in zip(below, turned, strict=True):
            lefts[row] = left
            out[row] = parts[row][::-1] if turn else parts[row]
    return out, [_side(lefts[row], values[row]) for row in range(len(levels))]


def _side(left: Decimal, parts: Sequence[Decimal]) -> int:
    total = sum(parts)
    return (left == total) - (not left) if total else 0


def _groups(levels: Sequence[int]) -> Iterator[tuple[int | None, list[int]]]:
    """Rows with those directly below them, from the top down; first those that stand below none."""
    parents: list[int | None] = []
    for at, level in enumerate(levels):
        above = at - 1 if at else None
        while above is not None and levels[above] >= level:
            above = parents[above]
        parents.append(above)
    for parent in (None, *range(len(levels))):
        below = [at for at, above in enumerate(parents) if above == parent]
        if below:
            yield parent, below


def _left(parts: Sequence[Decimal]) -> Decimal:
    return parts[0] if parts else Decimal(0)


def _turned(left: Decimal | None, rows: Sequence[Sequence[Decimal]]) -> list[tuple[Decimal, bool]]:
    """For each row what it has on the left, and whether its parts are to be turned for that: so that all together have
    `left` there, as few turned as may be."""
    as_printed = [(_left(parts), False) for parts in rows]
    if left is None:
        return as_printed
    sums: dict[Decimal, tuple[int, tuple[tuple[Decimal, bool], ...]]] = {Decimal(0): (0, ())}
    for parts in rows:
        ways = [(_left(parts), False), (parts[1] if len(parts) == _TWO else Decimal(0), len(parts) == _TWO)]
        following: dict[Decimal, tuple[int, tuple[tuple[Decimal, bool], ...]]] = {}
        for total, (cost, done) in sums.items():
            for value, turn in ways:
                found = cost + turn, (*done, (value, turn))
                if total + value <= left and (total + value not in following or found[0] < following[total + value][0]):
                    following[total + value] = found
        if len(following) > _MOST_SUMS:
            return as_printed
        sums = following
    return list(sums[left][1]) if left in sums else as_printed
