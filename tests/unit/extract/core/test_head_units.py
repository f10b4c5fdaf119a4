"""The unit in brackets behind a text of a head is the one that is printed, whatever the family's template says."""

from __future__ import annotations

import pytest

from services.extract.core.joining import stitch
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part

ROWS = ("档案修复|3,257,362.23|全部卷宗修复完毕。", "场地租用|220,659.83|按期交付使用。")


@pytest.mark.parametrize("text", ["预算数（元）", "预算数（千元）", "预算数（万元）", "预算数"])
def test_a_known_head_keeps_the_unit_that_it_prints(text: str) -> None:
    (table,) = stitch.join([part(grid(f"项目名称|{text}|绩效目标", *ROWS), "重点项目绩效目标情况")], TEMPLATES, 2024)
    assert [c.path for c in table.columns] == [("项目名称",), (text,), ("绩效目标",)]
    assert table.template is not None, "the head is known all the same"
    assert not [r for r in table.repairs if r.code == "head_rebuilt"]


def test_a_unit_that_stands_elsewhere_in_the_head_is_the_templates() -> None:
    """An export that gave the second line of a cell a row of its own."""
    made = grid("项目名称|预算数|绩效目标", "|（万元）|", *ROWS)
    (table,) = stitch.join([part(made, "重点项目绩效目标情况")], TEMPLATES, 2024)
    assert table.columns[1].path[-1] in ("预算数（万元）", "（万元）")
