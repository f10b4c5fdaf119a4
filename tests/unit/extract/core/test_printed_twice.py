"""The text of a page and its tables, one behind the other."""

from __future__ import annotations

from services.extract.core.flowing.printed_twice import without
from shared.model.page import Block, Grid, Line
from tests.unit.extract.core.table_makers import grid, line

TABLE = grid("项目||支出预算|", "编码|名称|合计|基本支出", "213|农林水<br>支出|9.00|5.00", "21302|林业和草原|9.00|5.00")
PRINT = ["项目 支出预算", "编码 名称 合计 基本支出", "农林水", "213 9.00 5.00", "支出", "21302 林业和草原 9.00 5.00"]


def left(*blocks: Block) -> list[str]:
    return [b.text if isinstance(b, Line) else "TABLE" for b in without(blocks)]


def lines(*texts: str) -> list[Line]:
    return [line(text, at=at) for at, text in enumerate(texts, start=1)]


def test_lines_with_the_words_of_the_table_beside_them_go() -> None:
    around = lines("支出预算表", "单位：万元"), lines("第二部分 说明")
    assert left(*around[0], *lines(*PRINT), TABLE, *around[1]) == ["支出预算表", "单位：万元", "TABLE", "第二部分 说明"]
    assert left(*around[0], TABLE, *lines(*PRINT), *around[1]) == ["支出预算表", "单位：万元", "TABLE", "第二部分 说明"]


def test_lines_with_some_words_of_a_table_stay() -> None:
    some = ["基本支出", "213 9.00 5.00"]
    assert left(*lines(*some), TABLE) == [*some, "TABLE"]


def test_each_table_has_its_own_lines() -> None:
    other = grid("姓名|金额|用途", "甲|12.50|修缮校舍", "乙|13.50|购置图书资料")
    assert [isinstance(b, Grid) for b in without([*lines(*PRINT), other, TABLE])] == [False] * 6 + [True, True]
