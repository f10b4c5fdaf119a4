"""Balances whose lines are counted (行次), in streams of words."""

from __future__ import annotations

from services.extract.core.pipeline import reconstruct
from services.extract.core.streams.balance import Side
from services.extract.core.streams.counted import parse_counted
from services.extract.core.streams.tokens import tokens_of
from shared.model.page import Fragment, Line, PageContent, Place, Reader, Source

SIDES = (Side(label=0, amounts=(1, 2)), Side(label=3, amounts=(4, 5)))


def lines(*texts: str) -> list[Line]:
    return [
        Line(fragments=(Fragment(text=text, place=Place(line=n)),), place=Place(line=n))
        for n, text in enumerate(texts, start=1)
    ]


def rows(*texts: str) -> list[list[tuple[str, list[str]]]] | None:
    found = parse_counted(tokens_of(lines(*texts)), SIDES)
    return found and [[("".join(t.text for t in e.label), [t.text for t in e.amounts]) for e in row] for row in found]


def test_blank_labels_and_figures_leave_their_count() -> None:
    assert rows(
        "栏次 1 栏次 2",
        "一、财政拨款收入 1 60.50 一、教育支出 5 50.50",
        "二、其他收入 2 二、住房保障支出 6 10.00",
        "3 三、其他支出 7",
        "总计 4 60.50 总计 8 60.50",
    ) == [
        [("一、财政拨款收入", ["1", "60.50"]), ("一、教育支出", ["5", "50.50"])],
        [("二、其他收入", ["2"]), ("二、住房保障支出", ["6", "10.00"])],
        [("", ["3"]), ("三、其他支出", ["7"])],
        [("总计", ["4", "60.50"]), ("总计", ["8", "60.50"])],
    ]


def test_a_figure_like_a_count_is_a_figure() -> None:
    found = rows("甲收入 1 5 甲支出 4 2", "乙收入 2 乙支出 5 3", "总计 3 5 总计 6 5")
    assert found is not None
    assert [entry[1] for row in found for entry in row] == [
        ["1", "5"], ["4", "2"], ["2"], ["5", "3"], ["3", "5"], ["6", "5"],
    ]  # fmt: skip


def test_counts_that_do_not_go_on_are_none() -> None:
    assert rows("甲收入 1 5 甲支出 4 2", "乙收入 2 乙支出 6 3", "总计 3 5 总计 7 5") is None
    assert rows("甲收入 60.50 甲支出 50.50") is None


def test_a_whole_table_in_a_stream() -> None:
    texts = (
        "收入支出决算总表", "单位：万元", "收入 支出", "项目 行次 金额 项目（按功能分类） 行次 金额",
        "一、一般公共预算财政拨款收入 1 60.50 一、教育支出 5 50.50", "二、其他收入 2 二、住房保障支出 6 10.00",
        "3 三、其他支出 7", "总计 4 60.50 总计 8 60.50",
    )  # fmt: skip
    page = PageContent(number=1, blocks=tuple(lines(*texts)))
    (table,) = reconstruct(Source(reader=Reader.TEXT, media_type="text/plain", pages=(page,), paged=False)).tables
    assert [c.path for c in table.columns] == [
        *(("收入", text) for text in ("项目", "行次", "金额")),
        *(("支出", text) for text in ("项目（按功能分类）", "行次", "金额")),
    ]
    assert [[c.text for c in row.cells] for row in table.rows][2:] == [
        ["", "3", "", "三、其他支出", "7", ""],
        ["总计", "4", "60.50", "总计", "8", "60.50"],
    ]


def test_counts_tell_more_than_places() -> None:
    texts = (
        "收入支出决算总表", "单位：万元",
        "          收入                                  支出",
        "      项目          行次   金额             项目        行次   金额",
        "一、一般公共预算财政拨款收入  1   60.50  一、教育支出             5   50.50",
        "二、其他收入              2        二、住房保障支出           6   10.00",
        "                    3        三、其他支出             7",
        "总计                  4   60.50  总计                 8   60.50",
    )  # fmt: skip
    page = PageContent(number=1, blocks=tuple(lines(*texts)))
    (table,) = reconstruct(Source(reader=Reader.TEXT, media_type="text/plain", pages=(page,), paged=False)).tables
    assert [[c.text for c in row.cells] for row in table.rows] == [
        ["一、一般公共预算财政拨款收入", "1", "60.50", "一、教育支出", "5", "50.50"],
        ["二、其他收入", "2", "", "二、住房保障支出", "6", "10.00"],
        ["", "3", "", "三、其他支出", "7", ""],
        ["总计", "4", "60.50", "总计", "8", "60.50"],
    ]
