"""Parents in the head of a ledger: which texts stand over several columns, and over which.

Head texts are centred in their cells. So a column's middle is known from its own text, its edges follow from its
neighbours', and a text over several columns has the middle of their edges. Drawn lines under it say it outright.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from services.extract.core.ledger.columns import Column, centre_of, x0_of, x1_of
from services.extract.core.ledger.parent_lines import Interval, is_below, line_over_columns, on_level, ruled
from services.extract.core.ledger.stacks import Stack
from shared.codes import LEVELS
from shared.model.fold import tidy
from shared.model.page import Box, Rule

#: a parent is centred if its middle is this near to that of its columns (font sizes)
_CENTRED = 0.4
#: what it costs a parent (font sizes) to stand over a head cell that seems to begin beside it
_HIGH = 0.35
#: what it costs one to stand over a column alone that has a text of its own; and it is far nearer by this (font sizes)
_ALONE, _FAR_NEARER = 0.6, 0.2
#: what the parent of columns of codes ends in
_CODED = ("编码", "代码")
#: a parent set at the left begins this near to its first column's text (font sizes)
_LEFT = 0.3


@dataclass(slots=True)
class Parent:
    """A text over the columns `first` to `last`."""

    text: Stack
    first: int
    last: int


def boundaries(columns: Sequence[Column], ends: Interval | None, rules: Sequence[Rule]) -> list[Interval]:
    """For each edge of the columns, from the left, the stretch in which it lies; `ends` are the table's if drawn."""
    out: list[Interval] = []
    for a, b in itertools.pairwise(columns):
        low, high = a.right, b.left
        out.append((low, high) if low <= high else ((low + high) / 2,) * 2)
    first, last = columns[0], columns[-1]
    out.insert(0, (ends[0], ends[0]) if ends else (first.left - 30, first.left))
    out.append((ends[1], ends[1]) if ends else (last.right, last.right + 30))
    out = [_at_rule(edge, rules) for edge in out]
    return _by_centres(out, columns)


def _at_rule(edge: Interval, rules: Sequence[Rule]) -> Interval:
    """The stretch narrowed to where lines begin or end in it."""
    found = [x for r in rules for x in (r.box.x0, r.box.x1) if edge[0] - 2 <= x <= edge[1] + 2]
    if not found or edge[0] == edge[1]:
        return edge
    return (max(edge[0], min(found) - 2.2), min(edge[1], max(found) + 2.2))


def _by_centres(edges: list[Interval], columns: Sequence[Column]) -> list[Interval]:
    """Edges narrowed by the middles of the columns' head texts; as they were where those are not centred."""
    slack = 0.5
    found = list(edges)
    for _ in range(3):
        for i in [*range(len(columns)), *reversed(range(len(columns)))]:
            leaf = columns[i].leaf
            if leaf is None:
                continue
            c = centre_of(leaf)
            for k, other in ((i + 1, i), (i, i + 1)):
                low, high = 2 * c - found[other][1] - slack, 2 * c - found[other][0] + slack
                low, high = max(low, found[k][0]), min(high, found[k][1])
                if low > high + slack:
                    return edges
                found[k] = (min(low, high), max(low, high))
    return found


