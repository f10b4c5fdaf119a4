"""Tables that a converter of PDF set between bars by where words begin: the bars say nothing, the lines do."""

from __future__ import annotations

from services.extract.readers.text_binned import unbinned
from services.extract.readers.text_blocks import text_blocks
from shared.model.page import Grid, Line

BINNED = """支出预算表
单位：万元
| 科目编码 |        | 科目名称 | 合计   | 基本支出 |
| ---- | ------ | ---- | ---- | ---- |
| 213  | 农林水支出  |      | 9.00 | 5.00 |
21302 林业和草原 9.00 5.00
| 213 02 | 01 行政运行 |     | 5.00 | 5.00 |
| ------ | ------- | --- | ---- | ---- |
| 213 02 | 04 事业机构 |     | 4.00 | 0.00 |
"""


def test_rows_between_wrong_bars_are_lines_of_their_words() -> None:
    blocks = text_blocks(BINNED).blocks
    assert [block.text for block in blocks if isinstance(block, Line)] == [
        "支出预算表",
        "单位：万元",
        "科目编码 科目名称 合计 基本支出",
        "213 农林水支出 9.00 5.00",
        "21302 林业和草原 9.00 5.00",
        "213 02 01 行政运行 5.00 5.00",
        "213 02 04 事业机构 4.00 0.00",
    ]
    assert len(blocks) == 7
    assert [block.place.line for block in blocks][-2:] == [7, 9]


def test_bars_that_set_columns_apart_stay() -> None:
    """A head may stand over a column without figures, and a cell may hold a figure behind a word."""
    text = """支出预算表
单位：万元
| 科目名称 | 合计 | 备注 |
| --- | --- | --- |
| 农林水支出 | 9.00 | |
| 附表 3.5 | 4.00 | |
说明：本表金额以万元为单位
"""
    assert unbinned(list(enumerate(text.split("\n"), start=1))) == [*enumerate(text.split("\n"), start=1)]
    assert any(isinstance(block, Grid) for block in text_blocks(text).blocks)


def test_empty_tables_whose_head_has_texts_over_several_columns_are_no_sign() -> None:
    table = """基金支出表{}
| 项目 |  | 年初结余 | 本年支出 |  | 年末结余 |
| --- | --- | --- | --- | --- | --- |
| 编码 | 名称 |  | 合计 | 基本支出 |  |
| 合计 |  |  |  |  |  |
"""
    text = "\n".join(table.format(number) for number in "一二三")
    assert sum(isinstance(block, Grid) for block in text_blocks(text).blocks) == 3


def test_tables_of_a_row_between_plain_lines_are_pieces_of_one() -> None:
    """Names broken over lines part the rows of such a table; a code and its rest stand on lines of their own."""
    rows = [f"21302{n}\n| 事业机构 | {n}.00 | {n}.00 |\n| --- | --- | --- |\n1" for n in range(1, 4)]
    blocks = text_blocks("\n".join(["支出预算表", *rows])).blocks
    assert [block.text for block in blocks if isinstance(block, Line)][1:4] == ["213021", "事业机构 1.00 1.00", "1"]
    head = "| 科目名称 | 合计 |\n| --- | --- |\n| 事业机构 | 3.00 |"
    assert len([b for b in text_blocks("\n".join([f"甲\n{head}\n乙"] * 4)).blocks if isinstance(b, Grid)]) == 4


def test_amounts_without_decimals_tell_as_much() -> None:
    rows = "| 一、政府拨款 |  | 5,581 一、教育支出 | 5,740 |\n| 二、单位资金 |  | 1,607 二、住房支出 | 1,448 |"
    text = f"收支总表\n| 项目 | 预算数 | 项目 | 预算数 |\n| --- | --- | --- | --- |\n{rows}\n21302 林业和草原 988 86"
    assert not any(isinstance(block, Grid) for block in text_blocks(text).blocks)
    other = text.replace("5,581 一", "一").replace("1,607 二", "二").replace("988 86", "988")
    assert any(isinstance(block, Grid) for block in text_blocks(other).blocks)


def test_a_text_over_several_columns_of_a_head_is_no_shifted_one() -> None:
    head = "||项目||||收入预算|\n|---|---|---|---|---|---|---|\n|类|款|科目名称|合计|财政拨款收入|事业收入|其他收入|"
    body = "|201||一般公共服务支出|2,976|2,976|||\n|201|05|统计信息事务|627|627|||"
    text = "\n\n".join([f"收入预算表\n\n{head}\n{body}"] * 2)
    assert sum(isinstance(block, Grid) for block in text_blocks(text).blocks) == 2
