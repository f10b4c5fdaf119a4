"""Rows whose code, name and figures stand on lines of their own."""

from __future__ import annotations

import pytest

from services.extract.core.streams.listed_rows import level
from shared.model.page import Line
from tests.unit.extract.core.table_makers import printed


def texts(text: str) -> list[str]:
    return [" ".join(block.text.split()) for block in level(printed(text)) if isinstance(block, Line)]


NAME = "机关事业单位基本养老保险缴费支出"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("机关事业单位基本养老保\n6.18 6.18\n2080505\n险缴费支出", "机关事业单位基本养老保 险缴费支出"),
        ("机关事业单位基本养老保险缴费\n2080505 6.18 6.18\n支出", "机关事业单位基本养老保险缴费 支出"),
        (f"2080505\n{NAME} 6.18 6.18", NAME),
        (f"{NAME} 6.18 6.18\n2080505", NAME),
    ],
)
def test_lines_with_a_name_that_the_list_gives_to_their_code_are_one_row(text: str, name: str) -> None:
    around = "208 社会保障和就业支出 10.82 10.82", "20808 抚恤 4.64 4.64"
    assert texts(f"{around[0]}\n{text}\n{around[1]}") == [
        around[0],
        f"2080505 {name} 6.18 6.18",
        around[1],
    ]


@pytest.mark.parametrize(
    "text",
    [
        # every cell has a line of its own
        "2080505\n机关事业单位基本养老保险缴费支出\n6.18\n6.18",
        "30201\n办公费\n6.18\n30202\n印刷费\n4.64",
        # no list has such a name for the code
        "2080505\n河道保洁 6.18 6.18",
        # two rows
        "2080505 6.18 6.18\n20808 抚恤 4.64 4.64",
    ],
)
def test_other_lines_stay(text: str) -> None:
    assert texts(text) == text.split("\n")


def test_figures_stay_where_they_stand() -> None:
    (row,) = level(printed("30299\n      其他商品和服务支出            0.20"))
    assert isinstance(row, Line)
    assert row.text.index("0.20") == 27