def parents_of(
    columns: Sequence[Column], texts: Sequence[Stack], edges: Sequence[Interval], rules: Sequence[Rule], bottom: float
) -> tuple[list[Parent], bool]:
    """The head texts over several columns, lowest first, and whether each found its place without doubt."""
    own = {id(c.leaf) for c in columns}
    waiting = sorted((s for s in texts if id(s) not in own), key=lambda s: -s.middle)
    topped = _set_at_top(columns)
    done: list[Parent] = []
    sure = True
    while waiting:
        level = [s for s in waiting if on_level(s, waiting[0])]
        waiting = [s for s in waiting if s not in level]
        level.sort(key=x0_of)
        drawn = [ruled(s, level, edges, rules) for s in level]
        known = [[(*run, 0.0)] if run else _over_codes(s, columns) for s, run in zip(level, drawn, strict=True)]
        lines = [line_over_columns(s, columns, rules) for s in level]
        options = [
            own or _options(s, columns, edges, bottom, done, topped=topped, line=line)
            for s, own, line in zip(level, known, lines, strict=True)
        ]
        likely = [_without_around(_without_mixed(o, columns), columns, done) for o in options]
        sure = sure and likely == options
        options = likely
        lefts = _by_lefts(level, columns, done) if len(level) > 1 and not any(drawn) else None
        chosen = _choose(options)
        alike = lefts is None or _mixes(lefts, columns) <= _mixes(chosen, columns)
        if lefts is not None and not (
            (not alike or _over_their_middles(level, lefts, columns)) and _is_centred(chosen)
        ):
            chosen = lefts
        sure = sure and alike
        if not any(drawn) and not waiting and (halves := _by_repeats(level, columns, done)):
            sure = sure and halves == [option and (*option[:2], 0.0) for option in chosen]
            chosen = halves
        sure = sure and not any(map(_is_near_one, options, chosen))
        sure = sure and not _leaves_low(level[0], columns, chosen, done)
        for s, option in zip(level, chosen, strict=True):
            if option is None:
                sure = False
                continue
            sure = sure and option[2] < 0.8 and _nests(option[0], option[1], done)
            done.append(Parent(s, option[0], option[1]))
    return done, sure


def _leaves_low(s: Stack, columns: Sequence[Column], chosen: Sequence[Option | None], done: Sequence[Parent]) -> bool:
    """Whether a column's own text that stands lower than the parents' would have none of them above it, nor one of
    those found before: something must stand over it. Columns of labels, left of all parents, may be set low."""
    over_it = {i for o in chosen if o is not None for i in range(o[0], o[1] + 1)}
    over_it |= {i for p in done for i in range(p.first, p.last + 1)}
    first = min(over_it, default=0)
    return any(i > first and i not in over_it and _is_low(c, s) for i, c in enumerate(columns))


def _is_low(column: Column, s: Stack) -> bool:
    return column.leaf is not None and column.leaf.top > s.bottom


def _mixes(options: Sequence[Option | None], columns: Sequence[Column]) -> bool:
    """Whether a parent is over columns of texts and of figures."""
    kinds = ({c.figures for c in columns[option[0] : option[1] + 1]} for option in options if option is not None)
    return any({True, False} <= kind for kind in kinds)


def _by_repeats(level: Sequence[Stack], columns: Sequence[Column], done: Sequence[Parent]) -> list[Option | None]:
    """The uppermost parents, each over one turn of the columns' own texts that come again as often as there are parents
    (编码 名称 决算数, twice, below 人员经费 and 公用经费); [] where they do not, or a parent is not over its own."""
    texts = [c.leaf and _text(c.leaf) for c in columns]
    if len({_text(s) for s in level}) != len(level):
        return []
    for start in range(len(columns) - 2 * len(level) + 1):
        turn, rest = divmod(len(columns) - start, len(level))
        turns = [texts[i : i + turn] for i in range(start, len(columns), turn)] if not rest and turn else []
        if len(level) == len(turns) > 1 and all(turns[0]) and all(t == turns[0] for t in turns):
            runs: list[Option | None] = [(i, i + turn - 1, 0.0) for i in range(start, len(columns), turn)]
            inside = all(
                run and columns[run[0]].left < centre_of(s) < columns[run[1]].right and _nests(run[0], run[1], done)
                for s, run in zip(level, runs, strict=True)
            )
            return runs if inside else []
    return []


def _text(s: Stack) -> str:
    return tidy("".join(t.text for t in s.tokens))


