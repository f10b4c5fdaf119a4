"""Units where none is printed beside the title."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core import units
from services.extract.core.pipeline import reconstruct
from shared.model.table import Table, UnitSource
from tests.unit.extract.core.table_makers import flowing, grid, line


def tables(*second: str, title: str = "收入总表") -> tuple[Table, ...]:
    blocks = (
        line("支出总表"),
        line("单位：万元"),
        grid("科目名称|基本支出", "教育支出|4"),
        line(title),
        grid(*second, at=40),
    )
    return reconstruct(flowing(*blocks)).tables


def test_a_unit_in_the_head_counts_before_the_documents() -> None:
    found = tables("项目名称|预算数（元）", "甲|400")[1]
    assert (found.unit, found.unit_source) == ("元", UnitSource.HEADER)


def test_a_known_table_takes_the_unit_that_all_others_print() -> None:
    found = tables("预算单位|收入总计", "霁州市档案馆|4")[1]
    assert (found.unit, found.unit_source) == ("万元", UnitSource.INFERRED)


def test_an_unknown_table_may_count_trees() -> None:
    assert tables("树种|株数", "樟树|4", title="绿化补植一览表")[1].unit is None


def test_units_that_disagree_are_not_inferred() -> None:
    first, second = tables("预算单位|收入总计", "霁州市档案馆|4")
    other = replace(first, unit="元")
    bare = replace(second, unit=None, unit_source=None)
    assert units.complete((first, other, bare))[2].unit is None
