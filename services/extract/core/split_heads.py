"""Columns that the gaps within one head text made: 因公出国 | （境） | 费, of which one alone holds anything.

A known head word says that they are one. A page without upright rules shows nothing else of it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from services.extract.core.keys import column_of
from services.extract.core.repair import unsure
from services.extract.core.templates import Templates, head_key
from shared.model.table import Repair, Row, Table

#: pieces of one word, at most
_MOST_PIECES = 4


def joined(table: Table, templates: Templates) -> Table:
    """The table with each such run of columns as one, in doubt and logged."""
    start = 0
    while start < len(table.columns):
        for end in range(min(start + _MOST_PIECES, len(table.columns)), start + 1, -1):
            if _is_one(table, start, end, templates):
                table = _as_one(table, start, end, templates)
                break
        start += 1
    return table


def _is_one(table: Table, start: int, end: int, templates: Templates) -> bool:
    paths = [column.path for column in table.columns[start:end]]
    if not all(paths) or any(a[:-1] != b[:-1] for a, b in pairwise(paths)):
        return False
    words = templates.head_words
    leaves = [path[-1] for path in paths]
    if head_key("".join(leaves)) not in words or all(head_key(leaf) in words for leaf in leaves):
        return False
    return sum(any(row.cells[c].text for row in table.rows) for c in range(start, end)) <= 1


def _as_one(table: Table, start: int, end: int, templates: Templates) -> Table:
    paths = [column.path for column in table.columns[start:end]]
    rows = tuple(_row(row, start, end) for row in table.rows)
    path = (*paths[0][:-1], "".join(p[-1] for p in paths))
    column = column_of(path, [row.cells[start].text for row in rows], templates.keys)
    repair = Repair(
        code="head_rebuilt",
        before=" | ".join("/".join(p) for p in paths),
        after="/".join(path),
        why="a known head word; one of its pieces alone has anything below it",
    )
    columns = (*table.columns[:start], column, *table.columns[end:])
    return replace(table, columns=columns, rows=rows, repairs=(*table.repairs, repair))


def _row(row: Row, start: int, end: int) -> Row:
    pieces = row.cells[start:end]
    held = next((cell for cell in pieces if cell.text), pieces[0])
    return replace(row, cells=(*row.cells[:start], unsure(held), *row.cells[end:]))
