"""Repairs of cells: logged, with lowered confidence, and never of what may be right."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.extract.core import repair
from services.extract.core.parts import Slot, join_fragments
from shared.model.page import Fragment
from shared.model.table import Cell


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("3, 175", "3,175"),
        ("12 ,345.6", "12,345.6"),
        ("1, 270, 300", "1,270,300"),
        ("1 234 567.80", "1234567.80"),
        ("1 , 2 3 4 . 5", "1,234.5"),
    ],
)
def test_spaces_inside_a_number_go(raw: str, text: str) -> None:
    cell = repair.cell_of(Slot(row=0, col=0, text=raw, fragments=(Fragment(text=raw),)))
    assert (cell.text, cell.raw) == (text, (raw,))
    assert [r.code for r in cell.repairs] == ["inner_space"]
    assert cell.confidence < 0.99


@pytest.mark.parametrize(
    "text", ["3,175", "2023 2024", "12 34.5", "208 05 01", "1, 2 和 3", "第3, 4项", "2022年8月前", "—"]
)
def test_everything_else_stays(text: str) -> None:
    cell = repair.cell_of(Slot(row=0, col=0, text=text, fragments=(Fragment(text=text),)))
    assert (cell.text, cell.repairs, cell.confidence) == (text, (), 1.0)


def test_confidence_is_that_of_the_worst_fragment() -> None:
    fragments = (Fragment(text="教育", confidence=0.97), Fragment(text="支出", confidence=0.91))
    assert repair.cell_of(Slot(row=0, col=0, text="教育支出", fragments=fragments)).confidence == 0.91


def test_two_pieces_of_a_cell_keep_the_raw_of_both() -> None:
    upper, lower = (
        Cell(text="机关事业单位基本养", raw=("机关事业单位基本养",)),
        Cell(text="老保险缴费", raw=("老保险缴费",)),
    )
    cell = repair.joined(upper, lower, "test")
    assert cell.text == "机关事业单位基本养老保险缴费"
    assert cell.raw == ("机关事业单位基本养", "老保险缴费")
    assert [r.code for r in cell.repairs] == ["row_joined"]
    assert cell.confidence < 0.99


def test_a_number_in_two_pieces_has_the_value_of_both() -> None:
    assert repair.joined(Cell(text="12,34"), Cell(text="5"), "test").value == Decimal(12345)


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["机关事业单位", "养老"], "机关事业单位养老"),
        (["Gross", "total"], "Gross total"),
        (["Attività", "économique"], "Attività économique"),
        (["IDC", "机房"], "IDC机房"),
        (["1,234,", "567"], "1,234,567"),
        (["", " 甲 乙 "], "甲乙"),
        (["44115524P", "24929", "6382"], "44115524P249296382"),
        (["44115524", "P249296382"], "44115524P249296382"),
        (["2023", "A4"], "2023 A4"),
    ],
)
def test_pieces_are_joined_as_they_are_read(pieces: list[str], text: str) -> None:
    assert join_fragments(pieces) == text


def test_open_brackets_and_ends_of_sentences() -> None:
    assert repair.is_open("信息化新建项目（非政府")
    assert not repair.is_open("维修（护）费")
    assert repair.ends_sentence("服务。")
    assert not repair.ends_sentence("服务")
