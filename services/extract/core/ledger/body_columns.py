"""Columns of a ledger's body: what stands over one another in it.

A body text that lies over several columns (合计 centred over code and name, a name run over its neighbours) is told
apart by what is left when it is taken away.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence, Set
from operator import attrgetter

from services.extract.core.ledger.columns import LEVEL, Column
from services.extract.core.ledger.tokens import Token
from shared.model.labels import is_total, names_total

#: texts nearer to one another than this (font sizes) are in one column
_NEAR = 0.08
#: figures of one column share more than this with one another (points), those of two that touch do not
_SHARED = 0.1
#: at most this share of the body's texts lie over several columns
_SPANNING = 0.06
#: a text that begins this far before a column (font sizes) may begin in another
_ELSEWHERE = 2.0
#: and no more than this share runs over into a neighbour's column
_OVERFLOW = 0.15

_left = attrgetter("box.x0")


def body_columns(tokens: Sequence[Token], *, headed: bool = False) -> list[Column]:
    """The columns that the body's texts show, from left to right. A total's label shows none between others, nor where
    a head says what stands left of the figures (`headed`)."""
    firm = [t for t in tokens if not is_total(t.text)]
    firm = firm if len(firm) > 1 else list(tokens)
    totals = {id(t) for t in firm if names_total(t.text) and not is_total(t.text)}
    firm = _without_overflow(_without_totals(firm, totals))
    allowed = int(_SPANNING * len(firm))
    widest = sorted((t for t in firm if not t.numeric), key=lambda t: t.box.x0 - t.box.x1)[: 4 * allowed]
    firm = sorted(firm, key=_left)
    spans, alone = _islands(firm), _alone(firm)
    for t in widest:
        if not allowed:
            break
        if id(t) not in alone:
            continue
        rest = _without_totals([o for o in firm if o is not t], totals)
        without = _islands(rest)
        if len(without) > len(spans) and _hold(rest, without) and _stand_side_by_side(rest, without, t):
            firm, spans, alone = rest, without, _alone(rest)
            allowed -= 1
    for t in tokens:
        inside = any(a - _NEAR * t.size < t.box.x1 and t.box.x0 < b + _NEAR * t.size for a, b in spans)
        centred = is_total(t.text) and (any(b < t.box.x0 for _, b in spans) or (headed and len(spans) > 1))
        if not inside and (not centred or _is_of_right_half(t, tokens)):
            spans.append((t.box.x0, t.box.x1))
    return [_column(a, b, [t for t in tokens if a <= t.centre <= b]) for a, b in sorted(spans)]


def _column(left: float, right: float, tokens: Sequence[Token]) -> Column:
    figures = 2 * sum(t.figure for t in tokens) > len(tokens) if tokens else None
    return Column(left, right, levels=tuple(t.middle for t in tokens), figures=figures)


def _is_of_right_half(t: Token, tokens: Sequence[Token]) -> bool:
    """Whether a total stands behind the figure of another one in its row, as those of a balance do."""
    left = [o for o in tokens if o.box.x1 <= t.box.x0 and abs(o.middle - t.middle) < 0.5 * t.size]
    totals = [o.box.x1 for o in left if is_total(o.text)]
    return bool(totals) and any(o.figure and o.box.x0 >= totals[0] for o in left)


def _without_totals(tokens: Sequence[Token], totals: Set[int]) -> list[Token]:
    """The texts without the labels of certain totals (公用经费合计, by `id`) that are centred over several columns of
    the others."""
    spans = _islands([t for t in tokens if id(t) not in totals]) if totals else []
    return [t for t in tokens if not (id(t) in totals and _crosses(t, spans))]


def _without_overflow(tokens: list[Token]) -> list[Token]:
    """The texts without names that run on from their own column into one of figures, where their rows have none."""
    rest = list(tokens)
    for column in _islands([t for t in tokens if t.figure]):
        over = [t for t in tokens if not t.numeric and t.box.x0 < column[0] < t.box.x1 - 0.1 * t.size]
        left = [t for t in rest if t not in over]
        if not 0 < len(over) <= _OVERFLOW * len(tokens):
            continue
        begun = _islands(left)
        if all(_starts_before(t, column, left, begun) for t in over):
            rest = left
    spans = _islands(rest)
    return rest if len(spans) >= len(_islands(tokens)) and _hold(rest, spans) else tokens


def _starts_before(
    t: Token, column: tuple[float, float], others: Sequence[Token], spans: Sequence[tuple[float, float]]
) -> bool:
    """Whether a text begins in another column than that of figures, whose own text is missing in its row: where other
    texts of that column stand (`others` cover `spans`), or too far off to be set at an end or at the middle of the
    figures'."""
    begins = any(a <= t.box.x0 <= b < column[0] for a, b in spans)
    if not begins and column[0] - t.box.x0 > _ELSEWHERE * t.size:
        off = min(column[1] - t.box.x1, abs(t.centre - (column[0] + column[1]) / 2))
        begins = off > 0.5 * t.size
    beside = any(column[0] <= o.centre <= column[1] and abs(o.middle - t.middle) < o.size for o in others if o.figure)
    return begins and not beside


