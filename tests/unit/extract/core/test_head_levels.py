"""一级指标 and its like, of which OCR lost the numeral."""

from __future__ import annotations

import pytest

from services.extract.core.joining import stitch
from services.extract.core.parts import Part
from shared.model.page import DOUBT, GridSource
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part

ROWS = ("产出指标|数量指标|检查次数|≥8次", "产出指标|质量指标|合格率|≥95%")


def read(head: str, confidence: float = DOUBT) -> Part:
    return part(grid(head, *ROWS, source=GridSource.RULED, page=1, confidence=confidence), "绩效指标表")


@pytest.mark.parametrize(
    "head",
    [
        "级指标|二级指标|三级指标|指标值",
        "…级指标|二级指标|三级指标|指标值",
        "级指标|.级指标|三级指标|指标值",
        "一级指标|二级指标|=级指|指标值",
        "级指标|级指标|级指标|指标值",
    ],
)
def test_numerals_in_doubt_are_counted(head: str) -> None:
    (table,) = stitch.join([read(head)], TEMPLATES, 2024)
    assert [c.path for c in table.columns] == [("一级指标",), ("二级指标",), ("三级指标",), ("指标值",)]
    assert "head_rebuilt" in [r.code for r in table.repairs]


@pytest.mark.parametrize("head", ["级指标|级指标|某级指标|指标值", "三级指标|级指标|一级指标|指标值"])
def test_what_is_not_counted_in_order_stays(head: str) -> None:
    (table,) = stitch.join([read(head)], TEMPLATES, 2024)
    assert table.columns[1].path == ("级指标",)


def test_what_was_read_surely_stays() -> None:
    (table,) = stitch.join([read("级指标|考核指标|三级指标|指标值", confidence=1.0)], TEMPLATES, 2024)
    assert table.columns[0].path == ("级指标",)
