"""Columns of a ledger and the texts of its head that stand over them, or over nothing."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from services.extract.core.ledger.stacks import Stack, text_of
from services.extract.core.templates import head_key
from services.extract.templates import load
from shared.codes import LEVELS
from shared.model.table import Role

#: the texts of a column are less far from its head (font sizes)
_FAR = 3.0
#: figures between two heads are of the right one where the space to it is less than this share of that to the left one
_FAR_NEARER = 0.7
#: texts of one row are no further from one level than this (font sizes)
LEVEL = 0.75
#: the text of one column alone stands this near to half the height of the head (font sizes)
_HALF = 0.35
#: and its middle is no further (font sizes) from that of the figures below it, where these are centred
_ON = 0.1
#: a text begins no further above the end of the one that heads it than this (font sizes)
_BESIDE = 0.5
#: a head text stands over a column if they share more than this of its width (font sizes)
_OVER = 0.15


@dataclass(slots=True)
class Column:
    """Left and right end of the texts in a column's body, and the text that heads it, if one does."""

    x0: float
    x1: float
    leaf: Stack | None = None
    bare: bool = False
    """nothing but the head text is known of it"""
    levels: tuple[float, ...] = ()
    """heights of its body's texts"""
    figures: bool | None = None
    """whether most of those are figures, None where there are none"""

    @property
    def left(self) -> float:
        return self.x0 if self.leaf is None else min(self.x0, x0_of(self.leaf))

    @property
    def right(self) -> float:
        return self.x1 if self.leaf is None else max(self.x1, x1_of(self.leaf))


def x0_of(s: Stack) -> float:
    return min(t.box.x0 for t in s.tokens)


def x1_of(s: Stack) -> float:
    return max(t.box.x1 for t in s.tokens)


def centre_of(s: Stack) -> float:
    return (x0_of(s) + x1_of(s)) / 2


def over(s: Stack, columns: Sequence[Column]) -> list[int]:
    """The columns whose body texts stand under a head text."""
    x0, x1, size = x0_of(s), x1_of(s), s.tokens[0].size
    return [i for i, c in enumerate(columns) if min(c.x1, x1) - max(c.x0, x0) > _OVER * size]


def home_of(s: Stack, columns: Sequence[Column]) -> int | None:
    """The one column that a head text stands over; over none, the one to whose figures' left it is centred."""
    under = over(s, columns)
    if under:
        return under[0] if len(under) == 1 else None
    return next((i for i, c in enumerate(columns) if c.x0 > centre_of(s)), None)


def with_heads(
    columns: list[Column], texts: Sequence[Stack], height: tuple[float, float], parents: Set[int] = frozenset()
) -> tuple[list[Column], bool]:
    """The columns with the texts that head them, columns without body texts added; and whether all went well.

    `height`: top and bottom of the head; `parents`: the ids of texts that are known to head no column by themselves.
    """
    texts = [s for s in texts if id(s) not in parents]
    matched = _matched(columns, texts)
    if matched is not None and matched[1]:
        return matched
    found, sure = _by_places([replace(c) for c in columns], texts, height, headed=bool(parents))
    if matched is not None and (not sure or len(found) != len(columns)):
        return matched
    return found, sure


