"""A name that stands under the last part of a code goes into its own column."""

from __future__ import annotations

from services.extract.core.strayed_names import returned
from shared.model.table import Cell, Column, Role

COLUMNS = [
    Column(path=("科目编码", "类"), role=Role.CODE),
    Column(path=("科目编码", "款"), role=Role.CODE),
    Column(path=("科目编码", "项"), role=Role.CODE),
    Column(path=("科目名称",), role=Role.LABEL),
    Column(path=("合计",), role=Role.AMOUNT),
]


def texts(*row: str) -> list[str]:
    return [c.text for c in returned(tuple(Cell(text=text) for text in row), COLUMNS)]


def test_a_name_beside_a_whole_code_goes_into_its_own_cell_and_that_is_logged() -> None:
    cells = returned(tuple(Cell(text=t) for t in ("2130399", "", "河湖巡护", "", "9.00")), COLUMNS)
    assert [c.text for c in cells] == ["2130399", "", "", "河湖巡护", "9.00"]
    assert [r.code for r in cells[3].repairs] == ["label_moved"]


def test_parts_of_codes_totals_and_rows_with_a_name_stay() -> None:
    for row in (("213", "03", "99", "", "9.00"), ("合计", "", "", "", "9.00"), ("213", "", "甲", "乙", "9.00")):
        assert texts(*row) == list(row)
    assert texts("", "", "小计", "", "9.00") == ["", "", "小计", "", "9.00"]
