"""The name of a unit of which an export gives each row of its merged cell a line."""

from __future__ import annotations

from services.extract.core.split_units import rejoined
from shared.model.numbers import parse_number
from shared.model.table import Cell, Column, Role

COLUMNS = (
    Column(path=("预算单位",), key="unit.name", role=Role.LABEL),
    Column(path=("年度",), key="year", role=Role.LABEL),
    Column(path=("总计",), key="amount.total", role=Role.AMOUNT),
)


def rows(*texts: tuple[str, str, str]) -> list[tuple[Cell, ...]]:
    return [tuple(Cell(text=t, value=parse_number(t), raw=(t,) if t else ()) for t in row) for row in texts]


def read(*texts: tuple[str, str, str], organization: str | None = "青州市水务监测中心") -> list[list[str]]:
    return [[cell.text for cell in row] for row in rejoined(rows(*texts), COLUMNS, organization)]


def test_every_row_of_the_unit_has_its_whole_name_and_says_so() -> None:
    printed = rows(("青州市", "2023年", "11"), ("水务监测", "2024年", "23"), ("中心", "增减变化金额", "12"))
    found = rejoined(printed, COLUMNS, "青州市水务监测中心")
    assert [row[0].text for row in found] == ["青州市水务监测中心"] * 3
    assert [row[1:] for row in found] == [row[1:] for row in printed]
    assert found[0][0].raw == ("青州市", "水务监测", "中心")
    assert all(row[0].repairs and row[0].confidence < 0.99 for row in found)


def test_a_row_of_nothing_but_a_piece_is_none_of_its_own() -> None:
    assert read(("青州市", "", ""), ("水务监测中心", "", "0")) == [["青州市水务监测中心", "", "0"]]


def test_names_of_other_units_stay_as_they_are() -> None:
    texts = [("青州市", "2023年", "11"), ("水务局", "2024年", "23")]
    assert read(*texts) == [list(row) for row in texts]
    assert read(*texts, organization=None) == [list(row) for row in texts]
    whole = [("青州市水务监测中心", "2023年", "11"), ("", "2024年", "23")]
    assert read(*whole) == [list(row) for row in whole]