def _islands(tokens: Sequence[Token]) -> list[tuple[float, float]]:
    """The stretches that texts cover, wherever they stand in height. Figures touch at the edge of two columns, or the
    names of the next, amounts those before them, stops may hang over it."""
    out: list[tuple[float, float]] = []
    ends_in_figure = False
    for t in sorted(tokens, key=_left):
        x0, end = t.box.x0, t.solid_end
        meets = ends_in_figure or (t.figure and "." in t.text)
        if out and x0 - (reached := out[-1][1]) < (-_SHARED if meets else _NEAR * t.size):
            if end >= reached:
                ends_in_figure = t.numeric
                out[-1] = (out[-1][0], end)
        else:
            ends_in_figure = t.numeric
            out.append((x0, end))
    return out


def _alone(tokens: Sequence[Token]) -> set[int]:
    """The texts, by `id`, that cover a stretch which no other does: columns may show only where such a one is away."""
    ends: list[tuple[float, bool, int]] = []
    for i, t in enumerate(tokens):
        margin = min(_NEAR * t.size + _SHARED, (t.solid_end - t.box.x0) / 2)
        ends += [(t.box.x0 + margin, True, i), (t.solid_end - margin, False, i)]
    ends.sort()
    here: set[int] = set()
    found: set[int] = set()
    for (x, opens, i), (following, _, _) in itertools.pairwise(ends):
        (here.add if opens else here.discard)(i)
        if len(here) == 1 and following > x:
            found |= here
    return {id(tokens[i]) for i in found}


def _crosses(t: Token, spans: Sequence[tuple[float, float]]) -> bool:
    """Whether a text lies over several columns, or begins in the gap between two: it is centred over both."""
    inside = [a for a, b in spans if min(b, t.box.x1) - max(a, t.box.x0) > 0.1 * t.size]
    if len(inside) != 1:
        return len(inside) > 1
    return t.box.x0 < inside[0] - 0.3 * t.size and any(b < t.box.x0 + 0.1 * t.size for _, b in spans)


def _hold(tokens: Sequence[Token], spans: Sequence[tuple[float, float]]) -> bool:
    """Whether every stretch holds more than one text."""
    return all(sum(a <= t.centre <= b for t in tokens) > 1 for a, b in spans)


def _stand_side_by_side(tokens: Sequence[Token], spans: Sequence[tuple[float, float]], t: Token) -> bool:
    """Whether two of the stretches that a text lies over are filled in one row, or one holds figures: they are no
    single column of names whose short ones are centred and whose long ones begin at the left."""
    under = [[o for o in tokens if a <= o.centre <= b] for a, b in spans if min(b, t.box.x1) > max(a, t.box.x0)]
    if len(under) < 2 or any(o.figure for stretch in under for o in stretch):
        return True
    return any(
        abs(o.middle - other.middle) < LEVEL * t.size
        for first, second in itertools.combinations(under, 2)
        for o in first
        for other in second
    )
