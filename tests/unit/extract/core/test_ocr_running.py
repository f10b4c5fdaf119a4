"""Running numbers that OCR misread are counted."""

from __future__ import annotations

import pytest

from services.extract.core import ocr_running
from shared.model.table import Cell, Column, Role

SURE = 0.99


def column(*texts: str) -> list[Cell]:
    """Texts that end in `?` are in doubt."""
    return [Cell(text=t.rstrip("?"), confidence=0.5 if t.endswith("?") else 1.0) for t in texts]


def read(*texts: str) -> list[str]:
    return [c.text for c in ocr_running.counted(column(*texts), SURE)]


def test_numbers_in_doubt_are_those_of_their_place() -> None:
    found = ocr_running.counted(column("l?", "2", "储?", "4", "5", "G?", "7", "合计"), SURE)
    assert [c.text for c in found] == ["1", "2", "3", "4", "5", "6", "7", "合计"]
    assert [r.code for c in found for r in c.repairs] == ["ocr_digit"] * 3
    assert max(c.confidence for c in found if c.repairs) <= 0.5
    assert read("4", "l?", "", "l?", "8", "", "9", "10") == ["4", "5", "", "7", "8", "", "9", "10"]
    assert read("5", "6", "l?", "8", "", "9") == ["5", "6", "7", "8", "", "9"]


@pytest.mark.parametrize(
    "texts",
    [
        ("1", "2", "l?"),
        ("1", "2", "3", "1", "2", "B?"),
        ("1", "3", "5", "l?"),
        ("1", "l?", "S?", "4?", "5", "6", "B?", "g?"),
    ],
)
def test_what_does_not_count_on_or_is_mostly_in_doubt_stays(texts: tuple[str, ...]) -> None:
    assert read(*texts) == [t.rstrip("?") for t in texts]


def test_only_a_column_called_so_is_counted() -> None:
    assert ocr_running.is_running(Column(path=("项目", "序 号"), role=Role.LABEL))
    assert not ocr_running.is_running(Column(path=("编号",), role=Role.LABEL))


def test_numbers_in_doubt_that_count_on_bear_one_another_out() -> None:
    assert read("1?", "2?", "3?", "+?", "5?", "6?") == ["1", "2", "3", "4", "5", "6"]
    assert read("1?", "2?", "3?", "+?", "5?") == ["1", "2", "3", "+", "5"]  # four are too few
    assert read("1?", "2?", "3?", "+?", "5?", "9?") == ["1", "2", "3", "+", "5", "9"]
