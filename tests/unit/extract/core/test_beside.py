"""Columns printed on the next page: told by the heights of their rows, and put beside the others."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.joining import beside, stitch
from services.extract.core.parts import Part
from shared.model.page import GridSource
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part

LEFT = ("科目编码|科目名称|合计", "205|教育支出|9", "20502|普通教育|9")
RIGHT = ("基本支出|项目支出", "4|5", "4|5")


def ruled(*rows: str, page: int = 1, title: str | None = None) -> Part:
    made = part(grid(*rows, source=GridSource.RULED, page=page))
    return replace(made, caption=replace(made.caption, title=title))


def tables(*parts: Part) -> list[stitch.Joined]:
    return list(stitch.join(parts, TEMPLATES, 2024))


def test_columns_on_the_next_page_stand_beside_those_of_the_first() -> None:
    (found,) = tables(ruled(*LEFT, title="支出总表"), ruled(*RIGHT, page=2))
    assert [c.path for c in found.columns] == [("科目编码",), ("科目名称",), ("合计",), ("基本支出",), ("项目支出",)]
    assert [[s.text for s in row.slots] for row in found.body] == [
        ["205", "教育支出", "9", "4", "5"],
        ["20502", "普通教育", "9", "4", "5"],
    ]
    assert found.pages == (1, 2)
    assert [r.code for r in found.repairs][:1] == ["parts_joined"]
    assert max(found.parts[0].certainty) < 0.99


def test_columns_on_a_third_page() -> None:
    (found,) = tables(
        ruled(*LEFT, title="支出总表"), ruled(*RIGHT, page=2), ruled("上缴上级支出|经营支出", "1|0", "1|0", page=3)
    )
    assert [row.slots[-2].text for row in found.body] == ["1", "1"]
    assert found.pages == (1, 2, 3)


def test_rows_go_on_where_the_head_is_repeated_rows_are_fewer_or_stand_elsewhere() -> None:
    first = ruled(*LEFT, title="支出总表")
    assert beside.joined(first, ruled("20503|职业教育|9", "206|科学支出|9", "20601|管理|9", page=2)) is None
    assert beside.joined(first, ruled(*RIGHT[:2], page=2)) is None
    assert beside.joined(first, ruled(*RIGHT, page=3)) is None
    (found,) = tables(first, ruled(LEFT[0], "206|科学支出|9", "20601|管理|9", page=2))
    assert [row.slots[0].text for row in found.body] == ["205", "20502", "206", "20601"]


def test_a_part_that_names_other_columns_is_no_continuation() -> None:
    found = tables(ruled(*LEFT, title="支出总表"), ruled("项目|预算数|备注", "一、教育支出|5|", page=4))
    assert [len(t.columns) for t in found] == [3, 3]
