"""Over which columns of a ledger a text of its head may stand, and how near it is to their middle."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from services.extract.core.ledger.columns import Column, centre_of, x0_of, x1_of
from services.extract.core.ledger.parent_lines import Interval, is_below
from services.extract.core.ledger.stacks import Stack, text_of
from services.extract.core.templates import head_key
from services.extract.templates import load
from shared.codes import LEVELS
from shared.model.page import Box

#: a parent is centred if its middle is this near to that of its columns (font sizes)
CENTRED = 0.4
#: what it costs a parent (font sizes) to stand over a head cell that seems to begin beside it
_HIGH = 0.35
#: what it costs one to stand over a column alone that has a text of its own, or over just the columns of another; and
#: it is far nearer by this (font sizes)
_ALONE, _FAR_NEARER = 0.6, 0.2
#: what it costs a text to find no columns, and what each column more is worth; runs whose middles are as near as this
#: are as good (font sizes)
_UNPLACED, _WIDE, _AS_NEAR = 5.0, 0.06, 0.15
#: texts of one row of a head that is set at the top begin this near to one another, those of two further apart than
#: that (font sizes)
_LEVEL, _A_ROW = 0.2, 0.9
#: totals of the parts of one parent
_TOTALS = frozenset(("小计", "合计"))
#: what the parent of columns of codes ends in
_CODED = ("编码", "代码")

Option = tuple[int, int, float]
"""first and last column, and the cost"""


@dataclass(slots=True)
class Parent:
    """A text over the columns `first` to `last`."""

    text: Stack
    first: int
    last: int


def as_near(options: Sequence[Sequence[Option]], chosen: Sequence[Option | None]) -> list[list[Option | None]]:
    """The choices in which one text stands over other columns whose middle it is as near to."""
    return [
        choose([*options[:i], [other], *options[i + 1 :]])
        for i, own in enumerate(chosen)
        if own is not None
        for other in options[i]
        if other != own and other[0] < other[1] and other[2] < own[2] + _AS_NEAR
    ]


def cost_of(way: Sequence[Option | None]) -> float:
    """What speaks against a choice: `choose` makes it least."""
    return sum(_UNPLACED if o is None else o[2] - _WIDE * (o[1] - o[0]) for o in way)


def is_low(column: Column, s: Stack) -> bool:
    return column.leaf is not None and column.leaf.top > s.bottom


def nests(first: int, last: int, done: Sequence[Parent]) -> bool:
    """Whether a run of columns holds each of the parents found before whole, or nothing of it."""
    return all(p.last < first or p.first > last or (first <= p.first and p.last <= last) for p in done)


def options_of(
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
            if off < 1.0 and inside and nests(first, last, done):
                spread = (high - low) / 2 / size
                told = topped or line is not None
                high_up = (
                    _HIGH if not told and any(_reaches_up(c, s, bottom) for c in columns[first : last + 1]) else 0.0
                )
                alone = _ALONE if first == last and columns[first].leaf is not None else 0.0
                alone += _ALONE * any((p.first, p.last) == (first, last) for p in done)
                cost = off + 0.1 * min(abs((low + high) / 2 - centre) / size, spread) + high_up
                out.append((first, last, cost + alone))
    return out


def over_codes(s: Stack, columns: Sequence[Column]) -> list[Option]:
    """The columns of codes, level by level, whose parent a text names itself, if it stands over them."""
    names = [c.leaf and text_of(c.leaf) for c in columns]
    if not text_of(s).endswith(_CODED):
        return []
    for first in range(len(columns) - 1):
        if names[first : first + 2] == [*LEVELS[:2]]:
            last = first + 1 + (names[first + 2 : first + 3] == [*LEVELS[2:]])
            if columns[first].left - s.tokens[0].size < centre_of(s) < columns[last].right + s.tokens[0].size:
                return [(first, last, 0.0)]
    return []


def is_near_one(options: Sequence[Option], chosen: Option | None) -> bool:
    """Whether a text that was placed over several columns is far nearer to the middle of one of them."""
    if chosen is None or chosen[0] == chosen[1]:
        return False
    return any(first == last and cost - _ALONE + _FAR_NEARER < chosen[2] for first, last, cost in options)


def without_mixed(options: list[Option], columns: Sequence[Column]) -> list[Option]:
    """The runs without those that begin and end with a column of texts, where a run of columns of figures alone within
    them is as near: names, a remark beside them, are set low in a head as its parts are."""
    pure = [o for o in options if o[0] < o[1] and o[2] < CENTRED and all(c.figures for c in columns[o[0] : o[1] + 1])]
    return [
        o
        for o in options
        if not (columns[o[0]].figures is False and columns[o[1]].figures is False)
        or not any(o[0] < first and last < o[1] for first, last, _ in pure)
    ]


def without_around(options: list[Option], columns: Sequence[Column], done: Sequence[Parent]) -> list[Option]:
    """The runs without those that have a 小计 or 合计 in their midst, or another column behind 其中：…, where others
    have it at their side: it begins, or ends, the parts that it is the total of, and 其中：… ends them."""
    opened = {c for p in done for c in (p.first, p.last)}
    names = {i: text_of(c.leaf) for i, c in enumerate(columns) if c.leaf is not None and i not in opened}
    totals = {i for i, name in names.items() if name in _TOTALS}
    parts = {i for i, name in names.items() if name.startswith("其中")}

    def inside(option: Option) -> bool:
        first, last, _ = option
        return any(first < i < last for i in totals) or any(first <= i < last and i + 1 not in parts for i in parts)

    near = [o for o in options if o[0] < o[1] and o[2] < CENTRED and not inside(o)]
    begun = [o for o in near if totals & {o[0], o[1]} or o[1] in parts]
    return [o for o in options if not inside(o)] if begun else options


def without_strangers(
    options: list[Option], s: Stack, columns: Sequence[Column], done: Sequence[Parent]
) -> list[Option]:
    """The runs without those that hold a text of known heads that stands under this one in none of them, where another
    run, as near, holds none such: columns beside both ends of a parent's leave its middle where it is."""
    known = load()
    under = known.lexicon.under.get(head_key(text_of(s)), frozenset())
    if not under:
        return options
    names = [c.leaf and head_key(text_of(c.leaf)) for c in columns]
    for p in sorted(done, key=lambda p: p.last - p.first):
        names[p.first : p.last + 1] = [head_key(text_of(p.text))] * (p.last - p.first + 1)

    def has_stranger(option: Option) -> bool:
        return any(n and n in known.head_words and n not in under for n in names[option[0] : option[1] + 1])

    near = any(o[0] < o[1] and o[2] < CENTRED and not has_stranger(o) for o in options)
    return [o for o in options if not has_stranger(o)] if near else options


