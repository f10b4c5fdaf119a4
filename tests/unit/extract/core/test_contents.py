"""Contents pages: where they end, which of their entries are tables."""

from __future__ import annotations

import pytest

from services.extract.core import contents, contents_tables
from shared.model.page import Grid, Line
from tests.unit.extract.core.form_makers import lines, printed
from tests.unit.extract.core.table_makers import grid

BODY = ("一、文字部分", "第一部分 部门概况", "负责某事。")


def test_tables_of_the_table_part_without_numbering_leaders_and_page_numbers() -> None:
    text = lines(
        "# 2026年某局部门预算", "目 录", "一、文字部分",
        "- 第一部分 部门概况 ...... 3",
        "第二部分 收支总体情况 5",
        "二、表格部分", "（一）收支总表…………12",
        "(二)一般公共预算支出表（按功能分类） 13", "（三） 部门(单位)整体支出绩效目标表",
        *BODY,
    )  # fmt: skip
    found = contents.locate(text)
    assert found.titles == ("收支总表", "一般公共预算支出表（按功能分类）", "部门(单位)整体支出绩效目标表")
    assert found.lines == frozenset(range(1, 9))
    assert contents.read(text) == found.titles


def test_a_group_heading_that_ends_in_table_is_none() -> None:
    text = lines(
        "目录", "第一部分 某部概况", "一、主要职能", "第二部分 某部2026年度部门决算表",
        "一、收入支出决算总表", "二、收入决算表",
        "第三部分 某部2026年度部门决算情况", "说明", "一、收入决算情况说明",
        "第四部分 名词解释", "第一部分 某部概况", "正文。",
    )  # fmt: skip
    found = contents.locate(text)
    assert found.titles == ("收入支出决算总表", "收入决算表")
    assert max(found.lines) == 9


def test_numbers_before_years_and_a_page_turn() -> None:
    text = [
        printed("目 录", page=2, x0=250, x1=300, top=60),
        printed("一、部门预算表", page=2, x0=80, x1=200, top=90),
        printed("1. 2026年部门收入预算总表", page=2, x0=100, x1=300, top=110),
        printed("5．2026年部门一般公共预算支出预算表", page=2, x0=100, x1=340, top=130),
        printed("二、其他说明", page=2, x0=80, x1=200, top=150),
        printed("部门主要职能", page=3, x0=240, x1=320, top=60),
    ]
    found = contents.locate(text)
    assert found.titles == ("2026年部门收入预算总表", "2026年部门一般公共预算支出预算表")
    assert 5 not in found.lines


def test_no_contents() -> None:
    assert contents.locate(lines(*BODY)) == contents.Contents()
    assert contents.locate([]) == contents.Contents()


def test_a_part_behind_the_tables_is_no_table() -> None:
    text = lines(
        "目录", "一、部门主要职能", "二、部门预算表", "1.2023年部门收入预算总表", "2.2023年部门支出预算总表",
        "三、其他相关情况说明", "四、绩效目标",
        "部门主要职能", "负责某事。",
    )  # fmt: skip
    assert contents.read(text) == ("2023年部门收入预算总表", "2023年部门支出预算总表")


def test_entries_with_the_numbers_of_their_tables() -> None:
    text = [
        printed("目 录", page=2, x0=250, x1=300, top=60),
        printed("表1 2026年部门综合预算收支总表", page=2, x0=80, x1=300, top=90),
        printed("表1-1：2026年部门综合预算收入总表 4", page=2, x0=80, x1=300, top=110),
        printed("附表十 专项业务经费支出情况", page=2, x0=80, x1=300, top=130),
        printed("表1", page=3, x0=80, x1=100, top=60),
        printed("2026年部门综合预算收支总表", page=3, x0=200, x1=400, top=80),
    ]
    found = contents.locate(text)
    assert found.titles == ("2026年部门综合预算收支总表", "2026年部门综合预算收入总表", "专项业务经费支出情况")
    assert found.lines == frozenset(range(4))


