"""Units printed once for the lines that they have: where the classes of the codes begin again, the lines of the next
unit begin."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from services.extract.core.classify import UNIT_KEYS
from services.extract.core.filled import copied
from services.extract.core.repair import unsure
from shared.model.fold import fold
from shared.model.labels import names_total
from shared.model.table import Cell, Column

#: so many units at the least: one alone may be printed for its first line, or none
_SEVERAL = 2

Cells = tuple[Cell, ...]

_CLASS_KEYS = ("function.code.class", "function.code")
_CLASS = re.compile(r"\d{3}")


def filled(rows: Sequence[Cells], columns: Sequence[Column]) -> list[Cells]:
    """The rows of a table without upright rules, the unit that stands beside most lines of a run of codes beside all of
    them. Where the runs do not have one unit each, no row without a unit is sure."""
    keys = [c.key for c in columns]
    count = sum(1 for _ in itertools.takewhile(lambda key: key in UNIT_KEYS, keys))
    at = next((i for i, key in enumerate(keys) if key in _CLASS_KEYS), None)
    units = [tuple(cell.text for cell in row[:count]) for row in rows]
    named = [i for i, row in enumerate(rows) if any(units[i]) and not _is_total(row)]
    if not count or at is None or any(not rows[i][at].text and not _has_code(rows[i], at, columns) for i in named):
        return list(rows)
    runs = _runs(rows, at, columns)
    owners = [_owner([i for i in run if any(units[i])], units) for run in runs]
    found = [units[i] for i in owners if i is not None]
    if len(runs) < _SEVERAL or not found or not any(any(not any(units[i]) for i in run) for run in runs):
        return list(rows)
    known = len(found) == len(runs) == len(set(found)) and {units[i] for i in named} == set(found)
    out = list(rows)
    for run, owner in zip(runs, owners, strict=True):
        for i in run:
            if known and owner is not None and units[i] != units[owner]:
                label = [copied(cell) for cell in rows[owner][:count]]
                out[i] = tuple(map(unsure, (*label, *rows[i][count:])))
            elif not known and not any(units[i]):
                out[i] = tuple(map(unsure, rows[i]))
    return out


def _owner(named: Sequence[int], units: Sequence[tuple[str, ...]]) -> int | None:
    """The first of the rows with the unit that most of them have; None where there are none."""
    count = Counter(units[i] for i in named)
    return max(named, key=lambda i: (count[units[i]], -i), default=None)


def _runs(rows: Sequence[Cells], at: int, columns: Sequence[Column]) -> list[list[int]]:
    """The rows of each unit, by their indices: a class that is no higher than the one before begins the next."""
    runs: list[list[int]] = []
    last = ""
    for i, row in enumerate(rows):
        if _is_total(row):
            continue
        code = fold(row[at].text)
        if _CLASS.fullmatch(code) and not _has_code(row, at + 1, columns):
            if not runs or code <= last:
                runs.append([])
            last = code
        if runs:
            runs[-1].append(i)
    return runs


def _has_code(row: Cells, first: int, columns: Sequence[Column]) -> bool:
    """Whether the row has a code of a lower level, in a column from `first` on."""
    return any(row[i].text for i in range(first, len(columns)) if (columns[i].key or "").startswith("function.code."))


def _is_total(row: Cells) -> bool:
    return any(names_total(cell.text) for cell in row if cell.text)
