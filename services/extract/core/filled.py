"""Label cells that cover several rows and say so by no mark: their text in every row that they cover."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.aligned.doubts import DOUBTFUL
from services.extract.core.forms import level_columns
from services.extract.core.repair import filled_in
from services.extract.templates import forms as form_data
from shared.model.fold import fold, is_cjk
from shared.model.labels import names_total
from shared.model.table import Cell, Column, Role

_YEAR = re.compile(r"(?:19|20)\d\d年?")
#: columns of remarks, which stand for their own row alone
_REMARKS = frozenset({"备注", "说明", "附注"})
#: heads of columns that number the rows
_NUMBERS = frozenset({"序号", "编号"})
#: so large a share of blank rows is more than a name that is missing here and there
_MOSTLY = 0.4
#: label columns that print a value once for all the rows it covers
FILLED_KEYS = frozenset({"indicator.level1", "indicator.level2"})


def fill_down(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    """Values of merged label cells in every row that they cover, where the grid does not mark the span itself:
    一级/二级指标 with all that stands before them (the project that the indicators are of, its amount, its target), and
    the unit beside its years."""
    if levelled := level_columns.filled(rows, columns, form_data.load()):
        return levelled
    keys = {c.key for c in columns}
    filled = [i for i, c in enumerate(columns) if c.key in FILLED_KEYS or (c.key == "unit" and "year" in keys)]
    first = _behind_numbers(rows, columns)
    behind = [cells[first:] for cells in rows]
    if not filled and (_groups_rows(behind, columns[first:]) or _names_groups(behind, columns[first:])):
        filled = [first]
    owner = next((i for i, c in enumerate(columns) if c.key == "indicator.level1"), 0)
    result: list[tuple[Cell, ...]] = []
    alone = sum(map(_is_total, behind)) == 1  # the total of all groups, and no row of the last one
    for cells in lifted(rows, [c.key for c in columns]):
        row = list(cells)
        blank = next((i for i, c in enumerate(row[:owner]) if c.text), owner)
        if result and (blank == owner or (not first and columns[0].key == "unit")):
            row[:blank] = [copied(c) if c.text else c for c in result[-1][:blank]]
        for position, i in enumerate(filled):
            above = result[-1] if result else None
            if above is None or row[i].text or not above[i].text:
                continue
            if not position and i == first and alone and _is_total(row[first:]):
                continue
            outer_same = all(row[j].text == above[j].text for j in filled[:position])
            if outer_same:
                row[i] = copied(above[i])
        result.append(tuple(row))
    if not filled and _groups_rows(behind, columns[first:], first_begins=False):
        return [row if row[first].text else tuple(map(_doubted, row)) for row in result]
    return result


def _doubted(cell: Cell) -> Cell:
    """A cell of a row whose group is not known: labels stand in the middle or at the end of the rows they cover."""
    return replace(cell, confidence=min(cell.confidence, DOUBTFUL))


def _behind_numbers(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> int:
    """The first column that is not the running numbers of the rows (序号), each row's its own."""
    if len(columns) < 3 or not columns[0].path or fold(columns[0].path[-1]) not in _NUMBERS:
        return 0
    numbers = [cells[0].text for cells in rows if cells[0].text]
    return 1 if len(set(numbers)) == len(numbers) and any(t.isdecimal() for t in numbers) else 0


def _is_total(row: Sequence[Cell]) -> bool:
    """Whether the second column names the row a total, and not a group's own (小计)."""
    return len(row) > 1 and names_total(row[1].text) and not row[1].text.endswith("小计")


def lifted(rows: Sequence[tuple[Cell, ...]], keys: Sequence[str | None]) -> list[tuple[Cell, ...]]:
    """The rows; the unit that its years' rows print in the middle of them stands in the first as well. A row that left
    no blank for it, so that a figure stands where its year should, is moved to the right."""
    if "unit" not in keys or "year" not in keys or not rows:
        return list(rows)
    unit, year = keys.index("unit"), keys.index("year")
    rows = [_moved_right(row) if year == unit + 1 and _is_moved(row, year) else row for row in rows]
    starts = [i for i, row in enumerate(rows) if row[year].text == rows[0][year].text]
    result = list(rows)
    for start, end in itertools.pairwise((*starts, len(rows))):
        named = [i for i in range(start, end) if rows[i][unit].text]
        for i in range(start, named[0]) if len(named) == 1 else ():
            result[i] = (*result[i][:unit], copied(rows[named[0]][unit]), *result[i][unit + 1 :])
    return result


def _is_moved(row: Sequence[Cell], year: int) -> bool:
    return row[year].value is not None and not _YEAR.fullmatch(row[year].text) and not row[-1].text


def _moved_right(row: Sequence[Cell]) -> tuple[Cell, ...]:
    why = "the cell that covers the first column left no blank in this row"
    return (row[-1], *(filled_in(cell, "column_restored", why) for cell in row[:-1]))


def _groups_rows(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column], *, first_begins: bool = True) -> bool:
    """Whether the first column names groups of rows, once each: every row has a name of its own in the second column,
    and the table's first row begins a group, or does not. (The label of a total has no name beside it, or is that
    name.)"""
    if len(columns) < 3 or columns[0].role is not Role.LABEL or columns[1].role not in (Role.LABEL, Role.TEXT):
        return False
    named = [cells for cells in rows if not names_total(cells[0].text) and not _is_total(cells)]
    blank = sum(not cells[0].text for cells in named)
    words = all(any(map(is_cjk, cells[1].text)) for cells in named)
    return words and 0 < blank < len(named) and bool(named[0][0].text) is first_begins


def _names_groups(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> bool:
    """Whether the first column, of a table whose columns no family names, holds a few names, each once, above so many
    blanks that they stand for groups of rows, whatever stands in the second column."""
    if (
        columns[0].role is not Role.LABEL
        or columns[0].key is not None
        or fold("".join(columns[0].path[-1:])) in _REMARKS
    ):
        return False
    names = [cells[0].text for cells in rows if cells[0].text and not names_total(cells[0].text)]
    blank = [cells for cells in rows if not cells[0].text]
    others = [i for i, c in enumerate(columns[1:], start=1) if c.role in (Role.LABEL, Role.TEXT)]
    heads = [cells for cells in rows if cells[0].text and not names_total(cells[0].text)]
    if len(others) > 1 and any(not any(cells[i].text for i in others) for cells in heads):
        return False  # a row of its own that adds up its group, not a cell beside all of it
    beside = others[0] if others else 1
    if beside > 1 and not any(c.text for cells in blank for c in cells[1:beside]):
        return False  # a list that is shorter than the one beside it (收入 | 预算数 | 支出 | 预算数)
    whole = all(any(c.text for c in cells) for cells in blank)
    is_first = bool(rows and rows[0][0].text) and all(any(map(is_cjk, name)) for name in names)
    return whole and is_first and len(set(names)) == len(names) > 1 and len(blank) >= _MOSTLY * len(rows)


def copied(cell: Cell) -> Cell:
    return filled_in(cell, "filled_down", "the cell covers the rows beside it")
