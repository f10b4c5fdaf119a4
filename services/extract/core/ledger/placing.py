"""In which columns the texts of a ledger's body stand."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.ledger.columns import Column, centre_of
from services.extract.core.ledger.stacks import Placed
from services.extract.core.ledger.tokens import Token
from shared.model.labels import names_total

#: a total's label whose middle is this near (font sizes) to that of its column's name stands in that column alone
_CENTRED = 0.3


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
                inside = _centred_over(t, line, inside, columns, edges)
            out.append(Placed(t, inside[0], inside[-1]))
    return out


def _centred_over(
    t: Token,
    line: Sequence[Token],
    inside: list[int],
    columns: Sequence[Column],
    edges: Sequence[tuple[float, float]],
) -> list[int]:
    """The columns that a total's label is centred over, between its neighbours; or those that it stands in."""
    leaf = columns[inside[0]].leaf
    if leaf is not None and abs(centre_of(leaf) - t.centre) < _CENTRED * t.size:
        return inside
    begins = abs(t.box.x0 - columns[inside[0]].x0) < 0.2 * t.size
    before = max((o.box.x1 for o in line if o.box.x1 <= t.box.x0), default=float("-inf"))
    after = min((o.box.x0 for o in line if o.box.x0 >= t.box.x1), default=float("inf"))
    first = next((i for i in range(inside[0]) if edges[i][1] >= before), inside[0])
    best: tuple[float, int] | None = None
    for last in range(inside[-1], len(columns)):
        if edges[last + 1][0] > after:
            break
        low, high = (edges[first][0] + edges[last + 1][0]) / 2, (edges[first][1] + edges[last + 1][1]) / 2
        off = max(low - t.centre, t.centre - high, 0.0) + 0.1 * abs((low + high) / 2 - t.centre)
        if off < (0.2 if begins else 0.6) * t.size and (best is None or off < best[0]):
            best = (off, last)
    return list(range(first, best[1] + 1)) if best is not None else inside
