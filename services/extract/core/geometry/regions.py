"""Which rules belong together: lines that meet make a component, and a component's lines make a lattice."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from services.extract.core.geometry.words import box_of
from shared.model.page import Box, Rule

#: lines meet if they come this near (points)
MEET = 3.0
#: coordinates nearer than this are one line of the lattice
SAME = 3.4
#: how far a line must reach beyond the outermost crossing one to say that the table is open there
OPEN = 6.0
#: an upright line that ends further than this from all level ones ends at a row of its own (points)
LEDGE = 7.0
#: more line pairs than this are a drawing
MAX_PAIRS = 40_000_000


@dataclass(frozen=True, slots=True)
class Component:
    """Rules that meet, directly or through others."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]

    @property
    def box(self) -> Box:
        return box_of([r.box for r in (*self.horizontal, *self.vertical)])


@dataclass(frozen=True, slots=True)
class Lattice:
    """The coordinates of a component and which stretches of them are drawn.

    `upright[i][j]`: the line at `xs[i]` is drawn between `ys[j]` and `ys[j+1]`; `level[j][i]` likewise for the line at
    `ys[j]` between `xs[i]` and `xs[i+1]`. The outer lines count as drawn: an open side still ends the table.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    upright: tuple[tuple[bool, ...], ...]
    level: tuple[tuple[bool, ...], ...]


def components(rules: Sequence[Rule]) -> list[Component]:
    """Components of `rules`, from top to bottom; lone horizontal lines are components of their own."""
    across = sorted((r for r in rules if r.horizontal), key=lambda r: _middle(r.box.top, r.box.bottom))
    down = [r for r in rules if not r.horizontal]
    if len(across) * len(down) > MAX_PAIRS:
        return []
    levels = [_middle(r.box.top, r.box.bottom) for r in across]
    parent = list(range(len(across) + len(down)))
    for k, rule in enumerate(down):
        x = _middle(rule.box.x0, rule.box.x1)
        start = bisect_left(levels, rule.box.top - MEET)
        end = bisect_right(levels, rule.box.bottom + MEET)
        for i in range(start, end):
            if across[i].box.x0 - MEET <= x <= across[i].box.x1 + MEET:
                _union(parent, i, len(across) + k)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate((*across, *down)):
        groups.setdefault(_root(parent, i), ([], []))[0 if rule.horizontal else 1].append(rule)
    found = [Component(tuple(h), tuple(v)) for h, v in groups.values()]
    return sorted(_with_inner(found), key=lambda c: c.box.top)


def _with_inner(found: Sequence[Component]) -> list[Component]:
    """The components, an upright line that meets no level one with the frame around it where another of that frame ends
    at one of its ends: those of a form without level rules part one block each."""
    lone = [c for c in found if not c.horizontal]
    out = [c for c in found if c.horizontal]
    for c in lone:
        ((rule,), box) = (c.vertical, c.box)
        homes = [i for i, o in enumerate(out) if _encloses(o.box, box) and _ends_as_others(box, o.vertical)]
        if not homes:
            out.append(c)
            continue
        home = min(homes, key=lambda i: out[i].box.width * out[i].box.height)
        out[home] = Component(out[home].horizontal, (*out[home].vertical, rule))
    return out


def _encloses(outer: Box, inner: Box) -> bool:
    across = outer.x0 + SAME < inner.x0 and inner.x1 < outer.x1 - SAME
    return across and outer.top - MEET < inner.top and inner.bottom < outer.bottom + MEET


def _ends_as_others(box: Box, uprights: Sequence[Rule]) -> bool:
    """Whether an end of an upright line stands at a height where one of these ends."""
    return any(
        abs(y - end) < MEET for y in (box.top, box.bottom) for r in uprights for end in (r.box.top, r.box.bottom)
    )


def lattice(component: Component) -> Lattice:
    """The lattice of a component; open sides are closed at the ends of the lines that reach there."""
    xs = _clusters([_middle(r.box.x0, r.box.x1) for r in component.vertical])
    ys = _clusters([_middle(r.box.top, r.box.bottom) for r in component.horizontal])
    xs = _opened(xs, [(r.box.x0, r.box.x1) for r in component.horizontal])
    ys = _opened(ys, [(r.box.top, r.box.bottom) for r in component.vertical])
    ys = _with_ends(ys, _ends(component.vertical))
    upright = tuple(
        _drawn(
            [(r.box.top, r.box.bottom) for r in component.vertical if abs(_middle(r.box.x0, r.box.x1) - x) <= SAME], ys
        )
        if 0 < i < len(xs) - 1
        else (True,) * (len(ys) - 1)
        for i, x in enumerate(xs)
    )
    level = tuple(
        _drawn(
            [(r.box.x0, r.box.x1) for r in component.horizontal if abs(_middle(r.box.top, r.box.bottom) - y) <= SAME],
            xs,
        )
        if 0 < j < len(ys) - 1
        else (True,) * (len(xs) - 1)
        for j, y in enumerate(ys)
    )
    return Lattice(tuple(xs), tuple(ys), upright, level)


def _middle(a: float, b: float) -> float:
    return (a + b) / 2


def _clusters(values: Sequence[float]) -> list[float]:
    """One value for each group of near ones: their mean."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= SAME:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(g) / len(g) for g in groups]


