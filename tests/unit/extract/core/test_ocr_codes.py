"""Codes that a seal lies on, beside names that are whole."""

from __future__ import annotations

import pytest

from services.extract.core.ocr_codes import mended
from shared.codes import load
from shared.model.table import Cell, Column, Role
from tests.unit.extract.core.test_ocr_values import AMOUNT, cell, codes_of

CODES = load()
COLUMNS = (
    Column(path=("科目编码",), role=Role.CODE, key="function.code"),
    Column(path=("科目名称",), role=Role.LABEL, key="function.name"),
    AMOUNT,
)


def rows(*printed: tuple[str, str], sure: float = 0.999) -> list[tuple[Cell, ...]]:
    """Rows of code and name, codes that begin with `?` read in doubt."""
    return [
        (cell(code.lstrip("?"), 0.4 if code.startswith("?") else sure), cell(name, sure), cell("12.50", sure))
        for code, name in printed
    ]


PENSIONS = (
    ("208", "社会保障和就业支出"),
    ("20805", "行政事业单位养老支出"),
    ("2080501", "行政单位离退休"),
    ("2080505", "机关事业单位基本养老保险缴费支出"),
    ("210", "卫生健康支出"),
)


@pytest.mark.parametrize("read", ["5", "9や", "0805", "20\ufffd05", "2o805", "21133"])
def test_a_doubtful_code_is_that_of_the_name_beside_it(read: str) -> None:
    found = mended(rows(PENSIONS[0], (f"?{read}", PENSIONS[1][1]), *PENSIONS[2:]), COLUMNS, CODES)[1][0]
    can_be = read != "21133"  # no digits of 20805 in their order, and off by more than two
    assert found.text == ("20805" if can_be else read)
    assert codes_of(found) == (["ocr_code"] if can_be else [])
    assert found.confidence < 0.99


def test_a_lost_code_comes_back_where_nearly_all_rows_have_one() -> None:
    printed = [*PENSIONS[:2], ("", PENSIONS[2][1]), *PENSIONS[3:]]
    found = mended(rows(*printed), COLUMNS, CODES)
    assert (found[2][0].text, codes_of(found[2][0])) == ("2080501", ["ocr_code"])
    few = [("", name) for _, name in PENSIONS[1:3]] + list(PENSIONS[3:])
    assert [cells[0].text for cells in mended(rows(*few), COLUMNS, CODES)][:2] == ["", ""]


def test_of_several_codes_of_a_name_that_of_its_place_counts() -> None:
    printed = [("205", "教育支出"), ("20501", "教育管理事务"), ("?20510", "行政运行"), ("2050102", "一般行政管理事务")]
    assert mended(rows(*printed), COLUMNS, CODES)[2][0].text == "2050101"
    without_parent = [printed[0], printed[2], printed[3]]
    assert mended(rows(*without_parent), COLUMNS, CODES)[1][0].text == "20510"


def test_what_was_read_surely_and_what_is_a_code_of_the_lists_stay() -> None:
    for code in ("20806", "?20806"):
        found = mended(rows(PENSIONS[0], (code, PENSIONS[1][1]), *PENSIONS[2:]), COLUMNS, CODES)
        assert found[1][0].text == "20806"
    surely = mended(rows(PENSIONS[0], ("2085", PENSIONS[1][1]), *PENSIONS[2:]), COLUMNS, CODES)
    assert surely[1][0].text == "2085"


def test_a_code_that_fits_no_place_is_none() -> None:
    """21011 would stand behind 221."""
    printed = [
        ("210", "卫生健康支出"),
        ("221", "住房保障支出"),
        ("?2101", "行政事业单位医疗"),
        ("222", "粮油物资储备支出"),
    ]
    assert mended(rows(*printed), COLUMNS, CODES)[2][0].text == "2101"