def _by_places(
    columns: list[Column], texts: Sequence[Stack], height: tuple[float, float], *, headed: bool
) -> tuple[list[Column], bool]:
    """`with_heads` where texts and columns are not one to one. `headed`: whether parents are known."""
    sure = True
    for s in sorted(texts, key=lambda s: (-s.bottom, x0_of(s))):
        if any(_under(o, s) for o in texts):
            continue
        under = over(s, columns)
        if not under:
            if _has_room(s, columns, height):
                sure = sure and (headed or len(_lower_at_sides(s, columns)) < 2)
                columns.append(Column(x0_of(s), x1_of(s), s, bare=True))
                columns.sort(key=lambda c: c.x0)
            continue
        if len(under) > 1:
            if any(columns[i].leaf is not None for i in under):
                continue
            columns = _merged(columns, under, s)
            sure = False
            continue
        home = columns[under[0]]
        if _is_parent(s, under[0], columns, height):
            continue
        if home.leaf is None and (lower := _lower_beside(s, under[0], columns)) is not None:
            columns = _merged(columns, [under[0], lower], columns[lower].leaf)
            sure = False
        elif home.leaf is None:
            home.leaf = s
        elif min(home.leaf.bottom, s.bottom) > max(home.leaf.top, s.top):
            columns = _with_empty_beside(home, s, columns)
            sure = False
    columns, alone = _paired(columns)
    whole = _without_halves(columns)
    return whole, sure and alone and len(whole) == len(columns) and all(c.leaf is not None for c in whole)


def _with_empty_beside(home: Column, s: Stack, columns: Sequence[Column]) -> list[Column]:
    """The columns, the right one of two texts beside one another over the same column heading an empty one: the texts
    that begin under the left one run on under it."""
    left, right = sorted((s, *([home.leaf] if home.leaf else [])), key=x0_of)
    if x0_of(right) <= max(home.x0, x1_of(left)):
        return list(columns)
    home.leaf, home.x1 = left, min(home.x1, x0_of(right) - _OVER * right.tokens[0].size)
    return sorted([*columns, Column(x0_of(right), x1_of(right), right, bare=True)], key=lambda c: c.x0)


def add_to_nearest(s: Stack, columns: Sequence[Column]) -> None:
    """Puts a head text that found no place to that of the column whose middle is nearest: it is not lost."""
    if not columns:
        return
    home = min(columns, key=lambda c: abs((c.left + c.right) / 2 - centre_of(s)))
    if home.leaf is None:
        home.leaf = s
    else:
        tokens = sorted([*home.leaf.tokens, *s.tokens], key=lambda t: (t.middle, t.box.x0))
        home.leaf = replace(home.leaf, tokens=tokens)


def _merged(columns: Sequence[Column], at: Sequence[int], leaf: Stack | None) -> list[Column]:
    """The columns with those at some indices as one."""
    parts = [columns[i] for i in at]
    levels = tuple(y for c in parts for y in c.levels)
    one = Column(min(c.x0 for c in parts), max(c.x1 for c in parts), leaf, levels=levels)
    return sorted([*(c for i, c in enumerate(columns) if i not in at), one], key=lambda c: c.x0)


def _without_halves(columns: list[Column]) -> list[Column]:
    """Columns without a head text of their own as one with the neighbour that no row fills together with them: short
    texts centred, or figures set to the right, in a column whose other texts begin at the left."""
    i = 0
    while i < len(columns):
        c = columns[i]
        beside = [k for k in (i - 1, i + 1) if 0 <= k < len(columns) and _are_halves(c, columns[k])]
        if c.leaf is None and beside:
            k = min(beside, key=lambda k: max(columns[k].x0 - c.x1, c.x0 - columns[k].x1))
            columns, i = _merged(columns, [i, k], columns[k].leaf), 0
        else:
            i += 1
    return columns


def _lower_beside(s: Stack, at: int, columns: Sequence[Column]) -> int | None:
    """The neighbour of a column that a text lower than `s` heads and no row fills together with it: `s` stands over
    both, one column."""
    for k in (at - 1, at + 1):
        if 0 <= k < len(columns) and _are_halves(columns[at], columns[k]):
            leaf = columns[k].leaf
            if leaf is not None and _stands_below(leaf, s):
                return k
    return None


def _are_halves(c: Column, other: Column) -> bool:
    """Whether a column that a text heads and its neighbour hold texts, but never in one row."""
    if other.leaf is None or not c.levels or not other.levels:
        return False
    size = other.leaf.tokens[0].size
    return all(abs(a - b) >= LEVEL * size for a in c.levels for b in other.levels)


