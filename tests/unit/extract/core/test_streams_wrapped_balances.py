"""Balances over several pages whose labels are wrapped, a line for each piece: the head of the page, blank amounts."""

from __future__ import annotations

from tests.unit.extract.core.test_streams_pdf_tools import grids

CAPTION = "财政拨款收入支出决算总表 部门：青州市水务局 单位：万元"
HEAD = "收入 支出 项目 决算数 项目 合计 一般公共预算 财政拨款 政府性基金预 算财政拨款 国有资本经营 预算财政拨款"
PLAIN = "收入支出决算总表 部门：青州市水务局 单位：万元 收入 支出 项目 决算数 项目 决算数"


def page(*parts: str) -> str:
    return "\n".join("\n".join(part.split()) for part in parts) + "\n"


def test_a_wrapped_label_below_the_head_is_no_word_of_it() -> None:
    """The figure of the first row has the label beside it on its line."""
    rows = (
        page("一、一般公 共预算财政 拨款")
        + "5,369.20 一、一般公\n"
        + page("共服务支出 二、政府性 基金预算财 政拨款 二、外交支 出")
    )
    (table,) = grids(page(CAPTION, HEAD) + rows + page("三、国防支 出 四、教育支 出 4,576.04 4,576.04"))
    assert [row[:4] for row in table[2:]] == [
        ["一、一般公共预算财政拨款", "5,369.20", "一、一般公共服务支出", ""],
        ["二、政府性基金预算财政拨款", "", "二、外交支出", ""],
        ["", "", "三、国防支出", ""],
        ["", "", "四、教育支出", "4,576.04"],
    ]


def test_amounts_are_no_numbers_of_lines_that_the_head_does_not_print() -> None:
    rows = "九、卫生健 康支出 793.16 793.16 十、节能环 保支出 十一、城乡 社区支出 十二、农林 水支出"
    (table,) = grids(page(CAPTION, HEAD, rows))
    assert table[2] == ["", "", "九、卫生健康支出", "793.16", "793.16", "", ""]
    assert [row[2] for row in table[3:]] == ["十、节能环保支出", "十一、城乡社区支出", "十二、农林水支出"]


def test_a_page_without_figures_may_begin_with_the_end_of_a_label() -> None:
    first = page(PLAIN, "一、一般公共预算财政拨款收入 5,369.20 八、社会保障和就业支出 438.74 九、卫生健 145.07")
    rest = "康支出 十、节能环 保支出 十一、城乡 社区支出 十二、农林 水支出 十三、交通 运输支出"
    _, table = grids(first + page(PLAIN, rest))
    assert [row[2] for row in table[2:]] == [
        "康支出",
        "十、节能环保支出",
        "十一、城乡社区支出",
        "十二、农林水支出",
        "十三、交通运输支出",
    ]
