"""Heads by what stands over one another, in lines that keep the layout: tables of families that no template knows."""

from __future__ import annotations

from services.extract.core.pipeline import reconstruct
from services.extract.core.streams.stacked_heads import stacked_head
from services.extract.core.streams.tokens import tokens_of
from shared.model.table import Role, Table
from tests.unit.extract.core.table_makers import TEMPLATES, flowing, line, paths, texts


def _line(*placed: tuple[int, str]) -> str:
    """Texts set around their middles, each letter counted as one column, as pdftotext does."""
    text = ""
    for middle, word in placed:
        start = middle - sum(2 if letter > "\u2e7f" else 1 for letter in word) // 2
        text = text.ljust(start) + word
    return text


NARROW = (
    _line((72, "本年收入"), (107, "上年结转结余")),
    _line((67, "一般公"), (77, "政府性"), (107, "一般公"), (117, "政府性")),
    _line((9, "科目编码"), (26, "科目名称"), (46, "合计"), (57, "小计"), (87, "单位"), (97, "小计")),
    _line((67, "共预算"), (77, "基金预"), (87, "资金"), (107, "共预算"), (117, "基金预")),
    _line((77, "算"), (117, "算")),
    "       201       一般公共服务支出      1,200.00   1,000.00",
)


def _head(*lines: str) -> list[tuple[str, ...]] | None:
    found = stacked_head(
        tokens_of([line(text, at=i) for i, text in enumerate(lines)], aligned=True, wide=False, joined=False),
        TEMPLATES.lexicon,
    )
    return [column.path for column in found[1].columns] if found is not None else None


def test_texts_broken_over_lines_between_those_of_others_are_whole_under_their_parents() -> None:
    assert _head(*NARROW) == [
        ("科目编码",),
        ("科目名称",),
        ("合计",),
        ("本年收入", "小计"),
        ("本年收入", "一般公共预算"),
        ("本年收入", "政府性基金预算"),
        ("本年收入", "单位资金"),
        ("上年结转结余", "小计"),
        ("上年结转结余", "一般公共预算"),
        ("上年结转结余", "政府性基金预算"),
    ]


def test_the_first_line_of_a_wrapped_name_is_no_head() -> None:
    head = ("科目编码     科目名称         合计      基本支出", "        机关事业单位基本养")
    assert _head(*head, "2080505                     3.00      3.00", "        老保险缴费支出") == [
        ("科目编码",), ("科目名称",), ("合计",), ("基本支出",),
    ]  # fmt: skip


def test_prose_makes_no_head() -> None:
    assert _head("本单位负责  城市管理  方面的工作。", "甲  1  2") is None


def _table(*lines: str) -> Table:
    (found,) = reconstruct(flowing(*(line(text, at=i) for i, text in enumerate(lines, start=1)))).tables
    return found


def test_a_table_with_other_columns_than_its_templates_comes_out_as_printed() -> None:
    found = _table(
        "收支总表",
        "                                                          单位：万元",
        "              收入                               支出",
        "      项目            2031年预算      按支出功能分类科目       2031年预算",
        "一、一般公共预算拨款收入      900.00    一、一般公共服务支出      600.00",
        "二、事业收入                            二、住房保障支出          300.00",
        "本年收入合计                  900.00    本年支出合计              900.00",
        "收入总计                      900.00    支出总计                  900.00",
    )
    assert paths(found) == [
        ("收入", "项目"), ("收入", "2031年预算"), ("支出", "按支出功能分类科目"), ("支出", "2031年预算"),
    ]  # fmt: skip
    assert texts(found)[1] == ["二、事业收入", "", "二、住房保障支出", "300.00"]
    assert [c.role for c in found.columns] == [Role.LABEL, Role.AMOUNT] * 2


def test_columns_that_no_template_has_are_not_those_of_one() -> None:
    found = _table(
        "收入总表",
        "                                                              单位：万元",
        "                                                 本年收入",
        "部门代码    部门名称          合计",
        "                                       小计     一般公共预算    其他收入",
        "合计                        900.00    900.00    900.00",
        "025         某市某局        900.00    900.00    900.00",
        "025001      某市某中心      600.00    600.00    600.00",
    )
    assert paths(found) == [
        ("部门代码",), ("部门名称",), ("合计",),
        ("本年收入", "小计"), ("本年收入", "一般公共预算"), ("本年收入", "其他收入"),
    ]  # fmt: skip
    assert texts(found)[2] == ["025001", "某市某中心", "600.00", "600.00", "600.00", ""]
