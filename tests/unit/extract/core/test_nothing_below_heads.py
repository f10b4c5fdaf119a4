"""Heads that nothing stands below, and heads without amounts: nothing to fill in, nothing to add up."""

from __future__ import annotations

from services.extract.core.filled import fill_down
from services.extract.core.streams.column_sums import first_is_total
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from shared.model.table import Column, Role


def test_a_table_of_a_head_alone_has_no_rows_to_fill() -> None:
    columns = [Column(path=(text,), key=None, role=Role.LABEL) for text in ("名称", "内容", "说明")]
    assert fill_down([], columns) == []


def test_a_head_without_amounts_has_no_total() -> None:
    head = HeadTemplate(columns=(ColumnTemplate(path=("项目",), key=None, role=Role.LABEL),))
    assert not first_is_total(head, [])
