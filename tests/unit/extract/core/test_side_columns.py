"""Kinds, projects and units side by side before their figures, each wrapped in its column, in texts of PDFs."""

from __future__ import annotations

from tests.unit.extract.core.test_streams import body, grids

_HEAD = """\
项目支出表
单位：万元
类型 项目名称 项目单位 合计 本年拨款 财政拨款结转结余 财政专户管理资金 单位资金
一般公共预算 政府性基金预算 国有资本经营预算 一般公共预算 政府性基金预算 国有资本经营预算
"""
_ZEROS = "0.00 0.00 0.00 0.00 0.00 0.00 0.00"


def _names(text: str) -> list[list[str]]:
    (grid,) = grids(text)
    return [row[:4] for row in body(grid)]


_ROWS = [
    ["合计", "", "", "90.00"],
    ["特定目标类", "河道管护", "青川镇水务站本级", "30.00"],
    ["其他运转类", "城乡供水管网改造", "青川镇水务站本级", "60.00"],
]


def test_centred_around_their_figures() -> None:
    """A cell of one line stands on the line of the figures, those of two above and below it."""
    text = f"""{_HEAD}合计 90.00 90.00 {_ZEROS}
特定目标 青川镇水务站
河道管护 30.00 30.00 {_ZEROS}
类 本级
其他运转 城乡供水管 青川镇水务站
60.00 60.00 {_ZEROS}
类 网改造 本级"""
    assert _names(text) == _ROWS


def test_hanging_from_the_top_of_the_row() -> None:
    """The first lines stand beside the figures, and the total is the last row: nothing below it may be a name's."""
    text = f"""{_HEAD}特定目标 河道管护 青川镇水务站 30.00 30.00 {_ZEROS}
类 本级
其他运转 城乡供水管 青川镇水务站 60.00 60.00 {_ZEROS}
类 网改造 本级
合计 90.00 90.00 {_ZEROS}"""
    assert _names(text) == [*_ROWS[1:], _ROWS[0]]


def test_cell_by_cell() -> None:
    """`类` hardly is the first line of a name, for the column of names holds five letters in the other row."""
    text = f"""{_HEAD}合计 90.00 90.00 {_ZEROS}
特定目标
类
河道管护
青川镇水务站
本级
30.00 30.00 {_ZEROS}
其他运转
类
城乡供水管
网改造
青川镇水务站
本级
60.00 60.00 {_ZEROS}"""
    assert _names(text) == _ROWS


def test_several_ways_are_none() -> None:
    """One row whose third line may be of the name or of the unit: nothing tells, so no name is put beside another."""
    text = f"""{_HEAD}特定目标类
河道管护
供水改造
水务水站
30.00 30.00 {_ZEROS}
合计 30.00 30.00 {_ZEROS}"""
    assert _names(text)[0][2] == ""


def test_kinds_that_ran_into_names_part_nothing() -> None:
    """A tool without spaces prints a kind and its project as one word: no kind comes again, so these are none."""
    text = f"""{_HEAD}合计 60.00 60.00 {_ZEROS}
特定目标类河道管
护工程
青川镇水务站
本级
10.00 10.00 {_ZEROS}
其他运转类供水改
造工程
青川镇水务站
本级
20.00 20.00 {_ZEROS}
特定目标类城镇绿
化工程
青川镇水务站
本级
30.00 30.00 {_ZEROS}"""
    assert "护工程" not in {row[1] for row in _names(text)}
