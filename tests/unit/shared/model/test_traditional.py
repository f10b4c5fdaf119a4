"""Documents in traditional characters: read as simplified ones, given back as printed."""

from __future__ import annotations

from shared.model import traditional
from shared.model.table import Cell, Column, Role

TEXTS = (
    "部門預算收支總表",
    "收入總計",
    "支出總計",
    "項目",
    "社會保障和就業支出",
    "幹部培訓",
    "乾燥設備",
    "發展與髮型",
    "臺",
)


def test_texts_come_back_as_they_are_printed() -> None:
    printed = traditional.print_of(TEXTS * 2)
    assert printed is not None
    assert all(printed.restored(traditional.simplified(text)) == text for text in TEXTS)


def test_a_text_put_together_has_the_signs_that_stand_beside_the_same_ones() -> None:
    printed = traditional.print_of(TEXTS * 2)
    assert printed is not None
    assert printed.restored("干部培训设备") == "幹部培訓設備"
    assert printed.restored("干燥项目总计") == "乾燥項目總計"


def test_signs_that_the_document_never_prints() -> None:
    printed = traditional.print_of(TEXTS * 2)
    assert printed is not None
    assert printed.restored("财政拨款表") == "財政撥款表"


def test_all_texts_of_a_value_and_no_words_of_closed_lists() -> None:
    column = Column(path=("收入", "項目"), role=Role.LABEL)
    assert traditional.simplified(column) == Column(path=("收入", "项目"), role=Role.LABEL)
    cells = (Cell(text="總計", raw=("總計",)),)
    assert traditional.simplified(cells) == (Cell(text="总计", raw=("总计",)),)


def test_a_name_in_traditional_characters_makes_no_traditional_document() -> None:
    assert traditional.print_of(["部门预算收支总表，由陳國華編製"] * 3 + ["收入总计和支出总计"] * 40) is None
