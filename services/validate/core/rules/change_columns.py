"""Columns that compare with last year: 增减额 and 增减% beside the two years' amounts (domain.md §1.4, Central)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from services.validate.core.amounts import ZERO
from services.validate.core.entries import Entry, EntryKind
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Relation, Scope, Term
from services.validate.core.rule import Rule, declared
from services.validate.core.select import Index, View
from shared.model.finding import FINDING_CODES, Finding, Severity
from shared.model.numbers import Interval, decimals, parse_number

HUNDRED = Decimal(100)
_PERCENT = "%％"


def check_amounts(index: Index) -> Iterator[Outcome]:
    """RW-10: 增减额 = this year − last year, in every row."""
    for view in index.views:
        column = view.column("change.amount")
        for entry, now, before in _rows(view) if column is not None else ():
            change = view.term(entry, column or 0)
            if change is None:
                yield NotEvaluated(where=view.where(entry, column or 0), why="增减额为空")
                continue
            yield Relation(
                scope=Scope.SUM,
                total=change,
                parts=((1, now), (-1, before)),
                formula=f"{view.head(column or 0)} = 本年数 − 上年数",
                where=view.where(entry, column or 0),
            )


def check_rates(index: Index) -> Iterator[Outcome]:
    """RW-11: 增减% = (this year − last year) ÷ last year, within the rounding of all three."""
    for view in index.views:
        keys = [c.key for c in view.table.columns]
        if "change.rate" not in keys:
            continue
        column = keys.index("change.rate")
        for entry, now, before in _rows(view):
            cell = view.cell(entry.row, column)
            printed = cell.text.rstrip(_PERCENT)
            rate = parse_number(printed)
            if rate is None:
                continue
            old = before.amount.interval
            if old.low <= ZERO:
                yield NotEvaluated(where=view.where(entry, column), why="上年数可能为 0，没有增减百分比")
                continue
            moved = now.amount.interval - old
            ends = [a / c * HUNDRED for a in (moved.low, moved.high) for c in (old.low, old.high)]
            half = Decimal(5).scaleb(-decimals(printed) - 1)
            if Interval(min(ends), max(ends)).meets(Interval(rate - half, rate + half)):
                yield Passed()
            else:
                yield _wrong(view, entry, column, rate, now, before)


def _rows(view: View) -> Iterator[tuple[Entry, Term, Term]]:
    """(row, this year's whole, last year's) of every row that prints both."""
    now, before = view.column("total", "amount"), view.column("previous.actual", "previous.budget")
    if now is None or before is None:
        return
    for tree in view.trees:
        for entry in tree.entries:
            first, second = view.term(entry, now), view.term(entry, before)
            if first is not None and second is not None and entry.kind is not EntryKind.DELTA:
                yield entry, first, second


def _wrong(view: View, entry: Entry, column: int, rate: Decimal, now: Term, before: Term) -> Finding:
    cell = view.cell(entry.row, column)
    places = decimals(cell.text.rstrip(_PERCENT))
    true = (now.amount.base - before.amount.base) / before.amount.base * HUNDRED
    shown = format(round(true, places), "f")
    quotient = f"({now.amount.value:,f} − {before.amount.value:,f}) ÷ {before.amount.value:,f}"
    return Finding(
        code="growth_rate_mismatch",
        severity=FINDING_CODES["growth_rate_mismatch"],
        rule="RW-11",
        message=f"《{view.title}》“{entry.name}”的“{view.head(column)}”印为 {cell.text}，"
        f"由 {quotient} 算得 {shown}（RW-11）。",
        message_en=f"{view.title}, row “{entry.name}”: {view.head(column)} is {cell.text}, "
        f"{quotient} = {shown} (RW-11).",
        table=view.table.id,
        table_title=view.title,
        where=view.where(entry, column),
        cells=(view.ref(entry.row, column),),
        expected=shown,
        actual=cell.text,
        delta=(rate - true).quantize(Decimal("0.01")),
        tolerance=Decimal(5).scaleb(-places - 1),
        page=cell.place.page,
        line=cell.place.line,
        proposal=f"{cell.text} 可能应为 {shown}",
    )


_rule = declared(source="domain.md §1.4", applies="列有上年数与增减的表", severity=Severity.ERROR)

RULES: tuple[Rule, ...] = (
    _rule("RW-10", "增减额一列", "Column of changes", "增减额 = 本年数 − 上年数", check_amounts),
    _rule("RW-11", "增减百分比一列", "Column of rates", "增减% = (本年数 − 上年数) ÷ 上年数", check_rates),
)