def _opened(at: list[float], reach: Sequence[tuple[float, float]]) -> list[float]:
    """`at` with an outer line where the crossing lines reach beyond the last one."""
    if not reach:
        return at
    low, high = min(r[0] for r in reach), max(r[1] for r in reach)
    before = [low] if not at or low < at[0] - OPEN else []
    after = [high] if not at or high > at[-1] + OPEN else []
    return [*before, *at, *after]


def _ends(uprights: Sequence[Rule]) -> list[float]:
    """The heights where upright lines end, and none beside them goes on (a bar in the margin marks a change)."""
    ordered = sorted((r.box for r in uprights), key=lambda b: b.x0)
    lefts = [b.x0 for b in ordered]
    ends: list[float] = []
    for box in ordered:
        beside = ordered[bisect_left(lefts, box.x0 - SAME) : bisect_right(lefts, box.x0 + SAME)]
        ends += [y for y in (box.top, box.bottom) if not any(b.top + MEET < y < b.bottom - MEET for b in beside)]
    return ends


def _with_ends(ys: list[float], ends: Sequence[float]) -> list[float]:
    """`ys` with the heights where upright lines end between two level ones: the cells differ above and below."""
    out = list(ys)
    for y in _clusters(ends):
        if ys[0] < y < ys[-1] and all(abs(y - other) > LEDGE for other in out):
            out.append(y)
    return sorted(out)


def _drawn(pieces: Sequence[tuple[float, float]], stops: Sequence[float]) -> tuple[bool, ...]:
    """For each interval between two stops, whether `pieces` cover most of it."""
    if len(stops) > 1:
        first, last = stops[0] + 0.2 * (stops[1] - stops[0]), stops[-1] - 0.2 * (stops[-1] - stops[-2])
        if any(a < first and b > last for a, b in pieces):
            return (True,) * (len(stops) - 1)  # one line from end to end, as most are
    out = []
    for a, b in itertools.pairwise(stops):
        covered = _cover([(max(a, p[0]), min(b, p[1])) for p in pieces if p[0] < b and p[1] > a])
        out.append(covered >= 0.6 * (b - a))
    return tuple(out)


def _cover(pieces: Sequence[tuple[float, float]]) -> float:
    total, reached = 0.0, float("-inf")
    for a, b in sorted(pieces):
        if b > reached:
            total += b - max(a, reached)
            reached = b
    return total


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _union(parent: list[int], a: int, b: int) -> None:
    parent[_root(parent, a)] = _root(parent, b)
