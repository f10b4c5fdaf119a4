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
_CODE_AND_NAME = re.compile(r"(\d{3}(?:\d{2}){0,2})([\u4e00-\u9fff（].+)")
_NAMED = "the code list has this name for the code before it"
_WHY = "the name behind has this code, whose digits the amount before it runs into"


def parted(tables: Sequence[Table], codes: Codes) -> tuple[Table, ...]:
    """The tables, amounts and codes that touch in cells of their own."""
    return tuple(_parted(table, codes) for table in tables)


def _parted(table: Table, codes: Codes) -> Table:
    roles = [column.role for column in table.columns]
    rows = table.rows
    for place in range(len(roles) - 1):
        if roles[place : place + 2] == [Role.CODE, Role.LABEL]:
            rows = tuple(_behind_code(row, place, codes) for row in rows)
    places = [i for i in range(1, len(roles) - 1) if roles[i - 1 : i + 2] == [Role.AMOUNT, Role.CODE, Role.LABEL]]
    for place in places:
        rows = tuple(_row(row, place, codes) for row in rows)
    return replace(table, rows=rows) if rows != table.rows else table


def _row(row: Row, place: int, codes: Codes) -> Row:
    amount, code, name = row.cells[place - 1 : place + 2]
    if code.text or not name.text or not amount.text:
        return row
    known = _codes_of(name.text, codes)
    ends = [c for c in known if amount.text.endswith(c) and _is_amount(amount.text[: -len(c)])]
    if not known:
        return row
    if len(ends) != 1:
        return replace(row, cells=tuple(map(unsure, row.cells)))
    two = _two(amount, code, ends[0])
    return replace(row, cells=(*row.cells[: place - 1], *two, *row.cells[place + 1 :]))


def _behind_code(row: Row, place: int, codes: Codes) -> Row:
    """The row; a name that stands in the cell of its code goes into its own."""
    code, name = row.cells[place : place + 2]
    found = _CODE_AND_NAME.fullmatch(code.text)
    if found is None or name.text:
        return row
    digits, text = found[1], found[2]
    if digits not in _codes_of(text, codes):
        return replace(row, cells=tuple(map(unsure, row.cells)))
    behind = replace(code, place=name.place if name.place.box is not None else code.place)
    two = (
        changed(code, digits, "fused_cell_split", _NAMED),
        changed(behind, text, "fused_cell_split", _NAMED),
    )
    mended = replace(row, cells=(*row.cells[:place], *two, *row.cells[place + 2 :]))
    return replace(mended, code=mended.code or digits)


def _codes_of(name: str, codes: Codes) -> set[str]:
    """The codes that any of the lists has for a name."""
    return {code for scheme in get_args(Scheme) for code in codes.codes_of(scheme, name)}


def _is_amount(text: str) -> bool:
    return not text or _AMOUNT.fullmatch(text) is not None


def _two(amount: Cell, code: Cell, digits: str) -> tuple[Cell, Cell]:
    whole = amount.text
    behind = replace(amount, place=code.place if code.place.box is not None else amount.place)
    return (
        changed(amount, whole[: -len(digits)], "fused_cell_split", _WHY),
        changed(behind, digits, "fused_cell_split", _WHY),
    )