@pytest.mark.parametrize(
    ("listed", "below"),
    [
        (("收支总表", "支出总表"), ("收支总表", "部门：甲局")),
        (("重点项目绩效目标情况", "收支总表", "支出总表"), ("收支总表", "部门：甲局")),
        (("收支总表", "支出总表"), ("表1", "收支总表")),
        (("1  收支总表", "2  支出总表"), ("收支总表", "部门：甲局")),
        (("序号  报表名称", "1-1 收支总表", "1-2 支出总表"), ("表1-1", "收支总表")),
        (("一、收支总表", "二、支出总表"), ("公开01表", "收支总表")),
    ],
)
def test_a_list_of_bare_titles_as_workbooks_have_it(listed: tuple[str, ...], below: tuple[str, ...]) -> None:
    found = contents.locate(lines("甲局2024年部门预算公开表目录", *listed, *below))
    assert found.titles == ("收支总表", "支出总表")
    assert found.lines == frozenset(range(len(listed) + 1))


def test_the_fields_that_converters_leave_are_no_part_of_an_entry() -> None:
    listed = (
        'TOC \\o "1-3" \\h \\z \\u HYPERLINK \\l "_Toc25831" 第一部分 单位概况 PAGEREF _Toc25831 \\h 3',
        "一、 主要职责 PAGEREF _Toc32310 h 3",
        "第五部分 附表 PAGEREF _Toc29898 h 22",
        "一、收入支出决算总表 PAGEREF _Toc20349 h 22",
        "HYPERLINK l _Toc4418 二、收入决算表 PAGEREF _Toc4418 h 22",
    )
    found = contents.locate(lines("目录", *listed, "第一部分 单位概况", "一、主要职责"))
    assert found.titles == ("收入支出决算总表", "收入决算表")
    assert found.lines == frozenset(range(6))


LISTED = ("第一部分 部门概况|2", "第二部分 预算表|4", "一、收支总表|5", "二、支出总表|6")


@pytest.mark.parametrize(
    "rows",
    [
        LISTED,
        ("序号|名称|页码", "1|收支总表|5", "2|支出总表|6", "3|项目支出总表|7"),
        ("一、|收支总表|5", "二、|支出总表|6", "三、|项目支出总表|7"),
        ("表1|收支总表", "表2|支出总表", "表3|项目支出总表"),
    ],
)
def test_contents_set_as_a_table_are_no_table(rows: tuple[str, ...]) -> None:
    blocks = [*lines("目 录"), grid(*rows), *lines("收支总表", "单位：万元"), grid("项目|金额", "拨款|7", "合计|7")]
    found = contents_tables.as_lines(blocks)
    assert sum(isinstance(b, Grid) for b in found) == 1
    titles = contents.read([b for b in found if isinstance(b, Line)])
    assert titles[:2] == ("收支总表", "支出总表")


def test_contents_that_go_on_in_a_table_on_the_next_page_are_one_list() -> None:
    blocks = [*lines("目录"), grid(*LISTED), *lines("2"), grid("三、项目支出总表|7", "四、采购表|8", "五、说明|9")]
    found = contents_tables.as_lines(blocks)
    assert all(isinstance(b, Line) for b in found)


@pytest.mark.parametrize(
    "rows",
    [
        ("项目|金额", "拨款|7.50", "合计|7.50"),
        ("科目|基本|项目", "水利|3|4", "林业|1|2", "合计|4|6"),
        ("项目|金额", "拨款|9", "其他|3", "合计|12"),
    ],
)
def test_a_table_right_below_the_heading_stays_one(rows: tuple[str, ...]) -> None:
    blocks = [*lines("目录"), grid(*rows)]
    assert contents_tables.as_lines(blocks) == tuple(blocks)


def test_a_heading_with_its_list_on_the_next_page_lists_nothing_that_is_not_one() -> None:
    """The first line over there may end as the title of a table does, and has no entry before it."""
    text = [
        printed("目 录", page=2, x0=250, x1=300, top=760),
        printed("收入支出情况", page=3, x0=240, x1=340, top=60),
        printed("单位：万元", page=3, x0=440, x1=500, top=80),
    ]
    assert contents.locate(text).titles == ()


def test_a_title_with_its_unit_is_no_entry() -> None:
    """A sheet of its own for the contents, without page numbers, and the first table on the next one."""
    found = contents.locate(lines("目录", "1. 收支总表", "2. 支出总表", "表1", "收支总表（单位：万元）", "拨款"))
    assert found.titles == ("收支总表", "支出总表")
    assert max(found.lines) == 2
