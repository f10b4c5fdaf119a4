"""The rows of a table as lists: each side of a balance-style table is its own list with its own tree.

A side is a run of label and code columns followed by its amount columns. 收支总表 has two sides glued side by side, or
more (expenditure by function, by economic class); every other table has one. The tree of a side comes from codes
(7 → 5 → 3), from numbering (一、 → 1.), from what reconstruction found, in that order; where nothing tells, rows stand
flat and the tree says that it is not certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.validate.core import words
from shared.model.fold import fold
from shared.model.table import Role, Row, RowKind, Table


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """Column indexes of one list. `unit_codes` hold the codes of units (025, 025001), which are no classification's."""

    labels: tuple[int, ...]
    codes: tuple[int, ...]
    amounts: tuple[int, ...]
    unit_codes: tuple[int, ...] = ()
    expenditure: bool = True
    """False for the income side of a balance table"""


_UNIT_CODE = "unit.code"


class EntryKind(StrEnum):
    UNIT = "unit"
    ITEM = "item"
    TOTAL = "total"
    OF_WHICH = "of_which"
    DELTA = "delta"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A row of a side. `bare` is the folded label without numbering, `block` counts the unit rows above it, `unit_code`
    is that of a unit row."""

    row: int
    label: str
    bare: str
    kind: EntryKind
    code: str | None = None
    inferred_code: bool = False
    level: int | None = None
    block: int = 0
    unit_code: str | None = None

    @property
    def name(self) -> str:
        """For people: `20805 行政事业单位养老支出`."""
        return f"{self.code} {self.label}" if self.code and not self.inferred_code else self.label


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """`parents[i]` is the entry above entry i (None at the top). `certain`: the structure was printed, not guessed."""

    entries: tuple[Entry, ...]
    parents: tuple[int | None, ...]
    certain: tuple[bool, ...]
    doubtful: frozenset[int] = frozenset()
    """entries under which a row stands whose place is not known: their sums cannot be judged"""
    loose: frozenset[int] = frozenset()
    """entries without a number behind a numbered one: they are put under it, and may stand beside it"""

    def children(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for i, parent in enumerate(self.parents):
            if parent is not None:
                found.setdefault(parent, []).append(i)
        return found


def sides(table: Table, money: Sequence[int]) -> tuple[Side, ...]:
    """The lists that the table's columns make up; `money` are the columns that hold amounts."""
    amounts = set(money)
    found: list[Side] = []
    named: list[int] = []
    run: list[int] = []
    for index, column in enumerate(table.columns):
        if index in amounts:
            run.append(index)
            continue
        if column.role is Role.AMOUNT or (column.role is Role.TEXT and run):
            continue
        if run:
            found.append(_side(table, named, run))
            named, run = [], []
        named.append(index)
    if run:
        found.append(_side(table, named, run))
    kept = [s for s in found if s.labels or s.codes or s.unit_codes] or found[:1]
    return tuple(replace(s, expenditure=at > 0 or len(kept) == 1) for at, s in enumerate(kept))


def _side(table: Table, named: Sequence[int], amounts: Sequence[int]) -> Side:
    """The list of these amounts, named by the columns `named` before them."""
    codes = [i for i in named if table.columns[i].role is Role.CODE]
    units = {i for i in codes if table.columns[i].key == _UNIT_CODE}
    return Side(
        labels=tuple(i for i in named if i not in codes),
        codes=tuple(i for i in codes if i not in units),
        amounts=tuple(amounts),
        unit_codes=tuple(sorted(units)),
    )


def read_entries(table: Table, side: Side, balance: bool) -> tuple[Entry, ...]:
    """The entries of one side in order; rows that print nothing on this side are left out.

    `balance`: the table has two sides, so the kind of a row says nothing about either.
    """
    entries: list[Entry] = []
    block = 0
    organization = fold(table.organization or "")
    unit_columns = {i for i in side.labels if (table.columns[i].key or "").startswith("unit")}
    for index, row in enumerate(table.rows):
        if row.kind is RowKind.NOTE:
            continue
        entry = _entry(row, index, block, side, unit_columns, organization, balance)
        if entry is not None:
            block = entry.block
            entries.append(entry)
    return tuple(entries)


