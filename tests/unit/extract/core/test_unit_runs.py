"""Units printed once beside all of their lines, without rules that say how far they reach: the codes say so."""

from __future__ import annotations

from services.extract.core.unit_runs import filled
from shared.model.table import Cell, Column, Role

COLUMNS = (
    Column(path=("单位名称",), key="unit", role=Role.LABEL),
    Column(path=("科目编码",), key="function.code", role=Role.CODE),
    Column(path=("合计",), key="total", role=Role.AMOUNT),
)


def cells(*rows: str) -> list[tuple[Cell, ...]]:
    return [tuple(Cell(text=text) for text in row.split("|")) for row in rows]


def units(rows: list[tuple[Cell, ...]]) -> list[str]:
    return [row[0].text for row in rows]


def test_a_unit_in_the_middle_of_its_lines_stands_beside_all_of_them() -> None:
    found = filled(cells("合计||9", "|205|1", "甲局|20502|1", "|208|2", "|205|3", "乙站|208|1", "|221|2"), COLUMNS)
    assert units(found) == ["合计", "甲局", "甲局", "甲局", "乙站", "乙站", "乙站"]
    assert found[1][0].repairs[0].code == "filled_down"
    assert [min(c.confidence for c in row) >= 0.99 for row in found] == [True, False, True, False, False, True, False]


def test_a_unit_that_distances_gave_a_line_of_the_next_goes_back() -> None:
    rows = cells("|205|1", "甲局|208|2", "甲局|210|2", "乙站|221|2", "乙站|205|3", "乙站|208|1", "|221|2")
    assert units(filled(rows, COLUMNS)) == ["甲局", "甲局", "甲局", "甲局", "乙站", "乙站", "乙站"]


def test_lines_without_a_unit_are_in_doubt_where_the_runs_of_codes_are_not_those_of_the_units() -> None:
    found = filled(cells("|205|1", "甲局|208|2", "|205|3", "|208|1", "|205|5", "乙站|208|6"), COLUMNS)
    assert units(found) == ["", "甲局", "", "", "", "乙站"]
    assert [row[1].confidence >= 0.99 for row in found] == [False, True, False, False, False, True]


def test_units_with_rows_of_their_own_and_a_unit_alone_stay_as_they_are() -> None:
    for rows in (cells("甲局||9", "|205|9", "乙站||3", "|205|3"), cells("甲局|205|9", "|208|9")):
        assert filled(rows, COLUMNS) == rows
