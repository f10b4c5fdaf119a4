"""Amounts that touch the code behind them: 1,022 and 302 of the next entry are read as 1022302 where no rule parts.

The name behind the code tells it: the code list has 商品和服务支出 as 302. Where nothing tells, the row is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from services.extract.core.repair import changed, unsure
from shared.codes import Codes, Scheme
from shared.model.table import Cell, Role, Row, Table

_AMOUNT = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_WHY = "the name behind has this code, whose digits the amount before it runs into"


def parted(tables: Sequence[Table], codes: Codes) -> tuple[Table, ...]:
    """The tables, amounts and codes that touch in cells of their own."""
    return tuple(_parted(table, codes) for table in tables)


def _parted(table: Table, codes: Codes) -> Table:
    roles = [column.role for column in table.columns]
    places = [i for i in range(1, len(roles) - 1) if roles[i - 1 : i + 2] == [Role.AMOUNT, Role.CODE, Role.LABEL]]
    if not places:
        return table
    rows = table.rows
    for place in places:
        rows = tuple(_row(row, place, codes) for row in rows)
    return replace(table, rows=rows) if rows != table.rows else table


def _row(row: Row, place: int, codes: Codes) -> Row:
    amount, code, name = row.cells[place - 1 : place + 2]
    if code.text or not name.text or not amount.text:
        return row
    known = {c for scheme in get_args(Scheme) for c in codes.codes_of(scheme, name.text)}
    ends = [c for c in known if amount.text.endswith(c) and _is_amount(amount.text[: -len(c)])]
    if not known:
        return row
    if len(ends) != 1:
        return replace(row, cells=tuple(map(unsure, row.cells)))
    two = _two(amount, code, ends[0])
    return replace(row, cells=(*row.cells[: place - 1], *two, *row.cells[place + 1 :]))


def _is_amount(text: str) -> bool:
    return not text or _AMOUNT.fullmatch(text) is not None


def _two(amount: Cell, code: Cell, digits: str) -> tuple[Cell, Cell]:
    whole = amount.text
    behind = replace(amount, place=code.place if code.place.box is not None else amount.place)
    return (
        changed(amount, whole[: -len(digits)], "fused_cell_split", _WHY),
        changed(behind, digits, "fused_cell_split", _WHY),
    )
