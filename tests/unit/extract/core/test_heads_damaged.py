"""A text export with strange signs in one head: what no known table confirms is sure nowhere in it."""

from __future__ import annotations

from services.extract.core.pipeline import reconstruct
from shared.model.page import Grid, GridSource
from shared.model.table import Table
from tests.unit.extract.core.table_makers import flowing, grid, line, texts

SPANS = {(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 3)}
FUND = grid(
    "科目编码|科目名称|||", "||合计|基本支出|项目支出", "212|城乡社区支出|5|2|3", source=GridSource.MARKED, spans=SPANS
)
STRANGE = grid("河道ų.|数量", "甲河|12", source=GridSource.MARKED, at=40)
PLAIN = grid("河道|长度", "乙河|30", "丙河|31", source=GridSource.MARKED, at=60)
BUDGET = grid("项目|总计|财政拨款", "修路|12|12", source=GridSource.MARKED, at=80)


def tables_of(*titled: tuple[str, Grid]) -> tuple[Table, ...]:
    blocks = [block for title, table in titled for block in (line(title), table)]
    return reconstruct(flowing(*blocks)).tables


def sure(table: Table) -> list[bool]:
    return [cell.confidence >= 0.99 for cell in table.rows[0].cells]


def test_words_that_no_known_head_has_are_in_doubt_beside_a_strange_head() -> None:
    (alone,) = tables_of(("河道长度一览表", PLAIN))
    assert sure(alone) == [True, True]
    _, beside = tables_of(("河道数量统计表", STRANGE), ("河道长度一览表", PLAIN))
    assert sure(beside) == [False, False]


def test_words_that_no_known_head_has_are_in_doubt_in_a_text_with_lines_that_are_none() -> None:
    title = line("河道长度一览表", at=5)
    (plain,) = reconstruct(flowing(title, PLAIN)).tables
    document = reconstruct(flowing(line("ZUZZ + • /+\\ D"), title, PLAIN))
    assert [f.code for f in document.findings][:1] == ["garbled_source"]
    (table,) = document.tables
    assert (sure(plain), sure(table)) == ([True, True], [False, False])


def test_head_words_stay_sure() -> None:
    _, beside = tables_of(("河道数量统计表", STRANGE), ("修路资金安排表", BUDGET))
    assert sure(beside) == [True, True, True]


def test_a_column_that_may_have_lost_the_text_above_it_is_in_doubt() -> None:
    (table,) = tables_of(("政府性基金预算支出情况表", FUND))
    assert sure(table)[2:] == [False, False, False]


def test_a_head_that_is_printed_again_and_cut_up_is_no_row() -> None:
    first = grid("片区|数量|金额", "东片区|1|2")
    second = grid("片|区|金八D", "西片区|3|4", at=60)
    (table,) = tables_of(("档案利用统计表", first), ("档案利用统计表", second))
    assert texts(table) == [["东片区", "1", "2"], ["西片区", "3", "4"]]


def test_a_strange_word_among_the_heads_of_a_known_table_stands_for_the_one_that_is_due() -> None:
    spans = {(0, 0): (1, 2), (0, 2): (1, 2)}
    head = ("收入||支出|", "项目|2031年预算数|公会|2031年预算数")
    rows = ("一、政府预算拨款|1,250|一、农林水支出|1,250", "收入总计|1,250|支出总计|1,250")
    marked = grid(*head, *rows, source=GridSource.MARKED, spans=spans, at=60)
    _, table = tables_of(("河道数量统计表", STRANGE), ("收支总表", marked))
    assert [column.path for column in table.columns][2] == ("支出", "项目")
    assert sure(table) == [True, True, False, True]
    assert [(r.code, "公会" in r.before) for r in table.repairs] == [("head_rebuilt", True)]
    (alone,) = tables_of(("收支总表", marked))
    assert [column.path for column in alone.columns][2] == ("支出", "公会")


def test_a_head_of_one_row_that_lost_a_text_may_have_lost_the_row_above_it() -> None:
    whole = grid("科目编码|科目名称|合计|基本支出|项目支出", "212|城乡社区支出|5|2|3")
    lost = grid("科目编码|科目名称||基本支出|项目支出", "212|城乡社区支出|5|2|3")
    (first,) = tables_of(("一般公共预算支出情况表", whole))
    (second,) = tables_of(("一般公共预算支出情况表", lost))
    assert all(sure(first))
    assert not any(sure(second))


def test_a_row_that_says_what_the_head_above_it_says_is_head() -> None:
    table = grid("站点||完成", "站点|数量|金额", "东站|1|2", source=GridSource.MARKED)
    (found,) = tables_of(("志愿服务统计表", table))
    assert [column.path for column in found.columns] == [("站点",), ("数量",), ("完成", "金额")]
    assert texts(found) == [["东站", "1", "2"]]
