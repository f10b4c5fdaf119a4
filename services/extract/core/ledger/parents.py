"""Parents in the head of a ledger: which texts stand over several columns, and over which.

Head texts are centred in their cells. So a column's middle is known from its own text, its edges follow from its
neighbours', and a text over several columns has the middle of their edges. Drawn lines under it say it outright.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extract.core.ledger.columns import Column, centre_of, x0_of
from services.extract.core.ledger.parent_lines import Interval, line_over_columns, on_level, ruled
from services.extract.core.ledger.parent_options import (
    CENTRED,
    Option,
    Parent,
    as_near,
    choose,
    cost_of,
    is_low,
    is_near_one,
    nests,
    options_of,
    over_codes,
    set_at_top,
    without_around,
    without_mixed,
    without_strangers,
)
from services.extract.core.ledger.stacks import Stack, text_of
from services.extract.core.templates import head_key
from services.extract.templates import load
from shared.model.page import Rule

#: a parent set at the left begins this near to its first column's text (font sizes)
_LEFT = 0.3

#: for each text of a level, the columns that it stands over
Way = Sequence[Option | None]


@dataclass(frozen=True, slots=True)
class _Head:
    """What the places of parents are judged by. `bottom`: of the head; `topped`: its cells are set at the top."""

    columns: Sequence[Column]
    edges: Sequence[Interval]
    rules: Sequence[Rule]
    bottom: float
    topped: bool


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
    """The head texts over several columns, lowest first, and whether each found its place without doubt. Of ways to
    place a level that are as good as one another, the one is taken that leaves the levels above it the best."""
    own = {id(c.leaf) for c in columns}
    waiting = sorted((s for s in texts if id(s) not in own), key=lambda s: -s.middle)
    head = _Head(columns, edges, rules, bottom, set_at_top(columns, texts))
    done: list[Parent] = []
    sure = True
    while waiting:
        level, waiting = _lowest(waiting)
        chosen, others, plain = _chosen(head, level, done, uppermost=not waiting)
        sure = sure and plain
        if others and waiting:
            costs = [_cost_with_above(head, level, way, waiting, done) for way in (chosen, *others)]
            if min(costs) < costs[0]:
                chosen, sure = others[costs.index(min(costs)) - 1], False
        for s, option in zip(level, chosen, strict=True):
            if option is None:
                sure = False
                continue
            sure = sure and option[2] < 0.8 and nests(option[0], option[1], done)
            done.append(Parent(s, option[0], option[1]))
    return done, sure


def with_whole_words(parents: Sequence[Parent]) -> list[Parent]:
    """The parents; two over just the same columns that are a head word of known tables together as one: a text of two
    lines."""
    out: list[Parent] = []
    for p in sorted(parents, key=lambda p: p.text.middle):
        above = next((o for o in out if (o.first, o.last) == (p.first, p.last)), None)
        if above is not None and head_key(text_of(above.text) + text_of(p.text)) in load().head_words:
            tokens = [*above.text.tokens, *p.text.tokens]
            above.text = replace(above.text, tokens=tokens, bottom=p.text.bottom)
        else:
            out.append(replace(p))
    return out


def _lowest(waiting: Sequence[Stack]) -> tuple[list[Stack], list[Stack]]:
    """The texts of the lowest level, from the left, and the others. `waiting`: the lowest first."""
    level = [s for s in waiting if on_level(s, waiting[0])]
    return sorted(level, key=x0_of), [s for s in waiting if s not in level]


def _cost_with_above(
    head: _Head, level: Sequence[Stack], way: Way, waiting: Sequence[Stack], done: Sequence[Parent]
) -> float:
    """How far the parents of a level, placed so, and those of all levels above it are from their columns' middles."""
    total, tried = cost_of(way), [*done, *_placed(level, way)]
    while waiting:
        level, waiting = _lowest(waiting)
        way, _, _ = _chosen(head, level, tried, uppermost=not waiting)
        total += cost_of(way)
        tried += _placed(level, way)
    return total


def _placed(level: Sequence[Stack], way: Way) -> list[Parent]:
    return [Parent(s, o[0], o[1]) for s, o in zip(level, way, strict=True) if o is not None]