def _entry(
    row: Row, index: int, block: int, side: Side, unit_columns: set[int], organization: str, balance: bool
) -> Entry | None:
    texts = [(i, row.cells[i].text.strip()) for i in side.labels if i < len(row.cells)]
    named = [t for i, t in texts if t and i not in unit_columns]
    units = [t for i, t in texts if t and i in unit_columns]
    code = _code(row, side, balance)
    label = named[0] if named else (units[-1] if units else "")
    if not label and not code:
        # 合计 spans the code columns and is written in the first of them.
        coded = sorted((*side.codes, *side.unit_codes))
        label = next((t for i in coded if i < len(row.cells) and (t := row.cells[i].text.strip())), "")
    if not side.labels and not side.codes and not side.unit_codes:
        label = f"第{index + 1}行"
    if not label and not code:
        return None
    squeezed = fold(label)
    kind = EntryKind.ITEM
    if not code and _is_total(squeezed, row, balance):
        kind = EntryKind.TOTAL
    elif not code and not balance and _is_unit(row, squeezed, bool(units), bool(named), organization):
        kind = EntryKind.UNIT
    elif words.DELTA_ROW.search(squeezed) and not code:
        kind = EntryKind.DELTA
    elif words.OF_WHICH.match(squeezed) or (row.kind is RowKind.OF_WHICH and not balance):
        kind = EntryKind.OF_WHICH
    level = words.numbering_level(squeezed)
    if level is None and row.kind in {RowKind.CLASS, RowKind.ITEM} and not balance:
        level = row.level
    return Entry(
        row=index,
        label=label,
        bare=words.bare(squeezed),
        kind=kind,
        code=code,
        level=level,
        block=block + (kind is EntryKind.UNIT),
        unit_code=_unit_code(row, side) if kind is EntryKind.UNIT else None,
        inferred_code=bool(code) and not side.codes,
    )


def _is_total(squeezed: str, row: Row, balance: bool) -> bool:
    if words.TOTAL_ROW.match(squeezed):
        return True
    return not balance and row.kind in {RowKind.TOTAL, RowKind.SUBTOTAL} and words.numbering_level(squeezed) is None


def _is_unit(row: Row, squeezed: str, has_unit: bool, has_name: bool, organization: str) -> bool:
    if row.kind is RowKind.UNIT or (has_unit and not has_name):
        return True
    return bool(organization) and squeezed == organization


def _code(row: Row, side: Side, balance: bool) -> str | None:
    """The row's classification code: what reconstruction joined, or the digits of the code columns.

    In a balance table the row's code is that of its expenditure side.
    """
    joined = fold("".join(row.cells[i].text for i in side.codes if i < len(row.cells)))
    if balance and side.codes:
        return joined if joined.isdigit() and len(joined) in {3, 5, 7, 9} else None
    if row.code and row.code.isdigit() and (not balance or side.expenditure):
        return row.code
    return joined if joined.isdigit() and len(joined) in {3, 5, 7, 9} else None


def _unit_code(row: Row, side: Side) -> str | None:
    """The digits of the row's unit code, None where it prints none."""
    code = fold("".join(row.cells[i].text for i in side.unit_codes if i < len(row.cells)))
    return code if code.isdigit() else None


def with_codes(entries: Sequence[Entry], names: Mapping[str, Sequence[str]]) -> tuple[Entry, ...]:
    """Entries without codes get them from their names, read in order (domain.md RH-04).

    Codes rise down a list and a child follows its parent, which tells apart the names that several codes share. An
    entry whose name is unknown keeps no code.
    """
    result: list[Entry] = []
    last = ""
    for entry in entries:
        if entry.kind is EntryKind.UNIT:
            last = ""
        if entry.code or entry.kind is not EntryKind.ITEM:
            last = entry.code or ("" if entry.kind is EntryKind.TOTAL else last)
            result.append(entry)
            continue
        code = _next_code(last, names.get(entry.bare, ()))
        if code:
            last = code
            entry = replace(entry, code=code, inferred_code=True)
        elif entry.level == 0:
            last = ""  # a 类 of unknown name: what follows stands under it, not under the 类 before
        result.append(entry)
    return tuple(result)


