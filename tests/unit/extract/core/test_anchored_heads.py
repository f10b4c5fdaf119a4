"""Heads without marks of spans whose merged cells all have their text at their top left: they show their spans."""

from __future__ import annotations

import pytest

from services.extract.core.heads import resolution as heads
from services.extract.core.heads.paths import is_anchored
from services.extract.templates import load
from tests.unit.extract.core.table_makers import grid, part, paths


@pytest.mark.parametrize(
    "rows",
    [
        ["科目编码|科目名称|2031年预算数||", "||小计|基本支出|项目支出"],
        ["合计|本年拨款|||单位资金", "|小计|一般公共预算||", "||基本支出|项目支出|"],
    ],
)
def test_texts_over_columns_and_of_one_column_show_their_spans(rows: list[str]) -> None:
    assert is_anchored(part(grid(*rows)).matrix)


@pytest.mark.parametrize(
    "rows",
    [
        ["科目编码|科目名称||2031年预算数|", "||小计|基本支出|项目支出"],  # in the middle of its columns
        ["科目编码||2031年预算数||", "|科目名称|小计|基本支出|项目支出"],  # one of a single column in the last row
        ["收入||支出|", "项目|预算数|项目|预算数"],  # nothing says how one of a single column stands
        ["项|目|合计", "科目编码|科目名称|"],  # pieces of one text
        ["科目编码|科目名称|合计"],
    ],
)
def test_other_heads_do_not(rows: list[str]) -> None:
    assert not is_anchored(part(grid(*rows)).matrix)


def resolved(title: str, *rows: str) -> list[tuple[str, ...]]:
    return paths(heads.resolve(part(grid(*rows), title), load(), 2031))


def test_nothing_stands_over_a_text_of_the_first_row() -> None:
    found = resolved(
        "一般公共预算支出表",
        "科目编码|科目名称|2030年执行数|2031年预算数|||2031年预算数比2030年执行数|",
        "|||小计|基本支出|项目支出|增减额|增减%",
        "201|一般公共服务支出|10|12|7|5|2|20.00",
    )
    assert found[:4] == [("科目编码",), ("科目名称",), ("2030年执行数",), ("2031年预算数", "小计")]


def test_what_stands_below_a_text_over_columns_is_its_own_though_no_head_has_it_there() -> None:
    found = resolved(
        "项目支出表",
        "项目名称|合计|本年拨款|||单位资金",
        "||一般公共预算|政府性基金预算|上级补助收入|",
        "库房改造|12|7|3|2|",
    )
    assert found[1:] == [
        ("合计",),
        *(("本年拨款", text) for text in ("一般公共预算", "政府性基金预算", "上级补助收入")),
        ("单位资金",),
    ]
