"""What a planted error is, and how reports are changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from samples.report import Block, LogicalTable, Report

LEAST = 30
"""a planted amount differs by at least so many units of the last place: beyond any rounding"""
SUMS = frozenset({"sum_mismatch", "cross_table_mismatch", "text_table_mismatch"})


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A report with one error: the codes that tell of it, the titles of its tables, the right figure if any.

    `at`: the (table title, row, column) of each changed cell; `printed`: the changed words of the prose. A finding that
    points at one of them, or repeats them, is in the right place.
    """

    report: Report
    codes: frozenset[str]
    tables: frozenset[str | None]
    right: str | None = None
    at: frozenset[tuple[str, int, int]] = frozenset()
    printed: str | None = None


def everywhere(report: Report) -> frozenset[str | None]:
    return frozenset({None, *(t.title for t in report.tables)})


def step(text: str) -> Decimal:
    """One unit of the last printed place."""
    return Decimal(1).scaleb(-len(text.partition(".")[2]))


def like(value: Decimal, model: str) -> str:
    """`value` printed as `model` is."""
    places = len(model.partition(".")[2])
    return f"{value:,.{places}f}" if "," in model or value < 1000 else f"{value:.{places}f}"


def swap(report: Report, old: Block, new: Block | None) -> Report:
    return replace(report, blocks=tuple(b for b in (new if x is old else x for x in report.blocks) if b is not None))


def changed(table: LogicalTable, changes: dict[tuple[int, int], str]) -> LogicalTable:
    rows = list(table.rows)
    for (r, c), text in changes.items():
        cells = list(rows[r].cells)
        cells[c] = text
        rows[r] = replace(rows[r], cells=tuple(cells))
    return replace(table, rows=tuple(rows))


def cells(table: LogicalTable, places: Sequence[tuple[int, int]]) -> frozenset[tuple[str, int, int]]:
    return frozenset((table.title, r, c) for r, c in places)
