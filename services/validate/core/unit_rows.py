"""Which unit rows (部门) only sum the unit rows (单位) under them (domain.md §1.5)."""

from __future__ import annotations

from collections.abc import Mapping

from services.validate.core.entries import Entry, EntryKind, Tree

#: digits of the code of a 部门: shorter ones count the rows (1, 2 … 10)
_SHORTEST = 3


def units_above(tree: Tree) -> Mapping[int, int]:
    """The unit row that each unit row below one counts to, by their places among the entries.

    Codes say it where every unit prints one (025 above 025001). Without codes, a unit row that another follows at once
    is the sum of those behind it, but in a plain list, one row a unit, whose first row may be their sum or simply the
    first.
    """
    entries = tree.entries
    units = [i for i, e in enumerate(entries) if e.kind is EntryKind.UNIT]
    if has_unit_codes(tree):
        return _by_code({i: entries[i].unit_code or "" for i in units})
    if not any(e.kind is EntryKind.ITEM for e in entries):
        return {}
    heads = {i for i in units if i + 1 < len(entries) and entries[i + 1].kind is EntryKind.UNIT}
    above: dict[int, int] = {}
    head: int | None = None
    for i in units:
        if i in heads:
            head = i
        elif head is not None:
            above[i] = head
    return above


def leaf_units(tree: Tree) -> list[Entry]:
    """The unit rows but for those that only sum others."""
    heads = set(units_above(tree).values())
    return [e for i, e in enumerate(tree.entries) if e.kind is EntryKind.UNIT and i not in heads]


def has_unit_codes(tree: Tree) -> bool:
    """Whether every unit row prints its code."""
    units = [e for e in tree.entries if e.kind is EntryKind.UNIT]
    return bool(units) and all(e.unit_code for e in units)


def _by_code(codes: Mapping[int, str]) -> dict[int, int]:
    by_code = {code: i for i, code in codes.items()}
    above: dict[int, int] = {}
    for i, code in codes.items():
        lengths = range(len(code) - 1, _SHORTEST - 1, -1)
        head = next((by_code[code[:k]] for k in lengths if code[:k] in by_code), None)
        if head is not None:
            above[i] = head
    return above
