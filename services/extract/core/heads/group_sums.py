"""What the figures below a head say about its groups: a subtotal is the sum of the columns that stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from services.extract.core.parts import Matrix
from shared.model.fold import ideographs
from shared.model.numbers import parse_number

_ROWS = 60
"""rows that are looked at"""
Figures = tuple[tuple[Decimal | None, ...], ...]


def figures_of(body: Matrix) -> Figures:
    """What each row prints in each column, None where that is no number."""
    return tuple(tuple(parse_number(slot.text) if slot.text else None for slot in row) for row in body[:_ROWS])


def worded(body: Matrix) -> frozenset[int]:
    """The columns that hold words: no figures, whatever their heads are called."""
    columns = range(len(body[0]) if body else 0)
    filled = {c: [row[c].text for row in body[:_ROWS] if row[c].text] for c in columns}
    return frozenset(c for c, texts in filled.items() if 2 * sum(ideographs(text) > 0 for text in texts) > len(texts))


def adds_up(figures: Figures, total: int, parts: Sequence[int]) -> bool | None:
    """Whether the column `total` is the sum of the `parts` in every row, as far as rounding goes; None where no row has
    a total that is made of anything."""
    told = False
    for row in figures:
        whole = row[total]
        found = [value for c in parts if (value := row[c]) is not None]
        if whole is None or not (whole or any(found)):
            continue
        if abs(sum(found, Decimal(0)) - whole) > _tolerance([whole, *found]):
            return False
        told = True
    return told or None


def _tolerance(values: Sequence[Decimal]) -> Decimal:
    """Half a unit of the last printed place for each value."""
    places = max(-int(v.as_tuple().exponent) for v in values)
    return Decimal(len(values)).scaleb(-places) / 2