def _matched(columns: Sequence[Column], texts: Sequence[Stack]) -> tuple[list[Column], bool] | None:
    """The columns with the lowest texts of the head, which are as many, one each from left to right, and whether none
    of them was passed over as a parent, which may as well head an empty column; None where one of them stands over
    another column than its own, or far from it and not between where its texts begin and the next one's do, nor they
    between where it begins and the next one does. Figures set to the right need not stand below the middle of a wide
    head, nor below one that is set at the left."""
    lowest = sorted((s for s in texts if not any(_under(o, s) for o in texts)), key=centre_of)
    every = len(lowest)
    if every > len(columns):  # a parent need not have the text of a column right below it
        sides = zip(lowest, lowest[1:], lowest[2:], strict=False)
        above = {
            id(s)
            for left, s, right in sides
            if min(left.top, right.top) >= s.bottom and _names_codes(left) <= _names_codes(right) and not _is_leaf(s)
        }
        lowest = [s for s in lowest if id(s) not in above]
    if len(lowest) != len(columns) or any(c.leaf is not None for c in columns):
        return None
    pairs = list(zip(lowest, columns, strict=True))
    nexts = [*(c.x0 for c in columns[1:]), float("inf")]
    heads = [*(x0_of(s) for s in lowest[1:]), float("inf")]
    if all(
        set(over(s, columns)) <= {i}
        and (
            _beside(s, c) < _FAR or (c.x0 < x0_of(s) and x1_of(s) < nexts[i]) or (x0_of(s) <= c.x0 and c.x1 <= heads[i])
        )
        for i, (s, c) in enumerate(pairs)
    ):
        return [replace(c, leaf=s) for s, c in pairs], every == len(columns)
    return None


def _beside(s: Stack, column: Column) -> float:
    """The space between a head text and the texts of a column (font sizes), negative where one is over the other."""
    return max(column.x0 - x1_of(s), x0_of(s) - column.x1) / s.tokens[0].size


def _is_parent(s: Stack, at: int, columns: Sequence[Column], height: tuple[float, float]) -> bool:
    """Whether a text over the body of one column is centred over that column's own text, set to its left, and over
    texts to its right, all lower than it; or stands higher than the text of one column alone does, half way down the
    head, with lower texts at both sides, of which one is that column's own."""
    if columns[at].leaf is not None or at == 0:
        return False
    size = s.tokens[0].size
    if not columns[at - 1].bare:
        beside = [c.leaf for c in columns[at - 1 : at + 2] if c.leaf is not None and _stands_below(c.leaf, s)]
        own = at + 1 < len(columns) and columns[at + 1].bare
        return own and len(beside) == 2 and (height[0] + height[1]) / 2 - s.middle > _HALF * size
    first = columns[at - 1].leaf
    if first is None or _names_codes(first) or _heads_alone(s, columns[at], height):
        return False
    for column in columns[at + 1 :]:
        last = column.leaf
        if last is None or not (_stands_below(first, s) and _stands_below(last, s)):
            return False
        if column is columns[at + 1] and (height[0] + height[1]) / 2 - s.middle > _HALF * size:
            return True
        if abs((x0_of(first) + x1_of(last)) / 2 - centre_of(s)) < 1.5 * size:
            return True
    return False


def _heads_alone(s: Stack, column: Column, height: tuple[float, float]) -> bool:
    """Whether a text stands as that of one column does beside parents: at half the height of the head, lower than the
    highest text of it, and centred on the texts of its column."""
    size = s.tokens[0].size
    half = abs((height[0] + height[1]) / 2 - s.middle) < _HALF * size
    return half and s.top > height[0] + 0.5 * size and abs((column.x0 + column.x1) / 2 - centre_of(s)) < _ON * size


def _names_codes(leaf: Stack) -> bool:
    """Whether a text names a level of codes: nothing is the parent of a code's digits and of what stands beside it."""
    return "".join(t.text for t in leaf.tokens) in LEVELS