def _by_lefts(level: Sequence[Stack], columns: Sequence[Column], done: Sequence[Parent]) -> list[Option | None] | None:
    """Parents set at the left of the columns that they stand over, each up to the next one; None where they are not, or
    one would end within a parent of those found before."""
    starts: list[int] = []
    for s in level:
        leaves = [(i, x0_of(c.leaf)) for i, c in enumerate(columns) if c.leaf is not None and _is_low(c, s)]
        near = [i for i, x in leaves if abs(x - x0_of(s)) < _LEFT * s.tokens[0].size]
        if len(near) != 1:
            return None
        starts.append(near[0])
    out: list[Option | None] = []
    for s, start, after in zip(level, starts, [*starts[1:], len(columns)], strict=True):
        last = start
        while last + 1 < after and _is_low(columns[last + 1], s):
            last += 1
        if not _nests(start, last, done):
            return None
        out.append((start, last, 0.0))
    return None if _leaves_low(level[0], columns, out, ()) else out


def _nests(first: int, last: int, done: Sequence[Parent]) -> bool:
    """Whether a run of columns holds each of the parents found before whole, or nothing of it."""
    return all(p.last < first or p.first > last or (first <= p.first and p.last <= last) for p in done)


def _over_their_middles(level: Sequence[Stack], lefts: Sequence[Option | None], columns: Sequence[Column]) -> bool:
    """Whether each parent is as wide as the text at whose left it seems to be set: it may be centred over it."""
    leaves = [None if option is None else columns[option[0]].leaf for option in lefts]
    return all(
        leaf is not None and abs(centre_of(leaf) - centre_of(s)) < _LEFT * s.tokens[0].size
        for s, leaf in zip(level, leaves, strict=True)
    )


def _is_centred(chosen: Sequence[Option | None]) -> bool:
    """Whether every parent is centred over several columns."""
    return all(option is not None and option[0] < option[1] and option[2] < _CENTRED for option in chosen)


Option = tuple[int, int, float]


def _options(
    s: Stack,
    columns: Sequence[Column],
    edges: Sequence[Interval],
    bottom: float,
    done: Sequence[Parent],
    *,
    topped: bool,
    line: Box | None = None,
) -> list[Option]:
    """The runs of columns that a text may stand over, each with how far (font sizes) it is from their middle. `topped`:
    the head's cells are set at the top. `line`: what is drawn under it and others, over all columns that they hold."""
    size, centre = s.tokens[0].size, centre_of(s)
    out: list[Option] = []
    for first in range(len(columns)):
        for last in range(first, len(columns)):
            if not (is_below(columns[last], line) if line else _can_hold(columns[last], s, bottom, topped=topped)):
                break
            low = (edges[first][0] + edges[last + 1][0]) / 2
            high = (edges[first][1] + edges[last + 1][1]) / 2
            off = max(low - centre, centre - high, 0.0) / size
            inside = edges[first][0] - 1 <= x0_of(s) and x1_of(s) <= edges[last + 1][1] + 1
            if off < 1.0 and inside and _nests(first, last, done):
                spread = (high - low) / 2 / size
                told = topped or line is not None
                high_up = (
                    _HIGH if not told and any(_reaches_up(c, s, bottom) for c in columns[first : last + 1]) else 0.0
                )
                alone = _ALONE if first == last and columns[first].leaf is not None else 0.0
                cost = off + 0.1 * min(abs((low + high) / 2 - centre) / size, spread) + high_up
                out.append((first, last, cost + alone))
    return out


def _over_codes(s: Stack, columns: Sequence[Column]) -> list[Option]:
    """The columns of codes, level by level, whose parent a text names itself, if it stands over them."""
    names = [c.leaf and _text(c.leaf) for c in columns]
    if not _text(s).endswith(_CODED):
        return []
    for first in range(len(columns) - 1):
        if names[first : first + 2] == [*LEVELS[:2]]:
            last = first + 1 + (names[first + 2 : first + 3] == [*LEVELS[2:]])
            if columns[first].left - s.tokens[0].size < centre_of(s) < columns[last].right + s.tokens[0].size:
                return [(first, last, 0.0)]
    return []


