"""Kind, level, parent and code of every row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.model.fold import fold
from shared.model.labels import names_total
from shared.model.table import Cell, Column, Role, Row, RowKind, Table

_CODE = re.compile(r"\d{3}(?:\d{2}){0,3}")
#: columns of the levels of codes, one each, and what they hold
_LEVEL_KEYS = frozenset(
    f"{of}.code.{level}" for of in ("function", "economic") for level in ("class", "section", "item")
)
_LEVEL_CODES = (re.compile(r"\d{3}"), re.compile(r"\d{2}"), re.compile(r"\d{2}"))
#: columns that name units, and what may stand before their names
UNIT_KEYS = ("unit", "unit.code")
_TOTAL = re.compile(r"(?:合计|总计)$")
_LEVELS = (
    re.compile(r"^[一二三四五六七八九十]+[、.．]"),
    re.compile(r"^[（(][一二三四五六七八九十]+[)）]"),
    re.compile(r"^\d+[、.．]"),
)


def classify(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> tuple[Row, ...]:
    """The rows with what they are. `level` counts from 0 at 类; a 类 hangs on the unit row above it."""
    result: list[Row] = []
    last_at: dict[int, int] = {}
    unit: int | None = None
    codes = codes_of(rows, columns)
    for index, (cells, code) in enumerate(zip(rows, codes, strict=True)):
        kind = kind_of(cells, columns, code)
        level = 0
        parent: int | None = None
        if kind is RowKind.UNIT:
            unit, last_at = index, {}
        elif kind in (RowKind.CLASS, RowKind.ITEM) and code:
            level = (len(code) - 3) // 2
            parent = next((last_at[k] for k in range(level - 1, -1, -1) if k in last_at), unit)
            last_at = {k: v for k, v in last_at.items() if k < level} | {level: index}
        elif kind is RowKind.OF_WHICH:
            level = max(last_at, default=-1) + 1
            parent = index - 1 if index else None
        elif kind is RowKind.DATA:
            level = _enumerated_level(cells, columns)
        result.append(Row(cells=cells, kind=kind, level=level, parent=parent, code=code))
    return tuple(result)


def with_unit_rows(table: Table, organization: str | None) -> Table:
    """The table, a row that names the organisation in a column of items as its unit's row, what stands below on it."""
    if not organization or not table.columns or table.columns[0].key != "item":
        return table
    rows: list[Row] = []
    unit: int | None = None
    for index, row in enumerate(table.rows):
        if row.kind is RowKind.DATA and fold(row.cells[0].text) == fold(organization):
            unit = index
            rows.append(replace(row, kind=RowKind.UNIT))
        elif unit is not None and row.parent is None and row.kind in (RowKind.CLASS, RowKind.DATA):
            rows.append(replace(row, parent=unit))
        else:
            rows.append(row)
    return replace(table, rows=tuple(rows))


def codes_of(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> list[str | None]:
    """The code of every row. Where 类, 款 and 项 have a column each and no row prints more than one of them, a 款 is of
    the 类 above it, and a 项 of the 款."""
    at = [i for i, c in enumerate(columns) if c.key in _LEVEL_KEYS]
    printed = [[fold(cells[i].text) for i in at] for cells in rows]
    # The label of a total may stand over all of them.
    printed = [["" if names_total(text) else text for text in parts] for parts in printed]
    alone = 1 < len(at) <= len(_LEVEL_CODES) and all(sum(map(bool, parts)) < 2 for parts in printed)
    if not alone or not all(_LEVEL_CODES[k].fullmatch(p) for parts in printed for k, p in enumerate(parts) if p):
        return [code_of(cells, columns) for cells in rows]
    codes: list[str | None] = []
    above: list[str] = []
    for parts in printed:
        level = next((k for k, text in enumerate(parts) if text), None)
        above = above if level is None else [*above[:level], parts[level]]
        codes.append("".join(above) if level is not None and len(above) == level + 1 else None)
    return codes


def code_of(cells: Sequence[Cell], columns: Sequence[Column]) -> str | None:
    """The row's code: the cells of the first run of code columns joined (类, 款, 项 may have a column each)."""
    is_code = [c.role is Role.CODE and c.key != "unit.code" for c in columns]
    if True not in is_code:
        return None
    start = is_code.index(True)
    end = next((i for i in range(start, len(is_code)) if not is_code[i]), len(is_code))
    code = "".join(fold(cell.text) for cell in cells[start:end])
    return code if _CODE.fullmatch(code) else None


def kind_of(cells: Sequence[Cell], columns: Sequence[Column], code: str | None) -> RowKind:
    if code:
        return RowKind.CLASS if len(code) == 3 else RowKind.ITEM
    labels = [
        fold(c.text) for c, k in zip(cells, columns, strict=False) if k.role in (Role.LABEL, Role.CODE) and c.text
    ]
    first = labels[0] if labels else ""
    if any(_TOTAL.search(label) for label in labels):
        return RowKind.TOTAL
    if first == "小计":
        return RowKind.SUBTOTAL
    if first.startswith("其中"):
        return RowKind.OF_WHICH
    has_year = any(c.key == "year" for c in columns)
    if columns and columns[0].key in UNIT_KEYS and cells[0].text and not has_year and len(columns) > 1:
        return RowKind.UNIT
    return RowKind.DATA


def _enumerated_level(cells: Sequence[Cell], columns: Sequence[Column]) -> int:
    """0 for `一、…` and rows without a number of their own, 1 for `（一）…` and `1.…` below it."""
    label = next((c.text for c, k in zip(cells, columns, strict=False) if k.role is Role.LABEL and c.text), "")
    return next((min(level, 1) for level, pattern in enumerate(_LEVELS) if pattern.match(label)), 0)
