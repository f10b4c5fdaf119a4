"""Units of tables that print none beside the title: from the head's own words, else from what the document prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.model.fold import fold
from shared.model.numbers import UNITS
from shared.model.table import Column, Role, Table, UnitSource

_IN_HEAD = re.compile(r"\((?:单位:)?(" + "|".join(sorted(UNITS, key=len, reverse=True)) + r")\)")


def complete(tables: Sequence[Table]) -> tuple[Table, ...]:
    """Every table of amounts with its unit. A unit is inferred only for a known kind of table (others may count trees),
    and only where all units that the document prints agree."""
    tables = [from_head(t) for t in tables]
    printed = {t.unit for t in tables if t.unit_source is UnitSource.PRINTED}
    common = next(iter(printed)) if len(printed) == 1 else None
    return tuple(
        replace(t, unit=common, unit_source=UnitSource.INFERRED)
        if common and t.unit is None and t.kind is not None and has_amounts(t)
        else t
        for t in tables
    )


def from_head(table: Table) -> Table:
    """The unit that the head of an amount column prints in brackets, where all such columns agree and none is beside
    the title."""
    if table.unit is not None:
        return table
    found = {unit for c in table.columns if c.role is Role.AMOUNT for unit in units_in(c)}
    return replace(table, unit=found.pop(), unit_source=UnitSource.HEADER) if len(found) == 1 else table


def units_in(column: Column) -> list[str]:
    return [m[1] for text in column.path for m in _IN_HEAD.finditer(fold(text))]


def has_amounts(table: Table) -> bool:
    amounts = [i for i, c in enumerate(table.columns) if c.role is Role.AMOUNT]
    return any(row.cells[i].value is not None for row in table.rows for i in amounts)
