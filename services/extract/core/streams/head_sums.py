"""What the rows of a stream say of a head: the subtotal of a group is the sum of the columns that stand beside it."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.heads.group_sums import adds_up
from services.extract.core.heads.lexicon import OF_WHICH
from services.extract.core.streams.rows import Placed, is_total
from services.extract.core.streams.tokens import text_of
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.table import Role

_FEWEST = 2
"""rows that tell"""


def misfit(rows: Sequence[Placed], head: HeadTemplate, *, aligned: bool = False, whole: bool = False) -> float:
    """Of the rows that print all amounts, the share in which a group's subtotal is not its sum (of the group where that
    is most); 0 where no row tells. `aligned`: which columns are of a group, places tell, so that one alone may be;
    `whole`: also the total of all groups."""
    columns = head.columns
    amounts = [c for c, column in enumerate(columns) if column.role is Role.AMOUNT]
    full = [
        tuple(parse_number(text_of(row[c])) if c in row else None for c in range(len(columns)))
        for row in rows
        if all(row.get(c) for c in amounts)
    ]
    shares = [0.0]
    totals = [c for c in amounts if is_total(fold(columns[c].path[-1]))]
    for total in (c for c in totals if whole or len(columns[c].path) > 1):
        parts = _parts(columns, amounts, total)
        told = [holds for figures in full if (holds := adds_up((figures,), total, parts)) is not None]
        tells = len(parts) > 1 if aligned else _are_all(columns, parts)
        shares.append(_share(told, alone=len(parts) == 1) if told and tells else 0.0)
    return max(shares)


def _share(told: Sequence[bool], *, alone: bool) -> float:
    """The share of the rows that speak against a sum; of one column `alone` the others, where all else is nil, say
    nothing."""
    return float(told.count(False) >= _FEWEST) if alone else told.count(False) / len(told)


def _are_all(columns: Sequence[ColumnTemplate], parts: Sequence[int]) -> bool:
    """Whether these columns may be all that a subtotal is the sum of: several are, one alone unless it is a part of
    it (其中：)."""
    return len(parts) > 1 or (len(parts) == 1 and not fold(columns[parts[0]].path[-1]).startswith(OF_WHICH))


def _parts(columns: Sequence[ColumnTemplate], amounts: Sequence[int], total: int) -> list[int]:
    """The columns that a subtotal is the sum of: those of its group, or the subtotal of a group inside it."""
    parent = columns[total].path[:-1]
    own = [c for c in amounts if c != total and columns[c].path[: len(parent)] == parent]
    inner = {columns[c].path[:-1] for c in own if is_total(fold(columns[c].path[-1]))} - {parent}
    return [c for c in own if columns[c].path[:-1] not in inner or is_total(fold(columns[c].path[-1]))]