def _is_near_one(options: Sequence[Option], chosen: Option | None) -> bool:
    """Whether a text that was placed over several columns is far nearer to the middle of one of them."""
    if chosen is None or chosen[0] == chosen[1]:
        return False
    return any(first == last and cost - _ALONE + _FAR_NEARER < chosen[2] for first, last, cost in options)


def _without_mixed(options: list[Option], columns: Sequence[Column]) -> list[Option]:
    """The runs without those that begin and end with a column of texts, where a run of columns of figures alone within
    them is as near: names, a remark beside them, are set low in a head as its parts are."""
    pure = [o for o in options if o[0] < o[1] and o[2] < _CENTRED and all(c.figures for c in columns[o[0] : o[1] + 1])]
    return [
        o
        for o in options
        if not (columns[o[0]].figures is False and columns[o[1]].figures is False)
        or not any(o[0] < first and last < o[1] for first, last, _ in pure)
    ]


def _without_around(options: list[Option], columns: Sequence[Column], done: Sequence[Parent]) -> list[Option]:
    """The runs without those that have a 小计 in their midst, or another column behind 其中：…,
    where others have it at their side: the one begins, or ends, the parts that it is the total of, the other ends them.
    """
    opened = {c for p in done for c in (p.first, p.last)}
    names = {i: _text(c.leaf) for i, c in enumerate(columns) if c.leaf is not None and i not in opened}
    totals = {i for i, name in names.items() if name == "小计"}
    parts = {i for i, name in names.items() if name.startswith("其中")}

    def inside(option: Option) -> bool:
        first, last, _ = option
        return any(first < i < last for i in totals) or any(first <= i < last and i + 1 not in parts for i in parts)

    near = [o for o in options if o[0] < o[1] and o[2] < _CENTRED and not inside(o)]
    begun = [o for o in near if totals & {o[0], o[1]} or o[1] in parts]
    return [o for o in options if not inside(o)] if begun else options


def _can_hold(column: Column, s: Stack, bottom: float, *, topped: bool) -> bool:
    """Whether the column's own head cell can begin below the text: it is centred between there and the bottom, or set
    at its top (`topped`)."""
    if column.leaf is None:
        return True
    if topped:
        return _is_low(column, s)
    return 2 * column.leaf.middle - bottom > s.middle - 1


def _reaches_up(column: Column, s: Stack, bottom: float) -> bool:
    """Whether the column's own head cell, centred, begins beside the text, and so is hardly below it."""
    return column.leaf is not None and 2 * column.leaf.middle - bottom < s.bottom - 1


def _set_at_top(columns: Sequence[Column]) -> bool:
    """Whether the head's cells are set at the top: texts of one line and of several begin level with one another, and
    none of them has its middle level with another's."""
    leaves = [c.leaf for c in columns if c.leaf is not None]
    pairs = [
        (abs(a.top - b.top) / a.tokens[0].size, abs(a.middle - b.middle) / a.tokens[0].size)
        for a, b in itertools.combinations(leaves, 2)
        if abs((a.bottom - a.top) - (b.bottom - b.top)) > 0.6 * a.tokens[0].size
    ]
    return any(top < 0.2 for top, _ in pairs) and not any(middle < 0.2 for _, middle in pairs)


def _choose(options: Sequence[Sequence[Option]]) -> list[Option | None]:
    """One run for each text of a level, none overlapping: the nearest to their middles, then those over most."""
    best: dict[int, tuple[float, list[Option | None]]] = {-1: (0.0, [])}
    for mine in options:
        step: dict[int, tuple[float, list[Option | None]]] = {}
        for end, (cost, path) in best.items():
            for option in (*mine, None):
                if option is None:
                    key, total = end, cost + 5.0
                elif option[0] > end:
                    key, total = option[1], cost + option[2] - 0.06 * (option[1] - option[0])
                else:
                    continue
                if key not in step or total < step[key][0]:
                    step[key] = (total, [*path, option])
        best = step
    return min(best.values(), key=lambda b: b[0])[1]