def _can_hold(column: Column, s: Stack, bottom: float, *, topped: bool) -> bool:
    """Whether the column's own head cell can begin below the text: it is centred between there and the bottom, or set
    at its top (`topped`)."""
    if column.leaf is None:
        return True
    if topped:
        return is_low(column, s)
    return 2 * column.leaf.middle - bottom > s.middle - 1


def _reaches_up(column: Column, s: Stack, bottom: float) -> bool:
    """Whether the column's own head cell, centred, begins beside the text, and so is hardly below it."""
    return column.leaf is not None and 2 * column.leaf.middle - bottom < s.bottom - 1


def set_at_top(columns: Sequence[Column], texts: Sequence[Stack]) -> bool:
    """Whether the head's cells are set at the top: texts of one line and of several begin level with one another, and
    none of them has its middle level with another's; or they begin at rows. `texts`: all of the head's."""
    leaves = [c.leaf for c in columns if c.leaf is not None]
    pairs = [
        (abs(a.top - b.top) / a.tokens[0].size, abs(a.middle - b.middle) / a.tokens[0].size)
        for a, b in itertools.combinations(leaves, 2)
        if abs((a.bottom - a.top) - (b.bottom - b.top)) > 0.6 * a.tokens[0].size
    ]
    shown = any(top < 0.2 for top, _ in pairs) and not any(middle < 0.2 for _, middle in pairs)
    return shown or _begin_at_rows(leaves, texts) or _stand_level_with_parents(leaves, texts)


def _stand_level_with_parents(leaves: Sequence[Stack], texts: Sequence[Stack]) -> bool:
    """Whether a text of one line that heads a column, below a parent, stands level with another parent that has others
    below it: centred between its own parent and the bottom it would stand lower."""
    parents = [s for s in texts if not any(s is leaf for leaf in leaves)]

    def over(a: Stack, b: Stack) -> bool:
        return a.bottom < b.top and min(x1_of(a), x1_of(b)) > max(x0_of(a), x0_of(b))

    return any(
        abs(p.middle - s.middle) < _LEVEL * s.tokens[0].size
        for s in leaves
        if len(s.tokens) == 1 and any(over(p, s) for p in parents)
        for p in parents
        if len(p.tokens) == 1 and any(over(p, leaf) for leaf in leaves)
    )


def _begin_at_rows(leaves: Sequence[Stack], texts: Sequence[Stack]) -> bool:
    """Whether a text of one line that heads a column alone stands level with the highest of the head, where other
    columns have theirs below it, and no text begins between two rows: at half the height of its cell it would."""
    tops = sorted(s.top for s in texts)
    high = [s for s in leaves if len(s.tokens) == 1 and s.top - tops[0] < _LEVEL * s.tokens[0].size]
    if not any(o.top > s.bottom for s in high for o in leaves):
        return False
    size = high[0].tokens[0].size
    return not any(_LEVEL * size <= b - a < _A_ROW * size for a, b in itertools.pairwise(tops))


def choose(options: Sequence[Sequence[Option]]) -> list[Option | None]:
    """One run for each text of a level, none overlapping: the nearest to their middles, then those over most."""
    best: dict[int, tuple[float, list[Option | None]]] = {-1: (0.0, [])}
    for mine in options:
        step: dict[int, tuple[float, list[Option | None]]] = {}
        for end, (cost, path) in best.items():
            for option in (*mine, None):
                if option is None:
                    key, total = end, cost + _UNPLACED
                elif option[0] > end:
                    key, total = option[1], cost + option[2] - _WIDE * (option[1] - option[0])
                else:
                    continue
                if key not in step or total < step[key][0]:
                    step[key] = (total, [*path, option])
        best = step
    return min(best.values(), key=lambda b: b[0])[1]
