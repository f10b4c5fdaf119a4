"""Enumerations of indicators inside the cells of 项目支出绩效目标表, as a table of their own."""

from __future__ import annotations

from shared.model.table import Table


def details(table: Table) -> Table | None:
    """绩效指标明细 of a table that has a column of enumerated indicators, None where it has none. Its id is empty."""
    return None
