"""Rows alone that are no tables."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core import captions, lone_rows
from services.extract.core.parts import Segment
from shared.model.page import Block, GridSource, Line
from tests.unit.extract.core.table_makers import TEMPLATES, grid, line

MENU = grid("首页|机构概况|政务公开", source=GridSource.RULED, page=1)


def read(*blocks: Block) -> list[str]:
    items = lone_rows.as_lines(captions.segment(blocks, TEMPLATES))
    return [item.text if isinstance(item, Line) else "table" for item in items]


def test_a_menu_is_a_line() -> None:
    assert read(line("霁州市档案馆"), MENU, line("正文如下。")) == [
        "霁州市档案馆",
        "首页 机构概况 政务公开",
        "正文如下。",
    ]


def test_a_row_with_a_title_a_figure_or_a_table_behind_it_stays() -> None:
    assert read(line("收入总表"), MENU) == ["table"]
    assert read(grid("合计|12.00|3.00", source=GridSource.RULED, page=1)) == ["table"]
    below = grid("教育|1|2", "科学|3|4", source=GridSource.RULED, page=2)
    (segment,) = captions.segment((MENU, below), TEMPLATES)
    assert isinstance(segment, Segment)
    assert read(MENU, below) == ["table"]
    assert read(replace(MENU, source=GridSource.MARKED)) == ["table"]
