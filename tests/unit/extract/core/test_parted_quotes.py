"""Quotation marks that a PDF tool put on a line above their word."""

from __future__ import annotations

import pytest

from services.extract.core.flowing.parted_quotes import rejoined
from shared.model.page import Line
from tests.unit.extract.core.form_makers import lines


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("“ ”", "财政拨款 三公 经费支出决算表", "财政拨款“三公”经费支出决算表"),
        ("“ ”", "三公 经费预算数 机关运行", "“三公”经费预算数 机关运行"),
        ("2031 “ ”", "年单位 三公 经费和机关运行经费预算表", "2031年单位“三公”经费和机关运行经费预算表"),
        ("9.2031 “ ”", "年单位 三公 经费预算表 15", "9.2031年单位“三公”经费预算表 15"),
    ],
)
def test_marks_go_around_the_word_below_them(above: str, below: str, whole: str) -> None:
    assert [b.text for b in rejoined(lines(above, below)) if isinstance(b, Line)] == [whole]


@pytest.mark.parametrize(
    ("above", "below"), [("“ ”", "1,270 445"), ("2031 “ ”", "收入 支出"), ("项目", "年度 三公 经费")]
)
def test_other_lines_stay(above: str, below: str) -> None:
    assert [b.text for b in rejoined(lines(above, below)) if isinstance(b, Line)] == [above, below]
