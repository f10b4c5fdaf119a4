"""Whether a table came out of reading whole: sums of a table whose columns were mixed up say nothing of the report.

A table that shows one of these signs is left out of all rules on amounts and counted as *not evaluated*. The signs are
of the table's form, never of its sums: a wrong sum is the report's fault as long as the form is sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.validate.core.entries import EntryKind
from services.validate.core.select import View
from shared.model.table import Role

BALANCES = {"income_expenditure_summary", "fiscal_appropriation_summary"}
BY_CODE = {
    "general_budget_by_function",
    "general_budget_by_economic_class",
    "government_fund_expenditure",
    "state_capital_expenditure",
}
_FURNITURE = re.compile(r"(?:部门|单位|编制单位)(?:名称)?[:：]|金额单位[:：]")
_GLUED_HEAD = re.compile(r"[)）]其中[:：]")
_NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
_ONLY_NUMBERS = re.compile(rf"{_NUMBER}(?:\s+{_NUMBER})+|{_NUMBER}\.\d\d")
#: rows that follow one another with the grand total in one column
_FILLED_DOWN = 3
_TWO_NUMBERS = re.compile(rf"{_NUMBER}\s+{_NUMBER}")


def damage(view: View) -> str | None:
    """Why the table's columns cannot be trusted, in words for the result; None for a sound one."""
    if not view.money or not any(v for _, v in view.figures()):
        return None
    for sign in (_mixed_halves, _furniture_in_head, _glued_numbers, _lost_labels, _lost_codes, _repeated_whole):
        why = sign(view)
        if why is not None:
            return why
    return None


def _mixed_halves(view: View) -> str | None:
    if view.torn:
        return "左右两半的合计行混在一起，表在读取时已损坏"
    if view.base_kind not in BALANCES:
        return None
    if not view.is_balance:
        return "收入与支出两半没有分开，表在读取时可能已损坏"
    return None


def _furniture_in_head(view: View) -> str | None:
    texts = [t for c in view.table.columns for t in c.path]
    if any(_FURNITURE.search(t) for t in texts):
        return "表头里混入了部门名称一行，列可能错位"
    return "表头几格粘连，列可能错位" if any(_GLUED_HEAD.search(t) for t in texts) else None


def _glued_numbers(view: View) -> str | None:
    """Numbers where names stand, or two numbers in one cell."""
    for row in view.table.rows:
        for column, cell in zip(view.table.columns, row.cells, strict=False):
            text = cell.text.strip()
            if column.role is Role.LABEL and _ONLY_NUMBERS.fullmatch(text):
                return f"名称一列里有数字“{text[:20]}”，列可能错位"
            if column.role is Role.AMOUNT and cell.value is None and _TWO_NUMBERS.search(text):
                return f"一格里有几个数“{text[:20]}”，列可能粘连"
    return None


def _lost_labels(view: View) -> str | None:
    """Rows with figures whose names are gone."""
    for side, tree in zip(view.sides, view.trees, strict=True):
        if not side.labels and not side.codes and not side.unit_codes:
            continue
        named = {e.row for e in tree.entries}
        filled = [r for r in range(len(view.table.rows)) if any(view.value(r, c) for c in side.amounts)]
        lost = [r for r in filled if r not in named]
        if len(lost) >= 2 and len(lost) * 10 > len(filled):
            return f"{len(lost)} 行有数而没有名称，行可能错位"
    return None


def _repeated_whole(view: View) -> str | None:
    """The grand total printed in one row after the other of its column: a cell over several rows was filled down
    wrongly. Misread figures that happen to equal it stand here and there."""
    grand = view.grand
    if grand is None:
        return None
    parents = {p for p in view.trees[0].parents if p is not None}
    leaves = {e.row for i, e in enumerate(view.trees[0].entries) if e.kind is EntryKind.ITEM and i not in parents}
    for column in view.money:
        whole = view.value(grand.row, column)
        again = [r for r in leaves if whole and r != grand.row and view.value(r, column) == whole]
        if _longest_run(again) >= _FILLED_DOWN:
            return f"“{view.head(column)}”一列的合计数重复了 {len(again)} 行，列可能错位"
    return None


def _longest_run(numbers: Iterable[int]) -> int:
    """How many of the numbers follow one another at the most."""
    kept = set(numbers)
    longest = 0
    for number in kept:
        count = 0
        while number + count in kept:
            count += 1
        longest = max(longest, count)
    return longest


def _lost_codes(view: View) -> str | None:
    """A table by code in which many rows lost theirs."""
    if view.base_kind not in BY_CODE:
        return None
    items = [e for _, _, _, e in view.entries() if e.kind is EntryKind.ITEM]
    without = [e for e in items if not e.code]
    if len(without) >= 2 and len(without) * 5 > len(items):
        return f"{len(without)} 行没有科目编码，行可能错位"
    return None
