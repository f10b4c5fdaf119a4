"""In which columns the texts of a ledger's body stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.ledger.columns import Column, centre_of, x0_of, x1_of
from services.extract.core.ledger.stacks import Placed, Stack
from services.extract.core.ledger.tokens import Token
from shared.codes import LEVELS
from shared.model.labels import names_total

#: a total's label whose middle is this near (font sizes) to that of its column's name stands in that column alone
_CENTRED = 0.3
#: a name that begins where its column's texts do begins this near to them (font sizes)
_LEFT = 0.2
#: lines of a text around its middle are no further from it (font sizes)
_AROUND = 0.9
#: the digits of whole codes, level by level
_DIGITS = (3, 5, 7)


def placed_in(
    body: Sequence[Sequence[Token]], columns: Sequence[Column], edges: Sequence[tuple[float, float]]
) -> list[Placed]:
    """Every token of the body with the columns that it stands in."""
    out: list[Placed] = []
    for line in body:
        for t in line:
            alone = t.solid_end < t.box.x0 + 0.2 * t.size  # a stop alone on its line hangs over nothing
            end = t.box.x1 if alone else t.solid_end
            inside = [i for i, c in enumerate(columns) if min(c.x1, end) - max(c.x0, t.box.x0) > 0.1 * t.size]
            if not inside:
                inside = [min(range(len(columns)), key=lambda i: abs((columns[i].x0 + columns[i].x1) / 2 - t.centre))]
            if names_total(t.text) and inside[0] > 0:
                inside = _centred_over(t, _level(t, body), inside, columns, edges)
            out.append(Placed(t, inside[0], inside[-1]))
    return _over_levels(out, columns)


def _level(t: Token, body: Sequence[Sequence[Token]]) -> list[Token]:
    """The texts level with one, or a line of two above or below: a figure that its cell breaks stands around it."""
    return [o for line in body for o in line if abs(o.middle - t.middle) < _AROUND * t.size]


def _over_levels(placed: list[Placed], columns: Sequence[Column]) -> list[Placed]:
    """The tokens; whole codes that stand in the middle one of 类, 款 and 项 alone are centred over all three."""
    names = ["".join(t.text for t in c.leaf.tokens) if c.leaf else "" for c in columns]
    first = next((i for i in range(len(names)) if tuple(names[i : i + len(LEVELS)]) == LEVELS), None)
    if first is None:
        return placed
    last = first + len(LEVELS) - 1
    codes = [p for p in placed if p.first <= last and first <= p.last and p.token.text.isdecimal()]
    whole = codes and all(p.first == p.last == first + 1 and len(p.token.text) in _DIGITS for p in codes)
    if not whole or len({len(p.token.text) for p in codes}) < len(_DIGITS) - 1:
        return placed
    return [replace(p, first=first, last=last) if any(p is code for code in codes) else p for p in placed]


def _centred_over(
    t: Token,
    line: Sequence[Token],
    inside: list[int],
    columns: Sequence[Column],
    edges: Sequence[tuple[float, float]],
) -> list[int]:
    """The columns that a total's label is centred over, between its neighbours; or those that it stands in. Over the
    middle one of them it is set in unlike the texts of that."""
    leaf = columns[inside[0]].leaf
    alone = (
        leaf is not None
        and not _is_set_left(leaf, columns[inside[0]])
        and abs(centre_of(leaf) - t.centre) < _CENTRED * t.size
    )
    set_in = t.box.x0 - columns[inside[0]].x0
    if alone and set_in < t.size:
        return inside
    begins = abs(set_in) < 0.2 * t.size
    before = max((o.box.x1 for o in line if o.box.x1 <= t.box.x0), default=float("-inf"))
    after = min((o.box.x0 for o in line if o.box.x0 >= t.box.x1), default=float("inf"))
    first = next((i for i in range(inside[0]) if edges[i][1] >= before), inside[0])
    best: tuple[float, int] | None = None
    for last in range(inside[-1], len(columns)):
        if edges[last + 1][0] > after:
            break
        low, high = (edges[first][0] + edges[last + 1][0]) / 2, (edges[first][1] + edges[last + 1][1]) / 2
        off = max(low - t.centre, t.centre - high, 0.0) + 0.1 * abs((low + high) / 2 - t.centre)
        if off < (0.2 if begins or alone else 0.6) * t.size and (best is None or off < best[0]):
            best = (off, last)
    return list(range(first, best[1] + 1)) if best is not None else inside


def _is_set_left(leaf: Stack, column: Column) -> bool:
    """Whether a column's name begins where its texts do and ends before they do: its middle is not the column's."""
    return x0_of(leaf) - column.x0 < _LEFT * leaf.tokens[0].size < column.x1 - x1_of(leaf)
