"""Empty cells that the sums prove to be empty in print: what is printed beside them adds up without them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import takewhile

from services.extract.core import numbering
from shared.model.fold import fold
from shared.model.labels import is_total
from shared.model.table import Role, Row, Table

_LEVEL = 2
"""digits that a code has more than the one above it"""


def is_blank(table: Table, row: int, label: int, column: int) -> bool:
    """Whether nothing can be lost in the empty cell in `column` of `row`, in the list whose names stand in column
    `label`: the rows beside it, by their codes or enumerators, add up to the one above them without it, to the last
    digit, or its own row does.
    """
    if _row_adds_up(table, row, column):
        return True
    total, beside = _by_code(table, row, label) or _enumerated(table, row, label) or (None, ())
    if total is None:
        return False
    values = [cell.value for i in beside if (cell := table.rows[i].cells[column]).text]
    wanted = table.rows[total].cells[column].value
    return wanted is not None and None not in values and sum(filter(None, values), Decimal(0)) == wanted


def _by_code(table: Table, row: int, label: int) -> tuple[int, list[int]] | None:
    """The only row of the code above that of `row`, and the rows of all codes under it."""
    codes = [_code(r, table, label) for r in table.rows]
    above = codes[row][:-_LEVEL]
    if not above or codes.count(above) != 1:
        return None
    return codes.index(above), [i for i, code in enumerate(codes) if code[:-_LEVEL] == above]


def _enumerated(table: Table, row: int, label: int) -> tuple[int, list[int]] | None:
    """The row under which `row` is enumerated, and the rows enumerated beside it."""
    levels = [numbering.level(r.cells[label].text) for r in table.rows]
    own = levels[row]
    if own is None:
        return None
    above = next((i for i in range(row, -1, -1) if (level := levels[i]) is not None and level < own), None)
    if above is None:
        return None
    below = takewhile(lambda i: (level := levels[i]) is None or level >= own, range(above + 1, len(levels)))
    return above, [i for i in below if levels[i] == own]


def _row_adds_up(table: Table, row: int, column: int) -> bool:
    """Whether the total of the columns under the head text above `column` is the sum of the others in the row."""
    above = table.columns[column].path[:-1]
    group = [i for i, c in enumerate(table.columns) if c.path[:-1] == above and c.role is Role.AMOUNT]
    total, *parts = [table.rows[row].cells[i] for i in group]
    values = [part.value for part in parts if part.text]
    if not above or column == group[0] or not is_total(table.columns[group[0]].path[-1]):
        return False
    return total.value is not None and None not in values and sum(filter(None, values), Decimal(0)) == total.value


def _code(row: Row, table: Table, label: int) -> str:
    """The digits in the code columns just before the names, empty where there are none."""
    code = fold("".join(row.cells[i].text for i in reversed(list(_code_columns(table, label)))))
    return code if code.isdigit() else ""


def _code_columns(table: Table, label: int) -> Iterator[int]:
    for i in range(label - 1, -1, -1):
        if table.columns[i].role is not Role.CODE:
            return
        yield i
