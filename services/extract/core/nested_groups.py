"""Two columns that group rows one within the other (科室 and 单位 before 项目名称), each label printed once, on top
of the rows that it covers."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.filled import copied
from services.extract.core.repair import unsure
from shared.model.fold import is_cjk
from shared.model.labels import names_total
from shared.model.table import Cell, Column, Role

Cells = tuple[Cell, ...]

#: two columns of groups, and one with the names of rows
_LABELS = 3
#: so many groups at the least begin with both of their labels: one may by chance
_SEVERAL = 2


def filled(rows: Sequence[Cells], columns: Sequence[Column]) -> list[Cells]:
    """The rows of a table without upright rules, both labels beside all the rows that they cover; none of the rows that
    got one is sure. Where a label stands lower than in the first of its rows they stay as they are, and those without
    both are in doubt: whose they are is not known."""
    named = [i for i, row in enumerate(rows) if not any(names_total(cell.text) for cell in row[:_LABELS])]
    if len(columns) <= _LABELS or not _may_be_groups(columns):
        return list(rows)
    out = list(rows)
    if not _are_groups([rows[i][:_LABELS] for i in named]):
        bare = [i for i in named if rows[i][2].text and not rows[i][0].text and not rows[i][1].text]
        several = sum(bool(rows[i][0].text and rows[i][1].text) for i in named) >= _SEVERAL
        for i in bare if several else ():
            out[i] = tuple(map(unsure, rows[i]))
        return out
    above: Cells = ()
    for i in named:
        row = rows[i]
        if not row[0].text or not row[1].text:
            outer = row[0] if row[0].text else copied(above[0])
            inner = row[1] if row[1].text else copied(above[1])
            out[i] = tuple(map(unsure, (outer, inner, *row[2:])))
        above = out[i]
    return out


def _may_be_groups(columns: Sequence[Column]) -> bool:
    return columns[0].role is Role.LABEL and all(c.role in (Role.LABEL, Role.TEXT) for c in columns[1:_LABELS])


def _are_groups(rows: Sequence[Cells]) -> bool:
    """Whether every row has a name of its own in the third column, and each outer label, where it changes, an inner one
    beside it."""
    names = [row[2].text for row in rows]
    if len(set(names)) < len(names) or not all(any(map(is_cjk, name)) for name in names):
        return False
    begins = [row for i, row in enumerate(rows) if row[0].text and (not i or row[0].text != _outer(rows, i - 1))]
    several = len({row[0].text for row in begins}) == len(begins) >= _SEVERAL
    return several and bool(rows[0][0].text) and all(row[1].text for row in begins)


def _outer(rows: Sequence[Cells], at: int) -> str:
    """The outer label that covers a row."""
    return next((row[0].text for row in reversed(rows[: at + 1]) if row[0].text), "")
