"""Where a report prints a quantity: the totals of its tables, its codes, its years (domain.md §2.5). No rules here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from services.validate.core import words
from services.validate.core.amounts import ZERO, Amount
from services.validate.core.entries import Entry, EntryKind
from services.validate.core.relations import NotEvaluated, Outcome, Relation, Scope, Term
from services.validate.core.select import View

SUM = "income_expenditure_summary"
INC = "income_summary"
EXP = "expenditure_summary"
BAS = "basic_expenditure_summary"
PRJ = "project_expenditure_summary"
FIS = "fiscal_appropriation_summary"
FUN = "general_budget_by_function"
ECO = "general_budget_by_economic_class"
ECO_BASIC = "general_budget_basic_by_economic_class"
THREE = "three_public"
FUND = "government_fund_expenditure"
SOE = "state_capital_expenditure"
TASKS = "annual_tasks"


def whole(view: View | None, *keys: str) -> Term | None:
    """The grand total of a table in the column of one of `keys` (its total column without any)."""
    if view is None or view.grand is None:
        return None
    column = view.column(*keys) if keys else view.total_column
    return None if column is None else view.term(view.grand, column)


def nothing(view: View | None) -> Term | None:
    """The total of a table that prints no figure at all: exactly nothing, at its row of totals where it has one."""
    if view is None or any(True for _ in view.figures()) or not view.money:
        return None
    column = view.total_column if view.total_column is not None else view.money[0]
    if view.grand is not None:
        return view.addend(view.grand, column)[0]
    return Term(
        amount=Amount(value=ZERO, unit=view.unit(column), exact=True), label="合计", table_title=view.title,
        place=view.table.place, unit_name=view.units.get(column),
    )  # fmt: skip


def basic_part(view: View | None, key: str) -> Term | None:
    """人员 (`personnel`) or 公用 (`public`) of basic expenditure as the last row of a table totals it."""
    column = view.column(key, f"expenditure.{key}") if view is not None else None
    if view is None or column is None or view.torn:
        return None
    if len(view.sides) != 2:
        return view.term(view.grand, column) if view.grand is not None else None
    totals = [e for e in view.trees[1].entries if e.kind is EntryKind.TOTAL]
    return view.term(totals[-1], column) if totals else None


def closing(view: View | None, side: int) -> list[tuple[Entry, Term]]:
    """The total rows of one side of a balance table, the grand total first."""
    if view is None or not view.is_balance or view.torn:
        return []
    found = []
    column = view.main_column(view.sides[side])
    for entry in reversed(view.trees[side].entries) if column is not None else ():
        if entry.kind is EntryKind.TOTAL and column is not None:
            term = view.term(entry, column)
            if term is not None:
                found.append((entry, term))
    return found


def closest(candidates: Sequence[tuple[Entry, Term]], other: Term | None) -> Term | None:
    """The total row that equals `other`, the grand total where none does.

    收入总表 may count the carry-over (收入总计) or not (本年收入合计): print decides, and only a figure that equals
    neither is wrong.
    """
    if not candidates:
        return None
    if other is None:
        return candidates[0][1]
    for _, term in candidates:
        if term.amount.base == other.amount.base:
            return term
    # The same digits in another unit are the same row with a wrong unit. Failing that, 本年… belongs to 本年….
    wrong_unit = next((t for _, t in candidates if t.amount.value == other.amount.value), None)
    of_year = (t for e, t in candidates if ("本年" in e.label) == ("本年" in other.label))
    return wrong_unit or next(of_year, candidates[0][1])


def carryover_of(view: View | None) -> Term | None:
    """The one row of 上年结余、结转 on the income side."""
    return _one_row(view, 0, words.CARRYOVER_ROW)


def left_over(view: View | None) -> Term | None:
    """The one row of 结转下年 on the expenditure side."""
    return _one_row(view, 1, words.NEXT_YEAR_ROW)


def _one_row(view: View | None, side: int, label: re.Pattern[str]) -> Term | None:
    """The figure of the one item so labelled on a side of a balance table."""
    if view is None or not view.is_balance:
        return None
    rows = [e for e in view.trees[side].entries if label.search(e.bare) and e.kind is EntryKind.ITEM]
    at = view.main_column(view.sides[side])
    return view.term(rows[0], at) if len(rows) == 1 and at is not None else None


def income_named(view: View, name: str) -> Term | None:
    """The row of the income side with this name, also as 一般公共预算财政拨款收入."""
    rows = (e for e in view.trees[0].entries if _plain(e.bare) == _plain(name))
    entry = next(rows, None)
    return view.term(entry, view.sides[0].amounts[0]) if entry is not None else None


def _plain(name: str) -> str:
    return name.removesuffix("收入").replace("财政拨款", "拨款")


def code_terms(view: View, side: int | None = None, column: int | None = None) -> dict[str, Term]:
    """code → figure, for codes that stand once in the table (or once per block with one block)."""
    found: dict[str, Term | None] = {}
    for index, (own, tree) in enumerate(zip(view.sides, view.trees, strict=True)):
        if side is not None and index != side:
            continue
        at = column if column is not None else (view.main_column(own) if len(view.sides) > 1 else view.total_column)
        if at is None:
            continue
        for entry in tree.entries:
            if entry.code and entry.kind is EntryKind.ITEM:
                found[entry.code] = None if entry.code in found else view.term(entry, at)
    return {code: term for code, term in found.items() if term is not None}


def budget_row(view: View, year: int | None) -> Entry | None:
    """The row of the budget year in a table by years; the only row of a table without years."""
    at = next((i for i, c in enumerate(view.table.columns) if c.key == "year"), None)
    if at is None:
        return view.grand
    for row in range(len(view.table.rows)):
        text = view.text(row, at)
        if year and str(year) in text and not words.DELTA_ROW.search(text):
            return Entry(row=row, label=text, bare=text, kind=EntryKind.ITEM)
    return None


def change_row(view: View) -> Entry | None:
    """The row 增减变化金额 of a table by years."""
    at = next((i for i, c in enumerate(view.table.columns) if c.key == "year"), None)
    if at is None:
        return None
    for row in range(len(view.table.rows)):
        text = view.text(row, at)
        if words.DELTA_ROW.search(text) and not words.NO_MONEY.search(text):
            return Entry(row=row, label=text, bare=text, kind=EntryKind.DELTA)
    return None


def same(total: Term | None, part: Term | None, formula: str, note: str = "") -> Iterator[Outcome]:
    """`total` and `part` are one quantity; nothing where neither is printed, not evaluated where only one is."""
    if total is None or part is None:
        if (one := total or part) is not None:
            yield NotEvaluated(where=formula, why=f"只印出一方（{one.printed_at}）")
        return
    yield Relation(
        scope=Scope.CROSS,
        total=total,
        parts=((1, part),),
        formula=formula,
        where=f"{total.label} ~ {part.table_title} / {part.label}",
        note=note,
    )


def same_codes(view: View, side: int | None, other: View, other_side: int | None, formula: str) -> Iterator[Outcome]:
    """Every code that both tables print has one amount."""
    reference = code_terms(other, other_side)
    for code, term in code_terms(view, side).items():
        if code in reference:
            yield from same(term, reference[code], formula)