def _chosen(
    head: _Head, level: Sequence[Stack], done: Sequence[Parent], *, uppermost: bool
) -> tuple[Way, Sequence[Way], bool]:
    """The columns of each text of a level, what they may as well be, and whether they are beyond doubt."""
    columns = head.columns
    drawn = [ruled(s, level, head.edges, head.rules) for s in level]
    known = [[(*run, 0.0)] if run else over_codes(s, columns) for s, run in zip(level, drawn, strict=True)]
    lines = [line_over_columns(s, columns, head.rules) for s in level]
    options = [
        own or options_of(s, columns, head.edges, head.bottom, done, topped=head.topped, line=line)
        for s, own, line in zip(level, known, lines, strict=True)
    ]
    likely = [without_around(without_mixed(o, columns), columns, done) for o in options]
    likely = [without_strangers(o, s, columns, done) for o, s in zip(likely, level, strict=True)]
    sure = likely == options
    options = likely
    lefts = _by_lefts(level, columns, done) if len(level) > 1 and not any(drawn) else None
    chosen: Way = choose(options)
    others: Sequence[Way] = as_near(options, chosen)
    if all(lines) and _leaves_low(level[0], columns, chosen, done):
        chosen = next((other for other in others if not _leaves_low(level[0], columns, other, done)), chosen)
    alike = lefts is None or _mixes(lefts, columns) <= _mixes(chosen, columns)
    if lefts is not None and not ((not alike or _over_their_middles(level, lefts, columns)) and _is_centred(chosen)):
        chosen, others = lefts, []
    sure = sure and alike
    if not any(drawn) and uppermost and (halves := _by_repeats(level, columns, done)):
        sure = sure and halves == [option and (*option[:2], 0.0) for option in chosen]
        chosen, others = halves, []
    sure = sure and not any(map(is_near_one, options, chosen))
    return chosen, others, sure and not _leaves_low(level[0], columns, chosen, done)


def _leaves_low(s: Stack, columns: Sequence[Column], chosen: Sequence[Option | None], done: Sequence[Parent]) -> bool:
    """Whether a column's own text that stands lower than the parents' would have none of them above it, nor one of
    those found before: something must stand over it. Columns of labels, left of all parents, may be set low."""
    over_it = {i for o in chosen if o is not None for i in range(o[0], o[1] + 1)}
    over_it |= {i for p in done for i in range(p.first, p.last + 1)}
    first = min(over_it, default=0)
    return any(i > first and i not in over_it and is_low(c, s) for i, c in enumerate(columns))


def _mixes(options: Sequence[Option | None], columns: Sequence[Column]) -> bool:
    """Whether a parent is over columns of texts and of figures."""
    kinds = ({c.figures for c in columns[option[0] : option[1] + 1]} for option in options if option is not None)
    return any({True, False} <= kind for kind in kinds)


def _by_repeats(level: Sequence[Stack], columns: Sequence[Column], done: Sequence[Parent]) -> list[Option | None]:
    """The uppermost parents, each over one turn of the columns' own texts that come again as often as there are parents
    (编码 名称 决算数, twice, below 人员经费 and 公用经费); [] where they do not, or a parent is not over its own."""
    texts = [c.leaf and text_of(c.leaf) for c in columns]
    if len({text_of(s) for s in level}) != len(level):
        return []
    for start in range(len(columns) - 2 * len(level) + 1):
        turn, rest = divmod(len(columns) - start, len(level))
        turns = [texts[i : i + turn] for i in range(start, len(columns), turn)] if not rest and turn else []
        if len(level) == len(turns) > 1 and all(turns[0]) and all(t == turns[0] for t in turns):
            runs: list[Option | None] = [(i, i + turn - 1, 0.0) for i in range(start, len(columns), turn)]
            inside = all(
                run and columns[run[0]].left < centre_of(s) < columns[run[1]].right and nests(run[0], run[1], done)
                for s, run in zip(level, runs, strict=True)
            )
            return runs if inside else []
    return []


def _by_lefts(level: Sequence[Stack], columns: Sequence[Column], done: Sequence[Parent]) -> list[Option | None] | None:
    """Parents set at the left of the columns that they stand over, each up to the next one; None where they are not, or
    one would end within a parent of those found before."""
    starts: list[int] = []
    for s in level:
        leaves = [(i, x0_of(c.leaf)) for i, c in enumerate(columns) if c.leaf is not None and is_low(c, s)]
        near = [i for i, x in leaves if abs(x - x0_of(s)) < _LEFT * s.tokens[0].size]
        if len(near) != 1:
            return None
        starts.append(near[0])
    out: list[Option | None] = []
    for s, start, after in zip(level, starts, [*starts[1:], len(columns)], strict=True):
        last = start
        while last + 1 < after and is_low(columns[last + 1], s):
            last += 1
        if not nests(start, last, done):
            return None
        out.append((start, last, 0.0))
    return None if _leaves_low(level[0], columns, out, ()) else out


def _over_their_middles(level: Sequence[Stack], lefts: Sequence[Option | None], columns: Sequence[Column]) -> bool:
    """Whether each parent is as wide as the text at whose left it seems to be set: it may be centred over it."""
    leaves = [None if option is None else columns[option[0]].leaf for option in lefts]
    return all(
        leaf is not None and abs(centre_of(leaf) - centre_of(s)) < _LEFT * s.tokens[0].size
        for s, leaf in zip(level, leaves, strict=True)
    )


def _is_centred(chosen: Sequence[Option | None]) -> bool:
    """Whether every parent is centred over several columns."""
    return all(option is not None and option[0] < option[1] and option[2] < CENTRED for option in chosen)