def _is_leaf(s: Stack) -> bool:
    """Whether heads of known tables have a text over single columns, of no long texts, and over others never."""
    key, lexicon = head_key(text_of(s)), load().lexicon
    return key in lexicon.leaves and key not in lexicon.under and lexicon.roles.get(key) is not Role.TEXT


def _paired(columns: list[Column]) -> tuple[list[Column], bool]:
    """Columns without a head text joined with the head text beside them that has nothing below: a wide column whose
    texts stand at its side; and whether no other such text could be meant. Of two the left one is, for figures are set
    to the right, unless those of the table stand far nearer to the right ones."""
    out = list(columns)
    between = [i for i, c in enumerate(out) if c.leaf is None and all(_is_bare(out, k) for k in (i - 1, i + 1))]
    left, right = (sum(_gap(out[i], out[i + side]) for i in between) for side in (-1, 1))
    sides = (1, -1) if right < _FAR_NEARER * left else (-1, 1)
    for c in columns:
        if c.leaf is not None:
            continue
        i = out.index(c)
        for k in (i + side for side in sides):
            if _is_bare(out, k):
                out[i] = Column(c.x0, c.x1, out[k].leaf)
                out.pop(k)
                break
    return out, not between


def _is_bare(columns: Sequence[Column], at: int) -> bool:
    return 0 <= at < len(columns) and columns[at].bare


def _gap(a: Column, b: Column) -> float:
    return max(a.x0 - b.x1, b.x0 - a.x1, 0.0)


def _stands_lower(low: Stack, s: Stack) -> bool:
    """Whether a head text stands lower than another: in heads set at the top a longer text only ends lower."""
    size = s.tokens[0].size
    return low.middle > s.middle + 0.5 * size and low.top > s.top + 0.25 * size


def _stands_below(low: Stack, s: Stack) -> bool:
    """Whether a head text may be headed by another: it stands lower, and not beside lines of that one."""
    return _stands_lower(low, s) and low.top > s.bottom - _BESIDE * s.tokens[0].size


def _under(low: Stack, high: Stack) -> bool:
    """Whether the text `low` stands below `high`, in its width."""
    size = high.tokens[0].size
    shared = min(x1_of(low), x1_of(high)) - max(x0_of(low), x0_of(high))
    return low.middle > high.middle + 0.5 * size and shared > 0.15 * size


def _has_room(s: Stack, columns: Sequence[Column], height: tuple[float, float]) -> bool:
    """Whether a head text over no body text heads an empty column: there is room for one, and it is no parent, as none
    is that known heads have over single columns alone."""
    size = s.tokens[0].size
    centre = centre_of(s)
    left = [c for c in columns if (c.left + c.right) / 2 < centre]
    right = [c for c in columns if (c.left + c.right) / 2 >= centre]
    if left and max(c.right for c in left) > x0_of(s) + _OVER * size:
        return False
    if right and min(c.left for c in right) < x1_of(s) - _OVER * size:
        return False
    lower = _lower_at_sides(s, columns)
    if len(lower) == 2:
        over_both = abs((x0_of(lower[0]) + x1_of(lower[1])) / 2 - centre) < 0.3 * size
        if over_both and lower[0] is left[0].leaf:
            return False
        return _is_leaf(s) or abs(s.middle - (height[0] + height[1]) / 2) < _HALF * size
    return True


def _lower_at_sides(s: Stack, columns: Sequence[Column]) -> list[Stack]:
    """Of the nearest head texts on either side of `s` those that stand lower: with two of them it may be their parent,
    or the text of a column between them that is left empty."""
    centre = centre_of(s)
    left = [c.leaf for c in columns if c.leaf is not None and (c.left + c.right) / 2 < centre]
    right = [c.leaf for c in columns if c.leaf is not None and (c.left + c.right) / 2 >= centre]
    return [low for low in (*left[-1:], *right[:1]) if _stands_below(low, s)]
