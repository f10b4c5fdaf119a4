"""Where a report prints its “三公” expenditure: overseas visits, official reception, official vehicles.

Shenzhen and Shanghai print a column for each item and a row for each year; tables after 财预〔2016〕143号 print a row
for each item and a column for each year. Rules ask here, so that they know nothing of the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from services.validate.core import words
from services.validate.core.entries import Entry
from services.validate.core.places import THREE, budget_row, change_row
from services.validate.core.relations import Term
from services.validate.core.select import Index, View

TOTAL = "three_public.total"
ABROAD = "three_public.abroad"
RECEPTION = "three_public.reception"
VEHICLES = "three_public.vehicles"
PURCHASE = "three_public.vehicles.purchase"
OPERATION = "three_public.vehicles.operation"

#: the items as messages name them
NAMES: Mapping[str, str] = {
    TOTAL: "合计",
    ABROAD: "因公出国（境）费",
    RECEPTION: "公务接待费",
    VEHICLES: "公务用车购置及运行维护费",
    PURCHASE: "公务用车购置费",
    OPERATION: "公务用车运行维护费",
}
#: what each item is called where it has a row, folded and without numbering
_LABELS: Mapping[str, re.Pattern[str]] = {
    TOTAL: re.compile(r'(?:"?三公"?经费(?:支出)?)?(?:合计|总计)|支出合计|"?三公"?经费(?:支出)?'),
    ABROAD: re.compile(r"(?:因公)?出国\(境\)(?:费用?|经费)?(?:支出)?"),
    RECEPTION: re.compile(r"(?:公务)?接待(?:费用?|经费)(?:支出)?"),
    VEHICLES: re.compile(r"公务(?:用车|车辆)购置(?:及|和|与)运行(?:维护)?(?:(?:费用?|经费)(?:支出)?|支出)(?:小计)?"),
    PURCHASE: re.compile(r"公务(?:用车|车辆)购置(?:费用?|经费)?(?:支出)?"),
    OPERATION: re.compile(r"公务(?:用车|车辆)运行(?:维护)?(?:费用?|经费)(?:支出)?"),
}
_FEWEST = 3


def amount(index: Index, key: str, year: int | None) -> Term | None:
    """What the report's one 三公 table prints for the item `key` and a year; None where it does not."""
    view = index.one(THREE)
    if view is None:
        return None
    rows = rows_of_items(view)
    if rows:
        column = _column_of(view, year, index.document.report.year)
        return view.term(rows[key], column) if key in rows and column is not None else None
    row = budget_row(view, year)
    return _by_column(view, key, row) if row is not None else None


def change(index: Index, key: str) -> Term | None:
    """What the table prints as the item's change against the year before; None where it does not."""
    view = index.one(THREE)
    if view is None:
        return None
    rows = rows_of_items(view)
    if rows:
        columns = [i for i in view.money if words.DELTA_ROW.search("/".join(view.columns[i]))]
        return view.term(rows[key], columns[0]) if key in rows and len(columns) == 1 else None
    row = change_row(view)
    return _by_column(view, key, row) if row is not None else None


def rows_of_items(view: View) -> dict[str, Entry]:
    """The row of each item, where the table has a row and no column for each; a label that stands twice is left out,
    unless one of the two heads a part of the table and prints no figure."""
    if any((c.key or "").startswith("three_public.") for c in view.table.columns) or len(view.sides) != 1:
        return {}
    found: dict[str, list[Entry]] = {}
    for entry in view.trees[0].entries:
        label = words.OF_WHICH.sub("", entry.bare).lstrip(":")
        key = next((k for k, pattern in _LABELS.items() if pattern.fullmatch(words.NUMBERING.sub("", label))), None)
        if key is not None:
            found.setdefault(key, []).append(entry)
    printed = {key: [e for e in own if view.prints(e.row, view.money)] or own for key, own in found.items()}
    rows = {key: own[0] for key, own in printed.items() if len(own) == 1}
    return rows if len(rows) >= _FEWEST else {}


def _column_of(view: View, year: int | None, own: int | None) -> int | None:
    """The column of a year; without years in the heads the only one, for the report's own year."""
    amounts = [i for i in view.money if not words.DELTA_ROW.search("/".join(view.columns[i]))]
    texts = {i: "/".join(view.columns[i]) for i in amounts}
    named = [i for i in amounts if year is not None and str(year) in texts[i]]
    if not named and year is not None and own is not None:
        word = {0: "本年", -1: "上年"}.get(year - own)
        named = [i for i in amounts if word is not None and word in texts[i]]
    if not named and year == own and len(amounts) == 1:
        named = amounts
    if len(named) > 1 and view.kind.startswith("final_"):
        named = [i for i in named if "决算" in texts[i]]
    return named[0] if len(named) == 1 else None


def _by_column(view: View, key: str, row: Entry) -> Term | None:
    column = view.column(key, "total") if key == TOTAL else view.column(key)
    return view.term(row, column) if column is not None else None


def sums(rows: Mapping[str, Entry]) -> list[tuple[Entry, list[Entry]]]:
    """(whole, parts) of the rows: 合计 = 出国 + 接待 + 公车, 公车 = 购置 + 运行; only what is printed whole."""
    found: list[tuple[Entry, list[Entry]]] = []
    cars = [rows[k] for k in (PURCHASE, OPERATION) if k in rows]
    if VEHICLES in rows and len(cars) == 2:
        found.append((rows[VEHICLES], cars))
    vehicles = [rows[VEHICLES]] if VEHICLES in rows else cars if len(cars) == 2 else []
    if TOTAL in rows and ABROAD in rows and RECEPTION in rows and vehicles:
        found.append((rows[TOTAL], [rows[ABROAD], rows[RECEPTION], *vehicles]))
    return found
