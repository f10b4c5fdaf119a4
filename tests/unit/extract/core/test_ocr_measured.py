"""Columns of signs and units that OCR read figures and letters in."""

from __future__ import annotations

from services.extract.core.ocr_measured import mended
from shared.model.table import Cell, Column, Role

NAME = Column(path=("三级指标",), role=Role.LABEL, key="indicator.level3")
SIGN = Column(path=("绩效指标", "指标性质"), role=Role.LABEL)
UNIT = Column(path=("绩效指标", "度量单位"), role=Role.LABEL)


def read(
    *rows: tuple[str, str, str], columns: tuple[Column, ...] = (NAME, SIGN, UNIT), confidence: float = 0.999
) -> list[list[str]]:
    cells = [tuple(Cell(text=t, value=None, raw=(t,), confidence=confidence) for t in row) for row in rows]
    found = mended(cells, columns)
    assert all(c.confidence < 0.99 and c.repairs for row in found for c in row if c.text != c.raw[0])
    return [[c.text for c in row] for row in found]


def test_figures_and_letters_in_such_columns_are_the_signs_that_they_look_like() -> None:
    rows = (
        ("合格率", "2", "0"),
        ("时限", "く", "小时"),
        ("到位率", "二", "9%"),
        ("增幅", "7", "96"),
        ("满意度", "3", "%"),
        ("改善", "定性", ""),
    )
    assert read(*rows) == [
        ["合格率", "≥", "%"],
        ["时限", "≤", "小时"],
        ["到位率", "=", "%"],
        ["增幅", "≥", "%"],
        ["满意度", "≥", "%"],
        ["改善", "定性", ""],
    ]


def test_signs_and_units_and_other_letters_stay() -> None:
    rows = [["面积", "≤", "m2"], ["长度", ">", "km"], ["比例", "X", "%"], ["温度", "正向", "℃"]]
    assert read(*[(a, b, c) for a, b, c in rows]) == rows


def test_a_column_of_units_with_other_figures_came_apart() -> None:
    assert read(("合格率", "≥", "0"), ("人数", "≥", "35")) == [["合格率", "≥", "0"], ["人数", "≥", "35"]]


def test_other_columns_and_tables_stay() -> None:
    count = Column(path=("数量",), role=Role.LABEL)
    assert read(("合格率", "2", "0"), columns=(NAME, count, count)) == [["合格率", "2", "0"]]
    item = Column(path=("采购项目",), role=Role.LABEL, key="item")
    assert read(("打印机", "2", "0"), columns=(item, SIGN, UNIT)) == [["打印机", "2", "0"]]


def test_a_sign_in_doubt_has_the_bar_that_most_of_its_column_have() -> None:
    rows = [("合格率", "≥", "%"), ("知晓率", ">", "%"), ("完成率", "≥", "%"), ("时限", "<", "天")]
    assert [row[1] for row in read(*rows, confidence=0.5)] == ["≥", "≥", "≥", "<"]
    assert [row[1] for row in read(*rows)] == ["≥", ">", "≥", "<"]


def test_a_stroke_before_a_figure_is_an_equals_sign() -> None:
    target = Column(path=("绩效指标", "指标值"), role=Role.TEXT, key="indicator.target")
    columns = (NAME, SIGN, target)
    rows = [("合格率", "—", "100"), ("改善", "—", "明显改善"), ("人数", "—", "")]
    assert [row[1] for row in read(*rows, columns=columns, confidence=0.5)] == ["=", "—", "—"]
    assert [row[1] for row in read(*rows, columns=columns)] == ["—", "—", "—"]