def _next_code(last: str, candidates: Sequence[str]) -> str | None:
    """The candidate that can follow `last`: its child first, then a brother, then what rises most nearly."""
    after = [c for c in candidates if c > last]
    for parent in (last, last[:5], last[:3]):
        inside = [c for c in after if parent and c.startswith(parent) and len(c) <= len(parent) + 2]
        if inside:
            return min(inside)
    classes = [c for c in after if len(c) == 3]
    return min(classes) if classes else None


def build_tree(entries: tuple[Entry, ...], family_parents: Mapping[str, str] | None = None) -> Tree:
    """Who stands under whom. Unit, total and delta rows have no place in the tree."""
    parents: list[int | None] = [None] * len(entries)
    certain = [True] * len(entries)
    by_code: dict[str, int] = {}
    by_level: dict[int, int] = {}
    by_name: dict[str, int] = {}
    block = -1
    previous: int | None = None
    doubtful: set[int] = set()
    loose: set[int] = set()
    inferred = any(e.inferred_code for e in entries)
    closing = False
    carried: int | None = None
    for i, entry in enumerate(entries):
        if entry.block != block or entry.kind is EntryKind.TOTAL:
            # What stands behind the total of a list (结余分配, 年末结转和结余) is nobody's child.
            closing = entry.block == block and (closing or previous is not None)
            block = entry.block
            by_code, by_level, by_name, previous, carried = {}, {}, {}, None, None
        if entry.kind in {EntryKind.UNIT, EntryKind.TOTAL, EntryKind.DELTA}:
            continue
        if entry.kind is EntryKind.OF_WHICH:
            parents[i] = previous
            continue
        if entry.code:
            parents[i] = _prefix_parent(entry.code, by_code)
            if parents[i] is None and entry.inferred_code:
                # 一、基本支出, （一）工资福利支出: a name that is known beside numbers of which the first is of no code
                above = [by_level[k] for k in sorted(by_level) if entry.level is None or k < entry.level]
                parents[i] = above[-1] if above else None
                if above and entry.level is None:
                    loose.add(i)
            by_code[entry.code] = i
        elif family_parents and family_parents.get(entry.bare) in by_name:
            parents[i] = by_name[family_parents[entry.bare]]
        elif carried is not None and words.CARRY_PART.match(entry.bare):
            parents[i] = carried
            continue
        elif entry.level is not None:
            above = [by_level[k] for k in sorted(by_level) if k < entry.level]
            parents[i] = above[-1] if above else None
            for deeper in [k for k in by_level if k >= entry.level]:
                del by_level[deeper]
            by_level[entry.level] = i
        elif inferred and previous is not None and not closing:
            doubtful.update(_line_above(previous, parents))
            parents[i] = _line_above(previous, parents)[-1]
            certain[i] = False
        else:
            if by_level and not by_code and not words.CARRIED_ROW.search(entry.bare):
                parents[i] = by_level[max(by_level)]
                loose.add(i)
            certain[i] = False
        by_name[entry.bare] = i
        previous = i
        carried = i if words.CARRIED_ROW.search(entry.bare) else None
    return Tree(
        entries=entries,
        parents=tuple(parents),
        certain=tuple(certain),
        doubtful=frozenset(doubtful),
        loose=frozenset(loose),
    )


def _line_above(at: int, parents: Sequence[int | None]) -> list[int]:
    """The entry and all above it, the top last."""
    line = [at]
    while (parent := parents[line[-1]]) is not None:
        line.append(parent)
    return line


def _prefix_parent(code: str, by_code: Mapping[str, int]) -> int | None:
    for length in range(len(code) - 1, 2, -1):
        found = by_code.get(code[:length])
        if found is not None:
            return found
    return None
