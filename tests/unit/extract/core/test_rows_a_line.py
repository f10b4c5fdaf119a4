"""Tables that no template knows, a row on a line, cells one space apart."""

from __future__ import annotations

from services.extract.core.streams.unlisted.lines import table_of
from shared.model.page import Fragment, Grid, Line, Place


def lines(*texts: str) -> list[Line]:
    return [
        Line(fragments=(Fragment(text=text, place=Place(line=n)),), place=Place(line=n))
        for n, text in enumerate(texts, start=1)
    ]


def texts(grid: Grid) -> list[list[str]]:
    table = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = cell.text
    return table


HEAD = "资产类别 年初数量 本年新增数量 账面原值"
ROWS = ("机要通信用车 3 1 55.20", "执法执勤用车 2 0 31.00", "通用设备 14 6 812.75")


def test_as_many_words_as_columns() -> None:
    found = table_of(lines(HEAD, *ROWS, "名词解释", "一、基本支出：指保障机构运转的支出。"))
    assert found is not None
    grid, taken = found
    assert texts(grid) == [HEAD.split(), *(row.split() for row in ROWS)]
    assert taken == 4


def test_a_text_over_the_lowest_line() -> None:
    found = table_of(
        lines("人员类别 编制数", "实有人数", "在职 离休 退休", *(f"{n} 9 5 0 4" for n in ("甲类", "乙类", "丙类")))
    )
    assert found is not None
    assert texts(found[0])[:2] == [["人员类别", "编制数", "实有人数", "", ""], ["", "", "在职", "离休", "退休"]]


def test_a_text_printed_first_may_stand_over_any_columns() -> None:
    assert (
        table_of(lines("实有人数", "人员类别 编制数", "在职 离休", *(f"{n} 9 5 0" for n in ("甲类", "乙类", "丙类"))))
        is None
    )


def test_a_total_stands_where_its_sums_do() -> None:
    found = table_of(
        lines("序号 项目 数量 金额 备注", "1 桌椅 3 5.20 是", "2 印刷 1 4.00 否", "3 复印纸 9 1.30 是", "合计 10.50")
    )
    assert found is not None
    assert texts(found[0])[-1] == ["合计", "", "", "10.50", ""]


def test_lines_of_other_numbers_of_words_are_no_table() -> None:
    assert table_of(lines(HEAD, *ROWS, "专用设备 55.00")) is None
    assert table_of(lines("资产类别 年初数量", *ROWS)) is None
