"""Codes for rows that print only names, where a coded table of the same report proves them (domain.md RH-04).

收支总表 lists 类, 款 and 项 by name alone. The coded table prints the same names in the same order beside their codes;
one name may stand at two levels, so only the whole sequence says which is which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.names import ENUMERATOR
from shared.codes import Codes
from shared.model.fold import fold
from shared.model.table import Role, Row, RowKind, Table

_CODED_KEYS = ("function.name", "economic.name")

Coded = list[tuple[str, str]]
"""name (folded) and code, in printed order"""


def give_codes(tables: Sequence[Table], codes: Codes) -> tuple[Table, ...]:
    """The tables, those without codes that a coded one explains with the codes in their rows."""
    proofs = [proof for t in tables for proof in [coded_names(t)] if proof]
    return tuple(_coded(t, proofs, codes) for t in tables)


def coded_names(table: Table) -> Coded:
    """Names and codes of a table that prints both, in order; [] where it does not."""
    name = next((i for i, c in enumerate(table.columns) if c.key in _CODED_KEYS), None)
    if name is None or (table.kind or "").startswith("final_general_budget_basic"):
        return []
    return [(fold(r.cells[name].text), r.code) for r in table.rows if r.code and r.cells[name].text]


def _coded(table: Table, proofs: Sequence[Coded], codes: Codes) -> Table:
    column = name_column(table)
    if column is None or any(r.code for r in table.rows):
        return table
    names = [fold(ENUMERATOR.sub("", r.cells[column].text)) for r in table.rows]
    found = next((f for f in (by_sequence(names, proof) for proof in proofs) if f), None)
    found = found or by_class(names, codes)
    if not found:
        return table
    return replace(table, rows=with_codes(table.rows, found))


def name_column(table: Table) -> int | None:
    """The column that names functional or economic classes without a code beside it."""
    if any(c.role is Role.CODE for c in table.columns):
        return None
    wanted = ("expenditure.item",) if any(c.key == "expenditure.item" for c in table.columns) else ("item",)
    return next((i for i, c in enumerate(table.columns) if c.key in wanted), None)


def by_sequence(names: Sequence[str], proof: Coded) -> dict[int, str]:
    """Row index → code, if the names that the proof knows stand in exactly its order; {} otherwise."""
    known = {name for name, _ in proof}
    rows = [i for i, name in enumerate(names) if name in known]
    if len(rows) < 3 or [names[i] for i in rows] != [name for name, _ in proof]:
        return {}
    return dict(zip(rows, (code for _, code in proof), strict=True))


def by_class(names: Sequence[str], codes: Codes) -> dict[int, str]:
    """Row index → economic code by the list itself: a 类 is known by its name, its 款 by name within it. All names
    between the first 类 and the end must be found, rising; {} otherwise."""
    found: dict[int, str] = {}
    current = last = ""
    for index, name in enumerate(names):
        classes = [c for c in codes.codes_of("economic", name) if len(c) == 3 and c < "500"]
        within = [c for c in codes.codes_of("economic", name) if current and c.startswith(current) and len(c) == 5]
        if len(classes) == 1 and classes[0] > current:
            current = last = classes[0]
        elif len(within) == 1 and within[0] > last:
            last = within[0]
        elif current and name:
            return {}
        else:
            continue
        found[index] = last
    return found if len(found) >= 3 else {}


def with_codes(rows: Sequence[Row], found: dict[int, str]) -> tuple[Row, ...]:
    """The rows with their codes; kind, level and parent follow from them."""
    result: list[Row] = []
    last_at: dict[int, int] = {}
    for index, row in enumerate(rows):
        code = found.get(index)
        if code is None:
            result.append(row)
            continue
        level = (len(code) - 3) // 2
        parent = next((last_at[k] for k in range(level - 1, -1, -1) if k in last_at), None)
        last_at = {k: v for k, v in last_at.items() if k < level} | {level: index}
        kind = RowKind.CLASS if level == 0 else RowKind.ITEM
        result.append(replace(row, code=code, level=level, parent=parent, kind=kind))
    return tuple(result)
